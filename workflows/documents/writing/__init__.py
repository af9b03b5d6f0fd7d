"""Office documents, written."""
