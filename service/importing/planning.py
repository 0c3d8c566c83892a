"""Compares the rows of a file with the register: what is new, what changes, what needs approval, what is wrong.

Nothing is written here. A row is good or bad as a whole; a bad one changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from service.competence import post_over
from service.importing.differences import differences
from service.importing.on_file import OnFile, on_file, villages_known
from service.importing.people import Person, against_identity, completed, heads_after
from service.importing.plan import CHANGED, PROPOSED, Plan, columns_in_order, line
from service.importing.rows import FileRows, SheetRow
from service.people import Actor
from service.register.fields import FACTS, Subject, fact_of
from service.register.values import SealedNumber, Value, print_of, sealed_number
from service.sealing import Seal
from workflows.reasons import reason
from workflows.roles import Role

IMPORTERS: Final = (Role.VILLAGE_CLERK, Role.TOWNSHIP_REVIEWER, Role.COUNTY_REVIEWER, Role.DATA_MANAGER)
"""Who imports: each in their own jurisdiction."""

BATCH: Final = 4_000
"""Rows that are compared at once: whole villages until there are so many."""

IDENTITY: Final = fact_of(Subject.MEMBER, "identity")


def planned(
    connection: Connection, rows: FileRows, *, actor: Actor, seal: Seal, told: Callable[[int], None] = lambda done: None
) -> Plan:
    """What these rows would do to the register as it stands now.

    Args:
        actor: whose posts reach the villages.
        told: is called now and then with how many rows were compared.
    """
    planning = _Planning(connection, rows, actor, seal)
    done = 0
    for households in planning.batches():
        done += planning.compare(households)
        told(done)
    return planning.plan


@dataclass
class _Home:
    """The rows of one household."""

    own: list[SheetRow] = field(default_factory=list)
    people: list[SheetRow] = field(default_factory=list)


class _Planning:
    def __init__(self, connection: Connection, rows: FileRows, actor: Actor, seal: Seal) -> None:
        self.plan = Plan()
        self._connection, self._seal, self._sheets = connection, seal, rows.sheets
        codes = {row.village for row in (*rows.households, *rows.members) if row.village}
        self._villages = {
            code: name
            for code, name in villages_known(connection, codes).items()
            if post_over(actor, IMPORTERS, code) is not None
        }
        self._reach = actor.region_prefixes()
        self._homes: dict[tuple[str, int], _Home] = {}
        self._first_with: dict[str, int] = {}
        for row in (*rows.households, *rows.members):
            self._sort(row)

    def _sort(self, row: SheetRow) -> None:
        if (
            not any(name in ("village_code", "number", "") for name, _ in row.problems)
            and row.village not in self._villages
        ):
            row.problems.append(("village_code", reason("village_not_yours")))
        if row.village not in self._villages or not row.household:
            self._bad(row)
            return
        home = self._homes.setdefault((row.village, row.household), _Home())
        (home.own if row.subject is Subject.HOUSEHOLD else home.people).append(row)

    def batches(self) -> Iterator[dict[tuple[str, int], _Home]]:
        """Households with their rows, whole villages together."""
        some: dict[tuple[str, int], _Home] = {}
        rows, village = 0, ""
        for key in sorted(self._homes):
            if rows >= BATCH and key[0] != village:
                yield some
                some, rows = {}, 0
            # Taken out: what was compared is not needed any more.
            some[key] = self._homes.pop(key)
            rows, village = rows + len(some[key].own) + len(some[key].people), key[0]
        if some:
            yield some

    def compare(self, homes: Mapping[tuple[str, int], _Home]) -> int:
        """Compare a batch; how many rows it had."""
        people = [Person(row, self._print(row)) for home in homes.values() for row in home.people]
        stand = on_file(self._connection, homes.keys(), [each.print for each in people if each.print])
        for person in people:
            self._twice(person)
        by_home: dict[tuple[str, int], list[Person]] = {}
        for person in people:
            by_home.setdefault((person.row.village, person.row.household), []).append(person)
        for key, home in homes.items():
            self._household(home, by_home.get(key, []), stand.households.get(key), stand)
        return len(people) + sum(len(home.own) for home in homes.values())

    def _print(self, row: SheetRow) -> str:
        number = row.values.get("identity")
        return print_of(IDENTITY, str(number), self._seal) if number else ""

    def _twice(self, person: Person) -> None:
        if person.print:
            first = self._first_with.setdefault(person.print, person.row.number)
            if first != person.row.number:
                person.row.problems.append(("identity", reason("person_twice", row=first)))

    def _household(self, home: _Home, people: list[Person], there: Any, stand: OnFile) -> None:
        own = home.own[0] if home.own else None
        for again in home.own[1:]:
            again.problems.append(("", reason("household_twice", row=home.own[0].number)))
            self._bad(again)
        if there is None:
            self._new_household(own, people, stand)
            return
        if there["dissolved_on"] is not None:
            for row in ([own] if own else []) + [person.row for person in people]:
                row.problems.append(("", reason("household_dissolved")))
                self._bad(row)
            return
        approved = there["id"] in stand.approved
        if own is not None:
            self._changed(own, there, there, there["head_name"], approved, stand)
        self._people(people, there, stand.members.get(there["id"], []), approved, stand)

    def _new_household(self, own: SheetRow | None, people: list[Person], stand: OnFile) -> None:
        if own is None:
            for person in people:
                person.row.problems.append(("", reason("household_unknown")))
                self._bad(person.row)
            return
        self._complete(own)
        good = self._good_newcomers(people, stand)
        heads = [person for person in good if person.row.values.get("relation") == "head"]
        if len(heads) != 1:
            code = "household_with_two_heads" if heads else "household_without_head"
            own.problems.append(("", reason(code)))
        if own.problems:
            self._bad(own)
            for person in good:
                person.row.problems.append(("", reason("household_row_bad", row=own.number)))
                self._bad(person.row)
            return
        head = str(heads[0].row.values["name"])
        place = len(self.plan.new_households)
        self.plan.new_households.append(
            [own.village, own.household, head, *columns_in_order(Subject.HOUSEHOLD, self._sealed(own))]
        )
        self.plan.lines["new_households"].append(line(Subject.HOUSEHOLD, own, self._sheets[own.sheet], head))
        for person in good:
            self._new_member(person.row, -1 - place)

    def _people(self, people: list[Person], there: Any, members: Sequence[Any], approved: bool, stand: OnFile) -> None:
        newcomers, known = [], []
        taken: dict[int, int] = {}
        for person in people:
            found = person.among(members)
            if found is None:
                newcomers.append(person)
                continue
            if isinstance(found, str):
                person.row.problems.append(("", reason(found)))
                self._bad(person.row)
                continue
            first = taken.setdefault(found["id"], person.row.number)
            if first != person.row.number:
                person.row.problems.append(("", reason("person_twice", row=first)))
            self._elsewhere(person, stand, found["id"])
            known.append((person, found))
        if approved:
            for person in newcomers:
                person.row.problems.append(("", reason("person_joins_by_act")))
        good = self._good_newcomers(newcomers, stand)
        if not approved:
            touching = heads_after([person for person, _ in known], [found for _, found in known], good, members)
            for person, why in touching:
                person.row.problems.append(("relation", reason(why)))
            for person in [person for person in good if person.row.problems]:
                self._bad(person.row)
        for person, found in known:
            against_identity(person, found, self._seal)
            self._changed(person.row, there, found, found["name"], approved, stand)
        for person in good:
            if not person.row.problems:
                self._new_member(person.row, there["id"])
                self.plan.touched[there["id"]] = (there["village_code"], there["version"])

    def _good_newcomers(self, people: list[Person], stand: OnFile) -> list[Person]:
        good = []
        for person in people:
            completed(person)
            self._complete(person.row)
            self._elsewhere(person, stand, None)
            if person.row.problems:
                self._bad(person.row)
            else:
                good.append(person)
        return good

    def _elsewhere(self, person: Person, stand: OnFile, member_id: int | None) -> None:
        bearers = stand.bearers.get(person.print, []) if person.print else []
        if not bearers or any(each.id == member_id for each in bearers):
            return
        for each in bearers[:1]:
            if each.village_code.startswith(self._reach):
                village = self._villages.get(each.village_code, each.village_code)
                why = reason("identity_on_file", number=each.number, village=village)
            else:
                why = reason("identity_on_file_elsewhere")
            person.row.problems.append(("identity", why))

    def _complete(self, row: SheetRow) -> None:
        """Every fact that a new household or person needs."""
        wrong = {name for name, _ in row.problems}
        for name, fact in FACTS[row.subject].items():
            if fact.required and name not in row.values and name not in wrong:
                row.problems.append((name, reason("value_missing")))
        for name in row.masked:
            row.problems.append((name, reason("masked_number_unknown")))

    def _sealed(self, row: SheetRow) -> dict[str, Value | SealedNumber]:
        values: dict[str, Value | SealedNumber] = dict(row.values)
        for name in values.keys() & _SEALED[row.subject]:
            values[name] = sealed_number(FACTS[row.subject][name], str(values[name]), self._seal)
        return values

    def _new_member(self, row: SheetRow, household: int) -> None:
        self.plan.new_members.append([household, *columns_in_order(Subject.MEMBER, self._sealed(row))])
        who = str(row.values["name"])
        self.plan.lines["new_members"].append(line(Subject.MEMBER, row, self._sheets[row.sheet], who))

    def _changed(self, row: SheetRow, household: Any, there: Any, who: str, approved: bool, stand: OnFile) -> None:
        """What a row changes on what is there: at once, or by a proposal."""
        for name, text in row.masked.items():
            if text != there[f"{name}_masked"]:
                row.problems.append((name, reason("masked_number_unknown")))
        if row.problems:
            self._bad(row)
            return
        found = differences(row, there, approved=approved, proposed=stand.proposed, seal=self._seal)
        sheet, stands = self._sheets[row.sheet], (household["village_code"], household["version"])
        if found.now:
            self.plan.changes.append([row.subject.value, there["id"], household["id"], found.now])
            self.plan.touched[household["id"]] = stands
            self.plan.lines[CHANGED].append(line(row.subject, row, sheet, who, found.now_shown))
        if found.later:
            self.plan.proposals.append([household["id"], found.later])
            self.plan.proposed_on[household["id"]] = stands
            self.plan.lines[PROPOSED].append(line(row.subject, row, sheet, who, found.later_shown))
        self.plan.unchanged += not (found.now or found.later)

    def _bad(self, row: SheetRow) -> None:
        who = str(row.values.get("name", ""))
        self.plan.lines["bad"].append(line(row.subject, row, self._sheets[row.sheet], who, (), row.problems))


_SEALED: Final = {subject: {name for name, fact in facts.items() if fact.sealed} for subject, facts in FACTS.items()}
