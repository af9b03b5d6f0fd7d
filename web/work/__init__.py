"""What waits for whoever is logged in."""
