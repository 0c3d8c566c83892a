"""What must hold for a household's steps where one fact bears on several: its refusal, the survey of the year."""

from datetime import date
from itertools import product

import pytest

from tests.workflows.cases import TODAY, a, complete, household_papers
from tests.workflows.test_conditions import refused_for
from tests.workflows.test_sweep import TABLES
from workflows.papers import Consent, Survey


def in_proposal(*consents: Consent, last_step: str = "propose_exit") -> dict[str, set[str]]:
    """What stands against each step that takes a proposed household elsewhere, after these words of its own."""
    papers = {**household_papers(), "exit_consent": consents}
    case = complete("household", papers=papers, state="proposed_for_exit", last_step=last_step)
    return {
        name: refused_for("household", "proposed_for_exit", name, case)
        for name, (target, _, _, _) in TABLES["household"]["proposed_for_exit"].items()
        if target != "proposed_for_exit"
    }


@pytest.mark.parametrize("scans", [0, 1])
def test_after_the_household_s_refusal_only_the_return_and_a_natural_closing_are_open(scans: int) -> None:
    refused = {"household_refused"}
    assert in_proposal(a(Consent, agreed=False, scans=scans)) == {
        "verify": refused,
        "withdraw": refused,
        "return_to_start": refused,
        "return": set(),
        "close": set(),
    }


@pytest.mark.parametrize(
    "consents",
    [
        (a(Consent),),
        # It thought better of it: the newest word counts.
        (a(Consent, agreed=False), a(Consent)),
        # Refused last year; this year's proposal is another one.
        (a(Consent, agreed=False, year=2017), a(Consent)),
    ],
)
def test_a_household_that_agrees_in_the_end_leaves_every_way_open(consents: tuple[Consent, ...]) -> None:
    assert set().union(*in_proposal(*consents).values()) == set()


def test_a_proposal_that_the_household_has_not_answered_yet_may_be_taken_back() -> None:
    unanswered = in_proposal()
    assert unanswered["verify"] == {"consent_missing"}
    assert unanswered["withdraw"] == unanswered["return_to_start"] == unanswered["return"] == set()


def test_a_proposal_that_came_back_and_was_refused_names_both_against_its_withdrawal() -> None:
    late = in_proposal(a(Consent, agreed=False), last_step="return")
    assert late["withdraw"] == {"next_level_has_acted", "household_refused"}


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("assisted", "propose_exit"),
        *product(
            ("identified", "assisted", "proposed_for_exit", "verified", "publicized", "township_reviewed"),
            ("continue_assistance",),
        ),
    ],
)
def test_a_list_of_last_year_still_asks_for_the_survey_of_today_s_year(state: str, step: str) -> None:
    last_year_s = complete("household", papers={**household_papers(), "survey": a(Survey)})
    assert (last_year_s.year, last_year_s.today) == (2018, TODAY)
    assert refused_for("household", state, step, last_year_s) == {"survey_missing"}
    on_new_year_s_eve = complete(
        "household", papers={**household_papers(), "survey": a(Survey)}, today=date(2018, 12, 31)
    )
    assert refused_for("household", state, step, on_new_year_s_eve) == set()
