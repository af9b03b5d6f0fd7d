"""Cases of every workflow."""
