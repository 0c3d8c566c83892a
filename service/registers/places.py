"""What was on file of a township or county on a day: counts that the database makes, and holdings of each place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.database import prefix_range
from service.demonstration.clock import is_demonstration
from service.models.document import Document
from service.models.household_list import HouseholdList
from service.models.notice import Notice, NoticePdf
from service.models.record import Record
from service.models.region import Region, short_name
from service.registers.archive import ArchiveTerms, archive_terms
from service.registers.counts import Counted, population_in, registered_in
from service.registers.gathering import end_of, place_names
from service.registers.on_file import PlaceNames, Total
from workflows.roles import Level


@dataclass(frozen=True)
class Holding:
    """What lies on file about a village or higher place: papers, lists, notices, and how many of these are printed."""

    papers: int = 0
    lists: int = 0
    notices: int = 0
    printed: int = 0


@dataclass(frozen=True)
class PlaceOnFile:
    """A township or county on a day.

    Args:
        counted: registered households, grouped; every one lies in a village below.
        villages: names of the villages below by code; those without a registered household, too.
        townships: names of the townships below a county by code.
        population: of each village, poor or not.
        holdings: by code of the place that they are about; a village, a township or the county.
    """

    place: PlaceNames
    on: date
    counted: Sequence[Counted]
    villages: Mapping[str, str]
    townships: Mapping[str, str]
    population: Mapping[str, Total]
    holdings: Mapping[str, Holding]
    terms: ArchiveTerms
    demonstration: bool


def place_on_file(db: Session, code: str, on: date) -> PlaceOnFile:
    """A township's or county's counts and holdings at the end of a day."""
    connection, at = db.connection(), end_of(on)
    rows = db.execute(
        select(Region.code, Region.name, Region.level)
        .where(Region.level.in_([Level.VILLAGE, Level.TOWNSHIP]), prefix_range(Region.code, code))
        .order_by(Region.code)
    ).all()
    counted = registered_in(connection, code, at)
    population = population_in(connection, code, at)
    return PlaceOnFile(
        place=place_names(db, code),
        on=on,
        counted=counted,
        villages={row.code: short_name(row.name) for row in rows if row.level == Level.VILLAGE},
        townships={row.code: short_name(row.name) for row in rows if row.level == Level.TOWNSHIP},
        population=population,
        holdings=_holdings(db, code, at),
        terms=archive_terms(db, code),
        demonstration=is_demonstration(db),
    )


def _holdings(db: Session, code: str, at: datetime) -> dict[str, Holding]:
    papers = dict(
        db.execute(
            select(Record.region_code, func.count(Document.id))
            .join(Document, Document.record_id == Record.id)
            .where(prefix_range(Record.region_code, code), Document.filed_at <= at)
            .group_by(Record.region_code)
        ).all()
    )
    lists = dict(
        db.execute(
            select(HouseholdList.village_code, func.count(HouseholdList.id))
            .where(prefix_range(HouseholdList.village_code, code), HouseholdList.made_at <= at)
            .group_by(HouseholdList.village_code)
        ).all()
    )
    notices = db.execute(
        select(Notice.region_code, func.count(Notice.id), func.count(NoticePdf.notice_id))
        .outerjoin(NoticePdf, NoticePdf.notice_id == Notice.id)
        .where(prefix_range(Notice.region_code, code), Notice.issued_at <= at)
        .group_by(Notice.region_code)
    ).all()
    issued = {region: (number, printed) for region, number, printed in notices}
    return {
        region: Holding(papers.get(region, 0), lists.get(region, 0), *issued.get(region, (0, 0)))
        for region in {*papers, *lists, *issued}
    }
