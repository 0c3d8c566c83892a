"""People as actors: who somebody is, and the posts that they hold on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from service.models.people import Appointment, User
from service.models.region import Region, short_name
from workflows.roles import Role


@dataclass(frozen=True)
class Post:
    """A role held in a region on the day that was asked about."""

    appointment_id: int
    role: Role
    region_code: str
    region_name: str
    acting: bool = False


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with the posts that they hold on a day."""

    user_id: int
    login: str
    name: str
    appointments: tuple[Post, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """Roles of all posts."""
        return frozenset(post.role for post in self.appointments)

    def posts_with(self, *roles: Role) -> tuple[Post, ...]:
        """Posts with one of these roles."""
        return tuple(post for post in self.appointments if post.role in roles)

    def region_prefixes(self) -> tuple[str, ...]:
        """The fewest code prefixes that cover every region of a business post; an administrator's post gives none."""
        codes = sorted({post.region_code for post in self.appointments if post.role is not Role.ADMINISTRATOR})
        widest: list[str] = []
        for code in codes:
            if not (widest and code.startswith(widest[-1])):
                widest.append(code)
        return tuple(widest)


def held_on(on: date) -> ColumnElement[bool]:
    """Condition on `appointment`: the post is held on that day."""
    return and_(
        Appointment.from_on <= on,
        or_(Appointment.until_on.is_(None), Appointment.until_on >= on),
        or_(Appointment.revoked_on.is_(None), Appointment.revoked_on > on),
    )


def posts_of(db: Session, user_ids: Iterable[int], on: date) -> dict[int, tuple[Post, ...]]:
    """Posts that people hold on a day, in one query: the widest region first."""
    rows = db.execute(
        select(
            Appointment.user_id,
            Appointment.id,
            Appointment.role,
            Appointment.region_code,
            Region.name,
            Appointment.acting,
        )
        .join(Region, Region.code == Appointment.region_code)
        .where(Appointment.user_id.in_(list(user_ids)), held_on(on))
        .order_by(func.length(Appointment.region_code), Appointment.region_code, Appointment.id)
    )
    found: dict[int, list[Post]] = {}
    for user_id, appointment_id, role, code, name, acting in rows:
        found.setdefault(user_id, []).append(Post(appointment_id, Role(role), code, short_name(name), acting))
    return {user_id: tuple(posts) for user_id, posts in found.items()}


def actor_of(db: Session, user_id: int, on: date) -> Actor | None:
    """The person with their posts on a day; None when the account does not exist or is closed."""
    row = db.execute(select(User.login, User.name).where(User.id == user_id, User.active)).one_or_none()
    if row is None:
        return None
    return Actor(user_id, row.login, row.name, posts_of(db, [user_id], on).get(user_id, ()))
