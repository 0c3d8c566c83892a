"""gather(): the Case of every record of an act, with what the step's guards declare that they look at."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from service.among import among, listed
from service.clock import shanghai_instant
from service.facts.obstacles import obstacles_of
from service.facts.papers import documents_of, papers_on_file
from service.facts.places import place_of
from service.facts.publicity import publicity_of
from service.facts.rows import RecordRow
from service.models.history import HistoryEntry
from service.rules.lookups import RuledBy, rules_of
from workflows.case import Case, Need, NoticeOnFile, Place, needs_of, notice_kinds_of, paper_kinds_of
from workflows.declare import Guard
from workflows.household import Household
from workflows.papers import Paper, RegisteredPopulation

BEFORE_A_PROPOSAL: Final = (Household.IDENTIFIED.value, Household.ASSISTED.value)


class Gathered(NamedTuple):
    """A case, and what a decision on it rests on: the basis that its history entry keeps."""

    case: Case
    basis: dict[str, object]

    @property
    def notices_seen(self) -> Mapping[str, NoticeOnFile]:
        """Standing notices by kind, as far as the guards asked about them."""
        return self.case._publicity.notices if self.case._publicity else {}


def gather(
    connection: Connection,
    rows: Mapping[int, RecordRow],
    guards: Sequence[Guard],
    today: date,
) -> dict[int, Gathered]:
    """Cases by record: at most one query per need and distinct place, whatever the number of records.

    Args:
        rows: records of one procedure.
        guards: of every step that is weighed.
        today: day of the act in Asia/Shanghai.
    """
    if not rows:
        return {}
    needs = needs_of(guards)
    procedure = next(iter(rows.values())).procedure
    ids = list(rows)
    papers = papers_on_file(connection, procedure, ids, paper_kinds_of(guards)) if Need.PAPERS in needs else {}
    publicity = publicity_of(connection, ids, notice_kinds_of(guards)) if Need.PUBLICITY in needs else {}
    obstacles = obstacles_of(connection, ids) if Need.OBSTACLES in needs else {}
    continued = _continued(connection, rows, today) if Need.YEARLY_DECISION in needs else None
    rules: dict[tuple[str, int], RuledBy] = {}
    places: dict[str, Place] = {}
    bases: dict[tuple[int, str, int], dict[str, object]] = {}
    gathered = {}
    for record_id, row in rows.items():
        year = year_of(row, today)
        key = (row.region_code, year)
        if Need.RULES in needs and key not in rules:
            rules[key] = rules_of(connection, procedure, row.region_code, year, today)
        if Need.PLACE in needs and row.region_code not in places:
            places[row.region_code] = place_of(connection, procedure, row.region_code, today)
        case = Case(
            procedure=procedure,
            record_id=record_id,
            region_code=row.region_code,
            cycle=row.cycle,
            state=row.state,
            year=year,
            today=today,
            opened_in=row.opened_in,
            is_newest=row.newest,
            last_step=row.last_step,
            stays=row.steps_since(),
            acted=row.functions(),
            _papers=papers.get(record_id),
            _publicity=publicity.get(record_id),
            _obstacles=obstacles.get(record_id),
            _rules=rules[key].rules if Need.RULES in needs else None,
            _place=places.get(row.region_code),
            _continued_this_year=None if continued is None else record_id in continued,
        )
        # Without papers of their own the households of a list rest on the same: one basis for all of them.
        alike = (id(case._publicity), *key)
        basis = None if papers else bases.get(alike)
        if basis is None:
            basis = _basis(case, papers.get(record_id, {}), rules.get(key), places.get(row.region_code))
            bases[alike] = basis
        gathered[record_id] = Gathered(case, basis)
    return gathered


def year_of(row: RecordRow, today: date) -> int:
    """The year that an act speaks of: that of the list that the record is on its way out with, else today's.

    A household proposed in December and verified in January is still weighed by the year it was proposed for. One that
    came back from that way is not, though it stands on the old list until it is proposed again.
    """
    on_its_way = row.list_kind in ("exit", "strike_off") and row.state not in BEFORE_A_PROPOSAL
    return row.list_year if on_its_way and row.list_year else today.year


def _continued(connection: Connection, rows: Collection[int], today: date) -> frozenset[int]:
    dialect = connection.dialect.name
    taken = connection.execute(
        select(HistoryEntry.record_id).where(
            among(HistoryEntry.record_id, "ids", dialect),
            HistoryEntry.step == "continue_assistance",
            HistoryEntry.acted_at >= shanghai_instant(date(today.year, 1, 1), time.min),
        ),
        {"ids": listed(rows, dialect)},
    )
    return frozenset(taken.scalars())


def _basis(
    case: Case, papers: Mapping[str, Sequence[Paper]], ruled_by: RuledBy | None, place: Place | None
) -> dict[str, Any]:
    basis: dict[str, Any] = {}
    if papers:
        basis["documents"] = documents_of(papers)
    if case._publicity is not None and case.publicity.notices:
        basis["notices"] = sorted(notice.id for notice in case.publicity.notices.values())
    if ruled_by is not None:
        basis["rules"] = ruled_by.rows
    if place is not None:
        basis["place"] = {
            "remaining_households": place.remaining_households,
            "remaining_persons": place.remaining_persons,
        }
        population = papers.get("registered_population", ())
        if population and isinstance(population[-1], RegisteredPopulation):
            basis["place"]["registered_population"] = population[-1].persons
    return basis
