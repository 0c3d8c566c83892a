"""年度动态调整名册: the yearly roll of a village or township, printed to be checked, signed by four and filed."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from service.campaigns.lists import RollLine
from service.notices.paper import printed_pdf
from service.notices.public_facts import PublicValue
from workflows.campaign import SIGNING, Decision

OFFICES: Final = tuple(SIGNING.values())
"""Who signs, in their order."""


@dataclass(frozen=True, kw_only=True)
class SignedBy(PublicValue):
    """One line to be signed: the office, and who signed when; '' and None while nobody has."""

    office: str
    name: str
    signed_on: date | None


@dataclass(frozen=True, kw_only=True)
class RollFacts(PublicValue):
    """Everything that the roll prints. Heads are masked, grounds are codes: no health, no number of a person.

    Args:
        place: full name of the village or township.
        of_village: whether it is a village's part of its township's roll.
        township: name of the township whose list was signed.
        lines: households in the order of village and number.
        list_number, sha256, submitted_on: of the list that was submitted; None and '' for a draft.
        list_households: how many the signed list has, of which a village prints its own.
        signatures: the four lines in their order.
        printed_on: day of the print, for a draft.
        demonstration: prints on every page that people and procedure are invented.
    """

    place: str
    of_village: bool
    township: str
    year: int
    lines: tuple[RollLine, ...]
    list_number: int | None
    sha256: str
    submitted_on: date | None
    list_households: int
    signatures: tuple[SignedBy, ...]
    printed_on: date
    demonstration: bool

    @property
    def persons(self) -> int:
        """People of the households that are printed."""
        return sum(line.persons for line in self.lines)

    def households(self, decision: str) -> int:
        """How many of them have this decision."""
        return sum(line.decision == decision for line in self.lines)

    def people(self, decision: str) -> int:
        """People of the households with this decision."""
        return sum(line.persons for line in self.lines if line.decision == decision)

    @property
    def undecided(self) -> int:
        """Households without a decision: of a draft."""
        return sum(line.decision not in set(Decision) for line in self.lines)


def roll_pdf(facts: RollFacts) -> bytes:
    """The roll as PDF; the same facts on the same fonts give the same bytes.

    Raises:
        RenderFailed: as for a notice.
    """
    return printed_pdf("adjustment_roll", facts)
