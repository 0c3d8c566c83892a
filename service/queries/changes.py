"""What happened to the facts of a household or a village: acts, each with the fields that it changed.

Health leaves this module only for those who need to know it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from service.models.people import User
from service.models.region import Region, short_name
from service.models.register import Household, Member, VillageAsset, VillageProject
from service.models.register_history import FieldChange, RegisterAct
from service.people import Actor
from service.queries.visible import visible_to
from service.register.fields import FACTS, Subject

_NAMED: Final[Mapping[Subject, Any]] = {
    Subject.MEMBER: Member,
    Subject.ASSET: VillageAsset,
    Subject.PROJECT: VillageProject,
}


@dataclass(frozen=True)
class ChangeShown:
    """A field that an act changed; values as the history holds them, both None where `hidden`.

    `whose` is the name, as it is now, of a person, an asset or a project; None of the household itself.
    """

    subject: Subject
    subject_id: int
    whose: str | None
    field: str
    old: str | None
    new: str | None
    hidden: bool


@dataclass(frozen=True)
class ActShown:
    """An act on the register. `entered` are the people whom it put on file."""

    id: int
    kind: str
    village_code: str
    household_id: int | None
    other_household_id: int | None
    effective_on: date
    reason: str
    actor_name: str
    role: str
    post_place: str
    acted_at: datetime
    changes: tuple[ChangeShown, ...]
    entered: tuple[str, ...]


@dataclass(frozen=True)
class ChangeFilter:
    """What the history is narrowed to.

    Args:
        person: id of a member; also what was changed while they belonged to another household.
        subject, field: one fact; of everybody whom it may be about.
    """

    person: int | None = None
    subject: Subject | None = None
    field: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self.person is not None or self.subject is not None


def acts_on_household(
    db: Session,
    actor: Actor,
    household_id: int,
    wanted: ChangeFilter,
    *,
    knows_health: bool,
    before: int | None = None,
    limit: int = 51,
) -> list[ActShown]:
    """Acts on a household, the newest first, from the one before `before` on.

    The caller has made sure that the actor may see the household.
    """
    theirs = or_(RegisterAct.household_id == household_id, RegisterAct.other_household_id == household_id)
    if wanted.person is not None:
        # What somebody brought along from another household belongs to their history.
        theirs = _changed(FieldChange.subject == Subject.MEMBER.value, FieldChange.subject_id == wanted.person)
    return _acts(db, and_(theirs, visible_to(actor, RegisterAct.village_code)), wanted, knows_health, before, limit)


def acts_on_village(db: Session, actor: Actor, village_code: str, *, limit: int) -> list[ActShown]:
    """Acts on the assets and projects of a village, the newest first."""
    here = and_(
        RegisterAct.village_code == village_code,
        RegisterAct.kind == "village_facts",
        visible_to(actor, RegisterAct.village_code),
    )
    return _acts(db, here, ChangeFilter(), False, None, limit)


def people_of_history(db: Session, household_id: int) -> list[tuple[int, str]]:
    """Whoever belongs to a household, or was changed by an act on it: id and name."""
    changed = (
        select(FieldChange.subject_id)
        .join(RegisterAct, RegisterAct.id == FieldChange.act_id)
        .where(RegisterAct.household_id == household_id, FieldChange.subject == Subject.MEMBER.value)
    )
    rows = db.execute(
        select(Member.id, Member.name)
        .where(or_(Member.household_id == household_id, Member.id.in_(changed)))
        .order_by(Member.id)
    )
    return [(id, name) for id, name in rows]


def names_in(db: Session, acts: Sequence[ActShown]) -> Mapping[str, str]:
    """What villages and households are called that stand in changes as codes and numbers."""
    told = [change for act in acts for change in act.changes]
    codes = {text for each in told if each.field == "village_code" for text in (each.old, each.new) if text}
    homes = {int(text) for each in told if each.field == "household_id" for text in (each.old, each.new) if text}
    names = {code: short_name(name) for code, name in _regions(db, codes)}
    if homes:
        rows = db.execute(select(Household.id, Household.head_name, Household.number).where(Household.id.in_(homes)))
        names |= {str(id): f"{head} ({number})" for id, head, number in rows}
    return names


def _acts(
    db: Session,
    which: ColumnElement[bool],
    wanted: ChangeFilter,
    knows_health: bool,
    before: int | None,
    limit: int,
) -> list[ActShown]:
    fields = _fields(wanted)
    conditions = [which]
    if wanted.subject is not None:
        conditions.append(_changed(*fields))
    if before is not None:
        conditions.append(RegisterAct.id < before)
    rows = db.execute(_rows().where(*conditions).order_by(RegisterAct.id.desc()).limit(limit)).all()
    changes = _changes(db, [row.id for row in rows], fields, knows_health)
    entered = {} if wanted.narrows else _entered(db, rows)
    places = {code: short_name(name) for code, name in _regions(db, {row.post_region_code for row in rows})}
    return [
        ActShown(
            id=row.id,
            kind=row.kind,
            village_code=row.village_code,
            household_id=row.household_id,
            other_household_id=row.other_household_id,
            effective_on=row.effective_on,
            reason=row.reason,
            actor_name=row.actor_name,
            role=row.role,
            post_place=places.get(row.post_region_code, row.post_region_code),
            acted_at=row.acted_at,
            changes=tuple(changes.get(row.id, ())),
            entered=tuple(entered.get(row.acted_at, ())),
        )
        for row in rows
    ]


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        RegisterAct.id,
        RegisterAct.kind,
        RegisterAct.village_code,
        RegisterAct.household_id,
        RegisterAct.other_household_id,
        RegisterAct.effective_on,
        RegisterAct.reason,
        User.name.label("actor_name"),
        RegisterAct.role,
        RegisterAct.post_region_code,
        RegisterAct.acted_at,
    ).join(User, User.id == RegisterAct.acted_by)


def _fields(wanted: ChangeFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.person is not None:
        found += [FieldChange.subject == Subject.MEMBER.value, FieldChange.subject_id == wanted.person]
    if wanted.subject is not None:
        found += [FieldChange.subject == wanted.subject.value, FieldChange.field == wanted.field]
    return found


def _changed(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(FieldChange.act_id == RegisterAct.id, *which)


def _changes(
    db: Session, act_ids: Collection[int], fields: Sequence[ColumnElement[bool]], knows_health: bool
) -> dict[int, list[ChangeShown]]:
    # One outer join for each kind of subject that has a name of its own.
    statement = select(
        FieldChange.act_id,
        FieldChange.subject,
        FieldChange.subject_id,
        FieldChange.field,
        FieldChange.old,
        FieldChange.new,
        func.coalesce(*(model.name for model in _NAMED.values())).label("whose"),
    )
    for subject, model in _NAMED.items():
        statement = statement.outerjoin(
            model, and_(FieldChange.subject == subject.value, FieldChange.subject_id == model.id)
        )
    rows = db.execute(
        statement.where(FieldChange.act_id.in_(act_ids), *fields).order_by(FieldChange.act_id, FieldChange.seq)
    )
    found: dict[int, list[ChangeShown]] = {}
    for row in rows:
        subject = Subject(row.subject)
        fact = FACTS[subject].get(row.field)
        hidden = bool(fact and fact.health and not knows_health)
        old, new = (None, None) if hidden else (row.old, row.new)
        found.setdefault(row.act_id, []).append(
            ChangeShown(subject, row.subject_id, row.whose, row.field, old, new, hidden)
        )
    return found


def _entered(db: Session, rows: Sequence[Any]) -> dict[datetime, list[str]]:
    """Who was put on file by these acts: at their very instant, in their households."""
    homes = {id for row in rows for id in (row.household_id, row.other_household_id) if id is not None}
    instants = {row.acted_at for row in rows}
    if not homes:
        return {}
    people = db.execute(
        select(Member.entered_at, Member.name)
        .where(Member.household_id.in_(homes), Member.entered_at.in_(instants))
        .order_by(Member.id)
    )
    found: dict[datetime, list[str]] = {}
    for at, name in people:
        if at is not None:
            found.setdefault(at, []).append(name)
    return found


def _regions(db: Session, codes: Collection[str]) -> Sequence[Any]:
    return db.execute(select(Region.code, Region.name).where(Region.code.in_(codes))).all() if codes else ()
