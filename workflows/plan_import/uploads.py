"""A plan that came as the content of a file, and not as a file of this machine: read like any
other, and gone from the disk at once."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import NamedTuple

from engine.days.calendar import local_day
from engine.errors import BadInput, Reason
from engine.language.sentences import _
from engine.people import rights
from engine.people.acts import Act
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows import plans
from workflows.plan_import import importing
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.importing import Imported, ImportOptions
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.matching import Answers
from workflows.plan_import.read_before import as_before
from workflows.plan_import.reading.answers import NOTHING_SAID, ReadingAnswers, kept_answers
from workflows.plan_import.reading.drafts import PlanDraft
from workflows.plan_import.reading.read_plan import PlanFile
from workflows.plan_import.typed_plans import plan_id, years_in

LONGEST_NAME = 120
NO_ANSWERS = Answers()


class Upload(NamedTuple):
    """A plan as somebody sent it: the file's name and content, and what was said with it."""

    name: str
    content: bytes
    plan_id: str = ""
    period: tuple[int, int] | None = None
    adoption: Adoption | None = None
    skip_bad_rows: bool = False
    answers: ReadingAnswers = NOTHING_SAID
    matches: Answers = NO_ANSWERS
    end_gone: str = ""
    separate: bool = False
    follows: str = ""
    seen: str | None = None  # what a rehearsal showed, where it is to be no other than that

    @property
    def file_name(self) -> str:
        """The name without folders, as other machines write them too."""
        return PurePath(self.name.replace("\\", "/")).name[-LONGEST_NAME:] or "plan"

    @property
    def chosen_id(self) -> str:
        """The id that was given, else that of the file's name."""
        return self.plan_id or plan_id(Path(self.file_name))


class ChangedSince(BadInput):
    """What would be done is not what was seen: the file or the plan was changed since."""

    def __init__(self) -> None:
        sentence = _(
            "The file, the plan or what you chose has changed since you saw this. Look at it once"
            " more, and import it then."
        )
        super().__init__(Reason("changed_since", sentence))


class Rehearsed(NamedTuple):
    """What an import would do, or did; nothing where errors keep it from being done. `draft` is
    None where the file says what it said at the last import, and is not read once more. `left_out`:
    the tables that are not read, as somebody has said now or of an earlier file."""

    draft: PlanDraft | None
    imported: Imported | None
    left_out: tuple[str, ...] = ()

    def seen(self, content: bytes) -> str:
        """What it shows of a file, in one number."""
        done = self.imported
        found = sha256(content)
        if done is not None:
            told = [each.answer() for each in (*done.told, *done.parts)]
            said = [
                (each.level, each.code, each.where, str(each.sentence)) for each in done.findings
            ]
            found.update(repr((done.plan, done.rows, told, said)).encode(errors="surrogatepass"))
        return found.hexdigest()


def import_upload(
    session: Session, upload: Upload, owner: Partnership, act: Act, *, rehearse: bool
) -> Rehearsed:
    """Import the plan, or rehearse it. With errors nothing is imported, unless bad rows are to be
    skipped; the findings say why. ChangedSince where it would do something else than was seen."""
    rights.require(act, rights.PLANS, owner.number)  # before a large file is read in vain
    if not upload.content:
        raise BadInput(_("Choose a file with a plan: .xlsx, .docx or .csv."))
    file, options = _opened(session, upload, owner), _options(session, upload, act)
    if same := as_before(session, owner, file.reading_digest, act, options):
        return Rehearsed(None, same, file.left_out)
    draft = file.draft()
    if draft.errors and not upload.skip_bad_rows:
        return Rehearsed(draft, None, file.left_out)
    with session.savepoint(keep=not rehearse):
        imported = importing.import_plan(session, draft, owner, act, options)
        done = Rehearsed(draft, imported, file.left_out)
        if not rehearse and upload.seen not in (None, done.seen(upload.content)):
            raise ChangedSince
    return done


def _options(session: Session, upload: Upload, act: Act) -> ImportOptions:
    return ImportOptions(
        upload.chosen_id,
        skip_bad_rows=upload.skip_bad_rows,
        adoption=upload.adoption,
        digest=sha256(upload.content).hexdigest(),
        answers=upload.matches,
        end_gone=upload.end_gone,
        separate=upload.separate,
        follows=_followed(session, upload, act),
    )


def _followed(session: Session, upload: Upload, act: Act) -> str:
    """The plan that is carried on, which whoever acts must see."""
    if not upload.follows:
        return ""
    return plans.visible(session, upload.follows, act.by, local_day(act.at)).id


def _opened(session: Session, upload: Upload, owner: Partnership) -> PlanFile:
    chosen = upload.chosen_id
    years = upload.period or plans.period_of(session, chosen) or years_in(chosen)
    with TemporaryDirectory() as folder:
        file = Path(folder) / upload.file_name
        file.write_bytes(upload.content)
        bodies = BodyIndex(known_bodies(session, owner.number))
        kept = kept_answers(plans.answers_of(session, chosen, "reading"))
        said = upload.answers.over(kept)
        return PlanFile(file, bodies, years, said, called=chosen)
