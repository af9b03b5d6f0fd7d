"""Cases: their states, events and rights."""
