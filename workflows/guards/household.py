"""Conditions on a household: application, visits, meetings, the five clears, income and the criteria of an exit."""

from collections.abc import Iterator

from workflows.case import Case, Need, needs
from workflows.declare import Guard
from workflows.papers import (
    Application,
    AssistancePlan,
    ClosingProof,
    Consent,
    Criteria,
    FiveClears,
    IncomeWorksheet,
    Measure,
    Meeting,
    Receipt,
    Survey,
    Visit,
    WrittenReason,
)
from workflows.reasons import Reason, reason

VISITORS = 2
"""A visit takes two people (reference B7: 入户核实 2人以上)."""


@needs(papers=("application",))
def application_signed(case: Case) -> Iterator[Reason]:
    """The household applied in its own name (农户自愿申请)."""
    application = case.paper("application", Application)
    if application is None:
        yield reason("application_missing")
    elif not (application.signed and application.scans):
        yield reason("application_unsigned")


def visited(kind: str, *, this_year: bool = False) -> Guard:
    """At least two people visited the household and wrote down what they found; for an exit, in its year."""

    @needs(papers=(kind,))
    def guard(case: Case) -> Iterator[Reason]:
        visit = case.paper(kind, Visit, case.year if this_year else None)
        if visit is None:
            yield reason("visit_missing")
            return
        visitors = {name.strip() for name in visit.visitors if name.strip()}
        if len(visitors) < VISITORS:
            yield reason("too_few_visitors", visitors=len(visitors), needed=VISITORS)
        if not visit.findings.strip():
            yield reason("visit_without_findings")

    guard.__name__ = guard.__qualname__ = f"visited_{kind}"
    return guard


def meeting_agreed(kind: str, *, this_year: bool = False) -> Guard:
    """Two thirds of the delegates were present, more than half of those present were for it (village law art. 26)."""

    @needs(papers=(kind,))
    def guard(case: Case) -> Iterator[Reason]:
        meeting = case.paper(kind, Meeting, case.year if this_year else None)
        if meeting is None:
            yield reason("meeting_missing")
            return
        if meeting.present * 3 < meeting.due * 2:
            yield reason("too_few_present", due=meeting.due, present=meeting.present)
        if meeting.votes_for * 2 <= meeting.present:
            yield reason("no_majority", votes_for=meeting.votes_for, present=meeting.present)
        if not (meeting.signed and meeting.scans):
            yield reason("meeting_unsigned")

    guard.__name__ = guard.__qualname__ = f"meeting_agreed_{kind}"
    return guard


@needs(papers=("five_clears", "assistance_plan", "measure"))
def five_clears_complete(case: Case) -> Iterator[Reason]:
    """五清 complete, one plan, one handbook, at least one measure (D2 (五), D3 四(一))."""
    clears = case.paper("five_clears", FiveClears)
    for block in ("cause", "income", "measures", "target", "responsible_person"):
        if clears is None or not getattr(clears, block).strip():
            yield reason(f"five_clears_{block}_missing")
    plan = case.paper("assistance_plan", AssistancePlan)
    if plan is None:
        yield reason("plan_missing")
    if plan is None or not plan.handbook_number.strip():
        yield reason("handbook_missing")
    if not case.papers("measure", Measure):
        yield reason("measure_missing")


@needs(Need.RULES, papers=("income_worksheet",))
def income_above_line(case: Case) -> Iterator[Reason]:
    """The year's net income per head is above the line of year and place (厅字〔2016〕16号)."""
    yield from _above_line(case, case.year)


@needs(Need.RULES, papers=("income_worksheet", "stability_reason"))
def income_stable(case: Case) -> Iterator[Reason]:
    """Stable (稳定超过): two yearly worksheets above the line, or the team's written reason for this year."""
    written = case.paper("stability_reason", WrittenReason, case.year)
    if written is not None and written.text.strip():
        return
    if any(_above_line(case, case.year - 1)):
        yield reason("income_not_stable", year=case.year - 1)


@needs(papers=("survey",))
def surveyed_this_year(case: Case) -> Iterator[Reason]:
    """The yearly survey is on file (D3 四(二))."""
    if case.paper("survey", Survey, case.today.year) is None:
        yield reason("survey_missing", year=case.today.year)


@needs(Need.YEARLY_DECISION)
def not_yet_continued(case: Case) -> Iterator[Reason]:
    """A household gets one decision a year (D2 (四): 新进、延续和退出)."""
    if case.continued_this_year:
        yield reason("already_continued", year=case.today.year)


def criteria_met(kind: str) -> Guard:
    """The criteria set of region and year: all required, or enough points with every veto met; each with evidence."""

    @needs(Need.RULES, papers=(kind,))
    def guard(case: Case) -> Iterator[Reason]:
        rules = case.rules.criteria
        if rules is None or not rules.items:
            yield reason("criteria_not_set", year=case.year)
            return
        filed = case.paper(kind, Criteria, case.year)
        if filed is None:
            yield reason("criteria_missing", year=case.year)
            return
        for item in rules.items:
            if item.required and item.code not in filed.met:
                yield reason("criterion_unmet", criterion=item.code)
            if item.code in filed.met and item.code not in filed.evidenced:
                yield reason("criterion_without_evidence", criterion=item.code)
        if rules.pass_points is not None:
            points = sum(item.points for item in rules.items if item.code in filed.met)
            if points < rules.pass_points:
                yield reason("too_few_points", points=points, needed=rules.pass_points)

    guard.__name__ = guard.__qualname__ = f"criteria_met_{kind}"
    return guard


@needs(papers=("assistance_plan", "early_exit_reason"))
def planned_year_reached(case: Case) -> Iterator[Reason]:
    """The planned year is reached, or a written reason says why not (D1 (三): 对照时间表)."""
    plan = case.paper("assistance_plan", AssistancePlan)
    written = case.paper("early_exit_reason", WrittenReason, case.year)
    if plan is None:
        yield reason("plan_missing")
    elif plan.planned_exit_year > case.year and (written is None or not written.text.strip()):
        yield reason("planned_year_not_reached", planned=plan.planned_exit_year)


@needs(papers=("income_worksheet",))
def worksheet_on_file(case: Case) -> Iterator[Reason]:
    """The year's income worksheet is on file."""
    if case.paper("income_worksheet", IncomeWorksheet, case.year) is None:
        yield reason("worksheet_missing", year=case.year)


@needs(papers=("exit_consent",))
def household_agreed(case: Case) -> Iterator[Reason]:
    """The household itself agrees, with its signature or thumbprint; after a refusal the only way is back."""
    consent = case.paper("exit_consent", Consent, case.year)
    if consent is None:
        yield reason("consent_missing")
    elif not consent.agreed:
        yield reason("household_refused")
    elif not consent.scans:
        yield reason("consent_unsigned")


@needs(papers=("exit_consent",))
def household_has_not_refused(case: Case) -> Iterator[Reason]:
    """After a household's refusal the proposal can only be returned."""
    consent = case.paper("exit_consent", Consent, case.year)
    if consent is not None and not consent.agreed:
        yield reason("household_refused")


def receipt_on_file(kind: str) -> Guard:
    """The filing was acknowledged (备案回执); it is taken note of, not approved."""

    @needs(papers=(kind,))
    def guard(case: Case) -> Iterator[Reason]:
        receipt = case.paper(kind, Receipt)
        if receipt is None or not receipt.number.strip():
            yield reason("receipt_missing")

    guard.__name__ = guard.__qualname__ = f"receipt_on_file_{kind}"
    return guard


@needs(papers=("closing_proof",))
def proof_of_closing(case: Case) -> Iterator[Reason]:
    """Death or departure of all members is proven by a paper."""
    proof = case.paper("closing_proof", ClosingProof)
    if proof is None or not proof.scans:
        yield reason("closing_proof_missing")


def newest_cycle(case: Case) -> Iterator[Reason]:
    """Only the newest cycle of a household counts, and only it can be followed by another."""
    if not case.is_newest:
        yield reason("newer_cycle_exists")


def _above_line(case: Case, year: int) -> Iterator[Reason]:
    line = case.rules.lines.get(year)
    worksheet = case.paper("income_worksheet", IncomeWorksheet, year)
    if line is None:
        yield reason("no_poverty_line", year=year)
    if worksheet is None:
        yield reason("worksheet_missing", year=year)
    if line is not None and worksheet is not None and worksheet.per_head <= line:
        yield reason("income_not_above_line", income=worksheet.per_head, line=line, year=year)
