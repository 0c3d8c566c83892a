"""Filing: checked answers become documents, one for each record, in the caller's transaction, beside older ones."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.documents.checks import Problem, date_problems, problems
from service.documents.forms import FORMS, FieldKind, Form, Scans
from service.documents.registered import missing_facts, registered_answers
from service.facts.gathering import year_of
from service.facts.rows import RecordRow, load_rows
from service.models.document import Document, DocumentAttachment
from service.people import Actor
from service.rules.lookups import PREFIX_WIDTHS, CriteriaOnFile, criteria_of
from workflows import PROCEDURES
from workflows.reasons import reason


class RecordNotThere(LookupError):
    """A record does not exist, or lies outside the actor's jurisdiction, or is of another procedure than the form."""


class RoleMayNot(Exception):
    """The actor holds no post that files this form for one of the records."""


class WrongState(Exception):
    """Some records stand in a state in which this form is not filed. `states`: their states by record."""

    def __init__(self, states: Mapping[int, str]) -> None:
        super().__init__(", ".join(f"{id}: {state}" for id, state in states.items()))
        self.states = dict(states)


class WrongAnswers(ValueError):
    """Answers that cannot be filed, by record; None: what all records share."""

    def __init__(self, found: Mapping[int | None, Sequence[Problem]]) -> None:
        super().__init__("; ".join(f"{id}: {name} {why.code}" for id, all in found.items() for name, why in all))
        self.found = dict(found)


class AlreadyFiled(Exception):
    """This very button was pressed before.

    Args:
        ids: the documents that were filed then.
        same: what was sent now says the same; otherwise it was changed since and is not on file.
    """

    def __init__(self, ids: Sequence[int], same: bool) -> None:
        super().__init__(f"documents {list(ids)}")
        self.ids = tuple(ids)
        self.same = same


@dataclass(frozen=True)
class Evidence:
    """An attachment that proves one criterion of one record."""

    record_id: int
    criterion: str
    attachment_id: int


def file_documents(
    db: Session,
    form: Form,
    records: Iterable[int],
    values_by_record: Mapping[int, Mapping[str, Any]],
    shared: Mapping[str, Any],
    dated_on: date,
    year: int | None,
    attachment_ids: Sequence[int],
    actor: Actor,
    at: datetime,
    key: str,
    *,
    evidence: Sequence[Evidence] = (),
) -> list[int]:
    """File one form for every record, or for none. The records stay locked until the caller commits.

    Args:
        records: ids of the records.
        values_by_record: stored answers to the form's own questions, by record (service/documents/answers.py);
            of CRITERIA the keys `met`, `evidenced`, `actual` and `evidence` (texts by code).
        shared: stored answers to the questions that are asked once.
        dated_on: date on the paper.
        year: year that a yearly form speaks of; None: that of the record's exit list, else the date's.
        attachment_ids: scans that belong to each of the documents.
        actor: who files, with the posts held today.
        at: instant from the injected clock.
        key: idempotency key of the button; it becomes the documents' filing id.
        evidence: attachments that prove a criterion.

    Returns:
        Ids of the documents, in the order of the records.

    Raises:
        RecordNotThere, RoleMayNot, WrongState, WrongAnswers, AlreadyFiled: nothing is filed; roll back.
    """
    ids = list(dict.fromkeys(records))
    rows = load_rows(db.connection(), ids, lock=True)
    _refuse_who_may_not(form, ids, rows, actor)
    # Locked with their records: a fact that decides is not changed meanwhile.
    on_file = registered_answers(db.connection(), form, ids)
    drafts = [
        _Draft(
            row=rows[id],
            year=year or year_of(rows[id], dated_on),
            data=_data(
                form,
                shared,
                {**values_by_record.get(id, {}), **on_file.get(id, {})},
                [e for e in evidence if e.record_id == id],
            ),
            attachments=_attachments(attachment_ids, [e for e in evidence if e.record_id == id]),
        )
        for id in ids
    ]
    # Before the state: the first press may have been followed by a step that a second one must not be told about.
    _refuse_a_second_press(db, form, key, drafts, dated_on)
    if wrong := {id: rows[id].state for id in ids if not may_be_filed(form, rows[id].state)}:
        raise WrongState(wrong)
    _refuse_wrong_answers(db, form, drafts, dated_on, year, shanghai_date(at))
    filed = db.scalars(
        insert(Document).returning(Document.id, sort_by_parameter_order=True),
        [
            {
                "record_id": draft.row.id,
                "kind": form.kind,
                "year": draft.year,
                "dated_on": dated_on,
                "data": draft.data,
                "scans": len(draft.attachments),
                "filing_id": key,
                "filed_by": actor.user_id,
                "filed_at": at,
            }
            for draft in drafts
        ],
    ).all()
    links = [
        {"document_id": document_id, "attachment_id": attachment_id, "field": field}
        for document_id, draft in zip(filed, drafts, strict=True)
        for attachment_id, field in draft.attachments.items()
    ]
    if links:
        db.execute(insert(DocumentAttachment), links)
    return list(filed)


def may_be_filed(form: Form, state: str) -> bool:
    """True while a record in this state takes the form: never in a final state."""
    procedure = PROCEDURES[form.procedure]
    return state not in procedure.final and (not form.states or state in form.states)


def may_file(form: Form, actor: Actor, region_code: str) -> bool:
    """True when the actor holds a post that files the form for a record in this region."""
    return any(region_code.startswith(post.region_code) for post in actor.posts_with(*form.files))


def forms_for(actor: Actor, procedure: str, region_code: str, state: str) -> list[Form]:
    """The forms that the actor may file now for a record: for the links on its page."""
    return [
        form
        for form in FORMS.values()
        if form.procedure == procedure and may_be_filed(form, state) and may_file(form, actor, region_code)
    ]


def region_around(codes: Collection[str]) -> str:
    """The smallest region that contains all of these: where the scan of a list of several villages belongs."""
    first = min(codes)
    widths = (width for width in PREFIX_WIDTHS if all(code[:width] == first[:width] for code in codes))
    return first[: max(width for width in widths if width <= len(first))]


@dataclass(frozen=True)
class _Draft:
    row: RecordRow
    year: int
    data: str
    attachments: dict[int, str]


def _refuse_who_may_not(form: Form, ids: Sequence[int], rows: Mapping[int, RecordRow], actor: Actor) -> None:
    prefixes = actor.region_prefixes()
    for id in ids:
        row = rows.get(id)
        if row is None or row.procedure != form.procedure or not row.region_code.startswith(prefixes):
            raise RecordNotThere(f"no record {id} for {form.procedure} {form.kind}")
    if not all(may_file(form, actor, row.region_code) for row in rows.values()):
        raise RoleMayNot(f"{actor.login} does not file {form.kind}")


def _data(form: Form, shared: Mapping[str, Any], own: Mapping[str, Any], evidence: Sequence[Evidence]) -> str:
    values = {name: value for name, value in {**shared, **own}.items() if value is not None}
    if any(question.kind is FieldKind.CRITERIA for question in form.asks):
        proven = {item.criterion for item in evidence}
        values["met"] = sorted(values.get("met", ()))
        values["evidenced"] = sorted({*values.get("evidenced", ()), *values.get("evidence", {}), *proven})
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def _attachments(scans: Sequence[int], evidence: Sequence[Evidence]) -> dict[int, str]:
    return {**dict.fromkeys(scans, ""), **{item.attachment_id: item.criterion for item in evidence}}


def _refuse_a_second_press(db: Session, form: Form, key: str, drafts: Sequence[_Draft], dated_on: date) -> None:
    # The records are locked: of two presses at once the second one finds what the first has filed.
    filed = db.execute(
        select(Document.id, Document.record_id, Document.kind, Document.year, Document.dated_on, Document.data)
        .where(Document.filing_id == key)
        .order_by(Document.id)
    ).all()
    if filed:
        before = [tuple(row)[1:] for row in filed]
        now = [(draft.row.id, form.kind, draft.year, dated_on, draft.data) for draft in drafts]
        raise AlreadyFiled([row.id for row in filed], same=before == now)


def _refuse_wrong_answers(
    db: Session, form: Form, drafts: Sequence[_Draft], dated_on: date, year: int | None, today: date
) -> None:
    found: dict[int | None, list[Problem]] = {}
    shared = date_problems(dated_on, year, today)
    if form.yearly and year is None:
        shared.append(("year", reason("answer_missing")))
    if form.scans is Scans.REQUIRED and not all(draft.attachments for draft in drafts):
        shared.append(("scans", reason("scan_missing")))
    if shared:
        found[None] = shared
    sets: dict[tuple[str, int], CriteriaOnFile | None] = {}
    asks_criteria = any(question.kind is FieldKind.CRITERIA for question in form.asks)
    for draft in drafts:
        place = (draft.row.region_code, draft.year)
        if asks_criteria and place not in sets:
            sets[place] = criteria_of(db.connection(), form.procedure, *place)
        criteria = sets.get(place)
        answers = json.loads(draft.data)
        if wrong := missing_facts(form, answers) or problems(form, answers, criteria.set if criteria else None):
            found[draft.row.id] = wrong
    if found:
        raise WrongAnswers(found)
