"""Accounts, the posts that people hold, their sessions, and the lock on an account that is being guessed at."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text
from workflows.roles import Role

_ROLES = ", ".join(f"'{role.value}'" for role in Role)


class User(Base):
    """A person with an account. Accounts are closed, never deleted: history names them."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(code_text(), unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    locale: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Appointment(Base):
    """A role held in one region from a day on; an acting appointment always has its last day.

    `until_on` is the last day of the post. `revoked_on` ends it from that day's beginning.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="role"),
        CheckConstraint("NOT acting OR until_on IS NOT NULL", name="acting_has_an_end"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="order_of_days"),
        Index(None, "user_id"),
        Index(None, "region_code", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    acting: Mapped[bool] = mapped_column(default=False)
    appointed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    appointed_at: Mapped[datetime]
    revoked_on: Mapped[date | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class LoginSession(Base):
    """A signed-in browser. The cookie carries a random token, this row its SHA-256: ending the row kills every copy."""

    __tablename__ = "login_session"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(code_text(), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str | None]
    user_agent: Mapped[str | None]


class AccountLock(Base):
    """Failed attempts to sign in under one login, whether or not such an account exists: the answer must not tell."""

    __tablename__ = "account_lock"

    login: Mapped[str] = mapped_column(code_text(), primary_key=True)
    failed_attempts: Mapped[int]
    last_failed_at: Mapped[datetime]
    locked_until_at: Mapped[datetime | None]
