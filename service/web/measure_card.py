"""The facts of a 政策享受明白卡: printed in Chinese, whatever the visitor reads."""

from datetime import date
from decimal import Decimal

from flask_babel import force_locale

from service.context import current_service
from service.demonstration.clock import DemonstrationClock
from service.notices.benefit_card import BenefitCard, CardRow
from service.queries.entitlement import Assessed, Entitlement
from service.queries.households import HouseholdRow
from service.web.file_words import yuan
from service.web.measure_words import policy_name, terms_sentence


def card_of(
    household: HouseholdRow,
    found: Assessed,
    today: date,
    *,
    exited: bool,
    continues: tuple[tuple[str, str], ...],
    responsible: str,
) -> BenefitCard:
    """The card of a household for a year.

    Args:
        continues: document and sentence by which policies continue; printed for a household that has left.
    """
    with force_locale("zh_Hans_CN"):
        rows = tuple(_row(each) for each in found.rows if each.judgement.met or each.weighed.paid)
        total = yuan(sum((each.weighed.received for each in found.rows), Decimal(0)))
    return BenefitCard(
        village=household.village_name,
        head_name=household.head_name,
        number=household.number,
        year=found.year,
        rows=rows,
        total=total,
        continues=tuple(f"{source}“{quote}”" for source, quote in continues) if exited else (),
        responsible=responsible,
        printed_on=today,
        demonstration=isinstance(current_service().clock, DemonstrationClock),
    )


def _row(each: Entitlement) -> CardRow:
    return CardRow(
        who=each.who.member_name,
        policy=policy_name(each.policy),
        terms=terms_sentence(each.policy.terms),
        basis=each.policy.source,
        received=yuan(each.weighed.received) if each.weighed.received else "",
    )
