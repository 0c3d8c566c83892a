"""Before a policy is entered: its rule as a sentence, and how many it would meet in its place today."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from service.access import signed_in_actor
from service.context import current_service
from service.queries.accounts import regions_meant
from service.queries.entitlement import met_by
from service.queries.rules import policy_row
from service.queries.visible import may_see
from service.rules.policies import RULE_CODES
from service.web.measure_words import rule_sentence
from service.web.policy_forms import offered, rule_asked
from workflows.benefits import Unit
from workflows.entitlement import RuleUnreadable, names_health, read_rule, rule_text
from workflows.roles import Level, level_of

_SMALL = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)


@dataclass(frozen=True)
class Preview:
    """What a rule says, and whom it meets."""

    sentence: str
    count: str


def previewed(form: Any) -> Preview:
    """The rule of a form that is not sent yet, whatever else is wrong with the form."""
    form.validate()
    rule = rule_asked(form)
    try:
        read_rule(rule_text(rule), RULE_CODES)
    except RuleUnreadable:
        return Preview(_("This is no rule yet"), _("Correct what is marked below, then look again."))
    unit = Unit.HOUSEHOLD if form.unit.data == Unit.HOUSEHOLD else Unit.PERSON
    return Preview(rule_sentence(rule, form.unit.data or ""), _counted(form, rule, unit))


def _counted(form: Any, rule: Any, unit: Unit) -> str:
    actor, today = signed_in_actor(), current_service().clock.today()
    if not rule:
        return str(_("No condition is filled in yet."))
    if names_health(rule):
        return str(_("A rule over health is not counted: whoever meets it is known to be ill or disabled."))
    with current_service().database.read() as db:
        meant = [code for code, _name in regions_meant(db, form.region.data or "") if may_see(actor, code)]
        if len(meant) != 1 or level_of(meant[0]) not in _SMALL:
            return str(_("Name a county, township or village of yours as the place to count whom it meets there."))
        households, persons = met_by(db, meant[0], unit, rule, today.year, today)
    return str(
        _(
            "By today's facts it is met by %(households)s, %(persons)s.",
            households=ngettext("%(num)s household", "%(num)s households", households),
            persons=ngettext("%(num)s person", "%(num)s persons", persons),
        )
    )


def policy_begun_with(row_id: int | None) -> dict[str, Any]:
    """A policy on file as the form's beginning, where one is named and concerns the actor."""
    if row_id is None:
        return {}
    with current_service().database.read() as db:
        found = policy_row(db, signed_in_actor(), row_id)
    return offered(found) if found else {}
