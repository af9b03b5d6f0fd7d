"""The typed face; the only place with click."""
