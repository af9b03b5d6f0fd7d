from __future__ import annotations

from workflows.deviations import receipts, reports


def test_a_receipt_can_be_read_aloud(world):
    code = world.report().code

    assert len(code) == 19
    assert set(code) <= set(receipts.ALPHABET) | {"-"}
    assert (
        reports.by_receipt(world.session, f" {code.lower().replace('-', ' ')} ").ref == "A-2026-1"
    )
