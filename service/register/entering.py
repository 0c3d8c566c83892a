"""Putting a household on file, and changing the facts of one.

What decides on an approved household is not changed here: it becomes a correction, for another person to decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import Session

from service.competence import refuse
from service.models.region import Region
from service.models.register import Household
from service.register.acts import ActKind, Doing, New, begin
from service.register.corrections import propose
from service.register.cross_checks import (
    Problems,
    advice,
    heads_problem,
    household_problems,
    known_already,
    number_twice,
    person_problems,
)
from service.register.fields import FACTS, Subject, fact_of
from service.register.homes import in_clear, locked_homes
from service.register.telling import Told, keeper, problems_told, refuse_a_second_press, refuse_a_stale_page
from service.register.values import Value, columns_of, print_of, sealed_number
from workflows.reasons import Reason, reason
from workflows.roles import Level, level_of

Values = Mapping[str, Value]
"""Facts by name as they were typed, personal numbers in clear; what was not typed is not among them."""

MOST_PEOPLE: Final = 30


@dataclass(frozen=True)
class Entered:
    """What came of a form: facts that changed at once, a correction that was proposed, and advice."""

    changed: tuple[str, ...] = ()
    correction_id: int | None = None
    advice: tuple[Reason, ...] = ()


def change_facts(
    db: Session, household_id: int, version: int, values: Values, told: Told, *, member_id: int | None = None
) -> Entered:
    """Change facts of a household, or of somebody who belongs to it. The caller commits.

    Args:
        version: of the household as the page showed it.

    Raises:
        NoSuchHousehold, NoSuchMember: it does not exist for this actor.
        AlreadyActed, ChangedSince: a second press, a stale page.
        ActRefused: every reason, by fact.
    """
    connection = db.connection()
    (home,) = locked_homes(connection, told.actor, [household_id])
    post = keeper(told, home.village_code)
    refuse_a_second_press(connection, told.key)
    refuse_a_stale_page(home, version)
    subject = Subject.HOUSEHOLD if member_id is None else Subject.MEMBER
    row = home.row if member_id is None else home.member(member_id)
    new = {name: value for name, value in values.items() if not _is(subject, name, row, value, told)}
    after = {**in_clear(subject, row, told.seal), **new}
    found: Problems = {**problems_told(told), "": home.dissolved()}
    if member_id is None:
        found |= household_problems(after)
    else:
        for name, reasons in person_problems(after, told.today).items():
            found.setdefault(name, []).extend(reasons)
        if "identity" in new:
            already = known_already(connection, told.seal, told.actor, after["identity"], except_member=member_id)
            found.setdefault("identity", []).extend(already)
        relations = {id: person["relation"] for id, person in home.living.items()} | {member_id: after["relation"]}
        found["relation"] = heads_problem(relations.values())
    if not new:
        found[""] = [*found[""], reason("nothing_changed")]
    refuse(found)
    waiting = {name: value for name, value in new.items() if home.approved and fact_of(subject, name).decides}
    at_once = {name: value for name, value in new.items() if name not in waiting}
    subject_id = home.id if member_id is None else member_id
    changed: tuple[str, ...] = ()
    if at_once:
        act = begin(
            connection,
            told.doing(ActKind.UPDATED, home),
            actor=told.actor,
            post=post,
            at=told.at,
            versions={home.id: version},
        )
        changed = act.change(subject, subject_id, sealed(subject, at_once, told))
    asked = (
        propose(connection, home, subject, subject_id, sealed(subject, waiting, told), told, post, bool(at_once))
        if waiting
        else None
    )
    people = {**home.living, member_id: {**home.member(member_id), **after}} if member_id is not None else home.living
    return Entered(changed, asked, tuple(advice(people.values(), told.today)))


def register_household(
    db: Session, village_code: str, values: Values, people: Sequence[Values], told: Told, *, number: int | None
) -> tuple[int, tuple[Reason, ...]]:
    """Put a household with its people on file; its id, and advice. The caller commits.

    Args:
        number: in the village's register; None: the next one that is free.

    Raises:
        AlreadyActed: a second press.
        ActRefused: every reason by fact; of the person at place n as `<n>.<fact>`.
    """
    connection = db.connection()
    post = keeper(told, village_code)
    hold_village(connection, village_code)
    refuse_a_second_press(connection, told.key)
    found: Problems = {**problems_told(told), **household_problems(values)}
    found["number"] = number_problems(connection, village_code, number)
    for place, person in enumerate(people):
        wrong = person_problems(person, told.today)
        wrong.setdefault("identity", []).extend(
            known_already(connection, told.seal, told.actor, _text(person.get("identity")))
        )
        found |= {f"{place}.{name}": reasons for name, reasons in wrong.items()}
    for place in number_twice(_text(person.get("identity")) for person in people):
        found[f"{place}.identity"] = [reason("identity_twice_here")]
    if not people:
        found[""] = [reason("nobody_in_the_household")]
    else:
        found["0.relation"] = heads_problem(str(person.get("relation")) for person in people)
    if len(people) > MOST_PEOPLE:
        found[""] = [reason("too_many_people", most=MOST_PEOPLE)]
    refuse(found)
    head = next(person for person in people if person.get("relation") == "head")
    household_id = open_household(connection, village_code, number, str(head["name"]), told, values)
    doing = Doing(
        kind=ActKind.ENTERED,
        village_code=village_code,
        household_id=household_id,
        effective_on=told.effective_on,
        reason=told.reason.strip(),
        key=told.key,
    )
    act = begin(connection, doing, actor=told.actor, post=post, at=told.at, versions={})
    act.enter_members(household_id, [sealed(Subject.MEMBER, person, told) for person in people])
    return household_id, tuple(advice(people, told.today))


def open_household(
    connection: Connection, village_code: str, number: int | None, head_name: str, told: Told, values: Values
) -> int:
    """A new household's row; its id. The village is held (`hold_village`)."""
    numbered = number or next_number(connection, village_code)
    facts = _columns(sealed(Subject.HOUSEHOLD, values, told))
    row = {
        "village_code": village_code,
        "number": numbered,
        "head_name": head_name,
        "sort_key": f"{numbered:06}",
        "registered_at": told.at,
        **facts,
    }
    return int(connection.execute(insert(Household).values(row).returning(Household.id)).scalar_one())


def hold_village(connection: Connection, village_code: str) -> None:
    """One after the other: two households entered at once must not take the same number."""
    # NO KEY UPDATE: whatever else refers to the village meanwhile does not wait.
    connection.execute(select(Region.code).where(Region.code == village_code).with_for_update(key_share=True))


def next_number(connection: Connection, village_code: str) -> int:
    """The number behind the last one of the village."""
    last = select(func.max(Household.number)).where(Household.village_code == village_code)
    return (connection.execute(last).scalar_one() or 0) + 1


def number_problems(connection: Connection, village_code: str, number: int | None) -> list[Reason]:
    """A number that another household of the village has, or has had; or a place that is no village."""
    if level_of(village_code) is not Level.VILLAGE:
        return [reason("not_a_village")]
    if number is None:
        return []
    taken = select(Household.head_name).where(Household.village_code == village_code, Household.number == number)
    name = connection.execute(taken).scalar_one_or_none()
    return [] if name is None else [reason("number_taken", number=number, name=name)]


def sealed(subject: Subject, values: Values, told: Told) -> New:
    """The values as an act takes them: personal numbers sealed."""
    made: dict[str, Any] = {}
    for name, value in values.items():
        fact = fact_of(subject, name)
        made[name] = sealed_number(fact, str(value), told.seal) if fact.sealed and value is not None else value
    return made


def _columns(values: New) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, value in values.items():
        columns |= columns_of(fact_of(Subject.HOUSEHOLD, name), value)
    return columns


def _is(subject: Subject, name: str, row: Mapping[str, Any], value: Value, told: Told) -> bool:
    """Whether a fact has this value already."""
    fact = FACTS[subject][name]
    if not fact.sealed:
        return bool(row[name] == value)
    there = row[fact.columns[1]]
    return bool(there is None if value is None else there == print_of(fact, str(value), told.seal))


def _text(value: Value) -> str | None:
    return str(value) if value else None
