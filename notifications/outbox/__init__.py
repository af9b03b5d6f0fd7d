"""Mail on its way."""
