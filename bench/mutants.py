"""What `make mutants` found: how many changed programs each module's tests noticed, and which they
did not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

MUST = 0.85
MUTANTS = Path(__file__).parent.parent / "mutants"
SURVIVED, NO_TESTS = 0, 33  # what mutmut notes; None stands for one that was not tried


def main() -> None:
    """Print a table of the modules, the survivors below it; exit 1 where too few are killed."""
    killed = tried = 0
    survivors: list[str] = []
    print("| Module | Mutants | Killed | |\n|---|---|---|---|")
    for file in sorted(MUTANTS.rglob("*.py.meta")):
        found: dict[str, int | None] = json.loads(file.read_text("utf-8"))["exit_code_by_key"]
        codes = {name: code for name, code in found.items() if code is not None}
        if codes:
            alive = [name for name, code in codes.items() if code in (SURVIVED, NO_TESTS)]
            module = file.relative_to(MUTANTS).as_posix().removesuffix(".meta")
            dead = len(codes) - len(alive)
            print(f"| `{module}` | {len(codes)} | {dead} | {dead / len(codes):.0%} |")
            killed, tried = killed + dead, tried + len(codes)
            survivors += alive
    print(f"| all | {tried} | {killed} | {killed / max(tried, 1):.0%} |\n")
    print("\n".join(survivors))
    sys.exit(killed < MUST * tried or not tried)


if __name__ == "__main__":
    main()
