"""Acts of life: who joins and leaves a household, its head, its splitting, merging, moving and end.

Each is one act with its history, in the caller's transaction. They are no corrections: what they change was right
until that day. A record never moves: it stays with its household and its village, and what would tear it out of a
procedure is refused.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, update
from sqlalchemy.orm import Session

from service.competence import ActRefused, post_over, refuse
from service.models.register import Household
from service.people import Post
from service.register.acts import ActKind, RegisterActing, begin
from service.register.cross_checks import Problems, advice, heads_problem, known_already, person_problems
from service.register.entering import Values, hold_village, next_number, number_problems, open_household, sealed
from service.register.fields import Subject
from service.register.homes import Home, home_of, locked_homes
from service.register.names import index_names
from service.register.powers import MOVERS
from service.register.telling import Told, keeper, problems_told, refuse_a_second_press, refuse_a_stale_page
from service.register.values import Value
from workflows.reasons import Reason, reason
from workflows.roles import UPWARDS, at_level

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
    home, post = _begun(connection, household_id, version, told)
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
    act = _act(connection, told, KIND_OF[by], home, post)
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
    home, post = _begun(connection, household_id, version, told)
    person = home.member(member_id)
    staying = {id: each for id, each in home.living.items() if id != member_id}
    wanted = _wanted(staying, relations)
    found: Problems = {**problems_told(told, reason_needed=False), "": home.dissolved()}
    if staying:
        found["relations"] = heads_problem(wanted.values())
    if told.effective_on < person["born_on"]:
        found["effective_on"] = [*found["effective_on"], reason("left_before_born", born_on=person["born_on"])]
    refuse(found)
    act = _act(connection, told, KIND_OF[by], home, post)
    act.change(Subject.MEMBER, member_id, {"left_on": told.effective_on, "left_by": by})
    _relate(act, wanted)


def change_head(db: Session, household_id: int, version: int, relations: Relations, told: Told) -> None:
    """Another member becomes the head; the others' relations are those to the new one.

    Raises:
        NoSuchHousehold, AlreadyActed, ChangedSince, ActRefused: as every act on a household.
    """
    connection = db.connection()
    home, post = _begun(connection, household_id, version, told)
    wanted = _wanted(home.living, relations)
    found: Problems = {**problems_told(told), "": home.dissolved(), "relations": heads_problem(wanted.values())}
    head = next((id for id, relation in wanted.items() if relation == "head"), None)
    if head == home.head_id and not found["relations"]:
        found["relations"] = [reason("same_head")]
    refuse(found)
    _relate(_act(connection, told, ActKind.HEAD_CHANGED, home, post), wanted)


def split(
    db: Session,
    household_id: int,
    version: int,
    moving: Relations,
    staying: Relations,
    told: Told,
    *,
    number: int | None = None,
    village_group: str = "",
) -> int:
    """Members form a household of their own (分户); its id. A record stays with the old household.

    Args:
        moving: those who leave, with their relation to the new household's head.
        staying: relations of those who stay, where the old head goes along.
        number: of the new household; None: the next one.
        village_group: of the new household; '': that of the old one.

    Raises:
        NoSuchHousehold, AlreadyActed, ChangedSince, ActRefused: as every act on a household.
    """
    connection = db.connection()
    hold_village_of(connection, household_id, told)
    home, post = _begun(connection, household_id, version, told)
    left = {id: person for id, person in home.living.items() if id not in moving}
    wanted = _wanted(left, staying)
    found: Problems = {
        **problems_told(told),
        "": home.dissolved(),
        "number": number_problems(connection, home.village_code, number),
        "moving": [] if moving else [reason("nobody_ticked")],
    }
    for id in moving:
        home.member(id)
    if moving and not left:
        found["moving"] = [reason("everybody_ticked")]
    elif moving:
        found["moving"] = heads_problem(moving.values())
        found["staying"] = heads_problem(wanted.values())
    refuse(found)
    head = next(id for id, relation in moving.items() if relation == "head")
    facts = {"village_group": village_group or home.row["village_group"]}
    new_id = open_household(connection, home.village_code, number, home.member(head)["name"], told, facts)
    act = _act(connection, told, ActKind.SPLIT, home, post, other_id=new_id)
    for id, relation in moving.items():
        act.change(Subject.MEMBER, id, {"household_id": new_id, "relation": relation})
    _relate(act, wanted)
    return new_id


def merge(
    db: Session,
    household_id: int,
    versions: Mapping[int, int],
    into_id: int,
    relations: Relations,
    told: Told,
) -> None:
    """All people of a household go over to another one of the village, and it ends.

    Args:
        versions: of both households as the page showed them.
        relations: of those who go over, to the other household's head.

    Raises:
        NoSuchHousehold, AlreadyActed, ChangedSince, ActRefused: as every act on a household.
    """
    connection = db.connection()
    home, into = locked_homes(connection, told.actor, [household_id, into_id])
    post = keeper(told, home.village_code)
    refuse_a_second_press(connection, told.key)
    for each in (home, into):
        refuse_a_stale_page(each, versions[each.id])
    wanted = _wanted(home.living, relations)
    found: Problems = {**problems_told(told), "": [*home.dissolved(), *into.dissolved(), *_in_procedure(home)]}
    if home.village_code != into.village_code:
        found["into"] = [reason("merged_across_villages")]
    if home.id == into.id:
        found["into"] = [reason("merged_with_itself")]
    everybody = [*(each["relation"] for each in into.living.values()), *wanted.values()]
    found["relations"] = heads_problem(everybody) if home.living else [reason("nobody_in_the_household")]
    refuse(found)
    doing = told.doing(ActKind.MERGED, home, other_id=into.id)
    act = begin(connection, doing, actor=told.actor, post=post, at=told.at, versions=dict(versions))
    for id, relation in wanted.items():
        act.change(Subject.MEMBER, id, {"household_id": into.id, "relation": relation})
    act.change(Subject.HOUSEHOLD, home.id, {"dissolved_on": told.effective_on})


def relocate(
    db: Session,
    household_id: int,
    version: int,
    village_code: str,
    told: Told,
    *,
    village_group: str,
    number: int | None = None,
) -> None:
    """A whole household moves to another village, under a post that covers both.

    Raises:
        NoSuchHousehold, AlreadyActed, ChangedSince, ActRefused: as every act on a household.
    """
    connection = db.connection()
    hold_village(connection, village_code)
    (home,) = locked_homes(connection, told.actor, [household_id])
    post = mover(told, home.village_code, village_code)
    refuse_a_second_press(connection, told.key)
    refuse_a_stale_page(home, version)
    there = number_problems(connection, village_code, number)
    found: Problems = {**problems_told(told), "": [*home.dissolved(), *_in_procedure(home)]}
    if home.state is not None and not home.in_procedure:
        found[""] = [*found[""], reason("record_stays_in_village")]
    found["village"] = [each for each in there if each.code == "not_a_village"]
    found["number"] = [each for each in there if each.code != "not_a_village"]
    found["village_group"] = [] if village_group.strip() else [reason("value_missing")]
    if village_code == home.village_code:
        found["village"] = [reason("same_village")]
    refuse(found)
    act = _act(connection, told, ActKind.RELOCATED, home, post)
    numbered = number or next_number(connection, village_code)
    values: dict[str, Value] = {
        "village_code": village_code,
        "number": numbered,
        "village_group": village_group.strip(),
    }
    act.change(Subject.HOUSEHOLD, home.id, values)
    in_order = update(Household).where(Household.id == home.id).values(sort_key=f"{numbered:06}")
    connection.execute(in_order)
    # Found by name in the village where they live now.
    index_names(connection, list(home.people))


def dissolve(db: Session, household_id: int, version: int, told: Told) -> None:
    """A household to which nobody belongs any more ends.

    Raises:
        NoSuchHousehold, AlreadyActed, ChangedSince, ActRefused: as every act on a household.
    """
    connection = db.connection()
    home, post = _begun(connection, household_id, version, told)
    found: Problems = {**problems_told(told), "": [*home.dissolved(), *_in_procedure(home)]}
    if home.living:
        found[""] = [*found[""], reason("somebody_left", persons=len(home.living))]
    refuse(found)
    act = _act(connection, told, ActKind.DISSOLVED, home, post)
    act.change(Subject.HOUSEHOLD, home.id, {"dissolved_on": told.effective_on})


def mover(told: Told, from_code: str, to_code: str) -> Post:
    """The post that covers both villages: the township's, where both belong to one, else that of a level above.

    Raises:
        ActRefused: the actor holds none.
    """
    for level in UPWARDS[1:]:
        if at_level(from_code, level) == at_level(to_code, level):
            post = post_over(told.actor, MOVERS, at_level(from_code, level))
            if post is not None:
                return post
            break
    raise ActRefused({"village": [reason("moved_by_who_covers_both")]})


def hold_village_of(connection: Connection, household_id: int, told: Told) -> None:
    """Hold the village before the household: in this order everywhere, so that nobody waits in a circle."""
    hold_village(connection, home_of(connection, told.actor, household_id).village_code)


def _begun(connection: Connection, household_id: int, version: int, told: Told) -> tuple[Home, Post]:
    (home,) = locked_homes(connection, told.actor, [household_id])
    post = keeper(told, home.village_code)
    refuse_a_second_press(connection, told.key)
    refuse_a_stale_page(home, version)
    return home, post


def _act(
    connection: Connection, told: Told, kind: ActKind, home: Home, post: Post, *, other_id: int | None = None
) -> RegisterActing:
    versions = {home.id: home.row["version"]}
    doing = told.doing(kind, home, other_id=other_id)
    return begin(connection, doing, actor=told.actor, post=post, at=told.at, versions=versions)


def _wanted(people: Mapping[int, Mapping[str, Any]], relations: Relations) -> dict[int, str]:
    """Relations as they are to be: those that are named, and as they stand those that are not."""
    return {id: relations.get(id) or person["relation"] for id, person in people.items()}


def _relate(act: RegisterActing, wanted: Relations) -> None:
    """Set relations, the new head last: two heads at one moment would leave the older one's name on the household."""
    for id, relation in sorted(wanted.items(), key=lambda each: each[1] == "head"):
        act.change(Subject.MEMBER, id, {"relation": relation})


def _in_procedure(home: Home) -> list[Reason]:
    return [reason("record_in_procedure", state=f"state.household.{home.state}")] if home.in_procedure else []
