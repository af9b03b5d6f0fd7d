"""Workflow definitions as data."""
