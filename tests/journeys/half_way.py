"""The demonstration lived on into January 2019, so that pages and pictures show work that is under way.

Three households wait for the township, one stands in its publicity with an objection and a finding, two have applied;
the township publicizes a project.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.database import Database
from service.demonstration.clock import DemonstrationClock
from service.demonstration.filled import CRITERIA
from service.demonstration.people import village
from service.demonstration.seeding import SHOWN_FROM_ON
from service.demonstration.story import DELEGATES, Story
from service.demonstration.village_plan import VILLAGE_CODE
from service.documents.forms import FORMS
from service.findings import assign, record_finding
from service.models.people import User
from service.models.record import Record
from service.models.register import Household
from service.notices.print_jobs import PrintingRoom
from service.notices.print_orders import order_job
from service.notices.printing import print_notice
from service.notices.projects import issue_project_publicity
from service.notices.public_facts import Project
from service.objections.lodging import lodge

TOGETHER = ("苏新喜", "谭春云", "白成波")
ALONE = "汪永堃"
APPLIED = ("胡福忠", "周志峰")
PROJECT = Project(
    name="稻虾共作示范基地",
    place="四组",
    content="改造稻田120亩，带动贫困户务工和分红",
    amount="38.5",
    source="省级财政专项扶贫资金",
    unit="东湖渔业村股份经济合作社",
    period="2019年2月至11月",
    households=18,
    persons=52,
)
VISIT = {"visitors": ["程远志", "苏小禾"], "findings": "入户核实属实"}


class HalfWay(Story):
    """January 2019, after the years that the story tells."""

    def __init__(self, database: Database, data_dir: Path) -> None:
        seeds = {home.head_name: home for home in village()}
        with database.read() as db:
            found = db.execute(
                select(Record.id, Record.household_id, Household.head_name)
                .join(Household, Household.id == Record.household_id)
                .where(Record.procedure == "household", Record.state == "assisted")
            ).all()
        poor = [(id, home_id, name) for id, home_id, name in found if home_id is not None]
        super().__init__(database, data_dir, {home_id: seeds[name] for _, home_id, name in poor})
        self._records = {id: home_id for id, home_id, _ in poor}
        self._by_name = {name: id for id, _, name in poor}
        self._clock.advance_to(SHOWN_FROM_ON)

    def live_on(self) -> None:
        """Live to the end of January and set the demonstration's date to it."""
        together, alone = [self._by_name[name] for name in TOGETHER], [self._by_name[ALONE]]
        applied = self._applications()
        self._publicity(applied[0], "household_first_list", "clerk")
        self._act("send_to_township", applied, "clerk", "公示无异议，报乡镇审核")
        self._exit_papers([*together, *alone])
        self._leave(together)
        self._publicity(together[0], "household_exit_list", "clerk")
        self._leave(alone)
        running = self._announcement(alone[0], "household_exit_list", "clerk")
        self._obstruct(alone[0], running)
        self._print_again(running)
        self._projects()
        with self._database.write() as db:
            DemonstrationClock(self._database).advance_to(db, self._clock.today() + timedelta(days=1))

    def _exit_papers(self, ids: Sequence[int]) -> None:
        self._worksheets(ids, 2019)
        survey = {"surveyor": "驻村工作队", "findings": "收入、住房、就学、就医情况已逐项核对"}
        self._file("survey", ids, lambda home, poor: survey, login="team")
        met = {
            "met": list(CRITERIA),
            "evidenced": list(CRITERIA),
            "actual": dict.fromkeys(CRITERIA, "入户核查，已实现"),
            "evidence": dict.fromkeys(CRITERIA, "入户核查照片（演示）"),
        }
        self._file("household_criteria", ids, lambda home, poor: met, login="team")
        self._file("stability_reason", ids, lambda home, poor: {"text": "稳定就业，收入可持续"}, login="team")
        self._file("exit_meeting", ids, lambda home, poor: {**DELEGATES, "votes_for": 32, "votes_against": 1})

    def _leave(self, ids: Sequence[int]) -> None:
        self._act("propose_exit", ids, "clerk", "经民主评议，拟退出")
        self._file("exit_visit", ids, lambda home, poor: VISIT)
        self._file("exit_consent", ids, lambda home, poor: {"agreed": True, "signature": "thumbprint"}, login="team")
        self._act("verify", ids, "team", "逐户核算收入，属实")
        self._act("publicize", ids, "clerk", "进行公示")

    def _applications(self) -> list[int]:
        with self._database.read() as db:
            homes = db.scalars(select(Household.id).where(Household.head_name.in_(APPLIED))).all()
        ids = list(self._apply(homes))
        self._file_alike("application", ids, {"signed": True, "grounds": "家庭收入低，申请纳入建档立卡"})
        self._file_alike("application_visit", ids, VISIT)
        self._act("verify_application", ids, "team", "入户核实属实")
        self._file_alike("identification_meeting", ids, {**DELEGATES, "votes_for": 31, "votes_against": 2})
        self._act("post_first_list", ids, "clerk", "经民主评议，同意公示")
        return ids

    def _file_alike(self, kind: str, ids: Sequence[int], values: Mapping[str, Any]) -> None:
        each = {id: dict(values) for id in ids}
        self._store(FORMS["household", kind], kind, each, VILLAGE_CODE, "clerk", None)

    def _projects(self) -> None:
        at = self._clock.now()
        with self._database.write() as db:
            actor = self._actor(db, "township")
            notice_id = issue_project_publicity(db, VILLAGE_CODE, year=2019, projects=[PROJECT], actor=actor, at=at)
        print_notice(self._database, self._data_dir, notice_id, actor, at)

    def _print_again(self, notice_id: int) -> None:
        with self._database.write() as db:
            actor, at = self._actor(db, "township"), self._clock.now()
            order_job(db, [notice_id], copies=3, why="", key=uuid4().hex, actor=actor, at=at)
        PrintingRoom(self._database, self._data_dir, self._clock, "half way").work_off()

    def _obstruct(self, record_id: int, notice_id: int) -> None:
        at, today = self._clock.now(), self._clock.today()
        with self._database.write() as db:
            lodge(
                db,
                notice_id,
                record_id=record_id,
                lodged_on=today,
                channel="visit",
                objector="",
                content="该户在镇上另有经营收入，核算时未计入",
                actor=self._actor(db, "clerk"),
                at=at,
            )
            record_finding(
                db,
                record_id,
                kind="data_wrong",
                found_on=today,
                content="收入核算表与银行流水相差较大，请复核",
                actor=self._actor(db, "county"),
                at=at,
            )
            assign(db, _id_of(db, "assessor"), [record_id], actor=self._actor(db, "province"), at=at)


def _id_of(db: Session, login: str) -> int:
    return db.execute(select(User.id).where(User.login == login)).scalar_one()
