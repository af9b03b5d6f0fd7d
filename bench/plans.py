"""What it costs to import a plan of 5,000 rows, and to import it again, in processor seconds and memory.

`python -m bench.plans`. Each import is a command, in a process of its own.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.tables import FILES

ROOT = Path(__file__).parent.parent
STRUCTURE = """schema: structure/1
id: fjord
name: Helsefellesskapet Fjord
language: nb
bodies:
- {id: sekretariat, name: Sekretariatet, kind: secretariat}
- {id: council, name: Fjordrådet, abbreviation: FR, kind: administrative_council}
"""
IMPORT = ("plan", "import", "plan.csv", "--partnership", "fjord", "--plan", "p")


def main() -> None:
    """Import the plan twice and a third time with a new row on top, and print a table."""
    print("| Import | Processor, s | Memory, MB |\n|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="samsak-bench-") as name:
        folder = Path(name)
        (folder / "structure.yaml").write_text(STRUCTURE, encoding="utf-8")
        _run(folder, "init", "--rehearsal", "--partnership", "structure.yaml")
        _run(folder, "person", "add", "s@example.no", "S", "--body", "sekretariat:secretary")
        _write(folder / "plan.csv", "")
        for said in ("5,000 new rows", "the same again"):
            print(f"| {said} | {_cost(folder)} |", flush=True)
        _write(folder / "plan.csv", "0.1;Helt nytt tiltak øverst;FR;2030 - 2032\n")
        print(f"| with a row more | {_cost(folder)} |", flush=True)


def _write(file: Path, first: str) -> None:
    """The plan of `bench.tables`, below a row of its own."""
    write = next(each for name, each in FILES.items() if name.endswith(".csv"))
    write(file)
    head, _line, rows = file.read_text(encoding="cp1252").partition("\n")
    file.write_text(f"{head}\n{first}{rows}", encoding="cp1252")


def _cost(folder: Path) -> str:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(folder, *IMPORT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{seconds:.1f} | {after.ru_maxrss // 1024}"


def _run(folder: Path, *words: str) -> None:
    surroundings = {**os.environ, "SAMSAK_DATABASE_URL": "sqlite:///samsak.db"}
    if words[0] == "plan":
        surroundings["SAMSAK_AS"] = "s@example.no"
    command = [sys.executable, str(ROOT / "cli.py"), *words]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=surroundings)


if __name__ == "__main__":
    main()
