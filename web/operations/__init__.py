"""What whoever looks after an installation must see."""
