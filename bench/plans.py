"""What it costs to import a plan of 5,000 rows, and to import it again, in processor seconds and memory.

`python -m bench.plans`. Each import is a command, in a process of its own.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

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
ROUNDS, FIRST = 3, "5,000 new rows"
IMPORT = ("plan", "import", "plan.csv", "--partnership", "fjord", "--plan", "p")


class Cost(NamedTuple):
    """Seconds of the processor and megabytes of memory."""

    seconds: float
    megabytes: int


def main() -> None:
    """Import the plan, import it again as it is, saved anew and with a row more on top, and print a
    table: the middle of some rounds, and the share of what the first import took."""
    rounds = [_round() for _each in range(ROUNDS)]
    print("| Import | Processor, s | Of the first | Memory, MB |\n|---|---|---|---|")
    for name in rounds[0]:
        seconds = statistics.median(each[name].seconds for each in rounds)
        share = statistics.median(each[name].seconds / each[FIRST].seconds for each in rounds)
        megabytes = max(each[name].megabytes for each in rounds)
        print(f"| {name} | {seconds:.1f} | {share:.2f} | {megabytes} |")


def _round() -> dict[str, Cost]:
    with tempfile.TemporaryDirectory(prefix="samsak-bench-") as name:
        folder = Path(name)
        file = folder / "plan.csv"
        (folder / "structure.yaml").write_text(STRUCTURE, encoding="utf-8")
        _run(folder, "init", "--rehearsal", "--partnership", "structure.yaml")
        _run(folder, "person", "add", "s@example.no", "S", "--body", "sekretariat:secretary")
        _write(file, "")
        costs = {FIRST: _cost(folder), "the same file again": _cost(folder)}
        file.write_text(file.read_text(encoding="cp1252"), encoding="utf-8-sig")
        costs["the same rows, saved anew"] = _cost(folder)
        _write(file, "0.1;Helt nytt tiltak øverst;FR;2030 - 2032\n")
        costs["with a row more"] = _cost(folder)
    return costs


def _write(file: Path, first: str) -> None:
    """The plan of `bench.tables`, below a row of its own."""
    write = next(each for name, each in FILES.items() if name.endswith(".csv"))
    write(file)
    head, _line, rows = file.read_text(encoding="cp1252").partition("\n")
    file.write_text(f"{head}\n{first}{rows}", encoding="cp1252")


def _cost(folder: Path) -> Cost:
    """What an import costs, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *IMPORT],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_surroundings("plan"),
    )
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, IMPORT)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def _surroundings(command: str) -> dict[str, str]:
    who = {"SAMSAK_AS": "s@example.no"} if command == "plan" else {}
    return {**os.environ, "SAMSAK_DATABASE_URL": "sqlite:///samsak.db", **who}


def _run(folder: Path, *words: str) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), *words]
    subprocess.run(
        command, check=True, capture_output=True, cwd=folder, env=_surroundings(words[0])
    )


if __name__ == "__main__":
    main()
