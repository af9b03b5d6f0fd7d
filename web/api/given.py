"""What other programs give, checked before a verb sees it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Word = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]
Text = Annotated[str, StringConstraints(max_length=4000)]
Inputs = Annotated[dict[str, Any], Field(default_factory=dict, max_length=100)]


class GivenBody(BaseModel):
    """A body of a call: nothing that is not described."""

    model_config = ConfigDict(extra="forbid")


class StepGiven(GivenBody):
    """A step of a case: its action, and what it needs and takes."""

    action: Word
    inputs: Inputs
    reason: Text = ""
    meeting: int | None = Field(default=None, ge=1, le=2**31 - 1)


class OpeningGiven(GivenBody):
    """A case to be opened in a partnership."""

    partnership: Word
    inputs: Inputs


class ProposalGiven(GivenBody):
    """A measure that is proposed because of a deviation, and of others besides."""

    inputs: Inputs
    also: Annotated[list[Word], Field(default_factory=list, max_length=50)]


class AddressGiven(GivenBody):
    """Where the answer to a report goes from now on."""

    email: Annotated[str, StringConstraints(max_length=254)]


class PlacingGiven(GivenBody):
    """The meeting on whose agenda the report to the council is put."""

    meeting: int = Field(ge=1, le=2**31 - 1)


class ReceiptGiven(GivenBody):
    """The code of a receipt, which is the right to its report."""

    receipt: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class OwnStepGiven(ReceiptGiven):
    """What whoever holds the receipt does, and what she gives for it."""

    action: Word
    inputs: Inputs


class OwnAddressGiven(ReceiptGiven):
    """Where she is answered from now on; null for nowhere."""

    email: Annotated[str, StringConstraints(max_length=254)] | None


class ReportGiven(GivenBody):
    """A deviation that a system reports, as somebody who has no account. `unit` is missing where
    it is not known."""

    partnership: Word
    unit: Word | None = None
    inputs: Inputs
    email: Annotated[str, StringConstraints(max_length=254)] | None = None
    language: Annotated[str, StringConstraints(pattern="^(nb|nn|en)$")] = "nb"
