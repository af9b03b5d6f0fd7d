"""Working days and closed days."""
