"""Who must hear what and when, in which words; the clock; sending. Knows no page."""
