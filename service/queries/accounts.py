"""What the administrator's pages show: accounts, the posts of each, and the region that a typed text means."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.accounts import OFFERED_ACCOUNTS
from service.models.people import Appointment, User
from service.models.region import Region
from service.models.setting import Setting
from service.people import Post, posts_of
from workflows.roles import Role


@dataclass(frozen=True)
class Account:
    """An account as its list shows it, with the posts that its holder has on a day."""

    id: int
    login: str
    name: str
    active: bool
    posts: tuple[Post, ...]


@dataclass(frozen=True)
class Tenure:
    """One appointment with its whole period, as an account's page shows it."""

    id: int
    role: Role
    region_code: str
    region_name: str
    from_on: date
    until_on: date | None
    acting: bool
    revoked_on: date | None
    appointed_by: str | None

    def held(self, on: date) -> bool:
        """True when the post is held on that day."""
        begun = self.from_on <= on and (self.until_on is None or on <= self.until_on)
        return begun and (self.revoked_on is None or on < self.revoked_on)

    def over(self, on: date) -> bool:
        """True when the post was held no longer on that day, or never will be."""
        last_days = (self.until_on, self.revoked_on and self.revoked_on - timedelta(days=1))
        return any(last is not None and last < on for last in last_days)


def accounts_page(db: Session, on: date, *, after: str = "", limit: int = 51) -> list[Account]:
    """Accounts in the order of their logins, from the one behind `after` on, with their posts of the day."""
    rows = db.execute(
        select(User.id, User.login, User.name, User.active).where(User.login > after).order_by(User.login).limit(limit)
    ).all()
    posts = posts_of(db, [row.id for row in rows], on)
    return [Account(row.id, row.login, row.name, row.active, posts.get(row.id, ())) for row in rows]


def account(db: Session, user_id: int, on: date) -> Account | None:
    """One account with its posts of the day; None when there is no such account."""
    row = db.execute(select(User.id, User.login, User.name, User.active).where(User.id == user_id)).one_or_none()
    if row is None:
        return None
    return Account(row.id, row.login, row.name, row.active, posts_of(db, [user_id], on).get(user_id, ()))


def tenures(db: Session, user_id: int) -> list[Tenure]:
    """Every appointment that a person ever had, the newest first."""
    appointer = select(User.name).where(User.id == Appointment.appointed_by).scalar_subquery()
    rows = db.execute(
        select(Appointment, Region.name, appointer)
        .join(Region, Region.code == Appointment.region_code)
        .where(Appointment.user_id == user_id)
        .order_by(Appointment.from_on.desc(), Appointment.id.desc())
    )
    return [
        Tenure(
            id=held.id,
            role=Role(held.role),
            region_code=held.region_code,
            region_name=region_name,
            from_on=held.from_on,
            until_on=held.until_on,
            acting=held.acting,
            revoked_on=held.revoked_on,
            appointed_by=appointed_by,
        )
        for held, region_name, appointed_by in rows
    ]


def offered_accounts(db: Session, on: date) -> list[tuple[Account, str]]:
    """Accounts that a demonstration shows with their passwords, in its own order."""
    passwords = _offered(db)
    rows = db.execute(
        select(User.id, User.login, User.name, User.active).where(User.login.in_(passwords), User.active)
    ).all()
    posts = posts_of(db, [row.id for row in rows], on)
    found = {row.login: Account(row.id, row.login, row.name, row.active, posts.get(row.id, ())) for row in rows}
    return [(found[login], password) for login, password in passwords.items() if login in found]


def is_offered(db: Session, login: str) -> bool:
    """True for an account that a demonstration shares among its visitors."""
    return login in _offered(db)


def regions_meant(db: Session, text: str, limit: int = 6) -> list[tuple[str, str]]:
    """(code, name) of the regions that a code or a whole name means; empty text means the whole nation."""
    text = text.strip()
    by_code = not text or text.isascii()
    wanted = Region.code == text if by_code else Region.name == text
    rows = db.execute(select(Region.code, Region.name).where(wanted).order_by(Region.code).limit(limit))
    return [(code, name) for code, name in rows]


def _offered(db: Session) -> dict[str, str]:
    found: dict[str, str] = json.loads(db.scalar(select(Setting.value).where(Setting.key == OFFERED_ACCOUNTS)) or "{}")
    return found
