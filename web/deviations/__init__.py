"""Deviations as those see them who report."""
