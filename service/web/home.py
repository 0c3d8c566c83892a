"""The first page: what waits for whoever has signed in, what they did lately, what their jurisdiction counts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service.access import may_open, open_to_signed_in, signed_in_actor
from service.clock import shanghai_date
from service.context import current_service
from service.queries import notices as notice_queries
from service.queries.campaigns import open_rolls
from service.queries.duplicates import count_waiting
from service.queries.inbox import Waiting, WaitingRow, assigned_to, waiting_for
from service.queries.objections import objections_waiting
from service.queries.places import figures_of, own_places
from service.queries.registering import corrections_waiting
from service.queries.timeline import acts_in, acts_of
from service.web.corrections import facts_named
from service.web.entries import timeline_of
from service.web.links import link, record_url
from service.web.names import listed
from service.web.notice_lines import CONDITIONS, notice_row
from service.web.objection_words import lines as objection_rows
from service.web.roles_of_pages import ACTING
from service.web.stages import StateShown, role_names, state_shown
from service.words import word
from workflows.roles import Role

blueprint = Blueprint("home", __name__)

LATELY = timedelta(days=60)
MOST_LINES = 12
"""Of notices and of objections: who has more finds them on their own pages, by what is to be done."""
MOST_COUNTED = 100
"""Pairs of possible duplicates: whether there are more is seen on their own page."""
MOST_ROUNDS = 6
"""Rolls of a yearly round; a county finds the others on the round's own page."""
MOST_DRAWN = 100
"""Records drawn for an assessor: who has more finds all of them on the page of what was drawn."""


@dataclass(frozen=True)
class WaitingLine:
    """One list, place or record that waits."""

    label: str
    place: str
    url: str
    records: int
    since_at: datetime
    days: int
    due_on: date | None
    overdue: int


@dataclass(frozen=True)
class WaitingShown:
    """Everything that waits in one state."""

    state: StateShown
    procedure: str
    steps: str
    records: int
    lines: list[WaitingLine]
    more: int
    more_url: str | None
    overdue: bool
    has_deadline: bool


@blueprint.get("/")
@open_to_signed_in
def index() -> ResponseReturnValue:
    """What waits for the posts that the person holds today."""
    service, actor = current_service(), signed_in_actor()
    today, now = service.clock.today(), service.clock.now()
    prefixes = actor.region_prefixes()
    if not prefixes:
        if may_open("accounts.index"):
            return redirect(url_for("accounts.index"))
        return render_template("home/no_post.html")
    acts = not actor.roles.isdisjoint(ACTING)
    assessor = Role.ASSESSOR in actor.roles
    with service.database.read() as db:
        waiting = waiting_for(db, actor)
        notices = notice_queries.notices_waiting(db, actor, limit=MOST_LINES + 1) if acts else []
        objections = objections_waiting(db, actor, limit=MOST_LINES + 1) if acts else []
        corrections = corrections_waiting(db, actor, limit=MOST_LINES + 1) if acts else []
        figures = figures_of(db, prefixes, today)
        places = own_places(db, actor)
        mine = acts_of(db, actor.user_id, now - LATELY)
        others = [] if acts or mine else acts_in(db, actor, now - LATELY)
        duplicates = count_waiting(db, actor, most=MOST_COUNTED) if may_open("duplicates.index") else 0
        rounds = open_rolls(db, actor, limit=MOST_ROUNDS) if acts else []
        assigned = assigned_to(db, actor.user_id, limit=MOST_DRAWN + 1) if assessor else []
    groups = [_shown(group, today) for group in waiting]
    return render_template(
        "home/index.html",
        groups=[group for group in groups if group.has_deadline],
        standing=[group for group in groups if not group.has_deadline],
        count=sum(group.records for group in groups if group.has_deadline),
        overdue=sum(line.records for group in groups for line in group.lines if line.overdue > 0),
        notices=[notice_row(notice, today) for notice in notices[:MOST_LINES]],
        more_notices=_notices_by_condition() if len(notices) > MOST_LINES else [],
        objections=objection_rows(objections[:MOST_LINES], today),
        corrections=[(each, facts_named(each)) for each in corrections[:MOST_LINES]],
        more_corrections=_corrections_to_do() if len(corrections) > MOST_LINES else [],
        more_objections=_objections_to_do() if len(objections) > MOST_LINES else [],
        duplicates=duplicates,
        most_counted=MOST_COUNTED,
        watches_readings=may_open("readings.index"),
        figures=figures,
        places=places,
        places_words=listed(place.name for place in places),
        roles=role_names(tuple(dict.fromkeys(post.role for post in actor.appointments))),
        acts=acts,
        rounds=[
            (roll, name, str(word(f"state.campaign.{roll.state}")), (today - roll.deadline_on).days)
            for roll, name in rounds
        ],
        year=today.year,
        lately=timeline_of(mine or others, numbered=False),
        own_acts=acts or bool(mine),
        designates=may_open("places.designate"),
        assessor=assessor,
        assigned=[
            (
                each,
                state_shown(each.procedure, each.state),
                record_url(each.procedure, each.region_code, each.household_id),
                link("findings.record", record_id=each.record_id),
            )
            for each in assigned[:MOST_DRAWN]
        ],
        more_assigned=_all_drawn() if len(assigned) > MOST_DRAWN else [],
        procedures_url=link("procedures.index"),
        rules_url=link("rules.index"),
        reader=not acts,
    )


def _notices_by_condition() -> list[tuple[str, str]]:
    """Label and address of every list in which notices wait."""
    return [(str(CONDITIONS[each]), url_for("notices.index", condition=each)) for each in notice_queries.WAITING]


def _objections_to_do() -> list[tuple[str, str]]:
    """Label and address of the list of the objections that wait for the reader."""
    return [(_("Objections that wait for you"), url_for("objections.index", to_do="mine"))]


def _corrections_to_do() -> list[tuple[str, str]]:
    """Label and address of the list of the corrections that wait for a decision."""
    return [(_("Corrections that wait for a decision"), url_for("corrections.index", state="proposed"))]


def _all_drawn() -> list[tuple[str, str]]:
    """Label and address of the list of what was drawn."""
    return [(_("Records drawn for assessors"), url_for("findings.drawn"))]


def _shown(group: Waiting, today: date) -> WaitingShown:
    lines = [_line(row, today) for row in group.rows]
    index = {"household": "households.index", "village": "villages.index", "county": "counties.index"}
    return WaitingShown(
        state=state_shown(group.procedure, group.state),
        procedure=str(word(f"procedure.{group.procedure}")),
        steps=listed(word(f"step.{group.procedure}.{step}") for step in group.steps),
        records=group.records,
        lines=lines,
        more=group.more,
        more_url=url_for(index[group.procedure], state=group.state) if group.more else None,
        overdue=any(line.overdue > 0 for line in lines),
        has_deadline=any(line.due_on for line in lines),
    )


def _line(row: WaitingRow, today: date) -> WaitingLine:
    if row.records == 1:
        label = row.head_name or row.place_name
        url = record_url(row.procedure, row.region_code, row.household_id)
    elif row.list_id is not None:
        label = str(
            _(
                "%(kind)s No. %(number)s of %(year)s",
                kind=word(f"list_kind.{row.list_kind}"),
                number=row.list_number,
                year=row.list_year,
            )
        )
        url = url_for("lists.show", list_id=row.list_id)
    else:
        label = str(_("Households on no list"))
        url = url_for("places.show", code=row.region_code, state=row.state)
    return WaitingLine(
        label=label,
        place=row.place_name,
        url=url,
        records=row.records,
        since_at=row.since_at,
        days=max(0, (today - shanghai_date(row.since_at)).days),
        due_on=row.due_on,
        overdue=(today - row.due_on).days if row.due_on else 0,
    )
