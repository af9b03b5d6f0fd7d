"""The options of a command that takes a plan's file, the same wherever one is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

_OPTIONS = (
    click.option(
        "--adopted",
        metavar="BODY:DATE[:CASE-NUMBER]",
        help="The decision by which the plan was adopted.",
    ),
    click.option(
        "--skip-bad-rows", is_flag=True, help="Take the good rows and list what was left out."
    ),
    click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="PART=HEADER",
        help="Which column holds measures, owners, times, …; asked for where it is not clear.",
    ),
    click.option(
        "--leave-out",
        "left_out",
        multiple=True,
        metavar="TABLE",
        help="A table or worksheet that is no part of the plan, by its name or number.",
    ),
    click.option(
        "--take",
        "taken",
        multiple=True,
        metavar="TABLE",
        help="A table or worksheet that is a part of the plan, though it looks otherwise.",
    ),
    click.option(
        "--sheet",
        "sheets",
        multiple=True,
        metavar="TABLE",
        help="The only table or worksheet that is a part of the plan; may be given more than once.",
    ),
    click.option(
        "--same",
        multiple=True,
        metavar="ROW=MEASURE",
        help="The row with that number is this measure of the plan; may be repeated.",
    ),
    click.option(
        "--new",
        "new_rows",
        multiple=True,
        metavar="ROW",
        help="That row is a new measure; may be repeated.",
    ),
    click.option(
        "--end-gone",
        default="",
        metavar="REASON",
        help="Withdraw the measures that are not in the file, for this reason.",
    ),
)


def takes_a_plan(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with these options, in their order."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
