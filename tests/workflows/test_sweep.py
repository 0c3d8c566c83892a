"""Every role in every state before every step at every place, against the tables written by hand."""

from collections.abc import Iterator
from itertools import product

import pytest

from tests.workflows.cases import REGION, a_case
from tests.workflows.test_county_table import TABLE as COUNTY_TABLE
from tests.workflows.test_household_table import TABLE as HOUSEHOLD_TABLE
from tests.workflows.test_village_table import TABLE as VILLAGE_TABLE
from tests.workflows.written_tables import Table
from workflows import PROCEDURES
from workflows.case import Case, reasons_of
from workflows.decide import Acting, Post, offered_steps, reasons_against
from workflows.declare import Step
from workflows.roles import Function, Role

TABLES: dict[str, Table] = {"household": HOUSEHOLD_TABLE, "village": VILLAGE_TABLE, "county": COUNTY_TABLE}

DIGITS_OF_LEVEL = {
    "village_clerk": 12,
    "work_team": 12,
    "township_reviewer": 9,
    "county_reviewer": 6,
    "county_approver": 6,
    "city_reviewer": 4,
    "city_approver": 4,
    "province_reviewer": 2,
    "province_approver": 2,
    "administrator": 0,
}
"""Length of the region code at which a role is held. Auditor, assessor and data manager are held at any level."""

ANY_LEVEL = {"auditor", "assessor", "data_manager"}
REGIONS_UPWARDS = ("341522500598", "341522500", "341522", "3415", "34", "")
ELSEWHERE = "610730100200"
SOMEBODY = 7


def places(role: str, record_region: str) -> Iterator[tuple[str, bool]]:
    """Regions in which a role might be held, and whether it reaches the record from there by right."""
    for held_in in REGIONS_UPWARDS:
        right_level = role in ANY_LEVEL or len(held_in) == DIGITS_OF_LEVEL[role]
        yield held_in, right_level and record_region.startswith(held_in)
    if role not in ANY_LEVEL and DIGITS_OF_LEVEL[role]:
        yield ELSEWHERE[: DIGITS_OF_LEVEL[role]], False
    # The neighbour whose code differs in the last digit only.
    yield "341522500599", False
    yield "341523", False


def objections_to_the_person(step: Step, case: Case, acting: Acting) -> set[str]:
    """Codes of the reasons that concern who acts; what the guards say is left out."""
    of_guards = {reason.code for reason in reasons_of(step.guards, case)}
    return {reason.code for reason in reasons_against(step, case, acting)} - of_guards


@pytest.mark.parametrize("name", TABLES)
def test_the_written_tables_name_every_role_of_the_service(name: str) -> None:
    named = {role for rows in TABLES[name].values() for _, roles, _, _ in rows.values() for role in roles}
    assert named <= set(DIGITS_OF_LEVEL) | ANY_LEVEL == {role.value for role in Role}


@pytest.mark.parametrize("name", TABLES)
def test_a_step_is_open_to_the_roles_and_places_of_the_table_and_to_nobody_else(name: str) -> None:
    procedure, table, record_region = PROCEDURES[name], TABLES[name], REGION[name]
    steps = {step for rows in table.values() for step in rows}
    wrong = []
    for (state, rows), step_name in product(table.items(), sorted(steps)):
        step = procedure.step(step_name, state)
        if step_name not in rows or step is None:
            if (step is None) == (step_name in rows):
                wrong.append(f"{state}: {step_name}")
            continue
        case = a_case(procedure=name, state=state)
        allowed_roles = rows[step_name][1]
        for role in Role:
            for held_in, reaches in places(role.value, record_region):
                acting = Acting(SOMEBODY, [Post(role, held_in)])
                against = objections_to_the_person(step, case, acting)
                if bool(against) is (role.value in allowed_roles and reaches):
                    wrong.append(f"{state}: {step_name} by {role} of {held_in or 'the nation'}: {against or 'allowed'}")
                neighbour = role.value in allowed_roles and not record_region.startswith(held_in)
                if neighbour and against != {"outside_jurisdiction"}:
                    wrong.append(f"{state}: {step_name} by {role} of {held_in}: {against} is not the reason")
                if role.value not in allowed_roles and against != {"role_may_not"}:
                    wrong.append(f"{state}: {step_name} by {role}: {against} is not the reason")
    assert not wrong, "\n".join([f"{len(wrong)} differ from the written table:", *wrong[:20]])


@pytest.mark.parametrize("name", TABLES)
def test_who_acted_in_one_of_the_four_functions_acts_in_no_other(name: str) -> None:
    procedure, table = PROCEDURES[name], TABLES[name]
    wrong = []
    for state, rows in table.items():
        for step_name, (_, roles, function, _) in rows.items():
            step = procedure.step(step_name, state)
            assert step is not None
            for role, earlier in product(sorted(roles), Function):
                post = Post(Role(role), REGION[name][: DIGITS_OF_LEVEL.get(role, 2)])
                acting = Acting(SOMEBODY, [post])
                case = a_case(procedure=name, state=state, acted={earlier: frozenset({SOMEBODY, 8})})
                expected = {"acted_as_other"} if function and earlier.value != function else set()
                if (against := objections_to_the_person(step, case, acting)) != expected:
                    wrong.append(f"{state}: {step_name} after acting as {earlier}: {against}")
    assert not wrong, "\n".join(wrong)


def test_another_person_of_the_same_post_may_act_where_the_first_may_not() -> None:
    approve = PROCEDURES["household"].step("approve", "township_reviewed")
    assert approve is not None
    case = a_case(state="township_reviewed", acted={Function.REVIEWER: frozenset({SOMEBODY})})
    post = Post(Role.COUNTY_APPROVER, "341522")
    assert objections_to_the_person(approve, case, Acting(SOMEBODY, [post])) == {"acted_as_other"}
    assert objections_to_the_person(approve, case, Acting(8, [post])) == set()


def test_a_person_with_two_posts_acts_in_the_one_that_fits_and_nearest_to_the_record() -> None:
    revoke = PROCEDURES["household"].step("revoke", "approved")
    assert revoke is not None
    province, county, neighbour = (
        Post(Role.PROVINCE_APPROVER, "34"),
        Post(Role.COUNTY_APPROVER, "341522"),
        Post(Role.COUNTY_APPROVER, "341523"),
    )
    acting = Acting(SOMEBODY, [neighbour, province, county])
    assert acting.post_for(revoke, REGION["household"]) == county


def test_everybody_is_shown_every_step_that_leaves_the_state_with_all_that_stands_against_it() -> None:
    clerk = Acting(SOMEBODY, [Post(Role.VILLAGE_CLERK, REGION["household"])])
    offers = {
        offer.step.name: offer for offer in offered_steps(PROCEDURES["household"], a_case(state="assessed"), clerk)
    }
    assert set(offers) == set(HOUSEHOLD_TABLE["assessed"])
    assert [reason.code for reason in offers["post_first_list"].reasons] == ["meeting_missing"]
    assert offers["decline"].allowed
    assert [reason.code for reason in offers["close"].reasons] == ["role_may_not", "closing_proof_missing"]
