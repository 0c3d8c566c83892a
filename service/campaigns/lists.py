"""The list of a roll as it is signed: one row for each household, as canonical JSON with its SHA-256.

It holds what the paper prints and nothing else: the head's name is masked, grounds are codes with a day, so that no
free text, no state of health and no number of a person can come into it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, func, select

from service.among import among, listed
from service.campaigns.households import OnRoll, households_on_roll
from service.campaigns.rolls import RollRow
from service.clock import shanghai_date
from service.documents.forms import FORMS
from service.models.campaign import RollList
from service.models.document import Document
from service.models.history import HistoryEntry
from service.models.record import Record
from service.models.region import Region, short_name
from service.notices.masking import masked
from service.notices.public_facts import PublicValue
from service.rules.lookups import rules_of
from workflows.campaign import Decision
from workflows.papers import IncomeWorksheet

GROUNDS: Final = (
    "identified",
    "relapsed",
    "below_line",
    "not_stable",
    "exit_approved",
    "exit_under_way",
    "no_worksheet",
)


@dataclass(frozen=True, kw_only=True)
class RollLine(PublicValue):
    """A household as the roll prints it.

    Args:
        number: of the household in its village.
        head: the head's name, masked.
        category: `new` or `relapse` for who was identified in the year, otherwise the household's class or ''.
        income, line: net income per head and the poverty line of `income_year` in yuan; '' where none is on file.
        ground: one of GROUNDS; `ground_on` its day where it has one.
    """

    household_id: int
    village_code: str
    village_name: str
    group: str
    number: int
    head: str
    persons: int
    decision: str
    category: str
    income_year: int | None
    income: str
    line: str
    ground: str
    ground_on: date | None


@dataclass(frozen=True)
class FrozenList:
    """A list that was submitted."""

    number: int
    sha256: str
    lines: tuple[RollLine, ...]


def lines_now(connection: Connection, roll: RollRow, place: str, on: date) -> list[RollLine]:
    """The roll's rows as its decisions stand now, in a fixed number of statements; the undecided have no decision.

    Args:
        place: the township, or a village of it.
        on: day on which the rules are asked.
    """
    found = households_on_roll(connection, roll.round_of_year, place)
    incomes = _incomes(connection, [each.household_id for each in found], roll.year)
    days = _days(connection, [each.record_id for each in found], roll)
    ruled = rules_of(connection, "household", roll.township_code, roll.year, on).rules.lines
    names = _names(connection, {each.village_code for each in found})
    return [_line(each, incomes.get(each.household_id), ruled, days, names) for each in found]


def canonical(lines: Sequence[RollLine]) -> str:
    """The rows as JSON that always comes out the same."""
    rows = [line.to_json() for line in lines]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(rows: str) -> str:
    """SHA-256 of a canonical list: what is signed and printed."""
    return hashlib.sha256(rows.encode()).hexdigest()


def frozen_list(connection: Connection, roll_id: int, number: int | None) -> FrozenList | None:
    """A submitted list of a roll."""
    row = connection.execute(
        select(RollList.number, RollList.sha256, RollList.rows).where(
            RollList.roll_id == roll_id, RollList.number == number
        )
    ).one_or_none()
    if row is None:
        return None
    return FrozenList(row.number, row.sha256, tuple(RollLine.from_json(each) for each in json.loads(row.rows)))


def differs(frozen: FrozenList | None, found: Sequence[OnRoll]) -> bool:
    """Whether a submitted list no longer says what the decisions say: who stands on it, and what is decided of each."""
    if frozen is None:
        return False
    said = {(line.household_id, line.decision) for line in frozen.lines}
    return said != {(each.household_id, each.decision or "") for each in found}


def _line(
    each: OnRoll,
    sheet: tuple[int, IncomeWorksheet] | None,
    lines: Mapping[int, Decimal],
    days: Mapping[tuple[int, str], date],
    names: Mapping[str, str],
) -> RollLine:
    year, income = sheet if sheet else (None, None)
    line = lines.get(year) if year else None
    ground, step = _ground(each, income, line)
    return RollLine(
        household_id=each.household_id,
        village_code=each.village_code,
        village_name=names.get(each.village_code, each.village_code),
        group=each.village_group,
        number=each.number,
        head=masked(each.head_name),
        persons=each.persons,
        decision=each.decision or "",
        category=_category(each),
        income_year=year,
        income=f"{income.per_head:.2f}" if income else "",
        line=f"{line:.2f}" if line is not None else "",
        ground=ground,
        ground_on=days.get((each.record_id, step)) if step else None,
    )


def _category(each: OnRoll) -> str:
    if each.standing.identified:
        return "relapse" if each.opened_by == "relapse" else "new"
    return each.household_class or ""


def _ground(each: OnRoll, income: IncomeWorksheet | None, line: Decimal | None) -> tuple[str, str]:
    """What a decision rests on, and the step whose day says when."""
    if each.decision == Decision.NEW:
        return ("relapsed" if each.opened_by == "relapse" else "identified"), "identify"
    if each.decision == Decision.EXIT:
        return ("exit_approved", "approve") if each.standing.approved else ("exit_under_way", "")
    if income is None or line is None:
        return "no_worksheet", ""
    return ("below_line" if income.per_head <= line else "not_stable"), ""


def _incomes(connection: Connection, household_ids: Sequence[int], year: int) -> dict[int, tuple[int, IncomeWorksheet]]:
    """The newest worksheet of the year, else that of the year before, by household."""
    dialect = connection.dialect.name
    rows = connection.execute(
        select(Record.household_id, Document.id, Document.year, Document.dated_on, Document.data, Document.scans)
        .join(Record, Record.id == Document.record_id)
        .where(
            among(Record.household_id, "ids", dialect),
            Document.kind == "income_worksheet",
            Document.year.in_((year - 1, year)),
        )
        .order_by(Document.year, Document.id),
        {"ids": listed(household_ids, dialect)},
    )
    form = FORMS["household", "income_worksheet"]
    found: dict[int, tuple[int, IncomeWorksheet]] = {}
    for row in rows:
        sheet = form.read(json.loads(row.data), id=row.id, dated_on=row.dated_on, year=row.year, scans=row.scans)
        if isinstance(sheet, IncomeWorksheet) and row.household_id is not None:
            found[row.household_id] = row.year, sheet
    return found


def _days(connection: Connection, record_ids: Sequence[int], roll: RollRow) -> dict[tuple[int, str], date]:
    """Day of the identification and of the exit in the year, by record and step."""
    dialect = connection.dialect.name
    round_ = roll.round_of_year
    rows = connection.execute(
        select(HistoryEntry.record_id, HistoryEntry.step, func.max(HistoryEntry.acted_at).label("last_at"))
        .where(
            among(HistoryEntry.record_id, "ids", dialect),
            HistoryEntry.step.in_(("identify", "approve")),
            HistoryEntry.acted_at >= round_.begins_at,
            HistoryEntry.acted_at < round_.ends_at,
        )
        .group_by(HistoryEntry.record_id, HistoryEntry.step),
        {"ids": listed(record_ids, dialect)},
    )
    return {(row.record_id, row.step): shanghai_date(row.last_at) for row in rows}


def _names(connection: Connection, codes: set[str]) -> dict[str, str]:
    rows: Any = connection.execute(select(Region.code, Region.name).where(Region.code.in_(sorted(codes))))
    return {code: short_name(name) for code, name in rows}
