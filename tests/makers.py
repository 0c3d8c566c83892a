"""A small invented world for tests: one village up to its province, people at every level, households, papers.

Everything moves through service.firing and service.documents, never by writing a state.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.clock import FixedClock, shanghai_instant
from service.database import Database
from service.firing import Fired, Order, enter, fire
from service.models.base import Base
from service.models.document import Attachment, Document
from service.models.history import HistoryEntry
from service.models.household_list import HouseholdList, ListMember
from service.models.notice import Notice, NoticePdf, NoticeVoid, Posting, ResultStatement
from service.models.obstacles import Finding
from service.models.people import Appointment, User
from service.models.record import Record
from service.models.region import Region
from service.models.register import Household, Member
from service.notices.codes import set_public_address
from service.people import Actor, Post, actor_of
from service.rules.arranged_days import fill_calendar
from service.rules.national import load_national_rules
from workflows.roles import Role, level_of

VILLAGE, TOWNSHIP, COUNTY, CITY, PROVINCE = "990101100200", "990101100", "990101", "9901", "99"
OTHER_VILLAGE = "990102100200"
NAMES = {
    "": "全国",
    PROVINCE: "试验省",
    CITY: "试验市",
    COUNTY: "青河县",
    TOWNSHIP: "柳林镇",
    VILLAGE: "石桥村村民委员会",
    "990102": "白水县",
    "990102100": "桃园镇",
    OTHER_VILLAGE: "河口村村民委员会",
}
PEOPLE = {
    "clerk": (Role.VILLAGE_CLERK, VILLAGE),
    "team": (Role.WORK_TEAM, VILLAGE),
    "township": (Role.TOWNSHIP_REVIEWER, TOWNSHIP),
    "county": (Role.COUNTY_REVIEWER, COUNTY),
    "county-approver": (Role.COUNTY_APPROVER, COUNTY),
    "city": (Role.CITY_REVIEWER, CITY),
    "city-approver": (Role.CITY_APPROVER, CITY),
    "province": (Role.PROVINCE_REVIEWER, PROVINCE),
    "province2": (Role.PROVINCE_REVIEWER, PROVINCE),
    "province-approver": (Role.PROVINCE_APPROVER, PROVINCE),
    "auditor": (Role.AUDITOR, COUNTY),
    "assessor": (Role.ASSESSOR, PROVINCE),
    "data": (Role.DATA_MANAGER, COUNTY),
    "admin": (Role.ADMINISTRATOR, ""),
    "other-clerk": (Role.VILLAGE_CLERK, OTHER_VILLAGE),
}
BEGINS = date(2018, 10, 8)
PUBLIC_ADDRESS = "https://registry.example"


@dataclass
class World:
    """A migrated database with places, people and rules, and the means to act in it."""

    database: Database
    clock: FixedClock = field(default_factory=lambda: FixedClock(shanghai_instant(BEGINS)))
    people: dict[str, int] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    def actor(self, login: str) -> Actor:
        """Somebody with the posts held today."""
        with self.database.read() as db:
            actor = actor_of(db, self.people[login], self.clock.today())
        assert actor is not None
        return actor

    def households(self, number: int, village: str = VILLAGE, persons: int = 3) -> list[int]:
        """Register households; ids."""
        with self.database.write() as db:
            made = [self._household(db, village, persons) for _ in range(number)]
        return made

    def _household(self, db: Session, village: str, persons: int) -> int:
        number = next(self.numbers)
        household_id = db.execute(
            insert(Household)
            .values(
                village_code=village,
                number=number,
                village_group="一组",
                head_name=f"试验{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
                sort_key=f"{number:06}",
                registered_at=self.clock.now(),
            )
            .returning(Household.id)
        ).scalar_one()
        member = {
            "household_id": household_id,
            "sex": "male",
            "born_on": date(1970, 1, 1),
            "relation": "other",
            "education": "primary",
            "health": "healthy",
            "labour": "able",
            "left_on": None,
        }
        people = [{**member, "name": f"试验员{place}"} for place in range(persons)]
        # The first is the head.
        people[:1] = [{**each, "relation": "head"} for each in people[:1]]
        if people:
            db.execute(insert(Member), people)
        return household_id

    def apply(self, households: Sequence[int], village: str = VILLAGE, login: str = "clerk") -> list[int]:
        """Open the first cycle of households; record ids."""
        with self.database.write() as db:
            subjects = [(village, id) for id in households]
            fired = enter(db, "household", subjects, "apply", self.actor(login), at=self.tick(), key=new_key())
        return list(fired.opened)

    def designate(self, procedure: str, region_code: str) -> int:
        """Enter a village or county; record id."""
        with self.database.write() as db:
            fired = enter(
                db, procedure, [(region_code, None)], "designate", self.actor("data"), at=self.tick(), key=new_key()
            )
        return fired.opened[0]

    def versions(self, ids: Sequence[int]) -> dict[int, int]:
        """Versions as a page would have drawn them now."""
        with self.database.read() as db:
            rows = db.execute(select(Record.id, Record.version).where(Record.id.in_(ids)))
            return {id: version for id, version in rows}  # noqa: C416 (a Row is no pair to mypy)

    def order(self, step: str, ids: Sequence[int], opinion: str = "", key: str = "") -> Order:
        """An order over records as they stand now."""
        return Order(step=step, versions=self.versions(ids), opinion=opinion, key=key or new_key())

    def fire(self, step: str, ids: Sequence[int], login: str, opinion: str = "") -> Fired:
        """Take a step for all of them, or raise."""
        order = self.order(step, ids, opinion)
        actor = self.actor(login)
        with self.database.write() as db:
            return fire(db, order, actor, at=self.tick())

    def tick(self) -> datetime:
        """A minute passes with every act."""
        self.clock.advance(timedelta(minutes=1))
        return self.clock.now()

    def wait(self, days: int) -> None:
        """Days pass."""
        self.clock.advance_to(self.clock.today() + timedelta(days=days))

    def state(self, record_id: int) -> str:
        """The state that a record stands in."""
        with self.database.read() as db:
            return db.execute(select(Record.state).where(Record.id == record_id)).scalar_one()

    def file(
        self,
        kind: str,
        ids: Sequence[int],
        data: Mapping[str, Any],
        *,
        year: int | None = None,
        dated_on: date | None = None,
        scans: int = 1,
        login: str = "clerk",
    ) -> None:
        """Put a paper on file for every record, as the pages would."""
        on = dated_on or self.clock.today()
        filing = uuid4().hex
        rows = [
            {
                "record_id": id,
                "kind": kind,
                "year": year or on.year,
                "dated_on": on,
                "data": json.dumps(dict(data), ensure_ascii=False),
                "scans": scans,
                "filing_id": filing,
                "filed_by": self.people[login],
                "filed_at": self.clock.now(),
            }
            for id in ids
        ]
        with self.database.write() as db:
            db.execute(insert(Document), rows)

    def notice_of(self, record_id: int, kind: str) -> int:
        """The newest standing notice of a kind that names a record."""
        from service.models.notice import NoticeMember

        with self.database.read() as db:
            return db.execute(
                select(Notice.id)
                .join(NoticeMember, NoticeMember.notice_id == Notice.id)
                .where(
                    NoticeMember.record_id == record_id,
                    Notice.kind == kind,
                    Notice.id.not_in(select(NoticeVoid.notice_id)),
                )
                .order_by(Notice.id.desc())
                .limit(1)
            ).scalar_one()

    def print_and_post(self, notice_id: int, *, place_level: str | None = None) -> None:
        """The paper exists and hangs: without rendering it, which other tests do."""
        with self.database.write() as db:
            level = db.execute(select(Notice.place_level).where(Notice.id == notice_id)).scalar_one()
            db.execute(
                insert(NoticePdf).values(
                    notice_id=notice_id,
                    sha256="0" * 64,
                    bytes=1,
                    pages=1,
                    rendered_by=self.people["clerk"],
                    rendered_at=self.clock.now(),
                )
            )
            db.execute(
                insert(Posting).values(
                    notice_id=notice_id,
                    posted_on=self.clock.today(),
                    place="村务公开栏",
                    place_level=place_level or level,
                    posted_by="试验员",
                    recorded_by=self.people["clerk"],
                    recorded_at=self.clock.now(),
                )
            )

    def sign_result(self, notice_id: int) -> None:
        """The statement on the result of a publicity."""
        with self.database.write() as db:
            scan = db.execute(
                insert(Attachment)
                .values(
                    sha256="1" * 64,
                    filename="statement.pdf",
                    media_type="application/pdf",
                    bytes=1,
                    region_code=VILLAGE,
                    stored_by=self.people["clerk"],
                    stored_at=self.clock.now(),
                )
                .returning(Attachment.id)
            ).scalar_one()
            db.execute(
                insert(ResultStatement).values(
                    notice_id=notice_id,
                    signed_on=self.clock.today(),
                    signed_by_handler="试验员",
                    signed_by_supervisor="试验员",
                    signed_by_team="试验员",
                    objections_received=0,
                    objections_upheld=0,
                    attachment_id=scan,
                    recorded_by=self.people["clerk"],
                    recorded_at=self.clock.now(),
                )
            )

    def complete_publicity(self, record_id: int, kind: str) -> None:
        """Print, post, wait for the whole period, sign the result."""
        notice_id = self.notice_of(record_id, kind)
        self.print_and_post(notice_id)
        self.wait(8)
        self.sign_result(notice_id)

    def find(self, ids: Sequence[int], kind: str = "exited_wrongly") -> None:
        """An inspection's finding on every record."""
        rows = [
            {
                "record_id": id,
                "kind": kind,
                "found_on": self.clock.today(),
                "content": "抽查发现",
                "recorded_by": self.people["assessor"],
                "recorded_role": Role.ASSESSOR.value,
                "recorded_at": self.clock.now(),
                "correction": None,
                "closed_by": None,
                "closed_at": None,
            }
            for id in ids
        ]
        with self.database.write() as db:
            db.execute(insert(Finding), rows)

    def entries(self, record_id: int) -> list[HistoryEntry]:
        """A record's history, oldest first."""
        with self.database.read() as db:
            rows = db.scalars(
                select(HistoryEntry).where(HistoryEntry.record_id == record_id).order_by(HistoryEntry.seq)
            ).all()
            db.expunge_all()
        return list(rows)

    def cycles(self, record_id: int) -> list[tuple[int, int, str, bool]]:
        """Cycles of a record's subject: id, cycle, state, whether it counts."""
        with self.database.read() as db:
            one = db.get_one(Record, record_id)
            rows = db.execute(
                select(Record.id, Record.cycle, Record.state, Record.newest)
                .where(
                    Record.procedure == one.procedure,
                    Record.region_code == one.region_code,
                    Record.household_id.is_not_distinct_from(one.household_id),
                )
                .order_by(Record.cycle)
            )
            return [(id, cycle, state, newest) for id, cycle, state, newest in rows]

    def list_of(self, record_id: int) -> HouseholdList:
        """The list that a record stands on."""
        with self.database.read() as db:
            standing = (ListMember.record_id == record_id, ListMember.left_at.is_(None))
            found = db.scalars(select(HouseholdList).join(ListMember).where(*standing)).one()
            db.expunge_all()
        return found

    def appoint(self, login: str, role: Role, region_code: str) -> None:
        """A further post for somebody, from today."""
        with self.database.write() as db:
            db.execute(
                insert(Appointment).values(
                    user_id=self.people[login],
                    role=role.value,
                    region_code=region_code,
                    from_on=self.clock.today(),
                    acting=False,
                    appointed_at=self.clock.now(),
                )
            )

    def employ(self, login: str, role: Role, region_code: str) -> None:
        """Somebody new with a post."""
        with self.database.write() as db:
            self.people |= new_people(db, {login: (role, region_code)}, self.clock.now())

    def rename_head(self, record_id: int, name: str) -> None:
        """The register gives the household's head another name."""
        with self.database.write() as db:
            household = select(Record.household_id).where(Record.id == record_id).scalar_subquery()
            db.execute(update(Household).where(Household.id == household).values(head_name=name))

    def everything(self) -> dict[str, list[str]]:
        """Every row of every table: what a refused act must leave as it is."""
        with self.database.read() as db:
            return {
                table.name: sorted(repr(tuple(row)) for row in db.execute(select(table)))
                for table in Base.metadata.sorted_tables
            }


def new_key() -> str:
    """The key of a button."""
    return uuid4().hex


def make_world(database: Database, *, calendar: bool = False, begins: date = BEGINS) -> World:
    """Fill a migrated, empty database with places, people and the national rules."""
    world = World(database, FixedClock(shanghai_instant(begins)))
    at = world.clock.now()
    with database.write() as db:
        db.execute(
            insert(Region),
            [
                {
                    "code": code,
                    "name": name,
                    "level": level_of(code).value,
                    "parent_code": None if code == "" else _parent(code),
                    "valid_from": None,
                    "valid_to": None,
                    "source": "test",
                }
                for code, name in sorted(NAMES.items(), key=lambda item: len(item[0]))
            ],
        )
        world.people |= new_people(db, PEOPLE, at)
        load_national_rules(db.connection(), at)
        if calendar:
            fill_calendar(db.connection())
        set_public_address(db.connection(), PUBLIC_ADDRESS)
    return world


def new_people(db: Session, people: Mapping[str, tuple[Role, str]], at: datetime) -> dict[str, int]:
    """Accounts with one post each; their ids by login."""
    account = {"password_hash": "-", "locale": None, "active": True, "created_at": at}
    accounts = [{**account, "login": login, "name": f"试验{login}"} for login in people]
    ids = db.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), accounts).all()
    known = dict(zip(people, ids, strict=True))
    post = {"from_on": date(2014, 1, 1), "acting": False, "appointed_at": at}
    posts = [
        {**post, "user_id": known[login], "role": role.value, "region_code": region}
        for login, (role, region) in people.items()
    ]
    db.execute(insert(Appointment), posts)
    return known


def _parent(code: str) -> str:
    return max((other for other in NAMES if other != code and code.startswith(other)), key=len)


def post_of(actor: Actor) -> Post:
    """The only post of somebody who has one."""
    (post,) = actor.appointments
    return post
