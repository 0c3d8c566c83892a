"""A small history told in full, printing included, and means to tamper with it as somebody with the database could."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, select, text, update
from sqlalchemy.engine.interfaces import DBAPIConnection

from service.history.leaf import GENESIS, Leaf
from service.models.history import HistoryEntry
from service.models.notice import Notice, Posting
from service.models.record import Record
from service.notices import printing
from tests.makers import VILLAGE, World
from tests.service.walking import applied, archived, assisted, publicized

PAPER = b"%PDF-1.7 invented "


def let_paper_cost_nothing(patch: Any) -> None:
    """Printing without the press, which other tests run."""
    patch.setattr(printing, "render_pdf", lambda facts: PAPER + facts.number.encode())
    patch.setattr(printing, "page_count", lambda pdf: 1)


def tell_the_printing(world: World, data_dir: Path) -> None:
    """From now on the world prints as the service does: with the entry that tells of the paper."""

    def print_and_post(notice_id: int, *, place_level: str | None = None) -> None:
        with world.database.read() as db:
            kind = db.execute(select(Notice.region_code, Notice.place_level).where(Notice.id == notice_id)).one()
        who = "clerk" if kind.region_code == VILLAGE else "county"
        printing.print_notice(world.database, data_dir, notice_id, world.actor(who), world.tick())
        with world.database.write() as db:
            db.execute(
                insert(Posting).values(
                    notice_id=notice_id,
                    posted_on=world.clock.today(),
                    place="村务公开栏",
                    place_level=place_level or kind.place_level,
                    posted_by="试验员",
                    recorded_by=world.people["clerk"],
                    recorded_at=world.clock.now(),
                )
            )

    world.print_and_post = print_and_post  # type: ignore[method-assign]


def tell(world: World) -> dict[str, list[int]]:
    """Archive, revocation, relapse, decline, ways back, acts that stay: records by what became of them."""
    done = archived(world, 2)
    relapsed = world.fire("relapse", done[:1], "clerk", "因灾返贫").opened
    world.find(done[1:])
    revoked = world.fire("revoke", done[1:], "county-approver", "错退").opened
    hanging = publicized(world, 2)
    world.complete_publicity(hanging[0], "household_exit_list")
    world.fire("review", hanging, "township")
    world.fire("withdraw", hanging, "township", "漏看一页")
    world.fire("return", hanging, "township", "材料不全")
    continued = assisted(world, 1)
    world.file("survey", continued, {"surveyor": "试验员", "findings": "稳定"})
    world.fire("continue_assistance", continued, "clerk")
    declined = applied(world, 1)
    world.fire("decline", declined, "clerk", "评议未通过")
    village = world.designate("village", VILLAGE)
    world.file("village_plan", [village], {"title": "一村一策", "measures": "养鱼"}, login="township")
    world.fire("assist", [village], "township")
    return {
        "archived": done,
        "relapsed": list(relapsed),
        "revoked": list(revoked),
        "hanging": hanging,
        "continued": continued,
        "declined": declined,
        "village": [village],
    }


def tampering_engine(url: str) -> Engine:
    """An engine that asks for no foreign key, as somebody with the file or the superuser's password could open it."""
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, record: object) -> None:
        cursor = connection.cursor()
        if engine.dialect.name == "sqlite":
            connection.isolation_level = None
            cursor.execute("PRAGMA foreign_keys = OFF")
        else:
            cursor.execute("SET session_replication_role = replica")
            connection.commit()
        cursor.close()

    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


@contextmanager
def unguarded(engine: Engine, tables: tuple[str, ...]) -> Iterator[Connection]:
    """A transaction without the triggers of these tables; it is rolled back, and everything is as it was."""
    with engine.connect() as connection, connection.begin() as transaction:
        if engine.dialect.name == "sqlite":
            wanted = ", ".join(f"'{table}'" for table in tables)
            found = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({wanted})"
            for (trigger,) in connection.execute(text(found)).all():
                connection.execute(text(f"DROP TRIGGER {trigger}"))
        else:
            for table in tables:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield connection
        transaction.rollback()


def rewrite(connection: Connection, record_id: int, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change a record's entries and hash them all again: a forger who knows how the chain is made."""
    rows = connection.execute(
        select(HistoryEntry.__table__).where(HistoryEntry.record_id == record_id).order_by(HistoryEntry.seq)
    ).all()
    previous = GENESIS
    for row in rows:
        values = change(dict(row._mapping)) | {"previous_hash": previous}
        leaf = Leaf(**{name: values[name] for name in Leaf._fields})
        previous = leaf.entry_hash()
        connection.execute(
            update(HistoryEntry)
            .where(HistoryEntry.record_id == record_id, HistoryEntry.seq == row.seq)
            .values({**values, "entry_hash": previous})
        )
    connection.execute(update(Record).where(Record.id == record_id).values(head_hash=previous))


def at_entry(seq: int, **changes: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Change one entry; `hours` moves its time."""
    hours = timedelta(hours=changes.pop("hours", 0))

    def change(values: dict[str, Any]) -> dict[str, Any]:
        if values["seq"] != seq:
            return values
        return {**values, **changes, "acted_at": values["acted_at"] + hours}

    return change
