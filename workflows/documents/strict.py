"""Packages in the strict dialect of Open XML, which have other names for everything: translated to
the usual ones on the way in, in memory."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import IO

RELATIONS = "_rels/.rels"
# “…/ooxml/spreadsheetml/main” is “…/spreadsheetml/2006/main” elsewhere, and so are they all.
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"


def opened(path: Path) -> IO[bytes]:
    """The package, in the usual dialect; a file that is to be closed."""
    with zipfile.ZipFile(path) as package:
        is_strict = RELATIONS in package.namelist() and STRICT.search(package.read(RELATIONS))
        if not is_strict:
            return path.open("rb")
        translated = BytesIO()
        with zipfile.ZipFile(translated, "w") as usual:
            for name in package.namelist():
                part = package.read(name)
                is_xml = name.endswith((".xml", ".rels"))
                usual.writestr(name, STRICT.sub(USUAL, part) if is_xml else part)
    translated.seek(0)
    return translated
