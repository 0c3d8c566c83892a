"""The one place where the register changes: an act with its reason, the fields it changed, in the caller's transaction.

Forms, imports, acts of life and approved corrections all come through here, so that no change can lack its history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, select, update

from service.competence import ChangedSince
from service.models.register import Household, Member, VillageAsset, VillageProject
from service.models.register_history import FieldChange, RegisterAct
from service.people import Actor, Post
from service.register.fields import Subject, fact_of
from service.register.names import index_names
from service.register.values import SealedNumber, Value, columns_of, written


class ActKind(StrEnum):
    """What an act on the register was."""

    ENTERED = "entered"
    UPDATED = "updated"
    CORRECTED = "corrected"
    BORN = "born"
    MARRIED_IN = "married_in"
    MOVED_IN = "moved_in"
    DIED = "died"
    MARRIED_OUT = "married_out"
    EMIGRATED = "emigrated"
    IMPRISONED = "imprisoned"
    MOVED_OUT = "moved_out"
    HEAD_CHANGED = "head_changed"
    SPLIT = "split"
    MERGED = "merged"
    RELOCATED = "relocated"
    DISSOLVED = "dissolved"
    VILLAGE_FACTS = "village_facts"


class AlreadyActed(Exception):
    """This very form was sent before. `act_id` is what it did then."""

    def __init__(self, act_id: int) -> None:
        super().__init__(f"act {act_id}")
        self.act_id = act_id


TABLES: Final[Mapping[Subject, Table]] = {
    Subject.HOUSEHOLD: Household.__table__,  # type: ignore[dict-item]
    Subject.MEMBER: Member.__table__,  # type: ignore[dict-item]
    Subject.ASSET: VillageAsset.__table__,  # type: ignore[dict-item]
    Subject.PROJECT: VillageProject.__table__,  # type: ignore[dict-item]
}

New = Mapping[str, Value | SealedNumber]
"""New values by the name of their fact; a personal number sealed."""


@dataclass(frozen=True, kw_only=True)
class Doing:
    """What is being done.

    Args:
        effective_on: day since which it holds, in Shanghai.
        reason: why, as the person wrote it; '' where the kind says enough.
        key: idempotency key of the button.
    """

    kind: ActKind
    village_code: str
    household_id: int | None
    effective_on: date
    reason: str
    key: str
    other_household_id: int | None = None
    correction_id: int | None = None
    import_job_id: int | None = None


@dataclass
class RegisterActing:
    """An act under way: `change` and `enter` write under its number. Begin one with `begin`."""

    connection: Connection
    id: int
    at: datetime
    _written: int = field(default=0)

    def change(self, subject: Subject, id: int, values: New) -> tuple[str, ...]:
        """Set facts of one subject; those that were the same already stay unsaid.

        Returns:
            Names of the facts that changed.
        """
        table = TABLES[subject]
        row = self.connection.execute(select(table).where(table.c.id == id)).mappings().one()
        changed = {name: value for name, value in values.items() if not _same(subject, name, row, value)}
        if not changed:
            return ()
        columns: dict[str, Any] = {}
        rows = []
        for name, value in changed.items():
            fact = fact_of(subject, name)
            columns |= columns_of(fact, value)
            old = row[fact.columns[0]]
            new = value.sealed if isinstance(value, SealedNumber) else value
            rows.append(self._row(subject, id, name, written(old), written(new)))
        self.connection.execute(update(table).where(table.c.id == id).values(columns))
        self.connection.execute(insert(FieldChange), rows)
        if subject is Subject.MEMBER:
            self._follow_name(id, changed)
        elif subject is Subject.HOUSEHOLD and "village_code" in changed:
            # The keys say where somebody is looked for.
            people = select(Member.id).where(Member.household_id == id)
            index_names(self.connection, list(self.connection.execute(people).scalars()))
        return tuple(changed)

    def enter_members(self, household_id: int, people: Sequence[New]) -> list[int]:
        """Put people on file in a household; ids in their order. Their names become searchable."""
        rows = [
            {"household_id": household_id, "entered_at": self.at, **_columns(Subject.MEMBER, values)}
            for values in people
        ]
        # One statement for all: every row names every column.
        names = dict.fromkeys(name for row in rows for name in row)
        whole = [{name: row.get(name) for name in names} for row in rows]
        made = self.connection.execute(insert(Member).returning(Member.id, sort_by_parameter_order=True), whole)
        ids = list(made.scalars())
        index_names(self.connection, ids)
        return ids

    def enter(self, subject: Subject, values: Mapping[str, Any]) -> int:
        """Put a household, an asset or a project on file with its columns and facts; its id."""
        facts = _columns(subject, values)
        made = self.connection.execute(insert(TABLES[subject]).values(facts).returning(TABLES[subject].c.id))
        return int(made.scalar_one())

    def _row(self, subject: Subject, id: int, name: str, old: str | None, new: str | None) -> dict[str, Any]:
        self._written += 1
        return {
            "act_id": self.id,
            "seq": self._written,
            "subject": subject.value,
            "subject_id": id,
            "field": name,
            "old": old,
            "new": new,
        }

    def _follow_name(self, member_id: int, changed: New) -> None:
        """Lists name a household by its head, and a search finds the new name and not the old one."""
        if {"name", "born_on", "household_id"} & set(changed):
            index_names(self.connection, [member_id])
        if {"name", "relation", "household_id"} & set(changed):
            name_after_head(self.connection, member_id)


def begin(
    connection: Connection, doing: Doing, *, actor: Actor, post: Post, at: datetime, versions: Mapping[int, int]
) -> RegisterActing:
    """Lock the households that an act touches, raise their versions, and open the act.

    Args:
        versions: version of each household as the page showed it.
        at: instant of the act, from the injected clock.

    Raises:
        AlreadyActed: the same key was used before.
        ChangedSince: somebody acted on one of the households since.
    """
    stand = _lock(connection, versions)
    before = connection.execute(select(RegisterAct.id).where(RegisterAct.key == doing.key)).scalar_one_or_none()
    if before is not None:
        raise AlreadyActed(before)
    if stand != dict(versions):
        raise ChangedSince
    if versions:
        raised = update(Household).where(Household.id.in_(list(versions))).values(version=Household.version + 1)
        connection.execute(raised)
    made = connection.execute(
        insert(RegisterAct)
        .values(
            key=doing.key,
            kind=doing.kind.value,
            village_code=doing.village_code,
            household_id=doing.household_id,
            other_household_id=doing.other_household_id,
            effective_on=doing.effective_on,
            reason=doing.reason,
            correction_id=doing.correction_id,
            import_job_id=doing.import_job_id,
            acted_by=actor.user_id,
            role=post.role.value,
            post_region_code=post.region_code,
            acted_at=at,
        )
        .returning(RegisterAct.id)
    )
    return RegisterActing(connection, made.scalar_one(), at)


def name_after_head(connection: Connection, member_id: int) -> None:
    """Repeat the head's name on the household of a member, when there is a head."""
    household_id = connection.execute(select(Member.household_id).where(Member.id == member_id)).scalar_one()
    head = connection.execute(
        select(Member.name)
        .where(Member.household_id == household_id, Member.relation == "head", Member.left_on.is_(None))
        .order_by(Member.id)
        .limit(1)
    ).scalar_one_or_none()
    if head is not None:
        connection.execute(update(Household).where(Household.id == household_id).values(head_name=head))


def _lock(connection: Connection, versions: Mapping[int, int]) -> dict[int, int]:
    # In the order of their ids, so that two acts on the same two households never wait for each other.
    wanted = (
        select(Household.id, Household.version)
        .where(Household.id.in_(list(versions)))
        .order_by(Household.id)
        .with_for_update()
    )
    return dict(connection.execute(wanted).all()) if versions else {}


def _columns(subject: Subject, values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of facts; what is no fact (`registered_at`) is a column already."""
    columns: dict[str, Any] = {}
    for name, value in values.items():
        try:
            columns |= columns_of(fact_of(subject, name), value)
        except KeyError:
            columns[name] = value
    return columns


def _same(subject: Subject, name: str, row: Mapping[Any, Any], value: Value | SealedNumber) -> bool:
    fact = fact_of(subject, name)
    if isinstance(value, SealedNumber):
        # Two sealings of one number differ; its print does not.
        return bool(row[fact.columns[1]] == value.print)
    return bool(row[fact.columns[0]] == value)
