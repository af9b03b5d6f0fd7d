"""What kind of file it really is, by its first bytes and its zip directory, and whether it is
safe to unpack."""

from __future__ import annotations

import copy
import zipfile
import zlib
from pathlib import Path
from typing import Literal

from workflows.documents import refusals

Kind = Literal["xlsx", "docx", "csv", "xls", "xlsb", "ods"]

MEGABYTE = 1024 * 1024
MAX_FILE = 20
MAX_UNPACKED = 30
MAX_PARTS = 3_000
# Sheets of real plans shrink to a tenth; a sheet of blanks to a five-hundredth.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 5 * MEGABYTE
ENCRYPTED_FLAG = 0x1

OPEN_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# What the folder in such a file calls the part with the sheets, today and in the nineties.
OLD_SHEETS = tuple(f"{name}\0".encode("utf-16-le") for name in ("Workbook", "Book"))
# What a package that is broken or that nobody can read gives. RuntimeError: a part with a password.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError),
)
WEB = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"mime-version:")


def kind_of(path: Path) -> Kind:
    """The kind by content, never by name. Raises FileRefused for what Samsak does not read."""
    head, size = _head(path)
    if not size:
        raise refusals.empty(path.name)
    if size > MAX_FILE * MEGABYTE:
        raise refusals.too_large(path.name, MAX_FILE)
    if head.startswith(b"PK"):
        return _kind_of_package(path)
    if head.startswith(OLE):
        return _kind_of_old(path)
    if head.startswith(b"%PDF"):
        raise refusals.pdf(path.name)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(WEB):
        raise refusals.web_page(path.name)
    return "csv"


def check_package(path: Path) -> None:
    """Refuse a package that unpacks to too much, first by the sizes it declares, then by
    counting what is there."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
                raise refusals.encrypted(path.name)
            if _declares_too_much(parts) or _holds_more(package, parts):
                raise refusals.too_large_unpacked(path.name, MAX_UNPACKED)
    except BROKEN as error:
        raise refusals.damaged(path.name) from error


def _head(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as file:
            return file.read(512), path.stat().st_size
    except OSError as error:
        raise refusals.missing(path.name) from error


def _kind_of_old(path: Path) -> Kind:
    content = path.read_bytes()
    if ENCRYPTED_STREAM in content:
        raise refusals.encrypted(path.name)
    if not any(name in content for name in OLD_SHEETS):
        raise refusals.old_format(path.name)
    return "xls"


def _kind_of_package(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            says = package.read("mimetype")[:100] if "mimetype" in names else b""
    except BROKEN as error:
        raise refusals.damaged(path.name) from error
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        return "docx"
    if says.startswith(OPEN_SHEET):
        return "ods"
    raise (
        refusals.open_document(path.name) if "mimetype" in names else refusals.wrong_kind(path.name)
    )


def _declares_too_much(parts: list[zipfile.ZipInfo]) -> bool:
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED * MEGABYTE:
        return True
    return any(_too_tight(part) for part in parts)


def _too_tight(part: zipfile.ZipInfo) -> bool:
    return part.file_size > RATIO_COUNTS_FROM and part.file_size > MAX_RATIO * max(
        part.compress_size, 1
    )


def _holds_more(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> bool:
    """True as soon as a part gives more bytes than it declares; zipfile alone would cut it off
    there unseen."""
    for part in parts:
        generous = copy.copy(part)
        generous.file_size = part.file_size + MEGABYTE
        counted = 0
        with package.open(generous) as stream:
            while piece := stream.read(64 * 1024):
                counted += len(piece)
                if counted > part.file_size:
                    return True
    return False
