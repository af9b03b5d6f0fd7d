"""What the shell offers while somebody types: refs, states, actions, bodies and meetings that she
may see. It looks and changes nothing, and whatever goes wrong, it offers nothing and says nothing.

What it asks is imported when it is asked: commands are loaded far more often than completed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click
from click.shell_completion import CompletionItem

from commands.face import Face

MOST = 500  # so many cases are looked through, those that are due next first


class _Offered(click.ParamType[Any]):
    """A word of which the shell can offer some."""

    name = "text"

    def offer(self, face: Face, context: click.Context) -> Iterable[str]:
        """The words there are, for whoever types."""
        raise NotImplementedError

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """Those that begin as what is typed."""
        face = Face(acts_as=ctx.params.get("acts_as"), at=ctx.params.get("at"))
        try:
            found = [each for each in self.offer(face, ctx) if each.startswith(incomplete)]
        except Exception:  # noqa: BLE001 - somebody types, and is not disturbed
            return []
        finally:
            face.close()
        return [CompletionItem(each) for each in found]


class CaseRef(_Offered):
    """The ref of a case."""

    def offer(self, face: Face, context: click.Context) -> Iterator[str]:  # noqa: ARG002
        """Of the cases that she may see, those that are due next first."""
        from engine.cases.lists import Wanted, page

        for each in page(face.session, Wanted(most=MOST), face.actor, face.today):
            yield each.case.ref


class ActionName(_Offered):
    """An action that the case's state has."""

    def offer(self, face: Face, context: click.Context) -> list[str]:
        """In the order of the definition."""
        from engine.definitions import machine
        from workflows.views.case_view import seen

        case, definition = seen(face.session, context.params["ref"], face.actor, face.now)
        return [action.name for action in machine.possible(definition, case.state)]


class StateName(_Offered):
    """A state of the workflow that is listed."""

    def offer(self, face: Face, context: click.Context) -> Iterable[str]:
        """Of the versions in use."""
        from engine.definitions import versions

        workflow = context.parent.info_name if context.parent else ""
        return versions.states(face.session, workflow or "")


class BodyId(_Offered):
    """The id of a body, with its partnership where she sits in several."""

    def offer(self, face: Face, context: click.Context) -> Iterator[str]:  # noqa: ARG002
        """Of her partnerships, those that have not ended."""
        from engine.people import registry

        own = {post.partnership_id for post in face.actor.current(face.today)}
        known = registry.partnerships(face.session)
        mine = [each for each in known if each.number in own] or known
        for owner in mine:
            for body in registry.bodies(face.session, owner.number):
                if body.valid_to is None:
                    yield body.key if len(mine) == 1 else f"{owner.key}/{body.key}"


class MeetingNumber(_Offered):
    """The number of a meeting."""

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """A whole number."""
        return click.INT.convert(value, param, ctx)

    def offer(self, face: Face, context: click.Context) -> Iterator[str]:  # noqa: ARG002
        """Of her meetings, earliest first."""
        from workflows.councils.meeting_lists import Chosen, every

        for meeting in every(face.session, Chosen(), face.actor, face.today):
            yield str(meeting.number)


CASE, ACTION, STATE, BODY, MEETING = (
    CaseRef(),
    ActionName(),
    StateName(),
    BodyId(),
    MeetingNumber(),
)
