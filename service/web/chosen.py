"""What may be done with ticked households together: steps, papers, and the first cycle of those without one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, url_for

from service.access import may_open, signed_in_actor
from service.context import current_service
from service.documents.filing import forms_for
from service.queries.households import HouseholdRow, households_chosen
from service.queries.offers import StepOffer, standing_of
from service.queries.on_file import criteria_texts, kinds_on_file
from service.web.addresses import this_path
from service.web.household_facts import may_apply
from service.web.household_table import HouseholdLine
from service.web.names import numbered
from service.web.stages import state_shown, state_word
from service.web.step_offers import OfferShown, criteria_labels, offers_shown
from service.words import word


@dataclass(frozen=True)
class ListForm:
    """A form that can be filled in for several households at once."""

    label: str
    url: str
    households: int
    on_file: int


@dataclass(frozen=True)
class StateGroup:
    """Ticked households that stand in one state, with what may be done with them."""

    label: str
    households: int
    offers: list[OfferShown]
    forms: list[ListForm]


def chosen_page(ids: Sequence[int]) -> str:
    """The page for these households; 404 when one of them lies outside the jurisdiction."""
    service, actor = current_service(), signed_in_actor()
    today = service.clock.today()
    with service.database.read() as db:
        found = households_chosen(db, actor, ids)
        if len(found) != len(set(ids)):
            abort(404)
        records = {each.record_id: each for each in found if each.record_id is not None}
        standing = standing_of(db, actor, list(records), today)
        texts = criteria_texts(db, "household", found[0].village_code, today.year)
        groups = [
            StateGroup(
                label=str(state_word("household", state)),
                households=len(those),
                offers=_offers(
                    [
                        offer
                        for offer in standing.offers
                        if offer.mine and offer.step.source and offer.step.source.value == state
                    ],
                    records,
                    criteria_labels(texts),
                ),
                forms=list_forms(those, kinds_on_file(db, those), state, found[0].village_code),
            )
            for state, those in _by_state(found).items()
        ]
    without = [each for each in found if each.record_id is None]
    apply_url = None
    if without and may_apply(actor, without[0].village_code):
        apply_url = url_for("households.apply", households=",".join(str(each.id) for each in without))
    return render_template(
        "households/chosen.html",
        lines=[
            HouseholdLine(each, state_shown("household", each.state), url_for("households.show", household_id=each.id))
            for each in found
        ],
        groups=groups,
        without=len(without),
        apply_url=apply_url,
        back_url=url_for("places.show", code=found[0].village_code),
    )


def list_forms(
    record_ids: Sequence[int], on_file: dict[str, int], state: str, village_code: str, list_id: int | None = None
) -> list[ListForm]:
    """Forms that the actor may file now for households that stand in one state.

    Args:
        list_id: name the list in the address instead of its records.
    """
    if not may_open("documents.file"):
        return []
    whom: dict[str, Any] = {"list": str(list_id)} if list_id else {"records": ",".join(map(str, record_ids))}
    back = this_path() if list_id else url_for("places.show", code=village_code)
    return [
        ListForm(
            label=str(word(f"paper.{form.kind}")),
            url=url_for("documents.file", kind=form.kind, next=back, **whom),
            households=len(record_ids),
            on_file=on_file.get(form.kind, 0),
        )
        for form in forms_for(signed_in_actor(), "household", village_code, state)
    ]


def _by_state(found: Sequence[HouseholdRow]) -> dict[str, list[int]]:
    states: dict[str, list[int]] = {}
    for each in found:
        if each.record_id is not None and each.state is not None:
            states.setdefault(each.state, []).append(each.record_id)
    return states


def _offers(offers: Sequence[StepOffer], records: dict[int, HouseholdRow], labels: dict[str, str]) -> list[OfferShown]:
    def url(offer: StepOffer) -> str:
        return url_for("acts.on_chosen", step=offer.step.name, records=",".join(map(str, offer.ids)))

    names = {id: numbered(row.head_name, row.number) for id, row in records.items()}
    return offers_shown("household", offers, url, names, labels)
