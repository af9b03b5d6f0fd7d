"""Plans: what they say, how far they have come, and their import."""
