"""公示结果情况说明: what came of a publicity, printed to be signed; its scan is filed as the result (reference B3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from service.notices.paper import printed_pdf
from service.notices.public_facts import PublicValue

SIGNERS_OF_VILLAGE: Final = ("经办人", "村务监督委员会主任", "驻村工作队队长")
SIGNERS_ABOVE: Final = ("经办人", "监督人员", "见证人")
"""Above the village and township there is no supervision committee and no work team: the office's own people sign."""


@dataclass(frozen=True, kw_only=True)
class PostingStated(PublicValue):
    """One place where the notice hung, and since when."""

    posted_on: date
    place: str


@dataclass(frozen=True, kw_only=True)
class ObjectionsStated(PublicValue):
    """How many objections came in the period and what became of them; those out of time are not counted."""

    received: int
    upheld: int
    dismissed: int
    withdrawn: int
    clues: int

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Self:
        """From the number of objections by what came of them: the decision, or the state of those without one."""
        return cls(
            received=sum(number for state, number in counts.items() if state != "out_of_time"),
            upheld=counts.get("upheld", 0),
            dismissed=counts.get("dismissed", 0),
            withdrawn=counts.get("withdrawn", 0),
            clues=counts.get("clue", 0),
        )


@dataclass(frozen=True, kw_only=True)
class ReplyStated(PublicValue):
    """One written reply: its number, its day, and 'upheld' 成立 or 'dismissed' 不成立."""

    number: str
    issued_on: date
    outcome: str


@dataclass(frozen=True, kw_only=True)
class StatementFacts(PublicValue):
    """Everything that the statement prints. It names no household and no objector.

    Args:
        notice_title, notice_number: the publicity; the title without 《》.
        body: full name of the body that publicized.
        postings: where it hung, in the order of the days.
        first_day, last_day, days, working_days, posting_day_counted: its period, counted from the posting.
        replies: the reply that stands to each decided objection, in their order; none to one that was not answered yet.
        photos: how many photographs of the posting are on file.
        signers: who signs, in their order.
        demonstration: prints on every page that people and procedure are invented.
    """

    notice_title: str
    notice_number: str
    body: str
    postings: tuple[PostingStated, ...]
    first_day: date
    last_day: date
    days: int
    working_days: bool
    posting_day_counted: bool
    objections: ObjectionsStated
    replies: tuple[ReplyStated, ...]
    photos: int
    signers: tuple[str, ...]
    demonstration: bool


def statement_pdf(facts: StatementFacts) -> bytes:
    """The statement as PDF, ready to be signed.

    Raises:
        RenderFailed: as for a notice.
    """
    return printed_pdf("result_statement", facts)
