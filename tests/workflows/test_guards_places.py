"""Conditions on a village or a county, each on both sides of its boundary."""

from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.cases import RULES_OF_2018, Changes, Papers, a, a_case, codes
from workflows import papers as p
from workflows.case import Case, Place, Rules
from workflows.declare import Guard
from workflows.guards.places import (
    cosigned,
    evaluation_passed,
    incidence_below_threshold,
    no_household_before_decision,
    plan_on_file,
    villages_archived_or_explained,
    work_team_appointed,
)

IN_THE_WEST = Rules(thresholds={**RULES_OF_2018.thresholds, "incidence": Decimal("0.03")})


def poor(persons: int, **changes: Any) -> Place:
    """A place with this many persons still poor."""
    return Place(
        **{"remaining_households": 1, "remaining_persons": persons, "households_before_decision": 0, **changes}
    )


def registered(persons: int) -> dict[str, p.Paper]:
    return {"registered_population": a(p.RegisteredPopulation, persons=persons)}


def test_a_place_has_its_plan() -> None:
    assert codes(plan_on_file("village_plan"), a_case()) == ["place_plan_missing"]
    assert codes(plan_on_file("village_plan"), a_case({"village_plan": a(p.PlacePlan)})) == []


@pytest.mark.parametrize(("members", "refused"), [(0, ["no_work_team"]), (1, [])])
def test_a_work_team_is_appointed_today(members: int, refused: list[str]) -> None:
    assert codes(work_team_appointed, a_case(place=poor(0, work_team_members=members))) == refused


@pytest.mark.parametrize(("stays", "refused"), [(set(), ["not_cosigned"]), ({"cosign_exit"}, [])])
def test_the_work_team_has_signed_since_the_village_came_into_this_state(stays: set[str], refused: list[str]) -> None:
    assert codes(cosigned, a_case(procedure="village", stays=frozenset(stays))) == refused


@pytest.mark.parametrize(("count", "refused"), [(0, []), (1, ["households_before_decision"])])
def test_no_household_stands_before_a_decision(count: int, refused: list[str]) -> None:
    assert codes(no_household_before_decision, a_case(place=poor(0, households_before_decision=count))) == refused


# Incidence


@pytest.mark.parametrize(
    ("persons", "rules", "refused"),
    [
        (19, RULES_OF_2018, []),
        (20, RULES_OF_2018, ["incidence_too_high"]),  # exactly 2 %
        (21, RULES_OF_2018, ["incidence_too_high"]),
        (29, IN_THE_WEST, []),
        (30, IN_THE_WEST, ["incidence_too_high"]),  # exactly 3 %
        (0, RULES_OF_2018, []),
    ],
)
def test_incidence_is_below_the_threshold_and_not_merely_on_it(persons: int, rules: Rules, refused: list[str]) -> None:
    case = a_case(registered(1000), procedure="village", place=poor(persons), rules=rules)
    assert codes(incidence_below_threshold, case) == refused


@pytest.mark.parametrize("papers", [{}, registered(0), registered(-1)])
def test_a_missing_or_zero_population_is_refused_and_never_divided_by(papers: Papers) -> None:
    case = a_case(papers, procedure="village", place=poor(0), rules=RULES_OF_2018)
    assert codes(incidence_below_threshold, case) == ["no_registered_population"]


def test_a_region_without_a_threshold_is_refused_and_the_missing_population_named_too() -> None:
    assert codes(incidence_below_threshold, a_case(registered(1000))) == ["no_threshold"]
    assert codes(incidence_below_threshold, a_case()) == ["no_registered_population", "no_threshold"]


def test_the_newest_registered_population_counts() -> None:
    grown = {"registered_population": [a(p.RegisteredPopulation, persons=900), a(p.RegisteredPopulation, persons=1000)]}
    assert codes(incidence_below_threshold, a_case(grown, place=poor(19), rules=RULES_OF_2018)) == []


def as_shown(guard: Guard, case: Case) -> dict[str, str]:
    """The figures of the one reason that a guard gives, as its sentence shows them."""
    (only,) = guard(case)
    return {name: str(figure) for name, figure in only.figures.items()}


@pytest.mark.parametrize(
    ("persons", "of", "incidence"),
    [
        (30, 1480, "2.028"),
        (20, 1000, "2.000"),
        (200_010, 10_000_000, "2.001"),
        (200_060, 10_000_000, "2.001"),
        # With two decimals it would read 2.00 %, as if it stood exactly on the threshold.
        (2001, 100_000, "2.001"),
        (1000, 1000, "100.000"),
    ],
)
def test_the_refusal_shows_incidence_and_threshold_in_per_cent_with_three_decimals(
    persons: int, of: int, incidence: str
) -> None:
    case = a_case(registered(of), place=poor(persons), rules=RULES_OF_2018)
    assert as_shown(incidence_below_threshold, case) == {"incidence": incidence, "threshold": "2.000"}


def test_a_threshold_finer_than_a_whole_per_cent_is_shown_in_full() -> None:
    fine = Rules(thresholds={"incidence": Decimal("0.01875")})
    case = a_case(registered(1000), place=poor(19), rules=fine)
    assert as_shown(incidence_below_threshold, case) == {"incidence": "1.900", "threshold": "1.875"}


# A county's villages


@pytest.mark.parametrize(
    ("explanations", "unexplained"),
    [
        ([], ["village one", "village two"]),
        ([a(p.VillageExplanation, village="341522500598")], ["village two"]),
        ([a(p.VillageExplanation, village="341522500598", text=" ")], ["village one", "village two"]),
        ([a(p.VillageExplanation, village=code) for code in ("341522500598", "341522500599")], []),
    ],
)
def test_every_village_is_archived_or_explained_in_writing(
    explanations: list[p.VillageExplanation], unexplained: list[str]
) -> None:
    waiting = poor(0, villages_not_archived=(("341522500598", "village one"), ("341522500599", "village two")))
    case = a_case({"village_explanation": explanations}, procedure="county", place=waiting)
    assert [reason.figures["village"] for reason in villages_archived_or_explained(case)] == unexplained


def test_a_county_whose_villages_are_all_archived_explains_nothing() -> None:
    assert codes(villages_archived_or_explained, a_case(procedure="county", place=poor(0))) == []


# The third-party evaluation


def evaluated(persons: int = 0, rules: Rules = RULES_OF_2018, population: int = 1_000_000, **counts: Any) -> Case:
    papers = {**registered(population), "evaluation": a(p.Evaluation, **counts)}
    return a_case(papers, procedure="county", place=poor(persons), rules=rules)


@pytest.mark.parametrize(
    ("counts", "refused"),
    [
        ({}, []),
        ({"sampled_exited": 1000, "wrongly_exited": 20}, []),  # exactly 2 %
        ({"sampled_exited": 1000, "wrongly_exited": 21}, ["wrong_exit_rate_too_high"]),
        ({"sampled_unregistered": 1000, "missed": 20}, []),
        ({"sampled_unregistered": 1000, "missed": 21}, ["missed_rate_too_high"]),
        ({"households_asked": 1000, "households_approving": 900}, []),  # exactly 90 %
        ({"households_asked": 1000, "households_approving": 899}, ["approval_too_low"]),
        ({"sampled_exited": 0}, ["nothing_sampled"]),
        ({"sampled_unregistered": 0}, ["nothing_sampled"]),
        ({"households_asked": 0, "households_approving": 0}, ["nothing_sampled"]),
    ],
)
def test_each_rate_of_the_evaluation_keeps_its_threshold(counts: Changes, refused: list[str]) -> None:
    assert codes(evaluation_passed, evaluated(**counts)) == refused


@pytest.mark.parametrize(
    ("persons", "refused"), [(17, []), (18, ["combined_incidence_too_high"]), (19, ["combined_incidence_too_high"])]
)
def test_combined_incidence_adds_the_wrongly_exited_and_the_missed(persons: int, refused: list[str]) -> None:
    # 17 + 1 + 1 of 1000 is 1.9 %, 18 + 1 + 1 is exactly 2 %.
    case = evaluated(persons, population=1000, wrongly_exited=1, missed=1)
    assert codes(evaluation_passed, case) == refused


@pytest.mark.parametrize(
    ("persons", "counts", "shown"),
    [
        (0, {"sampled_exited": 1480, "wrongly_exited": 30}, {"share": "2.028", "threshold": "2.000"}),
        (0, {"sampled_unregistered": 1480, "missed": 30}, {"share": "2.028", "threshold": "2.000"}),
        (0, {"households_asked": 1480, "households_approving": 1331}, {"share": "89.932", "threshold": "90.000"}),
        (20_270, {}, {"incidence": "2.027", "threshold": "2.000"}),
    ],
)
def test_each_rate_that_refuses_is_shown_in_per_cent_with_three_decimals(
    persons: int, counts: Changes, shown: dict[str, str]
) -> None:
    assert as_shown(evaluation_passed, evaluated(persons, **counts)) == shown


def test_without_an_evaluation_nothing_else_is_asked() -> None:
    assert codes(evaluation_passed, a_case(procedure="county", rules=RULES_OF_2018)) == ["evaluation_missing"]


def test_each_missing_threshold_is_named() -> None:
    missing = [reason.figures["threshold"] for reason in evaluation_passed(evaluated(rules=Rules()))]
    assert sorted(map(str, missing)) == [
        "threshold.approval",
        "threshold.incidence",
        "threshold.missed",
        "threshold.wrong_exit",
    ]


def test_an_evaluation_without_a_registered_population_is_refused() -> None:
    assert codes(evaluation_passed, evaluated(population=0)) == ["no_registered_population"]
