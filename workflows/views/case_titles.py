"""What cases are called that another page names by their numbers."""

from __future__ import annotations

from collections.abc import Collection

from engine.cases.records import cases_of_refs
from engine.definitions import versions
from engine.language.sentences import Label, Sentence
from engine.storage.session import Session
from workflows.views.case_view import title


def titles_of(session: Session, refs: Collection[str]) -> dict[str, Sentence | Label | str]:
    """The title of each of these cases, which their reader may know of; as many queries for one as
    for a hundred."""
    found = cases_of_refs(session, set(refs)) if refs else []
    definitions = {case.id: versions.by_id(session, case.definition_id) for case in found}
    return {case.ref: title(definitions[case.id], case) for case in found}
