"""What a partnership decides for itself: when its emails and digests go, and whether its plans are
shown to everybody."""

from __future__ import annotations

from typing import NamedTuple

from engine.days.calendar import local_day
from engine.errors import BadInput, Reason
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.rights import PARTNERSHIP, require
from engine.people.tables import MAIL_UNTIL, Partnership
from engine.people.trace import trace
from engine.storage.session import Session
from workflows.partnerships.structure import SETTINGS

FRIDAY, LAST_HOUR, MIDNIGHT = 4, 23, 24


class SettingsIn(NamedTuple):
    """What is given of a partnership's settings; what is left out stays as it is. `digest_day` 0
    is Monday, `mail_hour` and `mail_until` are local."""

    digest_day: int | None = None
    mail_hour: int | None = None
    mail_until: int | None = None
    public: bool | None = None


def change_settings(
    session: Session, partnership: Partnership, given: SettingsIn, act: Act
) -> Partnership:
    """Change the settings of a partnership. Plans are shown to everybody from the day of the act,
    and to nobody without a seat once that is taken back."""
    with session.begin():
        require(act, PARTNERSHIP, partnership.number)
        session.take_turns("partnerships")
        _refuse_unfit(given)
        kept = session.orm.get_one(Partnership, partnership.number, populate_existing=True)
        _refuse_no_time(given, kept)
        if given.digest_day is not None:
            kept.digest_day = given.digest_day
        if given.mail_hour is not None:
            kept.mail_hour = given.mail_hour
        if given.mail_until is not None:
            kept.mail_until = given.mail_until
        if given.public is not None and given.public != (kept.public_since is not None):
            kept.public_since = local_day(act.at) if given.public else None
        session.orm.add(kept)
        trace(session, SETTINGS, kept, "changed", act)
    return kept


def _refuse_unfit(given: SettingsIn) -> None:
    if given.digest_day is not None and not 0 <= given.digest_day <= FRIDAY:
        raise BadInput(Reason("digest_day", _("A digest goes on a day from Monday to Friday.")))
    if given.mail_hour is not None and not 0 <= given.mail_hour <= LAST_HOUR:
        raise BadInput(Reason("mail_hour", _("An hour is a number from 0 to 23.")))
    if given.mail_until is not None and not 1 <= given.mail_until <= MIDNIGHT:
        raise BadInput(Reason("mail_until", _("Emails stop at an hour from 1 to 24.")))


def _refuse_no_time(given: SettingsIn, kept: Partnership) -> None:
    """Emails must have time to go: what no hour is left for would be silent for ever."""
    first = kept.mail_hour if given.mail_hour is None else given.mail_hour
    until = given.mail_until or kept.mail_until or MAIL_UNTIL
    if first >= until:
        said = _(
            "Emails go from {first} to {last} o'clock: the last hour must be later than the first.",
            first=first,
            last=until,
        )
        raise BadInput(Reason("mail_until", said))
