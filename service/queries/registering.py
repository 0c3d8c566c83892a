"""What the pages of the register show beside its facts: acts since a page was opened, splits, corrections."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from service.clock import shanghai_date
from service.models.people import User
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household, Member
from service.models.register_history import Correction, FieldChange, RegisterAct
from service.people import Actor
from service.queries.visible import visible_to
from service.register.acts import ActKind
from service.register.corrections import PROPOSED, Change, changes_of
from service.register.fields import Subject
from service.register.powers import CORRECTORS
from workflows.roles import covers


@dataclass(frozen=True)
class ActShown:
    """An act on a household with the fields that it changed: (subject, id, field, old, new)."""

    id: int
    kind: str
    effective_on: date
    reason: str
    acted_by: str
    role: str
    post_region_code: str
    acted_at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class SplitShown:
    """A split before an application: `new` says that the household itself was split off from the other one."""

    household_id: int
    name: str
    number: int
    other_id: int
    other_name: str
    other_number: int
    split_on: date
    applied_on: date
    new: bool

    @property
    def days(self) -> int:
        """Days from the split to the application."""
        return (self.applied_on - self.split_on).days


@dataclass(frozen=True)
class CorrectionShown:
    """A correction with its household; `names` are those of the people whose facts it speaks of."""

    id: int
    household_id: int
    head_name: str
    number: int
    village_code: str
    village_name: str
    version: int
    changes: tuple[Change, ...]
    names: Mapping[int, str]
    reason: str
    state: str
    proposed_by_id: int
    proposed_by: str
    proposed_role: str
    proposed_at: datetime
    decided_by: str | None
    decided_role: str | None
    decided_at: datetime | None
    opinion: str | None


def acts_since(db: Session, household_id: int, newest: int) -> list[ActShown]:
    """The newest acts on a household, the latest first: each raised its version by one."""
    of_it = or_(RegisterAct.household_id == household_id, RegisterAct.other_household_id == household_id)
    rows: Any = db.execute(
        select(RegisterAct, User.name)
        .join(User, User.id == RegisterAct.acted_by)
        .where(of_it)
        .order_by(RegisterAct.id.desc())
        .limit(max(0, min(newest, 20)))
    ).all()
    fields = db.execute(
        select(
            FieldChange.act_id,
            FieldChange.subject,
            FieldChange.subject_id,
            FieldChange.field,
            FieldChange.old,
            FieldChange.new,
        )
        .where(FieldChange.act_id.in_([act.id for act, _name in rows]))
        .order_by(FieldChange.act_id, FieldChange.seq)
    )
    changed: dict[int, list[Change]] = {}
    for act_id, subject, subject_id, name, old, new in fields:
        changed.setdefault(act_id, []).append(Change(Subject(subject), subject_id, name, old, new))
    return [
        ActShown(
            id=act.id,
            kind=act.kind,
            effective_on=act.effective_on,
            reason=act.reason,
            acted_by=name,
            role=act.role,
            post_region_code=act.post_region_code,
            acted_at=act.acted_at,
            changes=tuple(changed.get(act.id, ())),
        )
        for act, name in rows
    ]


def splits_before(db: Session, household_ids: Collection[int], today: date, within: int) -> dict[int, SplitShown]:
    """Households that were split within some days before they applied, or are about to, by their id.

    Args:
        today: what stands for the day of the application where a household has no record yet.
        within: days.
    """
    ids = list(household_ids)
    own, other = aliased(Household), aliased(Household)
    one, split_off = RegisterAct.household_id, RegisterAct.other_household_id
    found: dict[int, SplitShown] = {}
    for mine, theirs in ((one, split_off), (split_off, one)):
        rows: Any = db.execute(
            select(
                mine,
                own.head_name,
                own.number,
                other.id,
                other.head_name,
                other.number,
                RegisterAct.effective_on,
                Record.opened_at,
            )
            .join(own, own.id == mine)
            .join(other, other.id == theirs)
            .outerjoin(Record, and_(Record.household_id == mine, Record.newest))
            .where(RegisterAct.kind == ActKind.SPLIT.value, mine.in_(ids))
            .order_by(RegisterAct.id)
        )
        for household_id, name, number, other_id, other_name, other_number, split_on, opened_at in rows:
            applied_on = shanghai_date(opened_at) if opened_at else today
            if split_on <= applied_on <= split_on + timedelta(days=within):
                found[household_id] = SplitShown(
                    household_id=household_id,
                    name=name,
                    number=number,
                    other_id=other_id,
                    other_name=other_name,
                    other_number=other_number,
                    split_on=split_on,
                    applied_on=applied_on,
                    new=mine is split_off,
                )
    return found


def correction(db: Session, actor: Actor, correction_id: int) -> CorrectionShown | None:
    """One correction of the jurisdiction."""
    found = db.execute(_corrections(actor).where(Correction.id == correction_id)).all()
    return next(iter(_shown(db, found)), None)


def corrections_page(
    db: Session, actor: Actor, *, state: str = "", household_id: int | None = None, before: int | None, limit: int
) -> list[CorrectionShown]:
    """Corrections of the jurisdiction, the newest first."""
    statement = _corrections(actor)
    if state:
        statement = statement.where(Correction.state == state)
    if household_id is not None:
        statement = statement.where(Correction.household_id == household_id)
    if before is not None:
        statement = statement.where(Correction.id < before)
    return _shown(db, db.execute(statement.order_by(Correction.id.desc()).limit(limit)).all())


def corrections_waiting(db: Session, actor: Actor, *, limit: int) -> list[CorrectionShown]:
    """Corrections that wait for the actor's decision, the oldest first: those of others, in a place of theirs."""
    places = [post.region_code for post in actor.posts_with(*CORRECTORS)]
    if not places:
        return []
    in_them = or_(*(Correction.village_code.startswith(code, autoescape=True) for code in places))
    statement = _corrections(actor).where(
        Correction.state == PROPOSED, Correction.proposed_by != actor.user_id, in_them
    )
    return _shown(db, db.execute(statement.order_by(Correction.id).limit(limit)).all())


def correction_pending(db: Session, household_id: int) -> int | None:
    """The correction of a household that waits for its decision."""
    return db.scalar(select(Correction.id).where(Correction.household_id == household_id, Correction.state == PROPOSED))


def villages_within(db: Session, region_code: str, *, limit: int) -> list[tuple[str, str]]:
    """Code and name of the villages of a region, for a list to choose from."""
    rows = db.execute(
        select(Region.code, Region.name)
        .where(Region.code.startswith(region_code, autoescape=True), Region.level == "village")
        .where(Region.valid_to.is_(None))
        .order_by(Region.code)
        .limit(limit)
    )
    return [(code, short_name(name)) for code, name in rows]


def village_exists(db: Session, code: str) -> bool:
    """Whether a code is that of a village."""
    return bool(db.scalar(select(exists().where(Region.code == code, Region.level == "village"))))


def household_by_number(db: Session, village_code: str, number: int) -> int | None:
    """A household of the village that still exists, by its number in the register."""
    return db.scalar(
        select(Household.id).where(
            Household.village_code == village_code, Household.number == number, Household.dissolved_on.is_(None)
        )
    )


def may_decide(actor: Actor, village_code: str) -> bool:
    """Whether the actor decides corrections of this village."""
    return any(covers(post.region_code, village_code) for post in actor.posts_with(*CORRECTORS))


def _corrections(actor: Actor) -> Select[*tuple[Any, ...]]:
    proposer, decider = aliased(User), aliased(User)
    return (
        select(
            Correction,
            Household.head_name,
            Household.number,
            Household.version,
            Region.name,
            proposer.name,
            decider.name,
        )
        .join(Household, Household.id == Correction.household_id)
        .join(Region, Region.code == Correction.village_code)
        .join(proposer, proposer.id == Correction.proposed_by)
        .outerjoin(decider, decider.id == Correction.decided_by)
        .where(visible_to(actor, Correction.village_code))
    )


def _shown(db: Session, rows: Collection[Any]) -> list[CorrectionShown]:
    changes = {row[0].id: tuple(changes_of(row[0].changes)) for row in rows}
    people = {each.id for found in changes.values() for each in found if each.subject.value == "member"}
    names = dict(db.execute(select(Member.id, Member.name).where(Member.id.in_(people))).all()) if people else {}
    return [
        CorrectionShown(
            id=asked.id,
            household_id=asked.household_id,
            head_name=head_name,
            number=number,
            village_code=asked.village_code,
            village_name=short_name(village),
            version=version,
            changes=changes[asked.id],
            names=names,
            reason=asked.reason,
            state=asked.state,
            proposed_by_id=asked.proposed_by,
            proposed_by=proposed_by,
            proposed_role=asked.proposed_role,
            proposed_at=asked.proposed_at,
            decided_by=decided_by,
            decided_role=asked.decided_role,
            decided_at=asked.decided_at,
            opinion=asked.opinion,
        )
        for asked, head_name, number, version, village, proposed_by, decided_by in rows
    ]
