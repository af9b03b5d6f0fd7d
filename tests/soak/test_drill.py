"""Nothing is mailed again by a database that was restored, and nothing is lost: small; `make drill`
plays it whole."""

from __future__ import annotations

import pytest

from tests.soak.drill import AFTERWARDS, MEMBERS, drill


@pytest.mark.usefixtures("peopled", "postgresql_programs")
def test_a_restored_database_mails_nothing_again_and_loses_nothing(
    database_url, tmp_path, postgresql_empty
):
    sqlite = database_url.startswith("sqlite")
    there = f"sqlite:///{tmp_path}/there/samsak.db" if sqlite else postgresql_empty()

    drilled = drill(database_url, there, tmp_path, 40, 20)

    assert (drilled.again, drilled.lost) == (0, 0)
    assert drilled.mails >= 60 + AFTERWARDS * MEMBERS
