"""Councils: their meetings, decisions and mandates."""
