"""What `verify` and `doctor` look at."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.house import ROOT, modules, text


def test_every_kind_of_traced_row_is_compared_with_its_traces():
    traced = {
        name for path in modules() for name in re.findall(r'= traced\(\s*"(\w+)"', text(path))
    }
    asked = "import workflows.health; from engine.people.trace import SUBJECTS; print(*SUBJECTS)"

    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )

    assert set(done.stdout.split()) == traced
    assert {"body", "partnership", "mandate"} < traced
