"""enter(), fire(): the one place where a record changes state.

In this order: stale page? does the step leave this state? role, place, the four functions, every guard, the list, a
reason where one is required — all refusals are collected and nothing has moved yet — then lists, notices and the
moves with their history, all in the caller's transaction. Paper is rendered after it, outside: paper takes seconds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.facts.gathering import Gathered, gather, year_of
from service.facts.places import weighs_on_place
from service.facts.rows import RecordRow, load_rows, lock_places
from service.history.entries import NOTHING_BEFORE, By, Head, Written, entry_of
from service.lists import Grouping, groups_for, leave_lists, list_reasons
from service.models.history import Act
from service.moving import ChangedMeanwhile, Move, NewRecord, open_records, write_moves
from service.notices.issue import CannotIssue, Issue, issue_notice, void_notices
from service.orders import AlreadyDone, AlreadyEntered, Fired, NotThere, Order, Refused, Stale
from service.people import Actor
from workflows import PROCEDURES
from workflows.decide import Acting, Post, reasons_against
from workflows.declare import Direction, Step
from workflows.machine import moved
from workflows.reasons import Reason, reason

__all__ = ["AlreadyDone", "AlreadyEntered", "Fired", "NotThere", "Order", "Refused", "Stale", "enter", "fire"]


def fire(db: Session, order: Order, actor: Actor, *, at: datetime) -> Fired:
    """Take one step for every record of the order, or for none.

    Args:
        db: the caller's transaction; the caller commits.
        order: step, records and words.
        actor: who acts, with the posts held at that moment.
        at: instant of the act, from the injected clock.

    Raises:
        NotThere, Stale, Refused, AlreadyDone: nothing has moved; roll the transaction back.
    """
    connection = db.connection()
    rows = load_rows(connection, order.versions, lock=True)
    if missing := order.versions.keys() - rows.keys():
        raise NotThere(f"no record {sorted(missing)}")
    if not rows:
        raise NotThere("an act without a record")
    if stale := [id for id, row in rows.items() if row.version != order.versions[id]]:
        _refuse_a_second_press(connection, order.key)
        raise Stale(stale)
    act = _Act(connection, order, actor, at, rows)
    act.refuse_what_may_not_be()
    try:
        return act.carry_out()
    except ChangedMeanwhile:
        raise Stale(rows) from None
    except IntegrityError as error:
        # The key of a second press lost the race against the first: the first act stands.
        if _is_second_press(error):
            raise AlreadyDone(order.key) from None
        raise


@dataclass(frozen=True)
class _Part:
    """Records of an act whose steps do the same beside moving them; mostly all of the act."""

    step: Step
    rows: dict[int, RecordRow]


@dataclass
class _Act:
    """One act on its way: collected reasons first, then what it writes."""

    connection: Connection
    order: Order
    actor: Actor
    at: datetime
    rows: Mapping[int, RecordRow]

    def __post_init__(self) -> None:
        self.today = shanghai_date(self.at)
        self.acting = acting(self.actor)
        self.steps: dict[int, Step] = {}
        self.targets: dict[int, str] = {}
        self.parts: list[_Part] = []
        self.gathered: dict[int, Gathered] = {}
        self.hands: dict[Post, By] = {}

    def refuse_what_may_not_be(self) -> None:
        reasons: dict[int, list[Reason]] = {id: [] for id in self.rows}
        leaving: list[tuple[Step, dict[int, RecordRow]]] = []
        for (procedure, state), rows in _by_state(self.rows).items():
            step = PROCEDURES[procedure].step(self.order.step, state)
            if step is None:
                nothing_leaves = reason("step_not_from_state", state=f"state.{procedure}.{state}")
                reasons.update({id: [nothing_leaves] for id in rows})
                continue
            leaving.append((step, rows))
            # A step that opens a cycle moves nothing: the machine does not know it.
            target = step.target.value if step.opens_cycle else moved(procedure, step.name, state)
            self.steps.update(dict.fromkeys(rows, step))
            self.targets.update(dict.fromkeys(rows, target))
        self.parts = _alike(leaving)
        self._hold_places(leaving)
        for step, rows in leaving:
            self._weigh(step, rows, reasons)
        for part in self.parts:
            for id, found in list_reasons(part.step, part.rows).items():
                reasons[id].extend(found)
        if any(reasons.values()):
            _refuse_a_second_press(self.connection, self.order.key)
            raise Refused({id: found for id, found in reasons.items() if found}, names_of(self.rows))

    def _hold_places(self, leaving: Iterable[tuple[Step, Mapping[int, RecordRow]]]) -> None:
        """Before the facts are read: no village is approved on a count that this act is about to raise."""
        held: set[str] = set()
        for step, rows in leaving:
            if weighs_on_place(next(iter(rows.values())).procedure, step):
                held.update(row.region_code for row in rows.values())
        if held:
            lock_places(self.connection, held)

    def _weigh(self, step: Step, rows: Mapping[int, RecordRow], reasons: Mapping[int, list[Reason]]) -> None:
        gathered = gather(self.connection, rows, step.guards, self.today)
        for id, found in gathered.items():
            reasons[id].extend(reasons_against(step, found.case, self.acting))
            if step.needs_reason and not self.order.opinion.strip():
                reasons[id].append(reason("reason_required"))
        self.gathered.update(gathered)

    def carry_out(self) -> Fired:
        lists: dict[int, int | None] = {}
        opened: dict[int, int] = {}
        notices: dict[int, int] = {}
        for part in self.parts:
            groups = self._lists(part)
            lists.update({id: group.list_id for group in groups for id in group.ids})
            if part.step.opens_cycle:
                opened.update(self._open(part))
            if part.step.issues:
                notices.update(self._issue(part.step, groups))
            if part.step.voids_notices:
                self._void(part.step, list(part.rows), part.step.voids_notices)
        moves = [self._move(row, lists[id], notices.get(id), opened.get(id)) for id, row in self.rows.items()]
        write_moves(self.connection, moves)
        return Fired(
            self.order.key,
            tuple(id for id in self.rows if id not in opened),
            tuple(opened.values()),
            tuple(dict.fromkeys(notices.values())),
        )

    def _lists(self, part: _Part) -> list[Grouping]:
        if part.step.leaves_list:
            leave_lists(self.connection, list(part.rows), step=part.step.name, at=self.at)
        year = max(year_of(row, self.today) for row in part.rows.values())
        return groups_for(self.connection, part.step, part.rows, year=year, by=self.actor.user_id, at=self.at)

    def _open(self, part: _Part) -> dict[int, int]:
        new = [
            NewRecord(
                procedure=row.procedure,
                region_code=row.region_code,
                household_id=row.household_id,
                cycle=row.cycle + 1,
                state=self.targets[row.id],
                follows=(row.id, row.version),
            )
            for row in part.rows.values()
        ]
        return dict(zip(part.rows, open_records(self.connection, new, part.step.name, self.at), strict=True))

    def _issue(self, step: Step, groups: Sequence[Grouping]) -> dict[int, int]:
        issued: dict[int, int] = {}
        kind = step.issues or ""
        amends = step.direction is Direction.STAY and kind != "extension"
        for group in groups:
            first = self.rows[group.ids[0]]
            if amends:
                # The notice that is amended gives way to the new one, and the period starts again.
                self._void(step, group.ids, (kind,))
            issue = Issue(
                kind=kind,
                procedure=first.procedure,
                region_code=group.region_code,
                ids=group.ids,
                list_id=group.list_id,
                year=year_of(first, self.today),
                post_region_code=self._post(step, first).region_code,
                amends=amends,
                seen=self.gathered[first.id].notices_seen,
                by=self.actor.user_id,
                at=self.at,
                today=self.today,
            )
            try:
                notice_id = issue_notice(self.connection, issue)
            except CannotIssue as refused:
                raise Refused(self._blamed(group, refused.reasons), names_of(self.rows)) from refused
            issued.update(dict.fromkeys(group.ids, notice_id))
        return issued

    def _blamed(self, group: Grouping, reasons: Sequence[Reason]) -> dict[int, list[Reason]]:
        """Reasons of a notice by the households that they name; what names none stands beside the first."""
        blamed: dict[int, list[Reason]] = {}
        for found in reasons:
            named = [id for id in group.ids if self.rows[id].head_name == found.figures.get("household", "")]
            for id in named or group.ids[:1]:
                blamed.setdefault(id, []).append(found)
        return blamed

    def _void(self, step: Step, ids: Sequence[int], kinds: Sequence[str]) -> None:
        void_notices(self.connection, ids, kinds, step=step.name, act_id=self.order.key, at=self.at)

    def _post(self, step: Step, row: RecordRow) -> Post:
        post = self.acting.post_for(step, row.region_code)
        assert post is not None, "refused before"
        return post

    def _by(self, post: Post) -> By:
        """One for all records that the person acts on in the same post."""
        if post not in self.hands:
            self.hands[post] = By(self.actor, post, self.order.key, self.at, self.order.opinion)
        return self.hands[post]

    def _move(self, row: RecordRow, list_id: int | None, notice_id: int | None, opened_id: int | None) -> Move:
        begins = opened_id is not None
        step = self.steps[row.id]
        basis = self.gathered[row.id].basis
        return entry_of(
            Written(
                record_id=row.id if opened_id is None else opened_id,
                procedure=row.procedure,
                step=step,
                from_state=None if begins else row.state,
                to_state=self.targets[row.id],
                head=NOTHING_BEFORE if begins else Head(row.version, row.head_hash, row.stays, row.acted),
                notice_id=notice_id,
                list_id=list_id,
                basis={**basis, "follows": row.id} if begins else basis,
            ),
            self._by(self._post(step, row)),
        )


def enter(
    db: Session,
    procedure: str,
    subjects: Sequence[tuple[str, int | None]],
    step_name: str,
    actor: Actor,
    *,
    at: datetime,
    key: str,
    opinion: str = "",
) -> Fired:
    """Begin the first cycle of households, villages or counties. The caller commits.

    Args:
        subjects: region code and household id (None for a village or county) of each.
        step_name: the step that enters the procedure: `apply` or `designate`.

    Raises:
        Refused: wrong role or place. Reasons are by the subject's place in the list.
        AlreadyDone: this very button was pressed before.
        AlreadyEntered: one of them has a cycle already.
    """
    connection = db.connection()
    table = PROCEDURES[procedure]
    step = table.step(step_name, None)
    if step is None:
        raise NotThere(f"nothing begins with {step_name}")
    who = acting(actor)
    refusals: dict[int, list[Reason]] = {}
    for place, (region_code, _) in enumerate(subjects):
        if not who.holds(step.roles):
            refusals[place] = [reason("role_may_not", roles=",".join(role.value for role in step.roles))]
        elif who.post_for(step, region_code) is None:
            refusals[place] = [reason("outside_jurisdiction")]
    if refusals:
        raise Refused(refusals, {})
    _refuse_a_second_press(connection, key)
    new = [
        NewRecord(procedure=procedure, region_code=code, household_id=id, cycle=1, state=step.target.value)
        for code, id in subjects
    ]
    try:
        ids = open_records(connection, new, step_name, at)
        moves = []
        for id, (code, _) in zip(ids, subjects, strict=True):
            post = who.post_for(step, code)
            assert post is not None, "refused before"
            written = Written(
                record_id=id,
                procedure=procedure,
                step=step,
                from_state=None,
                to_state=step.target.value,
                head=NOTHING_BEFORE,
            )
            moves.append(entry_of(written, By(actor, post, key, at, opinion)))
        write_moves(connection, moves)
    except IntegrityError as error:
        if _is_second_press(error):
            raise AlreadyDone(key) from None
        raise AlreadyEntered from error
    return Fired(key, (), tuple(ids))


def acting(actor: Actor) -> Acting:
    """The actor as the rules see them: a person with posts."""
    return Acting(actor.user_id, [Post(post.role, post.region_code) for post in actor.appointments])


def names_of(rows: Mapping[int, RecordRow]) -> dict[int, str]:
    """What a refusal calls the records: the head of the household, or the region's code."""
    return {id: row.head_name or row.region_code for id, row in rows.items()}


def _by_state(rows: Mapping[int, RecordRow]) -> dict[tuple[str, str], dict[int, RecordRow]]:
    found: dict[tuple[str, str], dict[int, RecordRow]] = {}
    for id, row in rows.items():
        found.setdefault((row.procedure, row.state), {})[id] = row
    return found


def _alike(leaving: Iterable[tuple[Step, Mapping[int, RecordRow]]]) -> list[_Part]:
    """One name may be several rows of the table: `return` voids a notice from one state and none from another."""
    parts: dict[tuple[object, ...], _Part] = {}
    for step, rows in leaving:
        does = (step.gathers, step.whole_list, step.leaves_list, step.issues, step.voids_notices, step.opens)
        procedure = next(iter(rows.values())).procedure
        parts.setdefault((procedure, *does), _Part(step, {})).rows.update(rows)
    return list(parts.values())


def _refuse_a_second_press(connection: Connection, key: str) -> None:
    if connection.execute(select(Act.id).where(Act.id == key)).first():
        raise AlreadyDone(key)


def _is_second_press(error: IntegrityError) -> bool:
    said = str(error.orig)
    # SQLite: the trigger that guards the table speaks before the key does.
    return "pk_act" in said or "act.id" in said or said == "act is written once"
