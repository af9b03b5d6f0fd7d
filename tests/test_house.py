"""The house stands as docs/architecture.md draws it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import distributions
from pathlib import Path

import pytest

from tests.house import ROOMS, ROOT, Function, dotted, imports, modules, room, text, written_by_hand
from tests.world import definitions
from workflows.councils.meetings import MeetingState

# Inside a room each folder or module imports only from those that stand before its line; those of
# one line know nothing of each other. What is not named here stands in the last line.
ORDER = {
    "engine": [
        ["language"],
        ["errors"],
        ["addresses", "extras", "urls", "networks", "identity_numbers"],
        ["oidc"],
        ["settings"],
        ["typed_text", "seals"],
        ["storage"],
        ["days"],
        ["people"],
        ["definitions"],
        ["cases"],
    ],
    "workflows": [
        ["definitions", "known_definitions", "documents", "plans"],
        ["plan_editions", "plan_changes", "plan_places"],
        ["plan_proof", "plan_parts"],
        ["councils"],
        ["measures", "deviations", "partnerships"],
        ["plan_import", "views", "health"],
    ],
    "notifications": [
        ["outbox"],
        ["notices"],
        ["letters"],
        ["digest"],
        ["sending", "stopping"],
        ["mails", "still_kept"],
        ["own_data", "forgotten_people"],
        ["forecast", "coverage", "left_addresses", "clock", "checks", "figures"],
    ],
    "web": [
        ["site", "assets", "head_calls", "headers"],
        ["remedies"],
        ["rendering"],
        ["form_values", "addresses"],
        ["typed_words"],
        ["kept_forms"],
        ["page"],
        ["refusals", "uploads"],
        ["early_refusals"],
        ["login", "work", "cases", "deviations", "meetings", "people", "plans", "public"],
        ["partnerships"],
        ["api"],
        ["about", "operations", "search", "settings"],
        ["app"],
    ],
    "commands": [
        ["face", "logs", "mailers", "pings", "reader_language", "remedies", "systemd"],
        ["typed_values", "examples", "faults"],
        ["spoken_help", "completion", "followed"],
        ["options", "plan_options", "lazy_group", "case_fields"],
        [
            "case_lists",
            "learning",
            "routing",
            "history",
            "agenda",
            "agenda_items",
            "serving",
            "ticking",
            "findings",
            "upgrading",
        ],
        ["plan_import", "plan_editions", "plan_export"],
        ["plan_roll"],
    ],
}

# A library is known to the modules named here; a folder stands for what is in it.
LIBRARIES = {
    "apscheduler": ["notifications/clock.py"],
    "click": ["commands", "cli.py"],
    "ftfy": ["workflows/documents/letters.py"],
    "python_calamine": ["workflows/documents/calamine_process.py"],
    "css_inline": ["notifications"],
    "docx": ["workflows/documents"],
    "fastapi": ["web"],
    "starlette": ["web"],
    "secure": ["web/headers.py", "web/app.py", "web/early_refusals.py"],
    "uvicorn": ["commands/serving.py"],
    "dateutil": ["engine/days/calendar.py"],
    "icalendar": ["notifications"],
    "imapclient": ["notifications/outbox/imap.py"],
    "jinja2": ["notifications", "web"],
    "joserfc": ["web/login"],
    "openpyxl": ["workflows/documents"],
    "prometheus_client": ["web/operations/metrics_calls.py"],
    "requests": ["web/login", "commands/pings.py"],
    "requests_oauth2client": ["web/login/client_proofs.py", "web/login/provider.py"],
    "smtplib": ["notifications/outbox/smtp.py"],
    "stdnum": ["engine/identity_numbers.py"],
    "transitions": ["engine/definitions/machine.py"],
    "babel": ["engine/language"],
    "sqlalchemy": ["engine", "workflows", "notifications", "commands/demo/mails.py"],
    "sqlmodel": ["engine", "workflows", "notifications"],
}
SAYS_NOTHING = {
    *("utils", "util", "helpers", "helper", "services", "service"),
    *("manager", "managers", "common", "misc"),
}

# Tests of a whole story, of every command, of real plans: of no one module.
OF_NO_MODULE = {
    "tests/commands/test_query_counts.py",
    "tests/commands/test_dropped_options.py",
    "tests/commands/test_rights.py",
    "tests/engine/cases/test_random_lives.py",
    "tests/notifications/test_changes.py",
    "tests/notifications/test_perhaps_told.py",
    "tests/notifications/test_promises.py",
    "tests/notifications/test_query_plans.py",
    "tests/notifications/test_recipients.py",
    "tests/notifications/test_smtp_faults.py",
    "tests/notifications/test_traps.py",
    "tests/notifications/test_whatever_happens.py",
    "tests/web/test_accessibility.py",
    "tests/web/deviations/test_asked_words.py",
    "tests/web/cases/test_asked_units.py",
    "tests/web/cases/test_own_workflow.py",
    "tests/web/test_load.py",
    "tests/web/test_narrowing.py",
    "tests/web/test_odd_calls.py",
    "tests/web/test_plays.py",
    "tests/web/test_routine.py",
    "tests/web/cases/test_visible_fields.py",
    "tests/workflows/deviations/test_random_reports.py",
    "tests/workflows/plan_import/test_failing_files.py",
    "tests/workflows/plan_import/test_failing_tables.py",
    "tests/workflows/plan_import/test_written_plans.py",
    "tests/workflows/plan_import/test_real_import.py",
    "tests/workflows/plan_import/test_real_plans.py",
}
# A second reporter of one report: no verb makes it.
ROWS_BY_HAND = {
    "tests/engine/cases/test_chain.py",
    "tests/engine/storage/test_faults.py",
    "tests/test_postgresql.py",
    "tests/workflows/deviations/test_reports.py",
    "tests/workflows/test_health.py",
}


@pytest.mark.parametrize("path", modules())
def test_imports_point_one_way(path):
    later = ROOMS[ROOMS.index(room(path)) + 1 :]

    assert [name for name in imports(path) if name.split(".")[0] in later] == []


@pytest.mark.parametrize("path", modules())
def test_folders_of_a_room_point_one_way(path):
    house, own = room(path), _place(dotted(path))
    if own is None:
        return  # the room's own doors
    others = {(_place(name), name) for name in imports(path) if name.split(".")[0] == house}
    inward = [name for place, name in others if place is not None and place != own]

    assert [name for name in inward if _line(house, _place(name)) >= _line(house, own)] == []


def _place(name: str) -> str | None:
    """The folder or module of a room that a module stands in; None for the room itself."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else None


def _line(house: str, place: str | None) -> int:
    lines = ORDER.get(house, [])
    return next((number for number, line in enumerate(lines) if place in line), len(lines))


def test_the_order_names_only_what_is_there():
    places = {(room(path), _place(dotted(path))) for path in modules()}
    places |= {("workflows", "definitions")}  # holds no modules

    named = {(house, place) for house, lines in ORDER.items() for line in lines for place in line}
    assert named <= places


def test_no_module_imports_itself_by_way_of_others():
    ours = {dotted(path) for path in modules()}
    graph = {dotted(path): {*imports(path)} & ours - {dotted(path)} for path in modules()}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" ← ".join(error.args[1]))


@pytest.mark.parametrize("path", modules())
def test_a_library_is_known_to_few(path):
    strange = [
        name
        for name in imports(path)
        if not any(
            path == place or path.startswith(f"{place}/")
            for place in LIBRARIES.get(name.split(".")[0], [path])
        )
    ]

    assert strange == []


@pytest.mark.parametrize("path", modules())
def test_a_file_says_by_its_name_what_is_in_it(path):
    assert not SAYS_NOTHING & set(path.removesuffix(".py").split("/"))


@pytest.mark.parametrize("path", modules())
def test_one_place_reads_the_environment(path):
    reads = [node.attr for node in ast.walk(modules()[path]) if isinstance(node, ast.Attribute)]

    assert path == "engine/settings.py" or not {"environ", "getenv"} & set(reads)


@pytest.mark.parametrize("path", modules())
def test_a_table_is_had_from_the_module_that_declares_it(path):
    """Whether another module was imported before must make no difference."""
    assert not re.search(r"\bmetadata\.tables\b", text(path)) or "/migrations/" in path


def test_a_class_name_stands_once_in_the_house():
    where = defaultdict(list)
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                where[node.name].append(path)

    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_a_test_stands_where_its_module_stands():
    tests = [
        file.relative_to(ROOT)
        for house in ROOMS
        for file in (ROOT / "tests" / house).rglob("test_*.py")
    ]
    homeless = [
        test.as_posix()
        for test in tests
        if test.as_posix() not in OF_NO_MODULE and not _module_of(test)
    ]

    assert homeless == []
    assert {*OF_NO_MODULE} <= {test.as_posix() for test in tests}


def test_the_world_of_tests_is_made_by_verbs():
    """Rows are put in by hand only where a test is about the database, or about broken rows."""
    by_hand = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "tests").rglob("*.py")
        if re.search(r"\bINSERT +INTO\b", file.read_text("utf-8"))
    }

    assert by_hand - ROWS_BY_HAND == set()


def _module_of(test: Path) -> bool:
    """Whether the test bears the name of a module, or of a folder that it tests as a whole."""
    home = ROOT.joinpath(*test.parts[1:-1], test.stem.removeprefix("test_"))
    return home.with_suffix(".py").is_file() or home.is_dir()


def test_nobody_else_owns_our_names():
    ours = set(ROOMS) | {"examples"}
    owners = {
        (distribution.name, file.parts[0])
        for distribution in distributions()
        for file in distribution.files or []
        if file.parts[0].removesuffix(".py") in ours
    }

    assert {owner for owner, _file in owners} <= {"samsak"}


@pytest.mark.parametrize("path", [path for path in modules() if room(path) == "web"])
def test_pages_ask_verbs_and_never_tables(path):
    asked = re.findall(r"\bsession\.(\w+)", text(path))

    assert {*asked} <= {"begin", "savepoint", "close"}


# What a field of a form or a value of a page is called, as some workflow calls a state or a role.
CALLED_ALIKE = {"asked", "owner", "partnership"}


@pytest.mark.parametrize("path", sorted(ROOT.glob("web/**/*.[hp]*")))
def test_no_page_knows_a_state_or_a_role(path):
    """A page is drawn from the definition of the workflow, whichever it is."""
    known = {name for each in definitions().values() for name in (*each.states, *each.roles)}
    known |= {*map(str, MeetingState)}
    text = path.read_text("utf-8", "replace")
    quoted = set(re.findall(r"""["'](\w+)["']""", text))

    assert quoted & known - CALLED_ALIKE == set()
    assert MeetingState.__name__ not in text


@pytest.mark.parametrize("path", written_by_hand())
def test_only_a_face_knows_commands(path):
    """A reason's remedy is data; which command or option that is, each face says for itself."""
    naming = [
        node.value
        for node in ast.walk(modules()[path])
        if room(path) in ("engine", "workflows")
        and path != "engine/storage/copies.py"  # it calls programs of PostgreSQL's
        and isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value not in _docstrings(path)
        and re.search(r"samsak [a-z]|(^|\s)--[a-z]", node.value)
    ]

    assert naming == []


def _docstrings(path: str) -> set[str]:
    documented = ast.Module | ast.ClassDef | Function
    nodes = [node for node in ast.walk(modules()[path]) if isinstance(node, documented)]
    return {ast.get_docstring(node, clean=False) or "" for node in nodes}


# The world, and what tests the making of people and structures itself.
MAKERS = {
    "tests/world.py",
    "tests/commands/test_query_counts.py",
    "tests/engine/cases/test_inputs.py",
    "tests/engine/people/test_registry.py",
    "tests/engine/people/test_seats.py",
    "tests/engine/people/test_trace.py",
    "tests/engine/storage/test_session.py",
    "tests/engine/test_typed_text.py",
    "tests/workflows/deviations/test_units.py",
    "tests/test_verbs.py",
    "tests/workflows/partnerships/test_structure.py",
    "tests/workflows/plan_import/examples.py",
    "tests/workflows/plan_import/test_real_import.py",
}
MAKES = re.compile(r"\b(load_structure|register_person|join_body|Partnership|Body|Person)\(")


def test_there_is_one_world_for_all_tests():
    tests = (ROOT / "tests").rglob("*.py")
    makers = {file for file in tests if MAKES.search(file.read_text("utf-8"))}

    assert {file.relative_to(ROOT).as_posix() for file in makers} == MAKERS
