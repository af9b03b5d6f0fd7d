"""From a notice to a sent mail."""
