"""People, bodies and the seats between them, for those who keep them."""
