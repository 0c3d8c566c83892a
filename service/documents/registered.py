"""What the register answers of a paper, so that it is entered once: facts of the household, the number of members."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from service.documents.checks import Problem
from service.documents.declare import Form
from service.models.record import Record
from service.models.register import Household, Member
from service.register.fields import Subject, fact_of
from service.register.values import written
from workflows.reasons import reason


def registered_answers(connection: Connection, form: Form, record_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Answers by record, in their stored form; a fact that is not on file is not among them."""
    if not form.registered:
        return {}
    rows = connection.execute(
        select(Record.id.label("record_id"), Household.__table__)
        .join(Household, Household.id == Record.household_id)
        .where(Record.id.in_(list(record_ids)))
    ).mappings()
    return {row["record_id"]: _answers(form, row) for row in rows}


def missing_facts(form: Form, answers: Mapping[str, Any]) -> list[Problem]:
    """Questions whose fact the register does not hold yet, though the paper needs it."""
    return [
        (question.name, reason("register_fact_missing", fact=f"register.household.{question.register}"))
        for question in form.registered
        if question.required and question.name not in answers
    ]


def persons_of(connection: Connection, record_ids: Collection[int]) -> dict[int, int]:
    """How many people belong to the household of each record now."""
    rows = connection.execute(
        select(Record.id, func.count(Member.id))
        .join(Member, Member.household_id == Record.household_id)
        .where(Record.id.in_(list(record_ids)), Member.left_on.is_(None))
        .group_by(Record.id)
    )
    return dict(rows.all())


def _answers(form: Form, row: Mapping[Any, Any]) -> dict[str, Any]:
    found = {}
    for question in form.registered:
        fact = fact_of(Subject.HOUSEHOLD, question.register)
        if (value := written(row[fact.name])) is not None:
            found[question.name] = value
    return found
