"""Whether the answers of a form fit together and with the calendar. What they mean for a step is for the guards.

A problem stops the filing; advice is said after it, because a guard will ask for more.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from service.documents.answers import PARAGRAPH, problems_with, text_problems
from service.documents.declare import Field, FieldKind, Form
from service.words.codes import CODES
from workflows.case import CriteriaSet
from workflows.guards.household import VISITORS
from workflows.reasons import Reason, reason

EARLIEST: Final = date(2013, 1, 1)
"""Registration refers to the year 2013 (reference B2); what is dated before it is a slip of the finger."""

Problem = tuple[str, Reason]
"""Name of the question (of a criterion: `criteria.<code>`), and what is wrong with its answer."""

# (smaller, larger, what is wrong): counts that contain one another.
_WITHIN: Final = (
    ("present", "due", "more_present_than_due"),
    ("wrongly_exited", "sampled_exited", "more_found_than_sampled"),
    ("missed", "sampled_unregistered", "more_found_than_sampled"),
    ("households_approving", "households_asked", "more_approving_than_asked"),
)


def problems(form: Form, values: Mapping[str, Any], criteria: CriteriaSet | None = None) -> list[Problem]:
    """Everything that is wrong with one record's answers, shared ones included.

    Args:
        values: stored answers by question; of CRITERIA: `met`, `evidenced`, `actual`, `evidence`.
        criteria: the set that holds for the record's place and the form's year.
    """
    found: list[Problem] = []
    for question in form.asks:
        if question.kind is FieldKind.CRITERIA:
            found.extend(_criteria_problems(question, values, criteria))
        else:
            allowed = CODES[question.choices] if question.kind is FieldKind.CHOICE else None
            found.extend((question.name, why) for why in problems_with(question, values.get(question.name), allowed))
    return found or list(contradictions(values))


def contradictions(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Counts that exceed what contains them, among the answers that are there; others may still be missing."""
    for smaller, larger, code in _WITHIN:
        if smaller in values and larger in values and values[smaller] > values[larger]:
            yield smaller, reason(code, found=values[smaller], of=values[larger])
    if "votes_for" in values and "present" in values:
        votes = values["votes_for"] + values.get("votes_against", 0)
        if votes > values["present"]:
            yield "votes_for", reason("more_votes_than_present", votes=votes, present=values["present"])


def _criteria_problems(question: Field, values: Mapping[str, Any], criteria: CriteriaSet | None) -> Iterator[Problem]:
    if criteria is None:
        yield question.name, reason("criteria_without_set")
        return
    known = {item.code for item in criteria.items}
    actual, evidence = values.get("actual", {}), values.get("evidence", {})
    for code in {*values.get("met", ()), *values.get("evidenced", ()), *actual, *evidence} - known:
        yield question.name, reason("criterion_unknown", criterion=code)
    for item in criteria.items:
        name = f"{question.name}.{item.code}"
        texts = [text for text in (actual.get(item.code), evidence.get(item.code)) if text]
        yield from ((name, why) for text in texts for why in text_problems(text, PARAGRAPH))
        if question.tells_actual and not actual.get(item.code):
            yield name, reason("actual_missing", criterion=item.code)


def date_problems(dated_on: date, year: int | None, today: date) -> list[Problem]:
    """What is wrong with the paper's date and the year that it speaks of.

    Args:
        year: None for a form that is not asked for one.
        today: day of the filing in Asia/Shanghai.
    """
    if dated_on > today:
        return [("dated_on", reason("date_in_future", today=today))]
    if dated_on < EARLIEST:
        return [("dated_on", reason("date_too_early", earliest=EARLIEST))]
    if year is not None and not EARLIEST.year <= year <= today.year:
        return [("year", reason("year_out_of_range", first=EARLIEST.year, last=today.year))]
    return []


def advice(values: Mapping[str, Any]) -> list[Reason]:
    """What a guard will still ask for, said to who has just filed these answers of one record."""
    found: list[Reason] = []
    visitors = len(set(values.get("visitors", ())))
    if "visitors" in values and visitors < VISITORS:
        found.append(reason("too_few_visitors", visitors=visitors, needed=VISITORS))
    if values.get("agreed") is False:
        found.append(reason("household_refused"))
    if values.get("signed") is False:
        found.append(reason("not_signed_yet"))
    bare = set(values.get("met", ())) - set(values.get("evidenced", ()))
    found.extend(reason("criterion_without_evidence", criterion=code) for code in sorted(bare))
    return found
