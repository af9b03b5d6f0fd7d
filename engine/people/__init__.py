"""Partnerships, bodies, persons and seats."""
