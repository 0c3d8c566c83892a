"""Papers that are not posted: the written reply to one objector 答复意见书. Printed like a notice, public to nobody."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from service.notices.paper import printed_pdf
from service.notices.public_facts import PublicValue

OUTCOMES: Final = ("upheld", "dismissed")


@dataclass(frozen=True, kw_only=True)
class ReplyLetter(PublicValue):
    """Everything that a reply to one objector prints. It may name the objector: it goes to them and to the file.

    Args:
        body: full name of the deciding body, as it signs.
        number: the letter's number as printed; '' prints none.
        objector: who is answered; '' when they gave no name.
        notice_title, notice_number: the publicity objected to; the title without 《》.
        lodged_on: day of the objection.
        content: what was objected, as lodged; each line becomes a paragraph, the last one closed with a full stop.
        finding: what the investigation found; printed likewise.
        outcome: 'upheld' 成立 or 'dismissed' 不成立.
        may_appeal_to: full name of the body to which a dismissed objection may be taken once; '' when this is final.
        appeal_days: days in which, counted from receipt; None prints no number.
        decided_on: the date under the signature.
        demonstration: prints on every page that people and procedure are invented.

    Raises:
        ValueError: the outcome is no decision, or an upheld objection would be open to appeal.
    """

    body: str
    number: str
    objector: str
    notice_title: str
    notice_number: str
    lodged_on: date
    content: str
    finding: str
    outcome: str
    may_appeal_to: str
    appeal_days: int | None
    decided_on: date
    demonstration: bool

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"no objection is decided as {self.outcome!r}")
        if self.outcome == "upheld" and self.may_appeal_to:
            raise ValueError("only a dismissed objection is taken to the next level")


def reply_pdf(letter: ReplyLetter) -> bytes:
    """The letter as PDF; the same letter on the same fonts gives the same bytes.

    Raises:
        RenderFailed: as for a notice.
    """
    return printed_pdf("reply_letter", letter)
