"""What people decide about themselves: how they are told, and which mails they do without."""
