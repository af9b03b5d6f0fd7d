"""Measures, deviations, plans, meetings and mandates; office documents in and out.

Knows no mail and no page.
"""

import workflows.councils.guards
import workflows.deviations.guards
import workflows.measures.guards  # noqa: F401 - these register the conditions that definitions name
