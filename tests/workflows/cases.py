"""Cases for the tests of the rules: an empty file, a file in which everything is in order, and one thing spoilt."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from workflows import papers as p
from workflows.case import (
    Case,
    CriteriaSet,
    Criterion,
    NoticeOnFile,
    Obstacles,
    Place,
    Publicity,
    Rules,
)
from workflows.declare import Guard

RECORD = 1
YEAR = 2018
TODAY = date(2019, 1, 7)
LINE = Decimal("2995.00")
REGION = {"household": "341522500598", "village": "341522500598", "county": "341522"}

PaperT = TypeVar("PaperT", bound=p.Paper)
Papers = Mapping[str, p.Paper | Sequence[p.Paper]]
Changes = dict[str, Any]
"""What a test spoils, by field."""

GOOD: Mapping[type[p.Paper], Mapping[str, Any]] = {
    p.Application: {"signed": True},
    p.Visit: {"visitors": ("visitor one", "visitor two"), "findings": "as applied for"},
    p.Meeting: {"due": 36, "present": 33, "votes_for": 30, "votes_against": 3, "signed": True},
    p.IncomeWorksheet: {
        "wages": Decimal(12000),
        "business": Decimal(3000),
        "transfer": Decimal(1000),
        "property_income": Decimal(0),
        "costs": Decimal(1000),
        "persons": 4,
    },
    p.Survey: {"surveyor": "visitor one", "findings": "stable"},
    p.Criteria: {"met": frozenset({"food", "housing"}), "evidenced": frozenset({"food", "housing"})},
    p.FiveClears: {
        "cause": "illness",
        "income": "wages",
        "measures": "a job",
        "target": "exit in 2018",
        "responsible_person": "a county official",
    },
    p.AssistancePlan: {"planned_exit_year": YEAR, "handbook_number": "0031"},
    p.Measure: {"measure": "a job in the village"},
    p.WrittenReason: {"text": "a reason in writing"},
    p.Consent: {"agreed": True},
    p.Receipt: {"number": "2018-4"},
    p.Flag: {"stated": True},
    p.PlacePlan: {"title": "one village, one plan"},
    p.RegisteredPopulation: {"persons": 1480},
    p.Evaluation: {
        "sampled_exited": 100,
        "wrongly_exited": 0,
        "sampled_unregistered": 100,
        "missed": 0,
        "households_asked": 100,
        "households_approving": 95,
    },
    p.VillageExplanation: {"village": "341522500598", "text": "a flood in autumn"},
    p.ClosingProof: {"cause": "moved away"},
}

EMPTY_PUBLICITY = Publicity(notices={})
NOBODY_POOR = Place(remaining_households=0, remaining_persons=0, households_before_decision=0)


def a(type_: type[PaperT], dated_on: date = date(2018, 11, 19), **changes: Any) -> PaperT:
    """A paper in good order, of 2018 and with one scan, except for what is given."""
    return type_(**{"id": 1, "dated_on": dated_on, "year": YEAR, "scans": 1, **GOOD[type_], **changes})


def worksheet(per_head: str, year: int = YEAR) -> p.IncomeWorksheet:
    """An income worksheet of a household of one with this net income per head."""
    nothing: Changes = {
        "business": Decimal(0),
        "transfer": Decimal(0),
        "property_income": Decimal(0),
        "costs": Decimal(0),
    }
    return a(p.IncomeWorksheet, year=year, wages=Decimal(per_head), persons=1, **nothing)


def notice(kind: str, printed_on: date = date(2018, 11, 20), **changes: Any) -> NoticeOnFile:
    """A notice whose window is closed by 2019-01-07: printed, posted the same day, run off, result signed."""
    in_order = {
        "id": 1,
        "kind": kind,
        "printed_on": printed_on,
        "rendered": True,
        "posted_on": printed_on,
        "posted_in_place": True,
        "last_day": date(2018, 11, 27),
        "result_signed": True,
        "members": frozenset({RECORD}),
        "still_listed": frozenset({RECORD}),
    }
    return NoticeOnFile(**{**in_order, **changes})


def a_case(
    papers: Papers | None = None,
    notices: Iterable[NoticeOnFile] = (),
    *,
    procedure: str = "household",
    obstacles: Obstacles | None = None,
    rules: Rules | None = None,
    place: Place = NOBODY_POOR,
    continued_this_year: bool = False,
    voided: frozenset[str] = frozenset(),
    **changes: Any,
) -> Case:
    """A case of 2018 in which every fact is gathered and nothing is on file, except for what is given."""
    plain = {
        "record_id": RECORD,
        "region_code": REGION[procedure],
        "cycle": 1,
        "state": None,
        "year": YEAR,
        "today": TODAY,
    }
    on_file = {kind: [filed] if isinstance(filed, p.Paper) else list(filed) for kind, filed in (papers or {}).items()}
    return Case(
        **{**plain, **changes},
        procedure=procedure,
        _papers=on_file,
        _publicity=Publicity(notices={one.kind: one for one in notices}, voided=voided),
        _obstacles=obstacles or Obstacles(),
        _rules=rules or Rules(),
        _place=place,
        _continued_this_year=continued_this_year,
    )


RULES_OF_2018 = Rules(
    lines={2017: Decimal("2952.00"), 2018: LINE},
    criteria=CriteriaSet(name="criteria of 2018", items=(Criterion(code="food"), Criterion(code="housing"))),
    thresholds={
        "incidence": Decimal("0.02"),
        "wrong_exit": Decimal("0.02"),
        "missed": Decimal("0.02"),
        "approval": Decimal("0.90"),
    },
)

IN_2015 = {"year": 2015}


def household_papers() -> dict[str, Sequence[p.Paper]]:
    """All papers of a household from its application in 2015 to the province's receipt, dated in order.

    The survey is on file for the list's year and for today's.
    """
    return {
        "application": [a(p.Application, date(2015, 10, 8), **IN_2015)],
        "application_visit": [a(p.Visit, date(2015, 10, 12), **IN_2015)],
        "identification_meeting": [a(p.Meeting, date(2015, 10, 15), **IN_2015)],
        "five_clears": [a(p.FiveClears, date(2016, 1, 5), year=2016)],
        "assistance_plan": [a(p.AssistancePlan, date(2016, 1, 6), year=2016)],
        "measure": [a(p.Measure, date(2016, 3, 1), year=2016)],
        "income_worksheet": [worksheet("3500.00", 2017), worksheet("4000.00", 2018)],
        "survey": [a(p.Survey, date(2018, 2, 1)), a(p.Survey, date(2019, 1, 4), year=2019)],
        "household_criteria": [a(p.Criteria, date(2018, 11, 10))],
        "exit_meeting": [a(p.Meeting, date(2018, 11, 12))],
        "exit_visit": [a(p.Visit, date(2018, 11, 15))],
        "exit_consent": [a(p.Consent, date(2018, 11, 16))],
        "city_receipt": [a(p.Receipt, date(2018, 12, 20))],
        "province_receipt": [a(p.Receipt, date(2018, 12, 25))],
        "policy_continues": [a(p.Flag, date(2018, 12, 26))],
        "closing_proof": [a(p.ClosingProof)],
    }


def household_notices() -> list[NoticeOnFile]:
    """All notices of a household's cycle, each printed, posted and run off in order."""
    return [
        notice(
            "household_first_list", date(2015, 10, 16), last_day=date(2015, 10, 23), statement_on=date(2015, 10, 24)
        ),
        notice("household_second_list", date(2015, 10, 28), last_day=date(2015, 11, 4), statement_on=date(2015, 11, 5)),
        notice("identification_announcement", date(2015, 11, 20), last_day=None, result_signed=False),
        notice("household_exit_list", date(2018, 11, 20), statement_on=date(2018, 11, 28)),
        notice("household_exit_announcement", date(2018, 12, 10), last_day=None, result_signed=False),
        notice("strike_off_list", date(2018, 11, 20)),
    ]


def village_papers() -> dict[str, Sequence[p.Paper]]:
    """All papers of a village's exit."""
    return {
        "village_plan": [a(p.PlacePlan, date(2016, 1, 6), year=2016)],
        "registered_population": [a(p.RegisteredPopulation)],
        "village_indicators": [a(p.Criteria, date(2018, 11, 10))],
        "province_receipt": [a(p.Receipt, date(2018, 12, 25))],
    }


def village_notices() -> list[NoticeOnFile]:
    """Both notices of a village's exit."""
    return [
        notice("village_exit_list", statement_on=date(2018, 11, 28)),
        notice("village_exit_announcement", date(2018, 12, 10), last_day=None, result_signed=False),
    ]


def county_papers() -> dict[str, Sequence[p.Paper]]:
    """All papers of a county's exit."""
    return {
        "county_plan": [a(p.PlacePlan, date(2016, 1, 6), year=2016)],
        "registered_population": [a(p.RegisteredPopulation, persons=1_000_000)],
        "evaluation": [a(p.Evaluation)],
        "state_council_receipt": [a(p.Receipt, date(2018, 12, 25))],
    }


def county_notices() -> list[NoticeOnFile]:
    """Both notices of a county's exit."""
    return [
        notice("county_exit_publicity", statement_on=date(2018, 11, 28)),
        notice("county_exit_announcement", date(2018, 12, 10), last_day=None, result_signed=False),
    ]


def complete(procedure: str, **changes: Any) -> Case:
    """A case with everything on file and in order, except for what is given."""
    papers, notices = {
        "household": (household_papers, household_notices),
        "village": (village_papers, village_notices),
        "county": (county_papers, county_notices),
    }[procedure]
    in_order: dict[str, Any] = {
        "papers": papers(),
        "notices": notices(),
        "procedure": procedure,
        "rules": RULES_OF_2018,
        "place": Place(remaining_households=1, remaining_persons=4, households_before_decision=0, work_team_members=3),
        "opened_in": "applied" if procedure == "household" else "identified",
        "stays": frozenset({"cosign_exit"}),
    }
    return a_case(**{**in_order, **changes})


TAKEN_OFF = Obstacles(upheld_objections=1)
WRONG_EXIT = Obstacles(open_findings=1, wrong_exit_findings=1)

RESTS_ON = {"take_off": TAKEN_OFF, "revoke": WRONG_EXIT}
"""Steps that an obstacle does not stop but calls for, with that obstacle."""


def codes(guard: Guard, case: Case) -> list[str]:
    """Codes of every reason that a guard gives, sorted."""
    return sorted(reason.code for reason in guard(case))
