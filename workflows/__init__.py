"""Measures, deviations, plans, meetings and mandates; office documents in and out.

Knows no mail and no page.
"""

from engine.cases.guards import stand_in

stand_in("workflows.councils.guards", "decided", "item_in_held_meeting", "group_has_reported")
stand_in("workflows.deviations.guards", "routed", "not_routed", "unit_has_members")
stand_in("workflows.deviations.guards", "clock_after_report", "answered")
stand_in("workflows.deviations.guards", "answer_sent", "answer_arrived")
stand_in("workflows.deviations.guards", "classified", "learning_or_reason", "names_no_one")
stand_in("workflows.deviations.analyses", "both_parties", "analysed_after")
stand_in("workflows.deviations.parts", "units_to_ask", "asks_no_more", "parts_in")
stand_in("workflows.deviations.reopening", "once", "within_time", "time_over")
stand_in(
    "workflows.deviations.sending_over", "in_other_partnership", "may_go_over", "goes_over_whole"
)
stand_in("workflows.measures.guards", "has_members", "has_years", "not_blocked", "keeps_linked")
