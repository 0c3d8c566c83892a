"""Whole households: split, merged, moved to another village, ended.

A record never moves: it stays with its household and its village, and what would tear it out of a procedure is
refused. A household that was poor keeps its record when members leave it to form one of their own.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, update
from sqlalchemy.orm import Session

from service.competence import ActRefused, post_over, refuse
from service.models.register import Household
from service.people import Post
from service.register.acts import ActKind, begin
from service.register.cross_checks import Problems, heads_problem
from service.register.entering import hold_village, next_number, number_problems, open_household
from service.register.fields import Subject
from service.register.homes import Home, home_of, locked_homes
from service.register.life import Relations, act_on, begun, relate, wanted_relations
from service.register.names import index_names
from service.register.powers import MOVERS
from service.register.telling import Told, keeper, problems_told, refuse_a_second_press, refuse_a_stale_page
from service.register.values import Value
from workflows.reasons import Reason, reason
from workflows.roles import UPWARDS, at_level


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
    home, post = begun(connection, household_id, version, told)
    left = {id: person for id, person in home.living.items() if id not in moving}
    wanted = wanted_relations(left, staying)
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
    act = act_on(connection, told, ActKind.SPLIT, home, post, other_id=new_id)
    for id, relation in moving.items():
        act.change(Subject.MEMBER, id, {"household_id": new_id, "relation": relation})
    relate(act, wanted)
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
    wanted = wanted_relations(home.living, relations)
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
    act = act_on(connection, told, ActKind.RELOCATED, home, post)
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
    home, post = begun(connection, household_id, version, told)
    found: Problems = {**problems_told(told), "": [*home.dissolved(), *_in_procedure(home)]}
    if home.living:
        found[""] = [*found[""], reason("somebody_left", persons=len(home.living))]
    refuse(found)
    act = act_on(connection, told, ActKind.DISSOLVED, home, post)
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


def _in_procedure(home: Home) -> list[Reason]:
    return [reason("record_in_procedure", state=f"state.household.{home.state}")] if home.in_procedure else []
