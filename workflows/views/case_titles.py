"""What a case is called, and what those are that another page names by their numbers."""

from __future__ import annotations

from collections.abc import Collection

from engine.cases.records import Case, cases_of_refs
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.language.sentences import Label, Sentence, _
from engine.storage.session import Session


def title(definition: Definition, case: Case) -> Sentence | Label | str:
    """What a case is called: its title, or where free text may not be one, what it is a case of."""
    if case.title:
        return case.title
    kind = definition.fields.get("kind")
    option = kind.options.get(str(case.fields.get("kind"))) if kind else None
    if option is None:
        return definition.label
    return _("{workflow}: {kind}", workflow=definition.label, kind=option)


def titles_of(session: Session, refs: Collection[str]) -> dict[str, Sentence | Label | str]:
    """The title of each of these cases, which their reader may know of; as many queries for one as
    for a hundred."""
    found = cases_of_refs(session, set(refs)) if refs else []
    definitions = {case.id: versions.by_id(session, case.definition_id) for case in found}
    return {case.ref: title(definitions[case.id], case) for case in found}
