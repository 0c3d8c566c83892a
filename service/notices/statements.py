"""What drafting asks the database: statements made once, since building one costs more than running it."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Insert, Integer, Select, bindparam, func, insert, select

from service.among import among, each_id
from service.models.history import HistoryEntry
from service.models.notice import Notice, NoticeMember
from service.models.objection import Objection
from service.models.record import Record
from service.models.register import Household, Member
from service.models.setting import Setting

DEMONSTRATION: Final = select(Setting.key).where(Setting.key == "demonstration_on")
NOTICE: Final = insert(Notice).returning(Notice.id)


@cache
def members(dialect: str) -> Insert:
    """Names of a notice: `notice_id` with every one of `ids`."""
    rows = select(bindparam("notice_id", type_=Integer()), each_id("ids", dialect))
    return insert(NoticeMember).from_select(["notice_id", "record_id"], rows)


@cache
def days_of_steps(dialect: str) -> Select[*tuple[Any, ...]]:
    """When the `steps` of `record` were taken, in their order."""
    return (
        select(HistoryEntry.step, HistoryEntry.acted_at)
        .where(HistoryEntry.record_id == bindparam("record"), among(HistoryEntry.step, "steps", dialect))
        .order_by(HistoryEntry.seq)
    )


@cache
def settled_objections(dialect: str) -> Select[*tuple[Any, ...]]:
    """Objections to `notices` that were decided, by notice."""
    return (
        select(Objection.notice_id, func.count())
        .where(among(Objection.notice_id, "notices", dialect), Objection.outcome.is_not(None))
        .group_by(Objection.notice_id)
    )


@cache
def households(dialect: str) -> Select[*tuple[Any, ...]]:
    """Households of the records `ids` with the number of their members and how their cycle began."""
    entered = (
        select(HistoryEntry.record_id, HistoryEntry.step, HistoryEntry.acted_at)
        .where(among(HistoryEntry.record_id, "ids", dialect), HistoryEntry.seq == 1)
        .subquery()
    )
    persons = (
        select(func.count()).where(Member.household_id == Household.id, Member.left_on.is_(None)).scalar_subquery()
    )
    return (
        select(Household.village_group, Household.head_name, persons, entered.c.step, entered.c.acted_at)
        .select_from(Record)
        .join(Household, Household.id == Record.household_id)
        .join(entered, entered.c.record_id == Record.id)
        .where(among(Record.id, "ids", dialect))
        .order_by(Household.number)
    )
