"""Partnerships, their people and rights."""
