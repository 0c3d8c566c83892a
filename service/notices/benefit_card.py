"""政策享受明白卡: a household's policies of a year with what it received. Handed to it, public to nobody."""

from dataclasses import dataclass
from datetime import date

from service.notices.paper import printed_pdf
from service.notices.public_facts import PublicValue


@dataclass(frozen=True, kw_only=True)
class CardRow(PublicValue):
    """One policy for the household or one of its people; amounts as printed, '' where the policy names none.

    Args:
        who: the person; '' for the household as a whole.
        terms: what the policy gives, as a sentence.
        basis: document and section.
        received: yuan received in the year; '' for nothing yet.
    """

    who: str
    policy: str
    terms: str
    basis: str
    received: str


@dataclass(frozen=True, kw_only=True)
class BenefitCard(PublicValue):
    """Everything that a card prints.

    Args:
        village: the village as people speak of it.
        continues: documents by which policies continue after an exit; () for a household that has not left.
        responsible: the official who answers for the household, with unit; '' when nobody is named.
        demonstration: prints on every page that people and procedure are invented.
    """

    village: str
    head_name: str
    number: int
    year: int
    rows: tuple[CardRow, ...]
    total: str
    continues: tuple[str, ...]
    responsible: str
    printed_on: date
    demonstration: bool


def card_pdf(card: BenefitCard) -> bytes:
    """The card as PDF; the same card on the same fonts gives the same bytes.

    Raises:
        RenderFailed: as for a notice.
    """
    return printed_pdf("benefit_card", card)
