"""The date that a demonstration carries with it, in its own database; only `advance_to` begins another day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.clock import DAY_ENDS, TimeOnlyAdvances, shanghai_date, shanghai_instant, wall_now
from service.database import Database
from service.models.setting import Setting

_ON = "demonstration_on"
_ANCHOR = "demonstration_anchor_at"
_WALL_ANCHOR = "demonstration_wall_anchor_at"


@dataclass(frozen=True)
class _Stored:
    on: date
    anchor_at: datetime
    wall_anchor_at: datetime


class DemonstrationClock:
    """The date that a demonstration carries in its database.

    Within the day it runs as real time does, from a stored instant, and waits at 23:59:59: only `advance_to` begins
    another day. Every worker and every restart reads the same rows and so agrees.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self) -> datetime:
        """The instant, UTC."""
        stored = self._stored()
        elapsed = max(wall_now() - stored.wall_anchor_at, timedelta(0))
        return min(stored.anchor_at + elapsed, shanghai_instant(stored.on, DAY_ENDS))

    def today(self) -> date:
        """The day in Shanghai."""
        return self._stored().on

    def advance_to(self, db: Session, on: date) -> None:
        """Begin a later day, at the opening of the office. The caller commits.

        Give the day that the page offered, not "one more": two visitors who press the same button move it once.

        Raises:
            TimeOnlyAdvances: the demonstration has reached that day already.
        """
        wall = wall_now()
        moved = db.execute(
            update(Setting)
            .where(Setting.key == _ON, Setting.value < on.isoformat())
            .values(value=on.isoformat(), changed_at=wall)
            .returning(Setting.key)
        ).all()
        if not moved:
            raise TimeOnlyAdvances(self.today())
        _set(db, _ANCHOR, shanghai_instant(on), wall)
        _set(db, _WALL_ANCHOR, wall, wall)

    def _stored(self) -> _Stored:
        with self._database.read() as db:
            stored = _read(db)
        if stored is None:
            raise LookupError("this database carries no date of its own")
        return stored


def is_demonstration(db: Session) -> bool:
    """True when the database carries its own date."""
    return _read(db) is not None


def begin_demonstration(db: Session, at: datetime) -> None:
    """Make the database a demonstration whose time runs from `at`. There is no way back. The caller commits.

    Raises:
        ValueError: it is one already.
    """
    if is_demonstration(db):
        raise ValueError("this database is a demonstration already")
    wall = wall_now()
    values = {
        _ON: shanghai_date(at).isoformat(),
        _ANCHOR: at.astimezone(UTC).isoformat(),
        _WALL_ANCHOR: wall.isoformat(),
    }
    db.add_all([Setting(key=key, value=value, changed_at=wall) for key, value in values.items()])
    db.flush()


def _read(db: Session) -> _Stored | None:
    rows = db.scalars(select(Setting).where(Setting.key.in_((_ON, _ANCHOR, _WALL_ANCHOR))))
    found = {row.key: row.value for row in rows}
    if _ON not in found:
        return None
    return _Stored(
        on=date.fromisoformat(found[_ON]),
        anchor_at=datetime.fromisoformat(found[_ANCHOR]),
        wall_anchor_at=datetime.fromisoformat(found[_WALL_ANCHOR]),
    )


def _set(db: Session, key: str, instant: datetime, wall: datetime) -> None:
    db.execute(update(Setting).where(Setting.key == key).values(value=instant.isoformat(), changed_at=wall))
