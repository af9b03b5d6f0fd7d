"""A small plan of Fjord, as a file and imported."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from engine.people import registry
from engine.people.acts import Act
from tests.world import World
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.importing import ImportOptions, import_plan
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.reading.read_plan import read_plan

PLAN = "fjord-2026-2029"
ROWS = (
    "Tiltak;Ansvarlig;Tidsfrist",
    "1.1 Lage felles rutine;Fagråd 1;2026",
    "1.2 Kurse ansatte;Fagråd 2;2027",
    "1.3 =HYPERLINK(1) følge opp;Fagråd 2;2028",
)
CONTENT = ("\n".join(ROWS) + "\n").encode()


def fjord_plan(world: World) -> str:
    """Import the plan; its id."""
    owner = registry.partnership(world.session, "fjord")
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{PLAN}.csv"
        file.write_bytes(CONTENT)
        bodies = BodyIndex(known_bodies(world.session, owner.number))
        draft = read_plan(file, bodies, (2026, 2029))
    act = Act(world.secretary, world.at)
    import_plan(world.session, draft, owner, act, ImportOptions(PLAN, skip_bad_rows=True))
    return PLAN
