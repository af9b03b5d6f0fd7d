"""What a user waits for: whole commands, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import world
from bench.measure import Figure, cost, of_processes, pairs
from bench.setting import Setting, assigned
from engine.cases.records import by_ids

MAIN = Path(__file__).parent.parent / "cli.py"


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a command: no settings, and bytecode is kept, as where it is installed."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("SAMSAK_")}
    told.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**told, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def help_text(setting: Setting) -> Iterator[Figure]:
    """`samsak --help` against an empty click program, whole processes."""
    empty = setting.folder / "empty.py"
    empty.write_text(
        "import click\n\n@click.group()\ndef main():\n    '''Nothing.'''\n\nmain()\n",
        encoding="utf-8",
    )

    environment = surroundings(setting.folder)

    def run(program: Path) -> Callable[[int], object]:
        return lambda _round: subprocess.run(
            [sys.executable, str(program), "--help"],
            check=True,
            capture_output=True,
            env=environment,
        )

    yield Figure(
        "samsak --help against an empty click program",
        cost(pairs(run(MAIN), run(empty), 30)),
        1.5,
        1.2,
        more=False,
    )


def real_commands(setting: Setting) -> Iterator[Figure]:
    """`show`, `measure list` and `do` on a partnership with cases, against the bare import of
    SQLModel; whole processes."""
    ours = world.build(world.fresh(setting.folder, "commands"), cases=400)
    environment = {
        **surroundings(setting.folder),
        "SAMSAK_DATABASE_URL": ours.url,
        "SAMSAK_AS": ours.secretary.email,
    }
    with ours.database.session() as session:
        refs = [case.ref for case in by_ids(session, assigned(session)).values()]

    def run(*words: str) -> object:
        return subprocess.run(
            [sys.executable, *words], check=True, capture_output=True, env=environment
        )

    def samsak(*words: str) -> object:
        return run(str(MAIN), *words)

    def bare(_round: int) -> object:
        return run("-c", "import sqlmodel")

    for name, work in {
        "show": lambda _round: samsak("show", refs[0]),
        "measure list": lambda _round: samsak("measure", "list"),
        "do": lambda number: samsak("do", refs[number], "start"),
    }.items():
        yield Figure(
            f"samsak {name} against python -c 'import sqlmodel', processor time",
            cost(pairs(work, bare, 20, clock=of_processes)),
            1.4,
            1.15,
            more=False,
        )
