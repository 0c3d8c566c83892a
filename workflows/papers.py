"""The papers on file that guards read: one plain type per form. service/documents declares how each is filled in.

Every paper carries the identity of its document, so that a history entry can name what a decision rested on.
Amounts are yuan, shares are fractions of one.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What every filed form has: its document's id, its date, the year it speaks of, the number of scans attached."""

    id: int
    dated_on: date
    year: int
    scans: int = 0


@dataclass(frozen=True, kw_only=True)
class Application(Paper):
    """The household's own application (农户申请), signed or with a thumbprint."""

    signed: bool


@dataclass(frozen=True, kw_only=True)
class Visit(Paper):
    """A visit to the household (入户核实): who went, what they found."""

    visitors: tuple[str, ...]
    findings: str


@dataclass(frozen=True, kw_only=True)
class Meeting(Paper):
    """The villagers' delegates' meeting: delegates due and present, votes for this household, signatures."""

    due: int
    present: int
    votes_for: int
    votes_against: int
    signed: bool


@dataclass(frozen=True, kw_only=True)
class IncomeWorksheet(Paper):
    """A year's income of the household in yuan: four kinds of income, costs, heads (form of 2014, A17–A20)."""

    wages: Decimal
    business: Decimal
    transfer: Decimal
    property_income: Decimal
    costs: Decimal
    persons: int

    @property
    def per_head(self) -> Decimal:
        """Net income per head in yuan, to the fen, rounded down: rounding never lifts a household over the line."""
        net = self.wages + self.business + self.transfer + self.property_income - self.costs
        return (net / self.persons).quantize(Decimal("0.01"), rounding="ROUND_FLOOR")


@dataclass(frozen=True, kw_only=True)
class Survey(Paper):
    """The yearly survey (每年年初…调查评估, D3 四(二))."""

    surveyor: str
    findings: str


@dataclass(frozen=True, kw_only=True)
class Criteria(Paper):
    """Findings on the criteria set of the year: codes of the criteria that are met, and of those with evidence."""

    met: frozenset[str]
    evidenced: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class FiveClears(Paper):
    """五清 (D2 (五)): cause, sources of income, measures, target, responsible person."""

    cause: str
    income: str
    measures: str
    target: str
    responsible_person: str


@dataclass(frozen=True, kw_only=True)
class AssistancePlan(Paper):
    """The household's plan (一户一法) with the year in which it is to leave, and the number of its handbook."""

    planned_exit_year: int
    handbook_number: str


@dataclass(frozen=True, kw_only=True)
class Measure(Paper):
    """One measure of assistance that was given or agreed."""

    measure: str


@dataclass(frozen=True, kw_only=True)
class WrittenReason(Paper):
    """A reason in writing that stands in for a condition: stable income, an exit before the planned year."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Consent(Paper):
    """The household's own word on its exit (农户认可): agreed or refused, signed or with a thumbprint."""

    agreed: bool


@dataclass(frozen=True, kw_only=True)
class Receipt(Paper):
    """Acknowledgement of a filing (备案回执)."""

    number: str


@dataclass(frozen=True, kw_only=True)
class Flag(Paper):
    """A statement that is either made or not: policies continue after the exit (脱贫不脱政策)."""

    stated: bool


@dataclass(frozen=True, kw_only=True)
class PlacePlan(Paper):
    """A village's (一村一策) or a county's plan."""

    title: str


@dataclass(frozen=True, kw_only=True)
class RegisteredPopulation(Paper):
    """Registered rural population of a village or county at the paper's date."""

    persons: int


@dataclass(frozen=True, kw_only=True)
class Evaluation(Paper):
    """Third-party evaluation of a county (D2 (六)): samples and what was found in them, in persons and households."""

    sampled_exited: int
    wrongly_exited: int
    sampled_unregistered: int
    missed: int
    households_asked: int
    households_approving: int


@dataclass(frozen=True, kw_only=True)
class VillageExplanation(Paper):
    """Why a designated poor village of the county is not archived yet, in writing."""

    village: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ClosingProof(Paper):
    """Proof that every member of a household has died or moved away (自然减少)."""

    cause: str
