"""Accounts and appointments: what the administrator changes. A post's region is of its role's level."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.orm import Session

from service.database import insert_unless_there
from service.models.people import Appointment, User
from service.models.region import Region
from service.models.setting import Setting
from service.passwords import hash_password
from service.people import held_on
from service.visitors import forget_after_commit
from workflows.reasons import Reason, reason
from workflows.roles import Role, level_of, role_level

MOST_CHARACTERS = 64
OFFERED_ACCOUNTS = "demonstration_accounts"


class AccountRefused(ValueError):
    """An account or an appointment cannot be made or changed so. `reasons` says why, all of it, by field."""

    def __init__(self, reasons: Mapping[str, Sequence[Reason]]) -> None:
        super().__init__(", ".join(each.code for found in reasons.values() for each in found))
        self.reasons = reasons


def create_account(
    db: Session, *, login: str, name: str, password_hash: str, at: datetime, locale: str | None = None
) -> int:
    """Open an account without any post.

    Args:
        login: what the person types to sign in; kept in lower case.
        password_hash: made by `service.passwords.hash_password` before this transaction began.

    Returns:
        The account's number.

    Raises:
        AccountRefused: the login is taken or malformed, or the name is empty.
    """
    login, name = login.strip().lower(), name.strip()
    refusals: dict[str, list[Reason]] = {}
    if not (login.isascii() and 0 < len(login) <= MOST_CHARACTERS and all(c.isalnum() or c in "._-" for c in login)):
        refusals["login"] = [reason("login_malformed")]
    if not 0 < len(name) <= MOST_CHARACTERS:
        refusals["name"] = [reason("name_missing")]
    if refusals:
        raise AccountRefused(refusals)
    row = {"login": login, "name": name, "password_hash": password_hash, "locale": locale, "active": True}
    added = db.scalar(insert_unless_there(db, User).values(**row, created_at=at).returning(User.id))
    if added is None:
        raise AccountRefused({"login": [reason("login_taken")]})
    return int(added)


def new_account(db: Session, *, login: str, name: str, password: str, at: datetime) -> int:
    """Open an account from a password in clear: for seeding and the command line, where nobody waits for the lock."""
    return create_account(db, login=login, name=name, password_hash=hash_password(password), at=at)


def offer_on_sign_in_page(db: Session, passwords: Mapping[str, str], *, at: datetime) -> None:
    """Show these accounts of a demonstration, {login: password}, to whoever opens its sign-in page, in this order."""
    value = json.dumps(passwords)
    db.merge(Setting(key=OFFERED_ACCOUNTS, value=value, changed_at=at))


def set_password(db: Session, user_id: int, password_hash: str) -> None:
    """Replace a password. The caller ends the person's sessions."""
    db.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
    forget_after_commit(db)


def set_locale(db: Session, user_id: int, locale: str) -> None:
    """Keep the language that a person chose."""
    db.execute(update(User).where(User.id == user_id).values(locale=locale))
    forget_after_commit(db)


def set_active(db: Session, user_id: int, active: bool, *, on: date) -> None:
    """Close or reopen an account. Appointments stay as they are. The caller ends the person's sessions.

    Raises:
        AccountRefused: nobody would be left to administer the accounts.
    """
    if not active:
        _keep_an_administrator(db, on, Appointment.user_id != user_id)
    db.execute(update(User).where(User.id == user_id).values(active=active))
    forget_after_commit(db)


def appoint(
    db: Session,
    *,
    user_id: int,
    role: Role,
    region_code: str,
    from_on: date,
    until_on: date | None = None,
    acting: bool = False,
    appointed_by: int | None = None,
    at: datetime,
    today: date,
) -> int:
    """Give a person a role in a region.

    Args:
        until_on: last day of the post; an acting appointment needs one.
        appointed_by: the administrator's account; None for the first one of a database.
        at: instant of the appointment.
        today: the day on which this is done; a post cannot begin before it.

    Returns:
        The appointment's number.

    Raises:
        AccountRefused: with every reason, by field.
    """
    wanted = _Wanted(user_id, role, region_code, from_on, until_on, acting)
    refusals = _reasons_against(db, wanted, appointed_by, today)
    if refusals:
        raise AccountRefused(refusals)
    forget_after_commit(db)
    added = db.execute(
        insert(Appointment)
        .values(
            user_id=user_id,
            role=role.value,
            region_code=region_code,
            from_on=from_on,
            until_on=until_on,
            acting=acting,
            appointed_by=appointed_by,
            appointed_at=at,
        )
        .returning(Appointment.id)
    )
    return added.scalar_one()


def end_appointment(db: Session, appointment_id: int, *, user_id: int, revoked_by: int | None, on: date) -> bool:
    """End a post from this day's beginning.

    Returns:
        False when the person has no such appointment or it was over already.

    Raises:
        AccountRefused: nobody would be left to administer the accounts.
    """
    _keep_an_administrator(db, on, Appointment.id != appointment_id)
    ended = db.execute(
        update(Appointment)
        .where(
            Appointment.id == appointment_id,
            Appointment.user_id == user_id,
            or_(Appointment.revoked_on.is_(None), Appointment.revoked_on > on),
            or_(Appointment.until_on.is_(None), Appointment.until_on >= on),
        )
        .values(revoked_on=on, revoked_by=revoked_by)
        .returning(Appointment.id)
    ).all()
    forget_after_commit(db)
    return bool(ended)


@dataclass(frozen=True)
class _Wanted:
    user_id: int
    role: Role
    region_code: str
    from_on: date
    until_on: date | None
    acting: bool


def _reasons_against(
    db: Session, wanted: _Wanted, appointed_by: int | None, today: date
) -> Mapping[str, Sequence[Reason]]:
    refusals: dict[str, list[Reason]] = {"role": [], "region": [], "from_on": [], "until_on": []}
    if db.get(Region, wanted.region_code) is None:
        refusals["region"].append(reason("region_unknown", region=wanted.region_code))
    elif (needed := role_level(wanted.role)) not in (None, given := level_of(wanted.region_code)):
        refusals["region"].append(reason("region_of_another_level", needed=str(needed), given=given.value))
    if wanted.from_on < today:
        refusals["from_on"].append(reason("appointment_in_the_past", today=today))
    if wanted.until_on is not None and wanted.until_on < wanted.from_on:
        refusals["until_on"].append(reason("appointment_ends_before_it_begins"))
    if wanted.acting and wanted.until_on is None:
        refusals["until_on"].append(reason("acting_needs_an_end"))
    if appointed_by == wanted.user_id:
        refusals["role"].append(reason("appointing_oneself"))
    refusals["role"].extend(_reasons_from_other_posts(db, wanted))
    return {name: found for name, found in refusals.items() if found}


def _reasons_from_other_posts(db: Session, wanted: _Wanted) -> list[Reason]:
    """The same post twice at a time; an administrator with a business post (procedures: no business right at all)."""
    others = db.execute(
        select(Appointment.role, Appointment.region_code).where(
            Appointment.user_id == wanted.user_id,
            Appointment.from_on <= (wanted.until_on or date.max),
            or_(Appointment.until_on.is_(None), Appointment.until_on >= wanted.from_on),
            or_(Appointment.revoked_on.is_(None), Appointment.revoked_on > wanted.from_on),
        )
    ).all()
    reasons = []
    if (wanted.role.value, wanted.region_code) in {(role, code) for role, code in others}:
        reasons.append(reason("appointed_already"))
    if any((role == Role.ADMINISTRATOR) != (wanted.role is Role.ADMINISTRATOR) for role, _ in others):
        reasons.append(reason("administrator_apart"))
    return reasons


def _keep_an_administrator(db: Session, on: date, remaining: ColumnElement[bool]) -> None:
    """Refuse a change that takes the last administrator away; a change that concerns none passes."""
    administrators = (
        select(Appointment.id)
        .join(User, User.id == Appointment.user_id)
        .where(Appointment.role == Role.ADMINISTRATOR.value, User.active, held_on(on))
    )
    if db.scalar(administrators.limit(1)) is not None and db.scalar(administrators.where(remaining).limit(1)) is None:
        raise AccountRefused({"": [reason("last_administrator")]})
