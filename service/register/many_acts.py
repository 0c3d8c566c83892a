"""Acts on many households at once, as an import needs them: one act for each, in a fixed number of statements.

What service/register/acts.py does for one household, with the same history: versions are locked and raised, an act
with its reason stands for every household, and each changed field is told with what was there before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, select, update

from service.among import among, listed
from service.bulk import insert_many, instant_stored, take_ids, update_many
from service.competence import ChangedSince
from service.models.register import Household, Member, NameKey
from service.models.register_history import FieldChange, RegisterAct
from service.people import Actor, Post
from service.register.acts import TABLES, ActKind
from service.register.fields import Subject
from service.register.names import index_names, keys_of

_ACT: Final = (
    "id",
    "key",
    "kind",
    "village_code",
    "household_id",
    "effective_on",
    "reason",
    "import_job_id",
    "acted_by",
    "role",
    "post_region_code",
    "acted_at",
)


@dataclass(frozen=True, kw_only=True)
class Changed:
    """Fields of one row that changed: by name what was there and what is now, as the history writes both, and the
    columns that hold it."""

    subject: Subject
    id: int
    household_id: int
    fields: Mapping[str, tuple[str | None, str | None, Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class DoingMany:
    """What is being done to all of them.

    Args:
        key: the acts' keys follow from it: what was done once is not done again.
        posts: in which post, by village.
    """

    effective_on: date
    reason: str
    key: str
    import_job_id: int
    actor: Actor
    posts: Mapping[str, Post]
    at: datetime


class ManyActing:
    """Acts under way on many households. First the households, then what belongs to them."""

    def __init__(self, connection: Connection, doing: DoingMany) -> None:
        self._connection, self._doing = connection, doing
        self._at = instant_stored(connection, doing.at)
        self._acts: dict[int, int] = {}

    def touch(self, households: Mapping[int, tuple[str, int]]) -> None:
        """Lock households, raise their versions, and open an act on each.

        Args:
            households: id → village code, version as the preview showed it.

        Raises:
            ChangedSince: somebody acted on one of them since.
        """
        hold(self._connection, {id: version for id, (_, version) in households.items()})
        dialect = self._connection.dialect.name
        self._connection.execute(
            update(Household).where(among(Household.id, "ids", dialect)).values(version=Household.version + 1),
            {"ids": listed(list(households), dialect)},
        )
        self._begin(ActKind.UPDATED, [(id, village) for id, (village, _) in households.items()])

    def enter_households(self, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Sequence[int]:
        """Put households on file, and open an act on each; their ids in the same order.

        Args:
            names: of the columns, the village's code first and the number second.
        """
        ids = take_ids(self._connection, TABLES[Subject.HOUSEHOLD], len(rows))
        more = ("id", "sort_key", "registered_at")
        insert_many(
            self._connection,
            TABLES[Subject.HOUSEHOLD],
            (*more, *names),
            ((id, f"{row[1]:06}", self._at, *row) for id, row in zip(ids, rows, strict=True)),
        )
        self._begin(ActKind.ENTERED, [(id, row[0]) for id, row in zip(ids, rows, strict=True)])
        return ids

    def enter_members(
        self, names: Sequence[str], rows: Sequence[Sequence[Any]], villages: Sequence[str]
    ) -> Sequence[int]:
        """Put people on file, and make their names searchable; ids in the same order.

        Args:
            names: of the columns; `name` is one of them.
            villages: code of each one's village.
        """
        ids = take_ids(self._connection, TABLES[Subject.MEMBER], len(rows))
        insert_many(
            self._connection,
            TABLES[Subject.MEMBER],
            ("id", "entered_at", *names),
            ((id, self._at, *row) for id, row in zip(ids, rows, strict=True)),
        )
        place = list(names).index("name")
        table: Table = NameKey.__table__  # type: ignore[assignment]
        insert_many(
            self._connection,
            table,
            ("member_id", "key", "village_code"),
            (
                (id, key, village)
                for id, row, village in zip(ids, rows, villages, strict=True)
                for key in keys_of(row[place])
            ),
        )
        return ids

    def change(self, changes: Sequence[Changed]) -> None:
        """Set fields of many rows, and tell each of them in the history of its household's act."""
        alike: dict[tuple[Subject, tuple[str, ...]], list[list[Any]]] = {}
        for each in changes:
            columns = {name: value for _, _, stored in each.fields.values() for name, value in stored.items()}
            names = tuple(sorted(columns))
            alike.setdefault((each.subject, names), []).append([*(columns[name] for name in names), each.id])
        for (subject, names), rows in alike.items():
            update_many(self._connection, TABLES[subject], names, rows)
        table: Table = FieldChange.__table__  # type: ignore[assignment]
        insert_many(
            self._connection,
            table,
            ("act_id", "seq", "subject", "subject_id", "field", "old", "new"),
            self._told(changes),
        )
        people = [each for each in changes if each.subject is Subject.MEMBER]
        if renamed := [each.id for each in people if "name" in each.fields]:
            index_names(self._connection, renamed)
        name_after_heads(
            self._connection, {each.household_id for each in people if {"name", "relation"} & {*each.fields}}
        )

    def _told(self, changes: Sequence[Changed]) -> Iterable[Sequence[Any]]:
        seq: dict[int, int] = {}
        for each in changes:
            act = self._acts[each.household_id]
            for name, (old, new, _) in each.fields.items():
                seq[act] = seq.get(act, 0) + 1
                yield act, seq[act], each.subject.value, each.id, name, old, new

    def _begin(self, kind: ActKind, households: Sequence[tuple[int, str]]) -> None:
        table: Table = RegisterAct.__table__  # type: ignore[assignment]
        ids = take_ids(self._connection, table, len(households))
        doing = self._doing
        insert_many(
            self._connection,
            table,
            _ACT,
            (
                (
                    act,
                    f"{doing.key}-{household}",
                    kind.value,
                    village,
                    household,
                    doing.effective_on.isoformat(),
                    doing.reason,
                    doing.import_job_id,
                    doing.actor.user_id,
                    doing.posts[village].role.value,
                    doing.posts[village].region_code,
                    self._at,
                )
                for act, (household, village) in zip(ids, households, strict=True)
            ),
        )
        self._acts |= {household: act for act, (household, _) in zip(ids, households, strict=True)}


def hold(connection: Connection, versions: Mapping[int, int]) -> None:
    """Lock households whose versions are still these.

    Raises:
        ChangedSince: one of them has another.
    """
    dialect = connection.dialect.name
    # In the order of their ids, as every act locks.
    stand = connection.execute(
        select(Household.id, Household.version)
        .where(among(Household.id, "ids", dialect))
        .order_by(Household.id)
        .with_for_update(),
        {"ids": listed(list(versions), dialect)},
    )
    if {id: version for id, version in stand} != dict(versions):  # noqa: C416 (a Row is no pair to mypy)
        raise ChangedSince


def name_after_heads(connection: Connection, household_ids: Iterable[int]) -> None:
    """Repeat the heads' names on these households."""
    dialect = connection.dialect.name
    heads = connection.execute(
        select(Member.household_id, Member.name)
        .where(among(Member.household_id, "ids", dialect), Member.relation == "head", Member.left_on.is_(None))
        .order_by(Member.id.desc()),
        {"ids": listed(list(household_ids), dialect)},
    ).all()
    # Of several the first one who was put on file, as acts on one household have it.
    if rows := [(name, id) for id, name in {id: name for id, name in heads}.items()]:  # noqa: C416
        update_many(connection, TABLES[Subject.HOUSEHOLD], ("head_name",), rows)
