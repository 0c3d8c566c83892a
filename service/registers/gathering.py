"""Gathers what was on file at the end of a day: a fixed number of statements for a village, however many households."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, or_, select
from sqlalchemy.orm import Session

from service.clock import DAY_ENDS, shanghai_date, shanghai_instant
from service.demonstration.clock import is_demonstration
from service.models.document import Document
from service.models.history import HistoryEntry
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household, Member
from service.models.register_history import FieldChange
from service.queries.on_file import lines_of
from service.register.as_of import rows_as_of
from service.register.fields import Subject
from service.registers.counts import population_in
from service.registers.on_file import CycleOnFile, HouseholdOnFile, PaperOnFile, PlaceNames, Total, VillageOnFile
from service.rules.lookups import prefixes
from service.words.codes import CODES
from workflows.roles import Level, level_of

_RANK: Final = {relation: rank for rank, relation in enumerate(CODES["relation"])}
_UNDOES_EXIT: Final = frozenset({"revoke"})


def end_of(on: date) -> datetime:
    """The instant before which an act was of that day or an earlier one."""
    return shanghai_instant(on, DAY_ENDS) + timedelta(seconds=1) - timedelta(microseconds=1)


def village_on_file(
    db: Session, village_code: str, on: date, *, household_id: int | None = None, registered_only: bool = True
) -> VillageOnFile:
    """The households of a village that the registers held on a day.

    Args:
        household_id: only this one.
        registered_only: False: also those that were never identified or were taken off.
    """
    connection, at = db.connection(), end_of(on)
    ids = _once_there(connection, village_code, at) if household_id is None else [household_id]
    rows = {
        id: row
        for id, row in rows_as_of(connection, Subject.HOUSEHOLD, ids, at).items()
        if row["village_code"] == village_code or household_id is not None
    }
    if household_id in rows:
        # It may have been moved since: its file is that of where it lived.
        village_code = rows[household_id]["village_code"]
    people = _people(connection, list(rows), at)
    cycles = _cycles(connection, list(rows), at)
    papers = _papers(connection, [each.record_id for found in cycles.values() for each in found], at)
    households = [
        HouseholdOnFile(
            id=id,
            row=row,
            members=tuple(each for each in people.get(id, ()) if each["left_on"] is None),
            gone=tuple(each for each in people.get(id, ()) if each["left_on"] is not None),
            cycles=tuple(cycles.get(id, ())),
            papers=tuple(paper for each in cycles.get(id, ()) for paper in papers.get(each.record_id, ())),
        )
        for id, row in sorted(rows.items(), key=lambda item: item[1]["number"])
    ]
    return VillageOnFile(
        place=place_names(db, village_code),
        on=on,
        households=tuple(each for each in households if each.registered or not registered_only),
        lines={year: line.amount for year, line in lines_of(db, village_code).items()},
        population=population_in(connection, village_code, at).get(village_code, Total(0, 0)),
        demonstration=is_demonstration(db),
    )


def place_names(db: Session, code: str) -> PlaceNames:
    """A place by name with those above it."""
    rows = db.execute(select(Region.code, Region.name).where(Region.code.in_(prefixes(code))))
    names = {level_of(each): short_name(name) for each, name in rows}
    return PlaceNames(
        code,
        *(names.get(level, "") for level in (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)),
    )


def _once_there(connection: Connection, village_code: str, at: datetime) -> list[int]:
    """Households with a cycle that are in the village, or were before they were moved."""
    moved_away = select(FieldChange.subject_id).where(
        FieldChange.subject == Subject.HOUSEHOLD.value,
        FieldChange.field == "village_code",
        FieldChange.old == village_code,
    )
    with_cycle = select(Record.household_id).where(Record.household_id.is_not(None), Record.opened_at <= at)
    found = connection.execute(
        select(Household.id).where(
            or_(Household.village_code == village_code, Household.id.in_(moved_away)), Household.id.in_(with_cycle)
        )
    )
    return list(found.scalars())


def _people(connection: Connection, household_ids: Collection[int], at: datetime) -> dict[int, list[Mapping[str, Any]]]:
    """Rows of people by the household that they belonged to, in the order of their relation to the head."""
    moved_away = select(FieldChange.subject_id).where(
        FieldChange.subject == Subject.MEMBER.value,
        FieldChange.field == "household_id",
        FieldChange.old.in_([str(id) for id in household_ids]),
    )
    ids = connection.execute(
        select(Member.id).where(or_(Member.household_id.in_(household_ids), Member.id.in_(moved_away)))
    ).scalars()
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows_as_of(connection, Subject.MEMBER, list(ids), at).values():
        found.setdefault(row["household_id"], []).append(row)
    for people in found.values():
        people.sort(key=lambda row: (_RANK.get(row["relation"], len(_RANK)), row["born_on"], row["id"]))
    return found


def _cycles(connection: Connection, household_ids: Collection[int], at: datetime) -> dict[int, list[CycleOnFile]]:
    entries = connection.execute(
        select(
            Record.household_id,
            Record.id,
            Record.cycle,
            Record.opened_in,
            Record.opened_at,
            HistoryEntry.step,
            HistoryEntry.from_state,
            HistoryEntry.to_state,
            HistoryEntry.acted_at,
        )
        .join(HistoryEntry, HistoryEntry.record_id == Record.id)
        .where(Record.household_id.in_(household_ids), HistoryEntry.acted_at <= at)
        .order_by(Record.household_id, Record.cycle, HistoryEntry.seq)
    ).all()
    by_record: dict[int, list[Any]] = {}
    for entry in entries:
        by_record.setdefault(entry.id, []).append(entry)
    found: dict[int, list[CycleOnFile]] = {}
    for told in by_record.values():
        found.setdefault(told[0].household_id, []).append(_cycle(told))
    return found


def _cycle(entries: Sequence[Any]) -> CycleOnFile:
    """One cycle from its entries, oldest first."""
    identified_on = exited_on = since = None
    state = None
    for entry in entries:
        if entry.to_state != state:
            state, since = entry.to_state, shanghai_date(entry.acted_at)
        if entry.step == "identify":
            identified_on = since
        elif entry.step == "approve":
            exited_on = since
        elif entry.step in _UNDOES_EXIT and entry.from_state != entry.to_state:
            exited_on = None
    first = entries[0]
    assert since is not None
    return CycleOnFile(
        record_id=first.id,
        cycle=first.cycle,
        opened_in=first.opened_in,
        state=str(state),
        since_on=since,
        opened_on=shanghai_date(first.opened_at),
        identified_on=identified_on,
        exited_on=exited_on,
    )


def _papers(connection: Connection, record_ids: Collection[int], at: datetime) -> dict[int, list[PaperOnFile]]:
    rows = connection.execute(
        select(
            Document.id,
            Document.record_id,
            Document.kind,
            Document.year,
            Document.dated_on,
            Document.data,
            Document.scans,
            Document.filed_at,
        )
        .where(Document.record_id.in_(record_ids), Document.filed_at <= at)
        .order_by(Document.id)
    )
    found: dict[int, list[PaperOnFile]] = {}
    for row in rows:
        values = {**row._mapping, "data": json.loads(row.data)}
        found.setdefault(row.record_id, []).append(PaperOnFile(**values))
    return found
