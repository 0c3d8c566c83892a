"""Every fact of the register that a person fills in. The one place for them: pages, templates of Excel, import, export,
printed forms and the history of a field all follow from these rows.

A new fact is one row here, its column in service/models/register.py with a migration, and its word
`register.<subject>.<name>`. Form codes are those of the household form of 2014 (reference B2); questions that it does
not have carry none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Subject(StrEnum):
    """What a fact is about."""

    HOUSEHOLD = "household"
    MEMBER = "member"
    ASSET = "asset"
    PROJECT = "project"


class Kind(StrEnum):
    """What a fact holds, and so how it is asked, checked, stored and printed."""

    TEXT = "text"
    CODE = "code"
    DAY = "day"
    YEAR = "year"
    WHOLE = "whole"
    AMOUNT = "amount"
    YES_NO = "yes_no"
    IDENTITY = "identity"
    PHONE = "phone"
    ACCOUNT = "account"


SEALED: Final = frozenset({Kind.IDENTITY, Kind.PHONE, Kind.ACCOUNT})
"""Personal numbers: enciphered at rest, found by a keyed hash, shown masked, revealed with a reason."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact.

    Args:
        name: of the column, of its word and of the field in the history; a sealed fact has the columns `<name>_sealed`,
            `<name>_print` and `<name>_masked`.
        codes: code table of a CODE (service/words/codes.py).
        required: a household or person without it is not entered.
        least, most: bounds of a YEAR, WHOLE or AMOUNT; `most` of a TEXT is its length in characters.
        health: shown only to those who need to know how healthy a person is.
        decides: a decision rests on it: once the household was identified, it is corrected only with approval.
        questions: its number on the forms, by edition.
    """

    subject: Subject
    name: str
    kind: Kind
    codes: str = ""
    required: bool = False
    least: int = 0
    most: int | None = None
    health: bool = False
    decides: bool = False
    questions: Mapping[str, str] = field(default_factory=dict)

    @property
    def sealed(self) -> bool:
        """Whether it is a personal number."""
        return self.kind in SEALED

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that hold it."""
        return (f"{self.name}_sealed", f"{self.name}_print", f"{self.name}_masked") if self.sealed else (self.name,)


def _household(name: str, kind: Kind, question: str = "", **more: object) -> Fact:
    return _fact(Subject.HOUSEHOLD, name, kind, question, **more)


def _member(name: str, kind: Kind, question: str = "", **more: object) -> Fact:
    return _fact(Subject.MEMBER, name, kind, question, **more)


def _fact(subject: Subject, name: str, kind: Kind, question: str, **more: object) -> Fact:
    questions = {"2014": question} if question else {}
    return Fact(subject=subject, name=name, kind=kind, questions=questions, **more)  # type: ignore[arg-type]


K = Kind

HOUSEHOLD_FACTS: Final = (
    _household("village_group", K.TEXT, required=True, most=20),
    _household("phone", K.PHONE),
    _household("bank", K.TEXT, most=60),
    _household("account", K.ACCOUNT),
    _household("standard", K.CODE, "A1", codes="standard", decides=True),
    _household("household_class", K.CODE, "A2", codes="household_class", decides=True),
    _household("main_cause", K.CODE, "A3a", codes="cause", decides=True),
    _household("other_cause", K.CODE, "A3b", codes="cause", decides=True),
    _household("second_other_cause", K.CODE, "A3b", codes="cause", decides=True),
    _household("responsible_person", K.TEXT, most=40),
    _household("responsible_unit", K.TEXT, most=80),
    _household("dwelling_area", K.AMOUNT, "A21", most=10_000),
    _household("dwelling_structure", K.CODE, "A22", codes="dwelling_structure"),
    _household("dwelling_built_in", K.YEAR, "A23", least=1850, most=2100),
    _household("dwelling_safety", K.CODE, codes="dwelling_safety"),
    _household("relocation", K.CODE, "A24", codes="relocation"),
    _household("resettlement", K.CODE, codes="resettlement"),
    _household("resettlement_place", K.CODE, codes="resettlement_place"),
    _household("electricity", K.YES_NO, "A35"),
    _household("fuel", K.CODE, "A36", codes="fuel"),
    _household("safe_water", K.YES_NO, "A37"),
    _household("road", K.CODE, codes="road"),
)

MEMBER_FACTS: Final = (
    _member("name", K.TEXT, "A4", required=True, most=40, decides=True),
    _member("sex", K.CODE, "A5", codes="sex", required=True, decides=True),
    _member("identity", K.IDENTITY, "A6", decides=True),
    _member("born_on", K.DAY, required=True, decides=True),
    _member("relation", K.CODE, "A7", codes="relation", required=True, decides=True),
    _member("ethnicity", K.CODE, "A8", codes="ethnicity"),
    _member("education", K.CODE, "A9", codes="education", required=True),
    _member("schooling", K.CODE, "A10", codes="schooling"),
    _member("boarding", K.YES_NO),
    _member("health", K.CODE, "A11", codes="health", required=True, health=True, decides=True),
    _member("labour", K.CODE, "A12", codes="labour", required=True, decides=True),
    _member("working_area", K.CODE, "A13", codes="working_area"),
    _member("working_months", K.WHOLE, most=12),
    _member("subsistence", K.YES_NO, "A14"),
    _member("medical_insurance", K.YES_NO, "A15"),
    _member("pension_insurance", K.YES_NO, "A16"),
    _member("phone", K.PHONE),
)

ASSET_FACTS: Final = (
    _fact(Subject.ASSET, "name", K.TEXT, "", required=True, most=80),
    _fact(Subject.ASSET, "value", K.AMOUNT, "", required=True, most=99_999_999),
    _fact(Subject.ASSET, "acquired_on", K.DAY, ""),
    _fact(Subject.ASSET, "funds", K.TEXT, "", most=80),
    _fact(Subject.ASSET, "operator", K.TEXT, "", most=80),
    _fact(Subject.ASSET, "ended_on", K.DAY, ""),
)

PROJECT_FACTS: Final = (
    _fact(Subject.PROJECT, "name", K.TEXT, "", required=True, most=80),
    _fact(Subject.PROJECT, "year", K.YEAR, "", required=True, least=2000, most=2100),
    _fact(Subject.PROJECT, "amount", K.AMOUNT, "", required=True, most=99_999_999),
    _fact(Subject.PROJECT, "funds", K.TEXT, "", most=80),
    _fact(Subject.PROJECT, "households", K.WHOLE, "", most=99_999),
    _fact(Subject.PROJECT, "begun_on", K.DAY, ""),
    _fact(Subject.PROJECT, "finished_on", K.DAY, ""),
)

FACTS: Final[Mapping[Subject, Mapping[str, Fact]]] = {
    subject: {fact.name: fact for fact in facts}
    for subject, facts in (
        (Subject.HOUSEHOLD, HOUSEHOLD_FACTS),
        (Subject.MEMBER, MEMBER_FACTS),
        (Subject.ASSET, ASSET_FACTS),
        (Subject.PROJECT, PROJECT_FACTS),
    )
}
"""Every fact by subject and name, in the order of the forms."""


_STANDING: Final = (
    Fact(subject=Subject.HOUSEHOLD, name="village_code", kind=K.TEXT),
    Fact(subject=Subject.HOUSEHOLD, name="number", kind=K.WHOLE),
    Fact(subject=Subject.HOUSEHOLD, name="dissolved_on", kind=K.DAY),
    Fact(subject=Subject.MEMBER, name="household_id", kind=K.WHOLE),
    Fact(subject=Subject.MEMBER, name="joined_on", kind=K.DAY),
    Fact(subject=Subject.MEMBER, name="joined_by", kind=K.CODE, codes="joining"),
    Fact(subject=Subject.MEMBER, name="left_on", kind=K.DAY),
    Fact(subject=Subject.MEMBER, name="left_by", kind=K.CODE, codes="leaving"),
)
"""Where a household and a person stand: no form asks, only acts of life change it (service/register/life.py)."""

EVERY_FACT: Final = {(fact.subject, fact.name): fact for facts in FACTS.values() for fact in facts.values()} | {
    (fact.subject, fact.name): fact for fact in _STANDING
}
"""Those that forms ask and those that only acts of life change."""


def fact_of(subject: Subject, name: str) -> Fact:
    """A fact by its name, those that only acts of life change among them.

    Raises:
        KeyError: there is none.
    """
    return EVERY_FACT[subject, name]
