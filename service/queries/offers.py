"""What may be done with records now: every step that leaves their state, with every reason against it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from service.facts.gathering import gather, year_of
from service.facts.rows import RecordRow, load_rows
from service.firing import acting
from service.lists import list_reasons
from service.people import Actor
from service.queries.visible import may_see
from workflows import PROCEDURES
from workflows.case import Case, reasons_of
from workflows.decide import Acting, Post, reasons_against
from workflows.declare import Direction, Step
from workflows.reasons import Reason, reason


@dataclass(frozen=True)
class StepOffer:
    """One step for the records that stand in its source.

    Args:
        post: the actor's post that takes it; None when it is another's.
        reasons: every reason by record; a record without any is not in it. For a step of another's they are what must
            still hold, without "you may not".
    """

    step: Step
    post: Post | None
    ids: tuple[int, ...]
    reasons: Mapping[int, tuple[Reason, ...]]

    @property
    def mine(self) -> bool:
        """True when the actor holds a post that takes this step here."""
        return self.post is not None

    @property
    def allowed(self) -> bool:
        """True when nothing stands against it for any of the records."""
        return self.mine and not self.reasons


@dataclass(frozen=True)
class Standing:
    """Records of one procedure as an act would find them, with the steps that leave their states."""

    rows: Mapping[int, RecordRow]
    offers: tuple[StepOffer, ...]
    years: Mapping[int, int]

    def versions(self) -> dict[int, int]:
        """Version of each record as this page shows it."""
        return {id: row.version for id, row in self.rows.items()}


def standing_of(db: Session, actor: Actor, ids: Collection[int], today: date, *, step: str | None = None) -> Standing:
    """Weigh every step that leaves the records' states, or the one that is named, for this person today.

    A fixed number of statements whatever the number of records, as long as they lie in one place.

    Args:
        ids: records of one procedure; those outside the actor's jurisdiction are left out.
    """
    connection = db.connection()
    rows = {id: row for id, row in load_rows(connection, ids, lock=False).items() if may_see(actor, row.region_code)}
    who = acting(actor)
    steps = _leaving(rows, step)
    cases = _cases(connection, rows, steps, today)
    offers = tuple(_offer(row, rows, cases, who) for row in steps)
    return Standing(rows, offers, {id: year_of(row, today) for id, row in rows.items()})


def refusals(standing: Standing, step: str) -> dict[int, list[Reason]]:
    """Every reason against one step by record, as the act itself would collect them."""
    procedure = next(iter(PROCEDURES[row.procedure] for row in standing.rows.values()))
    found: dict[int, list[Reason]] = {}
    for id, row in standing.rows.items():
        if procedure.step(step, row.state) is None:
            found[id] = [reason("step_not_from_state", state=f"state.{row.procedure}.{row.state}")]
    for offer in standing.offers:
        if offer.step.name == step:
            for id, reasons in offer.reasons.items():
                found.setdefault(id, []).extend(reasons)
            if not offer.mine:
                against = _may_not(offer.step)
                for id in offer.ids:
                    found[id] = [against, *found.get(id, [])]
    return found


def _leaving(rows: Mapping[int, RecordRow], name: str | None) -> list[Step]:
    """Steps that leave any of the states, in the order of the table."""
    if not rows:
        return []
    procedure = PROCEDURES[next(iter(rows.values())).procedure]
    states = {row.state for row in rows.values()}
    return [
        step for step in procedure.steps if step.source and step.source.value in states and name in (None, step.name)
    ]


def _cases(
    connection: Connection, rows: Mapping[int, RecordRow], steps: Collection[Step], today: date
) -> dict[int, Case]:
    guards = list(dict.fromkeys(guard for step in steps for guard in step.guards))
    return {id: gathered.case for id, gathered in gather(connection, rows, guards, today).items()}


def _offer(step: Step, rows: Mapping[int, RecordRow], cases: Mapping[int, Case], who: Acting) -> StepOffer:
    leaving = {id: row for id, row in rows.items() if step.source and row.state == step.source.value}
    region_code = next(iter(leaving.values())).region_code
    post = who.post_for(step, region_code)
    by_list = list_reasons(step, leaving)
    reasons: dict[int, tuple[Reason, ...]] = {}
    for id in leaving:
        case = cases[id]
        own = reasons_against(step, case, who) if post is not None else reasons_of(step.guards, case)
        if found := (*own, *by_list.get(id, ())):
            reasons[id] = tuple(found)
    return StepOffer(step, post, tuple(leaving), reasons)


def _may_not(step: Step) -> Reason:
    return reason("role_may_not", roles=",".join(role.value for role in step.roles))


def leads_on(offer: StepOffer) -> bool:
    """True for the steps that move a record forward in its procedure."""
    return offer.step.direction is Direction.FORWARD
