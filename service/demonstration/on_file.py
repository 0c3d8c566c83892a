"""What the village put on file beside its households: assets, projects, changes of facts, an account that stands twice.

Everything is invented and done through acts, so that it has a history to look at.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.clock import shanghai_instant
from service.competence import required_post
from service.database import Database
from service.demonstration.village_plan import VILLAGE_CODE
from service.models.people import User
from service.models.register import Household, Member
from service.people import Actor, actor_of
from service.register.acts import ActKind, Doing, begin
from service.register.fields import Subject, fact_of
from service.register.revealing import REVEALERS, Wanted, reveal
from service.register.values import REGISTER_KEY, opened, sealed_number
from service.register.village_facts import Keeping, change_village_fact, enter_village_fact
from service.sealing import Seal

ASSETS: Final = (
    (date(2016, 6, 20), {"name": "网箱养殖基地", "value": "860000", "acquired_on": "2016-05-30", "funds": "财政扶贫资金", "operator": "城东湖水产养殖合作社"}),  # noqa: E501
    (date(2016, 9, 12), {"name": "旧渔船修造场", "value": "95000", "acquired_on": "2009-03-01", "funds": "村集体自有资金", "operator": "村委会"}),  # noqa: E501
    (date(2017, 11, 8), {"name": "水产加工车间", "value": "420000", "acquired_on": "2017-10-20", "funds": "帮扶单位资金", "operator": "村集体经济组织"}),  # noqa: E501
)  # fmt: skip
PROJECTS: Final = (
    (date(2016, 4, 6), {"name": "渔民上岸安置点", "year": "2016", "amount": "1560000", "funds": "财政扶贫资金", "households": "12", "begun_on": "2016-04-01"}),  # noqa: E501
    (date(2017, 3, 15), {"name": "村道硬化", "year": "2017", "amount": "680000", "funds": "交通专项资金", "households": "552", "begun_on": "2017-03-10", "finished_on": ""}),  # noqa: E501
    (date(2018, 5, 21), {"name": "自来水管网改造", "year": "2018", "amount": "312000", "funds": "水利专项资金", "households": "31", "begun_on": "2018-05-18"}),  # noqa: E501
)  # fmt: skip


@dataclass(frozen=True)
class _Told:
    """A change of one fact. `of` is the number of the household, `place` that of the member in it (None: its own)."""

    on: date
    login: str
    of: int
    place: int | None
    values: dict[str, Any]
    reason: str


_CHANGES: Final = (
    _Told(date(2017, 9, 4), "team", 17, 1, {"education": "junior_middle", "schooling": "not_at_school"}, "核对毕业证"),
    _Told(date(2018, 3, 12), "clerk", 17, None, {"safe_water": True, "road": "cement"}, "自来水入户，入户路硬化完工"),
    _Told(date(2018, 10, 22), "clerk2", 17, None, {"responsible_person": "詹友田", "responsible_unit": "村两委"}, "包保干部调整"),  # noqa: E501
)  # fmt: skip


def put_on_file(database: Database, data_dir: Path) -> None:
    """Tell it, day by day."""
    seal = Seal(data_dir, REGISTER_KEY)
    with database.write() as db:
        for on, typed in ASSETS:
            _enter(db, Subject.ASSET, on, typed)
        for on, typed in PROJECTS:
            _enter(db, Subject.PROJECT, on, typed)
        given_up = {**ASSETS[1][1], "ended_on": "2018-06-30"}
        keeping = Keeping(subject=Subject.ASSET, typed=given_up, reason="村民代表会议同意处置", key=uuid4().hex)
        on = date(2018, 7, 3)
        change_village_fact(db, VILLAGE_CODE, 2, 1, keeping, _actor(db, "clerk", on), shanghai_instant(on))
        for told in _CHANGES:
            _change(db, told)
        _same_account(db, seal)
        home = _home(db, 17)
        member_id = _members(db, home)[0]
        on = date(2018, 12, 18)
        actor, at = _actor(db, "clerk", on), shanghai_instant(on)
        reveal(db, seal, Wanted(home, member_id, "identity"), "核对一卡通开户信息", actor, at)


def _enter(db: Session, subject: Subject, on: date, typed: dict[str, str]) -> None:
    keeping = Keeping(subject=subject, typed=typed, reason="", key=uuid4().hex)
    enter_village_fact(db, VILLAGE_CODE, keeping, _actor(db, "clerk", on), shanghai_instant(on))


def _change(db: Session, told: _Told) -> None:
    home = _home(db, told.of)
    actor = _actor(db, told.login, told.on)
    version = db.execute(select(Household.version).where(Household.id == home)).scalar_one()
    doing = Doing(
        kind=ActKind.UPDATED,
        village_code=VILLAGE_CODE,
        household_id=home,
        effective_on=told.on,
        reason=told.reason,
        key=uuid4().hex,
    )
    post = required_post(actor, REVEALERS, VILLAGE_CODE)
    acting = begin(
        db.connection(), doing, actor=actor, post=post, at=shanghai_instant(told.on), versions={home: version}
    )
    if told.place is None:
        acting.change(Subject.HOUSEHOLD, home, told.values)
    else:
        acting.change(Subject.MEMBER, _members(db, home)[told.place], told.values)


def _same_account(db: Session, seal: Seal) -> None:
    """The account of one poor household was written down for another one too."""
    account = fact_of(Subject.HOUSEHOLD, "account")
    numbers = db.execute(
        select(Household.number, Household.account_sealed)
        .where(Household.account_sealed.is_not(None))
        .order_by(Household.number)
        .limit(2)
    ).all()
    twice = sealed_number(account, opened(account, numbers[0].account_sealed, seal), seal)
    reason = "一卡通换卡，按农户提供的账号登记"
    _change(db, _Told(date(2018, 11, 13), "clerk2", numbers[1].number, None, {"account": twice}, reason))


def _home(db: Session, number: int) -> int:
    wanted = select(Household.id).where(Household.village_code == VILLAGE_CODE, Household.number == number)
    return int(db.execute(wanted).scalar_one())


def _members(db: Session, home: int) -> list[int]:
    return list(db.scalars(select(Member.id).where(Member.household_id == home).order_by(Member.id)))


def _actor(db: Session, login: str, on: date) -> Actor:
    user_id = db.execute(select(User.id).where(User.login == login)).scalar_one()
    actor = actor_of(db, user_id, on)
    assert actor is not None, "officials stay in office"
    return actor
