"""People, posts and sign-ins on both engines: what the pages rely on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from service import accounts, sign_in
from service.clock import shanghai_instant
from service.database import Database
from service.models.base import Base
from service.models.people import AccountLock
from service.models.region import Region
from service.people import actor_of, posts_of
from service.queries.accounts import regions_meant, tenures
from service.visitors import VISITORS, Visitor
from workflows.roles import Role

TODAY = date(2019, 1, 7)
NOW = shanghai_instant(TODAY)
VILLAGE = "341522500598"


@pytest.fixture
def database(engine_url: str) -> Iterator[Database]:
    database = Database(engine_url)
    tables = [Base.metadata.tables[name] for name in ("region", "user", "appointment", "login_session", "account_lock")]
    Base.metadata.create_all(database.write_engine, tables)
    with database.write() as db:
        db.add(Region(code="", name="全国", level="nation", parent_code=None, source="test"))
        db.flush()
        db.add(Region(code=VILLAGE, name="东湖渔业村民委员会", level="village", parent_code="", source="test"))
    yield database
    database.close()


def open_account(database: Database, login: str) -> int:
    # What stands for the hash is never checked here.
    with database.write() as db:
        return accounts.create_account(db, login=login, name="某", password_hash="hash", at=NOW)


def test_a_post_counts_from_its_first_to_its_last_day_and_never_after_it_was_ended(database: Database) -> None:
    clerk, boss = open_account(database, "wang"), open_account(database, "admin")
    first, last = TODAY + timedelta(days=1), TODAY + timedelta(days=10)
    with database.write() as db:
        made = accounts.appoint(
            db,
            user_id=clerk,
            role=Role.VILLAGE_CLERK,
            region_code=VILLAGE,
            from_on=first,
            until_on=last,
            acting=True,
            appointed_by=boss,
            at=NOW,
            today=TODAY,
        )

    def held(on: date) -> bool:
        with database.read() as db:
            actor = actor_of(db, clerk, on)
            assert actor
            assert posts_of(db, [clerk], on).get(clerk, ()) == actor.appointments
            return bool(actor.posts_with(Role.VILLAGE_CLERK))

    assert [held(on) for on in (TODAY, first, last, last + timedelta(days=1))] == [False, True, True, False]
    with database.write() as db:
        on = first + timedelta(days=3)
        assert accounts.end_appointment(db, made, user_id=clerk, revoked_by=boss, on=on)
        assert not accounts.end_appointment(db, made, user_id=clerk, revoked_by=boss, on=on)
    assert [held(on) for on in (first, first + timedelta(days=2), first + timedelta(days=3))] == [True, True, False]
    with database.read() as db:
        assert tenures(db, clerk)[0].appointed_by == "某"


def test_one_login_is_one_account(database: Database) -> None:
    open_account(database, "wang")
    with pytest.raises(accounts.AccountRefused, match="login_taken"):
        open_account(database, " WANG ")


def test_guesses_at_the_same_moment_are_all_counted(database: Database) -> None:
    def guess(_number: int) -> str:
        with database.write() as db:
            known = sign_in.credentials(db, "nobody")
            outcome = sign_in.sign_in(db, known, False, at=NOW, address=None, user_agent=None)
        assert isinstance(outcome, sign_in.SignInRefused)
        return outcome.reason.code

    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(guess, range(8)))
    assert codes == ["account_locked"] * 4 + ["wrong_login_or_password"] * 4
    with database.read() as db:
        assert (db.scalar(select(AccountLock.failed_attempts)) or 0) >= sign_in.FAILURES_BEFORE_LOCK


def test_failures_of_another_hour_are_forgotten(database: Database) -> None:
    open_account(database, "wang")
    for hour in range(8):
        with database.write() as db:
            known = sign_in.credentials(db, "wang")
            at = NOW + timedelta(hours=2 * hour)
            outcome = sign_in.sign_in(db, known, False, at=at, address=None, user_agent=None)
            assert isinstance(outcome, sign_in.SignInRefused)
            assert outcome.reason.code == "wrong_login_or_password"


def test_a_session_is_the_servers_and_ends_when_it_says_so(database: Database) -> None:
    open_account(database, "wang")

    def behind(token: str, at: timedelta) -> Visitor | None:
        with database.read() as db:
            return sign_in.visitor(db, token, at=NOW + at, on=TODAY)

    with database.write() as db:
        opened = sign_in.sign_in(
            db, sign_in.credentials(db, "wang"), True, at=NOW, address="192.0.2.1", user_agent="x" * 500
        )
    assert isinstance(opened, sign_in.SignedIn)
    found = behind(opened.token, timedelta(hours=1))
    assert found
    assert found.actor.login == "wang"
    assert behind(opened.token + "x", timedelta()) is None
    assert behind(opened.token, sign_in.IDLE_FOR) is None
    for hour in range(1, 12):
        with database.write() as db:
            sign_in.note_seen(db, found.session_id, at=NOW + timedelta(hours=hour))
    assert behind(opened.token, sign_in.SESSION_LASTS - timedelta(minutes=1))
    assert behind(opened.token, sign_in.SESSION_LASTS) is None
    with database.write() as db:
        sign_in.sign_out(db, opened.token, at=NOW)
    assert behind(opened.token, timedelta(hours=1)) is None


def test_who_was_read_before_a_change_is_not_kept_after_it(database: Database) -> None:
    user_id = open_account(database, "wang")
    generation = VISITORS.generation
    with database.read() as db:
        actor = actor_of(db, user_id, TODAY)
    assert actor
    with database.write() as db:
        accounts.set_locale(db, user_id, "en")
        assert VISITORS.generation == generation
    VISITORS.keep("token", TODAY, Visitor(actor, None, 1, NOW), generation)
    assert VISITORS.find("token", TODAY) is None
    VISITORS.keep("token", TODAY, Visitor(actor, "en", 1, NOW), VISITORS.generation)
    assert VISITORS.find("token", TODAY)
    assert VISITORS.find("token", TODAY + timedelta(days=1)) is None


def test_a_region_is_meant_by_its_code_or_its_name(database: Database) -> None:
    with database.read() as db:
        assert (
            regions_meant(db, VILLAGE) == regions_meant(db, " 东湖渔业村民委员会 ") == [(VILLAGE, "东湖渔业村民委员会")]
        )
        assert regions_meant(db, "") == [("", "全国")]
        assert regions_meant(db, "3415") == []
