"""From the tables of a file to the draft of a plan."""
