"""The page of one record, whichever procedure it goes through: stages, steps, file, notices, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from service.access import may_open, signed_in_actor
from service.context import current_service
from service.documents.filing import forms_for
from service.people import Actor
from service.queries import on_file
from service.queries.offers import StepOffer, standing_of
from service.queries.places import PlaceShown, place_shown
from service.queries.records import CycleShown, RecordShown, cycles_of
from service.queries.timeline import entries_of
from service.rules.deadlines import deadlines
from service.web.addresses import this_path
from service.web.entries import TimelineEntry, timeline_of
from service.web.file_words import NoticeLine, PaperLine, notice_lines, paper_lines
from service.web.links import link, record_url
from service.web.stages import StageShown, StateShown, stage_bar, state_shown, who_must_act
from service.web.step_offers import OfferShown, criteria_labels, offers_shown
from service.words import word
from workflows.roles import Role


@dataclass(frozen=True)
class FormLink:
    """A form that the actor may file here now, and whether one of its kind is on file already."""

    label: str
    url: str
    on_file: bool


@dataclass(frozen=True)
class ObstacleLine:
    """An objection or a finding."""

    label: str
    content: str
    on: date
    url: str | None
    badge: StateShown
    note: str | None


@dataclass(frozen=True)
class CycleLink:
    """Another cycle of the same subject."""

    label: str
    url: str
    state: StateShown
    current: bool


@dataclass(frozen=True)
class RecordPage:
    """Everything that the page of a record shows beside the facts of its procedure."""

    record: RecordShown
    place: PlaceShown
    state: StateShown
    stages: list[StageShown]
    due_on: date | None
    overdue: bool
    who: str
    offers: list[OfferShown]
    offers_of_others: list[OfferShown]
    list_label: str | None
    list_url: str | None
    forms: list[FormLink]
    papers: list[PaperLine]
    notices: list[NoticeLine]
    objections: list[ObstacleLine]
    objection_url: str | None
    findings: list[ObstacleLine]
    finding_url: str | None
    cycles: list[CycleLink]
    timeline: list[TimelineEntry]


def render_record(template: str, shown: RecordShown, **about: Any) -> str:
    """Render a record's page; `about` are the facts of its procedure."""
    return render_template(template, page=_page(shown), **about)


def _page(shown: RecordShown) -> RecordPage:
    service, actor = current_service(), signed_in_actor()
    today = service.clock.today()
    with service.database.read() as db:
        place = place_shown(db, actor, shown.region_code)
        assert place is not None, "the record is visible, and so is its place"
        standing = standing_of(db, actor, [shown.id], today)
        entries = entries_of(db, shown.id)
        papers = on_file.papers_of(db, [shown.id])
        notices = on_file.notices_of(db, [shown.id])
        objections = on_file.objections_of(db, [shown.id])
        findings = on_file.findings_of(db, [shown.id])
        cycles = cycles_of(db, shown)
        due_on = deadlines(db).due_on(shown.procedure, shown.state, shown.region_code, shown.since_at)
        year = standing.years.get(shown.id, today.year)
        labels = criteria_labels(on_file.criteria_texts(db, shown.procedure, shown.region_code, year))
    offers = [offer for offer in standing.offers if offer.mine]
    others = [offer for offer in standing.offers if not offer.mine]
    return RecordPage(
        record=shown,
        place=place,
        state=state_shown(shown.procedure, shown.state),
        stages=stage_bar(shown.procedure, shown.state, entries),
        due_on=due_on,
        overdue=due_on is not None and today > due_on,
        who=who_must_act(shown.procedure, shown.state),
        offers=_offers(shown, offers, labels),
        offers_of_others=_offers(shown, others, labels),
        list_label=_list_label(shown),
        list_url=url_for("lists.show", list_id=shown.on_list.id) if shown.on_list else None,
        forms=_forms(actor, shown, {paper.kind for paper in papers}),
        papers=paper_lines(papers, labels),
        notices=notice_lines(notices, today),
        objections=_objections(objections),
        objection_url=_objection_url(shown, notices),
        findings=_findings(findings),
        finding_url=link("findings.record", record_id=shown.id),
        cycles=_cycles(shown, cycles),
        timeline=timeline_of(reversed(entries), hashes=Role.AUDITOR in actor.roles),
    )


def _offers(shown: RecordShown, offers: Sequence[StepOffer], labels: Mapping[str, str]) -> list[OfferShown]:
    """Offers on the record's own page; what a whole list must take together leads to the list."""
    listed = shown.on_list is not None and shown.on_list.members > 1
    without_list = [_without_list_reason(offer) if listed and offer.step.whole_list else offer for offer in offers]

    def url(offer: StepOffer) -> str:
        if listed and offer.step.whole_list and shown.on_list:
            return url_for("lists.show", list_id=shown.on_list.id)
        return url_for("acts.on_record", record_id=shown.id, step=offer.step.name)

    return offers_shown(
        shown.procedure,
        without_list,
        url,
        {shown.id: shown.name},
        labels,
        whole_list=shown.on_list.members if listed and shown.on_list else 0,
    )


def _without_list_reason(offer: StepOffer) -> StepOffer:
    """The list's page takes the step for all members: that this household may not go alone is no reason there."""
    kept = {
        id: left
        for id, found in offer.reasons.items()
        if (left := tuple(each for each in found if each.code != "whole_list_required"))
    }
    return StepOffer(offer.step, offer.post, offer.ids, kept)


def _forms(actor: Actor, shown: RecordShown, kinds: set[str]) -> list[FormLink]:
    if not may_open("documents.file"):
        return []
    return [
        FormLink(
            label=str(word(f"paper.{form.kind}")),
            url=url_for("documents.file", kind=form.kind, records=str(shown.id), next=this_path()),
            on_file=form.kind in kinds,
        )
        for form in forms_for(actor, shown.procedure, shown.region_code, shown.state)
    ]


def _list_label(shown: RecordShown) -> str | None:
    if shown.on_list is None:
        return None
    words = _(
        "%(kind)s No. %(number)s of %(year)s",
        kind=word(f"list_kind.{shown.on_list.kind}"),
        number=shown.on_list.number,
        year=shown.on_list.year,
    )
    return str(words)


def _objections(found: Sequence[on_file.ObjectionShown]) -> list[ObstacleLine]:
    return [
        ObstacleLine(
            label=_("Objection No. %(number)s", number=each.id),
            content=each.content,
            on=each.lodged_on,
            url=link("objections.show", objection_id=each.id),
            badge=StateShown(str(word(f"state.objection.{each.state}")), "waiting" if each.open else "done"),
            note=None,
        )
        for each in found
    ]


def _objection_url(shown: RecordShown, notices: Sequence[on_file.NoticeShown]) -> str | None:
    """Where an objection is lodged: against the newest publicity that stands and names the record."""
    standing = next((each for each in notices if not each.void and each.minimum_days), None)
    return link("objections.lodge", notice_id=standing.id, record=shown.id) if standing else None


def _findings(found: Sequence[on_file.FindingShown]) -> list[ObstacleLine]:
    return [
        ObstacleLine(
            label=str(word(f"finding_kind.{each.kind}")),
            content=each.content,
            on=each.found_on,
            url=link("findings.show", finding_id=each.id),
            badge=StateShown(_("corrected"), "done") if each.closed_at else StateShown(_("open"), "stopped"),
            note=each.correction,
        )
        for each in found
    ]


def _cycles(shown: RecordShown, cycles: Sequence[CycleShown]) -> list[CycleLink]:
    return [
        CycleLink(
            label=_("Cycle %(number)s", number=each.cycle),
            url=record_url(shown.procedure, shown.region_code, shown.household_id, None if each.newest else each.cycle),
            state=state_shown(shown.procedure, each.state),
            current=each.id == shown.id,
        )
        for each in cycles
    ]
