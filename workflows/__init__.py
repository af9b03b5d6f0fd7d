"""Measures, deviations, plans, meetings and mandates; office documents in and out. Knows no mail and no page."""

from workflows import guards  # noqa: F401 - registers the conditions that definitions name
