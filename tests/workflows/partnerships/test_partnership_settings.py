"""What a partnership decides for itself, with its trace."""

from __future__ import annotations

import pytest

from engine.errors import BadInput
from engine.people.acts import Act
from engine.people.tables import Partnership
from engine.people.trace import broken_traces, trace_of
from workflows.partnerships.partnership_settings import SettingsIn, change_settings
from workflows.partnerships.structure import SETTINGS


def change(world, day=0, **given) -> Partnership:
    fjord = world.session.orm.get_one(Partnership, world.partnership)
    act = Act(world.secretary, world.day(day))
    return change_settings(world.session, fjord, SettingsIn(**given), act)


def test_what_is_left_out_stays_as_it_is(world):
    change(world, digest_day=3, mail_hour=9)

    kept = change(world, public=True)

    assert (kept.digest_day, kept.mail_hour, kept.public_since) == (3, 9, world.at.date())


def test_plans_shown_already_keep_their_first_day(world):
    change(world, public=True)

    assert change(world, day=7, public=True).public_since == world.at.date()
    assert change(world, day=8, public=False).public_since is None


def test_every_change_is_traced_and_holds(world):
    change(world, digest_day=3)
    change(world, public=True)
    change(world, public=True)

    told = trace_of(world.session, SETTINGS, world.partnership)

    assert [sorted(each.parts["changes"]) for each in told[1:]] == [
        ["digest_day"],
        ["public_since"],
    ]
    assert list(broken_traces(world.session)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"digest_day": 5},
        {"digest_day": -1},
        {"mail_hour": 24},
        {"mail_until": 25},
        {"mail_until": 0},
        {"mail_until": 7},
        {"mail_hour": 20},
        {"mail_hour": 9, "mail_until": 9},
    ],
)
def test_what_is_no_day_or_hour_or_leaves_none_is_refused(world, wrong):
    with pytest.raises(BadInput):
        change(world, **wrong)
