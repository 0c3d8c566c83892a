"""Makes a new database the demonstration: places, rules, officials, the village's register, then its history."""

from collections.abc import Callable
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from service.accounts import appoint, create_account, offer_on_sign_in_page
from service.clock import shanghai_instant, wall_now
from service.database import Database
from service.demonstration.checklist import file_checklist
from service.demonstration.clock import begin_demonstration, is_demonstration
from service.demonstration.importing import upload_a_list
from service.demonstration.measures import enter_measures, load_county_policies
from service.demonstration.offices import load_offices
from service.demonstration.officials import OFFICIALS
from service.demonstration.on_file import put_on_file
from service.demonstration.records import keep_register
from service.demonstration.register import BEGINS_ON, enter_register
from service.demonstration.story import Story
from service.demonstration.targets import load_categories, load_targets
from service.models.region import Region
from service.models.setting import Setting
from service.passwords import hash_password
from service.regions.import_regions import import_regions
from service.register.values import REGISTER_KEY
from service.rules.arranged_days import fill_calendar
from service.rules.national import load_national_rules
from service.sealing import Seal

SHOWN_FROM_ON: Final = date(2019, 1, 7)
DEMONSTRATION_PASSWORD: Final = "demonstration"

_SEEDED = "demonstration_seeded_on"


def seed(database: Database, data_dir: Path, told: Callable[[str], None]) -> None:
    """Fill an empty, migrated database.

    Args:
        data_dir: where files and notices go.
        told: is given a line for every chapter.

    Raises:
        ValueError: the database is a demonstration already.
    """
    at = shanghai_instant(BEGINS_ON)
    with database.write() as db:
        connection = db.connection()
        begin_demonstration(db, shanghai_instant(SHOWN_FROM_ON))
        told("places, calendar and rules")
        _places(connection)
        fill_calendar(connection)
        load_national_rules(connection, at)
        load_targets(connection)
        load_county_policies(connection, at)
        load_categories(connection)
        load_offices(connection)
        told("officials, and 552 households of 东湖渔业村")
        _officials(db)
        households = enter_register(connection, Seal(data_dir, REGISTER_KEY))
    Story(database, data_dir, households).tell(told)
    told("measures: what was paid from 2016 to 2018")
    enter_measures(database)
    keep_register(database, data_dir)
    put_on_file(database, data_dir)
    upload_a_list(database, data_dir, SHOWN_FROM_ON)
    with database.write() as db:
        file_checklist(db, data_dir)
        db.add(Setting(key=_SEEDED, value=SHOWN_FROM_ON.isoformat(), changed_at=wall_now()))


def is_new(database: Database) -> bool:
    """True when nobody has put anything into the database yet."""
    with database.read() as db:
        return db.execute(select(func.count()).select_from(Region)).scalar_one() == 0


def was_interrupted(database: Database) -> bool:
    """True for a demonstration whose making did not come to its end."""
    with database.read() as db:
        return is_demonstration(db) and db.get(Setting, _SEEDED) is None


def _places(connection: Connection) -> None:
    with as_file(files("service.demonstration") / "data" / "regions.csv.gz") as path:
        import_regions(connection, path)


def _officials(db: Session) -> None:
    at = shanghai_instant(BEGINS_ON)
    # One password for all, offered to every visitor: hashing it 24 times would protect nothing.
    password_hash = hash_password(DEMONSTRATION_PASSWORD)
    for official in OFFICIALS:
        user_id = create_account(db, login=official.login, name=official.name, password_hash=password_hash, at=at)
        appoint(
            db,
            user_id=user_id,
            role=official.role,
            region_code=official.region_code,
            from_on=BEGINS_ON,
            at=at,
            today=BEGINS_ON,
        )
    offered = {official.login: DEMONSTRATION_PASSWORD for official in OFFICIALS}
    offer_on_sign_in_page(db, offered, at=at)
