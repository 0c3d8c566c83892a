"""What the page of a household shows of the register: its card, what may be recorded, alerts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import url_for

from service.access import may_open
from service.competence import post_over
from service.context import current_service
from service.people import Actor
from service.queries.registering import SplitShown, correction_pending, splits_before
from service.register.fields import Subject
from service.register.homes import Home, home_of
from service.register.powers import KEEPERS, MOVERS
from service.web.register_words import GroupShown, groups_of
from service.words import CODES, word

OF_THE_POOR: Final = frozenset({"poverty", "responsible"})
"""Groups that say nothing of a household that was never registered as poor."""


@dataclass(frozen=True)
class RegisterShown:
    """The register's part of a household's page.

    Args:
        groups: facts by group.
        edit_url: where the facts are changed; None for who may not, or where the household ended.
        member_urls: by the number of a person: where their facts are changed, and where it is recorded that they left.
        links: what else may be recorded: label and address.
        pending_url: the correction that waits for a decision.
    """

    groups: Sequence[GroupShown]
    edit_url: str | None
    member_urls: Mapping[int, tuple[str, str]]
    links: Sequence[tuple[str, str]]
    splits: Sequence[SplitShown]
    pending_url: str | None
    history_url: str | None
    dissolved_on: date | None


def register_shown(db: Any, actor: Actor, household_id: int) -> RegisterShown:
    """The part for somebody who sees the household."""
    home = home_of(db.connection(), actor, household_id)
    service = current_service()
    split = splits_before(db, [home.id], service.clock.today(), service.settings.split_alert_days)
    pending = correction_pending(db, home.id)
    standing = home.row["dissolved_on"] is None
    keeps = standing and may_open("keeping.edit") and post_over(actor, KEEPERS, home.village_code) is not None
    groups = groups_of(Subject.HOUSEHOLD, home.row)
    if home.state is None:
        poor = {str(word(f"register_group.{key}")) for key in OF_THE_POOR}
        groups = [each for each in groups if each.label not in poor or any(fact.value for fact in each.facts)]
    return RegisterShown(
        groups=groups,
        edit_url=url_for("keeping.edit", household_id=home.id) if keeps else None,
        member_urls=_member_urls(home) if keeps else {},
        links=_links(home, actor, keeps=keeps) if standing else [],
        splits=list(split.values()),
        pending_url=url_for("corrections.show", correction_id=pending) if pending else None,
        history_url=url_for("corrections.index", household=home.id) if keeps and home.approved else None,
        dissolved_on=home.row["dissolved_on"],
    )


def splits_among(db: Any, household_ids: Sequence[int | None]) -> list[SplitShown]:
    """Splits before the applications of these households, for the page of an act or a list."""
    service = current_service()
    ids = [id for id in household_ids if id is not None]
    if not ids:
        return []
    return list(splits_before(db, ids, service.clock.today(), service.settings.split_alert_days).values())


def _member_urls(home: Home) -> dict[int, tuple[str, str]]:
    return {
        id: (
            url_for("keeping.edit_member", household_id=home.id, member_id=id),
            url_for("life.leave", household_id=home.id, member_id=id),
        )
        for id in home.living
    }


def _links(home: Home, actor: Actor, *, keeps: bool) -> list[tuple[str, str]]:
    links = []
    if keeps:
        links = [
            (str(word(f"register_act.{by}")), url_for("life.join", household_id=home.id, by=by))
            for by in CODES["joining"]
        ]
        if len(home.living) > 1:
            links.append((str(word("register_act.head_changed")), url_for("life.head", household_id=home.id)))
            links.append((str(word("register_act.split")), url_for("life.split", household_id=home.id)))
        if home.living:
            links.append((str(word("register_act.merged")), url_for("life.merge", household_id=home.id)))
    if post_over(actor, MOVERS, home.village_code) is not None:
        links.append((str(word("register_act.relocated")), url_for("life.move", household_id=home.id)))
    if keeps:
        links.append((str(word("register_act.dissolved")), url_for("life.end", household_id=home.id)))
    return links
