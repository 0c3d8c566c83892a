"""Stored lists: all of a jurisdiction, and the page of one, where a whole list is acted on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, url_for
from flask_babel import gettext as _

from service.access import open_to, signed_in_actor
from service.context import current_service
from service.queries import lists as queries
from service.queries.offers import StepOffer, leads_on, standing_of
from service.queries.on_file import criteria_texts, kinds_on_file, notices_of
from service.queries.places import place_shown
from service.queries.timeline import acts_on_list
from service.register.homes import BEFORE_APPROVAL
from service.rules.deadlines import deadlines
from service.web.asked import asked_number
from service.web.chosen import ListForm, list_forms
from service.web.entries import timeline_of
from service.web.file_words import notice_lines
from service.web.names import numbered
from service.web.register_card import splits_among
from service.web.roles_of_pages import ACTING, BUSINESS
from service.web.stages import StateShown, state_shown, who_must_act
from service.web.step_offers import OfferShown, criteria_labels, offers_shown
from service.words import reason_text, word

blueprint = Blueprint("lists", __name__, url_prefix="/lists")

PAGE = 50


@dataclass(frozen=True)
class MemberLine:
    """A household on a list: where it stands, and what stands against the step that leads it on."""

    member: queries.ListedHousehold
    url: str
    state: StateShown
    step: str | None
    reasons: list[str]


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Lists of the jurisdiction, the newest first."""
    before = asked_number("before")
    with current_service().database.read() as db:
        found, more = queries.lists_page(db, signed_in_actor(), before=before, limit=PAGE)
    return render_template(
        "lists/index.html",
        lists=[(each, _states(each.states)) for each in found],
        next_url=url_for(".index", before=found[-1].id) if more else None,
        first_url=url_for(".index") if before else None,
    )


@blueprint.get("/<int:list_id>")
@open_to(*BUSINESS)
def show(list_id: int) -> str:
    """One list: its households with every reason, the steps for all of them, its notices and acts."""
    service, actor = current_service(), signed_in_actor()
    today = service.clock.today()
    with service.database.read() as db:
        listed = queries.list_shown(db, actor, list_id) or abort(404)
        place = place_shown(db, actor, listed.village_code)
        members = queries.households_on(db, list_id)
        here = [member for member in members if member.left_at is None]
        ids = [member.record_id for member in here]
        standing = standing_of(db, actor, ids, today)
        year = next(iter(standing.years.values()), today.year)
        labels = criteria_labels(criteria_texts(db, "household", listed.village_code, year))
        notices = notices_of(db, ids, list_id=list_id)
        on_file = kinds_on_file(db, ids)
        acts = acts_on_list(db, list_id)
        table = deadlines(db)
        before_approval = [each.household_id for each in here if each.state in BEFORE_APPROVAL]
        splits = splits_among(db, before_approval)
    names = {member.record_id: numbered(member.head_name, member.number) for member in here}
    oldest = min(here, key=lambda member: member.since_at, default=None)
    due_on = table.due_on("household", oldest.state, listed.village_code, oldest.since_at) if oldest else None
    by_state = {state: [each.record_id for each in here if each.state == state] for state in listed.states}
    return render_template(
        "lists/show.html",
        listed=listed,
        splits=splits,
        title=list_title(listed),
        place=place,
        states=_states(listed.states),
        since_at=oldest.since_at if oldest else None,
        due_on=due_on,
        overdue=due_on is not None and today > due_on,
        who=[(str(word(f"state.household.{state}")), who_must_act("household", state)) for state in listed.states],
        offers=_offers(listed, [offer for offer in standing.offers if offer.mine], names, labels),
        offers_of_others=_offers(listed, [offer for offer in standing.offers if not offer.mine], names, labels),
        lines=_lines(members, standing.offers, labels),
        forms=_forms(listed, by_state, on_file),
        notices=notice_lines(notices, today),
        acts=timeline_of(reversed(acts), numbered=False),
        ticks=not actor.roles.isdisjoint(ACTING),
    )


def list_title(listed: queries.ListShown) -> str:
    """What a list is called."""
    words = _(
        "%(kind)s No. %(number)s of %(year)s",
        kind=word(f"list_kind.{listed.kind}"),
        number=listed.number,
        year=listed.year,
    )
    return str(words)


def _states(states: Mapping[str, int]) -> list[tuple[StateShown, int]]:
    return [(state_shown("household", state), number) for state, number in states.items()]


def _offers(
    listed: queries.ListShown, offers: Sequence[StepOffer], names: Mapping[int, str], labels: Mapping[str, str]
) -> list[OfferShown]:
    """What is taken for the list. Steps for single households are taken on their own pages."""

    def url(offer: StepOffer) -> str:
        return url_for("acts.on_list", list_id=listed.id, step=offer.step.name)

    taken_together = [
        offer for offer in offers if len(names) == 1 or not (offer.step.leaves_list or offer.step.opens_cycle)
    ]
    return offers_shown("household", taken_together, url, names, labels)


def _lines(
    members: Sequence[queries.ListedHousehold], offers: Sequence[StepOffer], labels: Mapping[str, str]
) -> list[MemberLine]:
    ahead = [offer for offer in offers if leads_on(offer)]
    lines = []
    for member in members:
        offer = next((each for each in ahead if member.record_id in each.ids), None) if not member.left_at else None
        against = offer.reasons.get(member.record_id, ()) if offer else ()
        lines.append(
            MemberLine(
                member=member,
                url=url_for("households.show", household_id=member.household_id),
                state=state_shown("household", member.state),
                step=str(word(f"step.household.{offer.step.name}")) if offer else None,
                reasons=[reason_text(each, labels) for each in against],
            )
        )
    return lines


def _forms(listed: queries.ListShown, by_state: Mapping[str, Sequence[int]], on_file: dict[str, int]) -> list[ListForm]:
    """Forms for the whole list while it stands in one state; otherwise for those who stand in the same."""
    if len(by_state) == 1:
        state, ids = next(iter(by_state.items()))
        return list_forms(ids, on_file, state, listed.village_code, listed.id)
    return [form for state, ids in by_state.items() for form in list_forms(ids, on_file, state, listed.village_code)]
