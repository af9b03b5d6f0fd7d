"""Meetings: their agendas, what was decided, who was told."""
