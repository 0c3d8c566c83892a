"""The demonstration's history: 东湖渔业村 from identification in 2015 through 2018, lived through day by day.

Every state is reached by firing steps with an injected clock, as the officials of the time would have; no row of a
history is written by hand. Village status, the quasi-township's office and the county's exercise are invented.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.attachments import store_attachment
from service.clock import FixedClock, shanghai_instant
from service.database import Database
from service.demonstration import filled
from service.demonstration.evidence import evidence_file
from service.demonstration.officials import COUNTY
from service.demonstration.rounds import Rounds
from service.demonstration.seeds import SUBSISTENCE_POOR, HouseholdSeed, PoorSeed
from service.demonstration.village_plan import PERSONS, VILLAGE_CODE
from service.documents.filing import file_documents
from service.documents.forms import FORMS, Form
from service.firing import Order, enter, fire
from service.models.notice import Notice, NoticeMember
from service.models.people import User
from service.models.record import Record
from service.notices.posting import record_posting, sign_result
from service.notices.printing import print_notice
from service.people import Actor, actor_of

DELEGATES = {"due": 36, "present": 33, "signed": True}
FIRST_YEAR, LAST_YEAR = 2016, 2018
DAYS_OF_PERIOD = 7

Answers = Callable[[HouseholdSeed, PoorSeed], Mapping[str, Any]]


class Story:
    """One village's years, told in order. Days only advance.

    Args:
        data_dir: where files and notices go.
        households: record's household id → its seed, of the poor ones.
    """

    def __init__(self, database: Database, data_dir: Path, households: Mapping[int, HouseholdSeed]) -> None:
        self._database = database
        self._data_dir = data_dir
        self._households = households
        self._clock = FixedClock(shanghai_instant(date(2015, 10, 8)))
        self._records: dict[int, int] = {}
        self._rounds = Rounds(database, data_dir, self._clock)

    def tell(self, told: Callable[[str], None]) -> None:
        """Live through all of it.

        Args:
            told: is given a line for every chapter.
        """
        told("2015: identification of 31 households")
        self._identification()
        self._designations()
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            told(f"{year}: surveys, assistance continued, exits")
            self._year(year)
        told("2019: the year begins")
        self._year_ahead()

    def _identification(self) -> None:
        self._records = self._apply(list(self._households))
        ids = list(self._records)
        self._file("application", ids, lambda home, poor: {"signed": True, "grounds": "家庭收入低，申请纳入建档立卡"})
        self._on(10, 10)
        self._file("application_visit", ids, lambda home, poor: filled.visit("家庭情况与申请一致"))
        self._on(10, 11)
        self._act("verify_application", ids, "team", "入户核实属实")
        self._on(10, 14)
        self._file("identification_meeting", ids, lambda home, poor: {**DELEGATES, "votes_for": 32, "votes_against": 1})
        self._on(10, 15)
        self._act("post_first_list", ids, "clerk", "经民主评议，同意公示")
        self._publicity(ids[0], "household_first_list", "clerk")
        self._act("send_to_township", ids, "clerk", "公示无异议，报乡镇审核")
        self._on(10, 26)
        self._act("post_second_list", ids, "township", "审核同意，进行第二次公示")
        self._publicity(ids[0], "household_second_list", "township")
        self._act("send_to_county", ids, "township", "第二次公示无异议，报县复审")
        self._on(11, 16)
        self._act("identify", ids, "county-approver", "复审同意")
        self._on(11, 17)
        self._announcement(ids[0], "identification_announcement", "county")
        self._on(12, 7)
        self._file("five_clears", ids, filled.five_clears, login="team")
        self._file("assistance_plan", ids, filled.first_plan, login="team")
        self._measures(ids)
        self._worksheets(ids, 2015)
        self._on(12, 10)
        self._act("assist", ids, "township", "五清齐全，列入帮扶")

    def _designations(self) -> None:
        self._on(12, 21)
        village = self._designate("village", VILLAGE_CODE)
        county = self._designate("county", COUNTY)
        self._on(12, 28)
        plan = {"title": "东湖渔业村脱贫规划（演示）", "plan": "水产养殖合作社带动，渔民上岸安居，渔船码头建设"}
        self._file_place("village_plan", village, plan, "clerk")
        self._file_place(
            "registered_population", village, {"persons": PERSONS, "basis": "村户籍登记簿（演示）"}, "clerk"
        )
        self._act("assist", [village], "township", "规划齐备，工作队已驻村")
        plan = {"title": "一村一县退出演练方案（演示）", "plan": "演示用：全县仅以东湖渔业村一村为范围"}
        self._file_place("county_plan", county, plan, "county")
        self._file_place("registered_population", county, {"persons": PERSONS, "basis": "演练范围户籍人口"}, "county")
        self._act("assist", [county], "county", "方案齐备")

    def _year(self, year: int) -> None:
        leaving = [id for id, seed in self._poor() if seed.planned_exit_year == year]
        staying = [id for id, seed in self._poor() if seed.planned_exit_year > year]
        last = year == LAST_YEAR
        if last:
            self._clock.advance_to(date(year, 1, 8))
            self._rounds.begin(year)
        self._clock.advance_to(date(year, 1, 11))
        self._file(
            "survey",
            [*leaving, *staying],
            lambda home, poor: {"surveyor": "驻村工作队", "findings": "收入、住房、就学、就医情况已逐项核对"},
            login="team",
        )
        self._on(1, 18)
        self._act("continue_assistance", staying, "clerk", "尚未达到退出条件，继续帮扶")
        if last:
            self._rounds.decide(year, staying)
        if year > FIRST_YEAR:
            self._archive([id for id, seed in self._poor() if seed.planned_exit_year == year - 1])
        self._on(10, 20)
        self._worksheets([*leaving, *staying], year)
        if last:
            self._file("assistance_plan", self._slipped(), filled.plan, login="team")
        self._exits(leaving, year)
        if last:
            self._on(12, 18)
            self._rounds.decide(year, leaving)
            self._rounds.close(year)

    def _year_ahead(self) -> None:
        """January 2019: the next round is open, two households are decided, a missed year is explained."""
        self._clock.advance_to(date(LAST_YEAR + 1, 1, 4))
        self._rounds.begin(LAST_YEAR + 1)
        early = [id for id, seed in self._poor() if seed.planned_exit_year > LAST_YEAR][1:3]
        survey = {"surveyor": "驻村工作队", "findings": "年初走访，收入尚未稳定"}
        self._file("survey", early, lambda home, poor: survey, login="team")
        self._rounds.decide(LAST_YEAR + 1, early)
        self._rounds.explain(self._records[self._slipped()[0]])

    def _slipped(self) -> list[int]:
        """The subsistence household: planned for 2018 at first, and put off to 2019 when that could not be kept."""
        return [id for id, seed in self._poor() if seed.class_code == SUBSISTENCE_POOR]

    def _exits(self, ids: Sequence[int], year: int) -> None:
        self._on(11, 12)
        self._file("household_criteria", ids, filled.criteria, login="team")
        with_reason = [id for id in ids if self._poor_seed(id).stability_reason]
        if with_reason:
            self._file(
                "stability_reason", with_reason, lambda home, poor: {"text": poor.stability_reason or ""}, login="team"
            )
        self._on(11, 15)
        self._file("exit_meeting", ids, lambda home, poor: {**DELEGATES, "votes_for": 33, "votes_against": 0})
        self._on(11, 16)
        self._act("propose_exit", ids, "clerk", "经民主评议，拟退出")
        self._on(11, 17)
        self._file("exit_visit", ids, lambda home, poor: filled.visit("收入稳定，两不愁三保障已实现"))
        self._file("exit_consent", ids, lambda home, poor: {"agreed": True, "signature": "thumbprint"}, login="team")
        self._on(11, 18)
        self._act("verify", ids, "team", "逐户核算收入，属实")
        self._on(11, 19)
        self._act("publicize", ids, "clerk", "进行公示")
        self._publicity(ids[0], "household_exit_list", "clerk")
        self._on(11, 30)
        self._act("review", ids, "township", "公示无异议，审核同意")
        self._on(12, 14)
        self._act("approve", ids, "county-approver", "审定同意退出")
        self._on(12, 17)
        self._announcement(ids[0], "household_exit_announcement", "county")
        if year == LAST_YEAR:
            return
        self._on(12, 20)
        self._file("city_receipt", ids, lambda home, poor: {"number": f"六扶备〔{year}〕演示1号"}, login="city")
        self._act("file_with_city", ids, "city", "已备案")
        self._on(12, 26)
        self._file("province_receipt", ids, lambda home, poor: {"number": f"皖扶备〔{year}〕演示1号"}, login="province")
        self._act("file_with_province", ids, "province", "已备案")

    def _archive(self, ids: Sequence[int]) -> None:
        self._on(1, 22)
        self._file(
            "policy_continues",
            ids,
            lambda home, poor: {"stated": True, "policies": "攻坚期内原有扶贫政策保持不变，帮扶责任人不变"},
            login="county",
        )
        self._act("archive", ids, "county", "案卷齐全，归档")

    def _measures(self, ids: Sequence[int]) -> None:
        most = max(len(poor.measures) for _, poor in self._poor())
        for place in range(most):
            with_one = [id for id in ids if len(self._poor_seed(id).measures) > place]
            self._file("measure", with_one, self._measure_at(place), login="team")

    def _measure_at(self, place: int) -> Answers:
        def answers(home: HouseholdSeed, poor: PoorSeed) -> Mapping[str, Any]:
            return filled.measure(poor, place)

        return answers

    def _worksheets(self, ids: Sequence[int], year: int) -> None:
        self._file(
            "income_worksheet",
            ids,
            lambda home, poor: filled.worksheet(home, poor.income(year)),
            year=year,
            login="team",
        )

    # What officials do, each in a transaction of its own.

    def _on(self, month: int, day: int) -> None:
        self._clock.advance_to(date(self._clock.today().year, month, day))

    def _apply(self, households: Sequence[int]) -> dict[int, int]:
        with self._database.write() as db:
            fired = enter(
                db,
                "household",
                [(VILLAGE_CODE, id) for id in households],
                "apply",
                self._actor(db, "clerk"),
                at=self._clock.now(),
                key=uuid4().hex,
            )
        return dict(zip(fired.opened, households, strict=True))

    def _designate(self, procedure: str, region_code: str) -> int:
        with self._database.write() as db:
            actor = self._actor(db, "data")
            at, key = self._clock.now(), uuid4().hex
            return enter(db, procedure, [(region_code, None)], "designate", actor, at=at, key=key).opened[0]

    def _act(self, step: str, ids: Sequence[int], login: str, opinion: str) -> None:
        self._clock.advance(timedelta(minutes=20))
        with self._database.write() as db:
            found = db.execute(select(Record.id, Record.version).where(Record.id.in_(ids)))
            order = Order(step=step, versions=dict(found.all()), opinion=opinion, key=uuid4().hex)
            fired = fire(db, order, self._actor(db, login), at=self._clock.now())
        for notice_id in fired.notices:
            with self._database.read() as db:
                actor = self._actor(db, login)
            print_notice(self._database, self._data_dir, notice_id, actor, self._clock.now())

    def _file(
        self,
        kind: str,
        ids: Sequence[int],
        answers: Answers,
        *,
        login: str = "clerk",
        year: int | None = None,
    ) -> None:
        self._clock.advance(timedelta(minutes=10))
        values = {id: dict(answers(self._home(id), self._poor_seed(id))) for id in ids}
        self._store(FORMS["household", kind], kind, values, VILLAGE_CODE, login, year)

    def _file_place(self, kind: str, record_id: int, values: Mapping[str, Any], login: str) -> None:
        self._clock.advance(timedelta(minutes=10))
        procedure = "county" if kind == "county_plan" or login == "county" else "village"
        region = COUNTY if procedure == "county" else VILLAGE_CODE
        self._store(FORMS[procedure, kind], kind, {record_id: dict(values)}, region, login, None)

    def _store(
        self,
        form: Form,
        kind: str,
        values: Mapping[int, Mapping[str, Any]],
        region_code: str,
        login: str,
        year: int | None,
    ) -> None:
        at = self._clock.now()
        with self._database.write() as db:
            actor = self._actor(db, login)
            scan = evidence_file(kind)
            attachment = store_attachment(db, self._data_dir, scan.name, scan.content, region_code, actor.user_id, at)
            once = {field.name for field in form.asks if not field.each}
            first = next(iter(values.values()))
            file_documents(
                db,
                form,
                values,
                {id: {name: given for name, given in own.items() if name not in once} for id, own in values.items()},
                {name: given for name, given in first.items() if name in once},
                self._clock.today(),
                (year or self._clock.today().year) if form.yearly else None,
                [attachment],
                actor,
                at,
                uuid4().hex,
            )

    def _publicity(self, record_id: int, kind: str, login: str) -> None:
        """Post the notice on its day, wait for the whole period, sign the result on the day after."""
        notice_id = self._announcement(record_id, kind, login)
        self._clock.advance_to(self._clock.today() + timedelta(days=DAYS_OF_PERIOD + 1))
        with self._database.write() as db:
            actor = self._actor(db, login)
            scan = evidence_file("result_statement")
            attachment = store_attachment(
                db,
                self._data_dir,
                scan.name,
                scan.content,
                VILLAGE_CODE,
                actor.user_id,
                self._clock.now(),
            )
            sign_result(
                db,
                notice_id,
                signed_on=self._clock.today(),
                signed_by_handler="汪守平",
                signed_by_supervisor="汪大河",
                signed_by_team="程远志",
                scan=attachment,
                actor=actor,
                at=self._clock.now(),
            )

    def _announcement(self, record_id: int, kind: str, login: str) -> int:
        """Post a notice on the day; its id."""
        with self._database.write() as db:
            actor = self._actor(db, login)
            notice_id = db.execute(
                select(Notice.id)
                .join(NoticeMember, NoticeMember.notice_id == Notice.id)
                .where(NoticeMember.record_id == record_id, Notice.kind == kind)
                .order_by(Notice.id.desc())
                .limit(1)
            ).scalar_one()
            photo = evidence_file(kind, photo=True)
            attachment = store_attachment(
                db,
                self._data_dir,
                photo.name,
                photo.content,
                VILLAGE_CODE,
                actor.user_id,
                self._clock.now(),
            )
            record_posting(
                db,
                notice_id,
                posted_on=self._clock.today(),
                place="东湖渔业村村务公开栏",
                place_level="village",
                posted_by=actor.name,
                photos=[attachment],
                actor=actor,
                at=self._clock.now(),
            )
        return notice_id

    def _actor(self, db: Session, login: str) -> Actor:
        user_id = db.execute(select(User.id).where(User.login == login)).scalar_one()
        actor = actor_of(db, user_id, self._clock.today())
        assert actor is not None, "officials stay in office"
        return actor

    def _home(self, record_id: int) -> HouseholdSeed:
        return self._households[self._records[record_id]]

    def _poor_seed(self, record_id: int) -> PoorSeed:
        poor = self._home(record_id).poor
        assert poor is not None, "only poor households have a cycle"
        return poor

    def _poor(self) -> list[tuple[int, PoorSeed]]:
        return [(id, self._poor_seed(id)) for id in self._records]
