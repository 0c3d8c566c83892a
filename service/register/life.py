"""Acts of life: who joins a household, who leaves it, who is its head.

Each is one act with its history, in the caller's transaction. They are no corrections: what they change was right
until that day. Splitting, merging, moving and ending are told in reshaping.py.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from service.competence import refuse
from service.people import Post
from service.register.acts import ActKind, RegisterActing, begin
from service.register.cross_checks import Problems, advice, heads_problem, known_already, person_problems
from service.register.entering import Values, sealed
from service.register.fields import Subject
from service.register.homes import Home, locked_homes
from service.register.telling import Told, keeper, problems_told, refuse_a_second_press, refuse_a_stale_page
from workflows.reasons import Reason, reason

Relations = Mapping[int, str]
"""Relation to the head, by the number of the person."""

KIND_OF: Final[Mapping[str, ActKind]] = {
    "born": ActKind.BORN,
    "married_in": ActKind.MARRIED_IN,
    "moved_in": ActKind.MOVED_IN,
    "died": ActKind.DIED,
    "married_out": ActKind.MARRIED_OUT,
    "emigrated": ActKind.EMIGRATED,
    "imprisoned": ActKind.IMPRISONED,
    "moved_out": ActKind.MOVED_OUT,
}
"""The act by the code of joining or leaving."""


def join(db: Session, household_id: int, version: int, by: str, person: Values, told: Told) -> tuple[Reason, ...]:
    """Somebody joins a household by birth, marriage or moving in; advice.

    Args:
        by: code of `joining`.
        person: their facts.

    Raises:
        NoSuchHousehold, AlreadyActed, ChangedSince, ActRefused: as every act on a household.
    """
    connection = db.connection()
    home, post = begun(connection, household_id, version, told)
    found: Problems = {**problems_told(told, reason_needed=False), "": home.dissolved()}
    for name, reasons in person_problems(person, told.today).items():
        found.setdefault(name, []).extend(reasons)
    number = str(person["identity"]) if person.get("identity") else None
    found.setdefault("identity", []).extend(known_already(connection, told.seal, told.actor, number))
    relations = [each["relation"] for each in home.living.values()]
    found["relation"] = heads_problem([*relations, str(person.get("relation"))])
    born_on = person.get("born_on")
    if isinstance(born_on, date) and born_on > told.effective_on:
        found.setdefault("effective_on", []).append(reason("joined_before_born", born_on=born_on))
    if by == "born" and isinstance(born_on, date) and born_on != told.effective_on:
        found.setdefault("effective_on", []).append(reason("birth_on_another_day", born_on=born_on))
    refuse(found)
    act = act_on(connection, told, KIND_OF[by], home, post)
    joined = {**sealed(Subject.MEMBER, person, told), "joined_on": told.effective_on, "joined_by": by}
    act.enter_members(home.id, [joined])
    return tuple(advice([*home.living.values(), dict(person)], told.today))


def leave(
    db: Session, household_id: int, version: int, member_id: int, by: str, relations: Relations, told: Told
) -> None:
    """Somebody leaves a household by death, marriage, emigration, prison or moving out.

    Args:
        by: code of `leaving`.
        relations: of those who stay, to the new head where the head leaves; what is not named stays as it is.

    Raises:
        NoSuchHousehold, NoSuchMember, AlreadyActed, ChangedSince, ActRefused: as every act on a household.
    """
    connection = db.connection()
    home, post = begun(connection, household_id, version, told)
    person = home.member(member_id)
    staying = {id: each for id, each in home.living.items() if id != member_id}
    wanted = wanted_relations(staying, relations)
    found: Problems = {**problems_told(told, reason_needed=False), "": home.dissolved()}
    if staying:
        found["relations"] = heads_problem(wanted.values())
    if told.effective_on < person["born_on"]:
        found["effective_on"] = [*found["effective_on"], reason("left_before_born", born_on=person["born_on"])]
    refuse(found)
    act = act_on(connection, told, KIND_OF[by], home, post)
    act.change(Subject.MEMBER, member_id, {"left_on": told.effective_on, "left_by": by})
    relate(act, wanted)


def change_head(db: Session, household_id: int, version: int, relations: Relations, told: Told) -> None:
    """Another member becomes the head; the others' relations are those to the new one.

    Raises:
        NoSuchHousehold, AlreadyActed, ChangedSince, ActRefused: as every act on a household.
    """
    connection = db.connection()
    home, post = begun(connection, household_id, version, told)
    wanted = wanted_relations(home.living, relations)
    found: Problems = {**problems_told(told), "": home.dissolved(), "relations": heads_problem(wanted.values())}
    head = next((id for id, relation in wanted.items() if relation == "head"), None)
    if head == home.head_id and not found["relations"]:
        found["relations"] = [reason("same_head")]
    refuse(found)
    relate(act_on(connection, told, ActKind.HEAD_CHANGED, home, post), wanted)


def begun(connection: Connection, household_id: int, version: int, told: Told) -> tuple[Home, Post]:
    """The household, locked, as the page showed it, and the post in which it is acted on.

    Raises:
        NoSuchHousehold, AlreadyActed, ChangedSince, ActRefused: as every act on a household.
    """
    (home,) = locked_homes(connection, told.actor, [household_id])
    post = keeper(told, home.village_code)
    refuse_a_second_press(connection, told.key)
    refuse_a_stale_page(home, version)
    return home, post


def act_on(
    connection: Connection, told: Told, kind: ActKind, home: Home, post: Post, *, other_id: int | None = None
) -> RegisterActing:
    """Open the act on a household that is locked."""
    versions = {home.id: home.row["version"]}
    doing = told.doing(kind, home, other_id=other_id)
    return begin(connection, doing, actor=told.actor, post=post, at=told.at, versions=versions)


def wanted_relations(people: Mapping[int, Mapping[str, Any]], relations: Relations) -> dict[int, str]:
    """Relations as they are to be: those that are named, and as they stand those that are not."""
    return {id: relations.get(id) or person["relation"] for id, person in people.items()}


def relate(act: RegisterActing, wanted: Relations) -> None:
    """Set relations, the new head last: two heads at one moment would leave the older one's name on the household."""
    for id, relation in sorted(wanted.items(), key=lambda each: each[1] == "head"):
        act.change(Subject.MEMBER, id, {"relation": relation})
