"""What everybody may know of the pages: what is kept, and who can use them."""
