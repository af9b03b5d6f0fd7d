"""What a partnership decides for itself, for those who keep it."""
