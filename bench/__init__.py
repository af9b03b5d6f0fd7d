"""What the engine costs beside the database: ratios against hand-written programs that read and
write the very same rows."""
