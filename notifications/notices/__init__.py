"""What somebody must hear once."""
