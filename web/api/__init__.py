"""The pages for other programs: JSON over the same verbs."""
