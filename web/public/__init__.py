"""The plans that a partnership shows to everybody."""
