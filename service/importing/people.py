"""The people of a household in a file: who of the register is meant, what the identity number says of them, heads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.importing.rows import SheetRow
from service.register.fields import Subject, fact_of
from service.register.values import opened
from service.sealing import Seal
from workflows.reasons import reason


@dataclass(frozen=True, eq=False)
class Person:
    """A row that holds a person; `print` finds the identity number, '' where there is none in clear."""

    row: SheetRow
    print: str

    def among(self, members: Sequence[Any]) -> Any:
        """Who of a household is meant: its row, None for nobody, or the code of the reason why it cannot be told."""
        values = self.row.values
        found = [each for each in members if self.print and each["identity_print"] == self.print]
        if not found:
            named = (values.get("name"), values.get("born_on"))
            found = [each for each in members if (each["name"], each["born_on"]) == named]
            if not found and "identity" in self.row.masked:
                masked = self.row.masked["identity"]
                found = [each for each in members if (each["name"], each["identity_masked"]) == (named[0], masked)]
        present = [each for each in found if each["left_on"] is None]
        if len(present) == 1:
            return present[0]
        if len(present) > 1:
            return "person_ambiguous"
        return "person_has_left" if found else None


def completed(person: Person) -> None:
    """Birth date and sex of a new person as the identity number tells them; a contradiction is a problem."""
    said = _said(person.row.values.get("identity"))
    if said is None:
        return
    values, wrong = person.row.values, {name for name, _ in person.row.problems}
    for name, told in zip(("born_on", "sex"), said, strict=True):
        if name not in wrong:
            values.setdefault(name, told)  # type: ignore[call-overload]
    _compare(person, said)


def against_identity(person: Person, there: Any, seal: Seal) -> None:
    """The same for somebody on file, when one of the three changes."""
    values = person.row.values
    moved = [name for name in ("born_on", "sex") if name in values and values[name] != there[name]]
    renumbered = bool(person.print) and person.print != there["identity_print"]
    if not moved and not renumbered:
        return
    number = values.get("identity")
    if number is None and there["identity_sealed"]:
        number = opened(fact_of(Subject.MEMBER, "identity"), there["identity_sealed"], seal)
    if (said := _said(number)) is not None:
        _compare(person, said, there)


def heads_after(
    known: Sequence[Person], on_file: Sequence[Any], newcomers: Sequence[Person], members: Sequence[Any]
) -> list[tuple[Person, str]]:
    """Whose relation would leave a household with no head or with two, each with the reason's code."""
    touching = [
        (person, there)
        for person, there in zip(known, on_file, strict=True)
        if person.row.values.get("relation", there["relation"]) != there["relation"]
    ]
    heading = [person for person in newcomers if person.row.values.get("relation") == "head"]
    if not touching and not heading:
        return []
    relations = {each["id"]: each["relation"] for each in members if each["left_on"] is None}
    before = sum(relation == "head" for relation in relations.values())
    relations |= {there["id"]: str(person.row.values["relation"]) for person, there in touching}
    after = sum(relation == "head" for relation in relations.values()) + len(heading)
    if after == 1 or after == before:
        return []
    why = "household_with_two_heads" if after else "household_without_head"
    return [(person, why) for person in (*[person for person, _ in touching], *heading)]


def _said(number: Any) -> tuple[date, str] | None:
    """Birth date and sex of a number that was checked when its cell was read."""
    if not number:
        return None
    digits = str(number)
    return date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14])), "male" if int(digits[16]) % 2 else "female"


def _compare(person: Person, said: tuple[date, str], there: Any = None) -> None:
    values = person.row.values
    for name, told, code in (
        ("born_on", said[0], "birth_differs_from_identity"),
        ("sex", said[1], "sex_differs_from_identity"),
    ):
        typed = values.get(name, there[name] if there is not None else told)
        if typed != told:
            person.row.problems.append((name, reason(code)))
