"""A peer: what approving with a mapped object and its own state machine costs, without role, place, guard or facts.

The way most approval services are built: load the object, let `transitions` move it, add a line of history, commit,
and for a list the same in a loop. It tells on this machine how far from the floor a plain service stands.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from transitions import Machine

from tests.bench.floor import SAID


class _Base(DeclarativeBase):
    pass


class FloorRecord(_Base):
    """A row of the floor's table, as an object."""

    __tablename__ = "floor_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class FloorHistory(_Base):
    """A line of the floor's history, as an object."""

    __tablename__ = "floor_history"

    record_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str]
    actor_id: Mapped[int]
    said: Mapped[str]


class Peer:
    """Approves on the floor's tables, through an engine of the service's own kind."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._machine = Machine(
            model=None,
            states=["waiting", "approved"],
            initial="waiting",
            transitions=[["approve", "waiting", "approved"]],
            auto_transitions=False,
        )

    def one(self, record_id: int) -> None:
        """One approval in a transaction of its own."""
        self.many([record_id])

    def many(self, ids: Sequence[int]) -> None:
        """A list, record by record, in one transaction."""
        with Session(self._engine) as db, db.begin():
            for id in ids:
                record: Any = db.get_one(FloorRecord, id)
                self._machine.add_model(record, initial=record.state)
                record.approve()
                db.add(FloorHistory(record_id=id, seq=record.version + 1, step="approve", actor_id=1, said=SAID))
                db.flush()
                self._machine.remove_model(record)
