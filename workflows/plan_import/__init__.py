"""Understanding a plan."""
