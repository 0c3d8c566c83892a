"""The demonstration's yearly rounds: that of 2018 closed with four signatures, that of 2019 just begun."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.attachments import store_attachment
from service.campaigns.deciding import AS_SUGGESTED, decide
from service.campaigns.last_year import confirm, of_last_year
from service.campaigns.opening import open_round
from service.campaigns.rolls import RollRow, rolls
from service.campaigns.steps import SignatureGiven, take
from service.clock import FixedClock
from service.database import Database
from service.demonstration.evidence import evidence_file
from service.demonstration.officials import COUNTY, TOWNSHIP
from service.demonstration.village_plan import VILLAGE_CODE
from service.models.campaign import Campaign, Roll
from service.models.people import User
from service.models.record import Record
from service.people import Actor, actor_of
from service.queries.slippage import late_household
from service.slippage import explain

# Step, who records it, invented name of who signs, days after the submission.
SIGNATURES: Final = (
    ("sign_secretary_of_township", "township", "万长青", 1),
    ("sign_head_of_township", "township", "冯立春", 2),
    ("sign_secretary_of_county", "county", "陶远山", 4),
    ("sign_head_of_county", "county", "宁致和", 5),
)
EXPLANATION: Final = "全户无劳动能力，原定产业分红未能按期到位，现以社会保障政策兜底，调整为次年退出。"


class Rounds:
    """Acts of the round in 东湖渔业村's township, on the story's clock.

    Args:
        data_dir: where scans go.
    """

    def __init__(self, database: Database, data_dir: Path, clock: FixedClock) -> None:
        self._database = database
        self._data_dir = data_dir
        self._clock = clock

    def begin(self, year: int) -> None:
        """The county opens the round, the village goes through last year, decisions may begin."""
        with self._acting() as db:
            open_round(
                db,
                COUNTY,
                year=year,
                deadline_on=date(year, 12, 31),
                actor=self._actor(db, "county"),
                at=self._clock.now(),
            )
        with self._acting() as db:
            roll = self._roll(db, year)
            answers = [(each.record_id, each.kind) for each in of_last_year(db.connection(), roll, VILLAGE_CODE)]
            confirm(
                db,
                roll.id,
                VILLAGE_CODE,
                answers,
                confirmed=True,
                why="",
                actor=self._actor(db, "team"),
                at=self._clock.now(),
            )
        self._step(year, "begin", "township")

    def decide(self, year: int, record_ids: Sequence[int]) -> None:
        """The clerk decides households as their records stand."""
        with self._acting() as db:
            homes = db.scalars(select(Record.household_id).where(Record.id.in_(record_ids))).all()
            decide(
                db,
                self._roll(db, year).id,
                VILLAGE_CODE,
                [home for home in homes if home is not None],
                AS_SUGGESTED,
                actor=self._actor(db, "clerk"),
                at=self._clock.now(),
            )

    def close(self, year: int) -> None:
        """The township submits the list; four leaders sign it."""
        self._step(year, "submit", "township")
        submitted_on = self._clock.today()
        for step, login, name, days in SIGNATURES:
            self._clock.advance_to(submitted_on + timedelta(days=days))
            self._step(year, step, login, name)

    def explain(self, household_id: int) -> None:
        """The village says why a household did not leave in its planned year."""
        with self._acting() as db:
            clerk = self._actor(db, "clerk")
            late = late_household(db, clerk, household_id, self._clock.today())
            explain(
                db,
                late,
                explanation=EXPLANATION,
                expected_year=self._clock.today().year,
                actor=clerk,
                at=self._clock.now(),
            )

    def _step(self, year: int, step: str, login: str, signer: str = "") -> None:
        with self._acting() as db:
            actor, at = self._actor(db, login), self._clock.now()
            signature = None
            if signer:
                scan = evidence_file("adjustment_roll")
                attachment = store_attachment(db, self._data_dir, scan.name, scan.content, TOWNSHIP, actor.user_id, at)
                signature = SignatureGiven(signer, self._clock.today(), attachment)
            roll = self._roll(db, year)
            take(db, roll.id, roll.version, step, signature=signature, actor=actor, at=at)

    def _acting(self) -> AbstractContextManager[Session]:
        """The next act's transaction, ten minutes later."""
        self._clock.advance(timedelta(minutes=10))
        return self._database.write()

    def _roll(self, db: Session, year: int) -> RollRow:
        (roll,) = rolls(
            db.connection(), Campaign.county_code == COUNTY, Campaign.year == year, Roll.township_code == TOWNSHIP
        )
        return roll

    def _actor(self, db: Session, login: str) -> Actor:
        user_id = db.execute(select(User.id).where(User.login == login)).scalar_one()
        actor = actor_of(db, user_id, self._clock.today())
        assert actor is not None, "officials stay in office"
        return actor
