"""Commands: `flask --app wsgi <command>`. Each does one thing and says what it did."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import click
from flask import Flask
from sqlalchemy import func, select

from service.accounts import AccountRefused, appoint, create_account
from service.clock import wall_now
from service.context import Service, current_service
from service.demonstration.seeding import is_new, seed, was_interrupted
from service.history.erasure import NothingToErase, erase_detail
from service.history.verify import snapshot, verify
from service.importing.import_jobs import ImportRoom
from service.migrations import migrate
from service.models.people import User
from service.notices.codes import set_public_address
from service.notices.fonts import fonts_ready
from service.notices.paper import PRESSES
from service.notices.print_jobs import PrintingRoom
from service.notices.printing import pending_notices, print_notice
from service.passwords import hash_password
from service.people import Actor, actor_of
from service.queries.accounts import offered_accounts
from service.regions.division_file import DivisionFileError
from service.regions.import_regions import SOURCE, Progress, add_nation, import_regions
from service.register.names import index_everybody
from service.rules.arranged_days import fill_calendar, known_years
from service.rules.national import load_national_rules
from service.rules.policies_of_plans import load_policies
from service.worker import worker_name
from workflows.roles import Role

SECONDS_BETWEEN_LOOKS = 5.0
NO_PUBLIC_URL = (
    "HOST is {host} and PUBLIC_URL is not set: notices print their code without a QR code. "
    "Set PUBLIC_URL to the service's address as the public opens it."
)
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def register(app: Flask) -> None:
    """Add the commands to the application."""
    for command in (
        migrate_command,
        seed_command,
        accounts_command,
        begin_command,
        policies_command,
        regions_command,
        calendar_command,
        names_command,
        verify_command,
        erase_command,
        print_command,
        jobs_command,
        imports_command,
        readiness_command,
    ):
        app.cli.add_command(command)


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database up to this version, and keep PUBLIC_URL, which the next notices print."""
    service = current_service()
    migrate(service.settings.database_url)
    with service.database.write() as db:
        set_public_address(db.connection(), service.settings.public_url)
    if not service.settings.public_url:
        click.echo(NO_PUBLIC_URL.format(host=service.settings.host), err=True)


@click.command("seed-demonstration")
@click.option("--if-new", is_flag=True, help="Do nothing when the database holds anything already.")
def seed_command(if_new: bool) -> None:
    """Fill a new database with the demonstration: 东湖渔业村 from 2015 to January 2019."""
    service = current_service()
    if was_interrupted(service.database):
        raise click.ClickException(
            "the demonstration was interrupted while it was made; begin again with an empty DATA_DIR"
        )
    if not is_new(service.database):
        if if_new:
            return
        raise click.ClickException("the database is not new; the demonstration is made in an empty one")
    seed(service.database, service.settings.data_dir, lambda line: click.echo(f"  {line}", err=True))


@click.command("demonstration-accounts")
def accounts_command() -> None:
    """Print the demonstration's accounts, one a line."""
    service = current_service()
    with service.database.read() as db:
        accounts = offered_accounts(db, service.clock.today())
    for account, password in accounts:
        posts = ", ".join(f"{post.role.value} {post.region_code or '-'}" for post in account.posts)
        click.echo(f"  {account.login:20} {password:15} {posts}")


@click.command("begin")
@click.argument("login")
@click.argument("name")
@click.password_option()
def begin_command(login: str, name: str, password: str) -> None:
    """Prepare a database for production: national rules, calendar, and the first administrator."""
    service = current_service()
    at = wall_now()
    try:
        with service.database.write() as db:
            connection = db.connection()
            add_nation(connection)
            load_national_rules(connection, at)
            fill_calendar(connection)
            user_id = create_account(db, login=login, name=name, password_hash=hash_password(password), at=at)
            today = service.clock.today()
            appoint(db, user_id=user_id, role=Role.ADMINISTRATOR, region_code="", from_on=today, at=at, today=today)
    except AccountRefused as refused:
        codes = ", ".join(reason.code for reasons in refused.reasons.values() for reason in reasons)
        raise click.ClickException(f"the account was not made: {codes}") from refused
    click.echo(f"{login} administers the accounts. Next: flask import-regions FILE")


@click.command("load-policies")
def policies_command() -> None:
    """Add the policies that the founding plans fix, to a database that began before it knew policies."""
    service = current_service()
    with service.database.write() as db:
        added = load_policies(db.connection(), wall_now())
    click.echo("the policies of the plans are on file" if added else "the policies of the plans were there already")


@click.command("import-regions")
@click.argument("file", type=EXISTING_FILE)
@click.option("--source", default=SOURCE, help="Where the table comes from, as auditors shall read it.")
def regions_command(file: Path, source: str) -> None:
    """Import statistical division codes (`code,name`; .csv or .csv.gz; 2, 4, 6, 9 or 12 digits)."""
    service = current_service()
    try:
        with service.database.write() as db:
            done = import_regions(db.connection(), file, _told, source=source)
    except DivisionFileError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"\n{done.rows} regions read, {done.added} new, {done.renamed} renamed")


@click.command("fill-calendar")
def calendar_command() -> None:
    """Add the working days of years that the State Council has arranged since, as far as chinesecalendar knows them."""
    with current_service().database.write() as db:
        added = fill_calendar(db.connection())
    click.echo(f"{added} days added; the library knows the years to {known_years().stop - 1}")


@click.command("index-names")
def names_command() -> None:
    """Write the search keys of everybody anew: once after an update from before names were searched by keys."""
    with current_service().database.write() as db:
        people = index_everybody(db.connection())
    click.echo(f"names of {people} people indexed")


@click.command("verify-history")
def verify_command() -> None:
    """Replay every record's history and compare it with what stands. Exit status 1 when anything is wrong."""
    with snapshot(current_service().database) as connection:
        faults = verify(connection, _replayed)
    for fault in faults:
        click.echo(str(fault))
    click.echo("the history is whole" if not faults else f"{len(faults)} faults")
    sys.exit(1 if faults else 0)


@click.command("erase-detail")
@click.argument("record", type=int)
@click.argument("seq", type=int)
@click.argument("order")
def erase_command(record: int, seq: int, order: str) -> None:
    """Erase the personal side of one history entry by a lawful ORDER; the entry itself stays and stays provable."""
    service = current_service()
    try:
        with service.database.write() as db:
            erase_detail(db, record, seq, order, service.clock.now())
    except (NothingToErase, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"record {record}, entry {seq}: personal side erased")


@click.command("print-pending-notices")
@click.argument("login")
def print_command(login: str) -> None:
    """Print notices that were issued but not printed, in the name of LOGIN (after a crash between the two)."""
    service = current_service()
    actor = _actor(service, login)
    with service.database.read() as db:
        pending = pending_notices(db)
    for notice_id in pending:
        print_notice(service.database, service.settings.data_dir, notice_id, actor, service.clock.now())
    click.echo(f"{len(pending)} notices printed")


@click.command("work-print-jobs")
@click.option("--workers", type=click.IntRange(1, PRESSES), default=PRESSES, help="Notices printed at once.")
@click.option("--forever", is_flag=True, help="Wait for further jobs instead of stopping when there is none.")
def jobs_command(workers: int, forever: bool) -> None:
    """Print what batches have ordered. May run on several machines; PRINT_IN_SERVICE=0 leaves all of it to them."""
    service = current_service()
    done = 0
    with ThreadPoolExecutor(workers) as pool:
        while True:
            rooms = [
                PrintingRoom(service.database, service.settings.data_dir, service.clock, worker_name())
                for _ in range(workers)
            ]
            done += sum(pool.map(PrintingRoom.work_off, rooms))
            if not forever:
                break
            Event().wait(SECONDS_BETWEEN_LOOKS)
    click.echo(f"{done} pieces of work done")


@click.command("work-imports")
@click.option("--forever", is_flag=True, help="Wait for further imports instead of stopping when there is none.")
def imports_command(forever: bool) -> None:
    """Read and apply what was uploaded. May run on several machines; PRINT_IN_SERVICE=0 leaves all of it to them."""
    service = current_service()
    done = 0
    while True:
        done += ImportRoom(service.database, service.settings.data_dir, service.clock, worker_name()).work_off()
        if not forever:
            break
        Event().wait(SECONDS_BETWEEN_LOOKS)
    click.echo(f"{done} pieces of work done")


@click.command("readiness")
def readiness_command() -> None:
    """Say what is missing for printing notices, a line each. Exit status 1 when anything is."""
    problems = fonts_ready()
    for problem in problems:
        click.echo(problem)
    sys.exit(1 if problems else 0)


def _actor(service: Service, login: str) -> Actor:
    with service.database.read() as db:
        user_id = db.execute(select(User.id).where(func.lower(User.login) == login.lower())).scalar_one_or_none()
        actor = actor_of(db, user_id, service.clock.today()) if user_id is not None else None
    if actor is None:
        raise click.ClickException(f"nobody signs in as {login}")
    return actor


def _told(progress: Progress) -> None:
    click.echo(f"\r{progress.phase} {progress.rows} ({progress.share:.0%})", nl=False, err=True)


def _replayed(records: int, entries: int) -> None:
    click.echo(f"{records} records, {entries} entries", err=True)
