"""Where people reach a body, entered by its officials: telephones, address; by a data manager also how it signs.

Rows are added, never changed. Notices keep what they printed; the next ones print what stands by then.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.competence import post_over, required_post
from service.models.office import Office
from service.notices.posting import POSTERS
from service.people import Actor
from workflows.roles import UPWARDS, Role, level_of

_PHONE: Final = re.compile(r"\+?[0-9(][0-9 ()-]{3,22}[0-9](?:[-转][0-9]{1,6})?")
_MOST_DIGITS: Final = 14
_NUMBER_OF_A_PERSON: Final = re.compile(r"(?<!\d)(?:\d[ -]?){14,17}[\dXx](?!\d)")
LONGEST: Final = 100


class Fault(StrEnum):
    """Why an office cannot be entered so; the sentences are the page's."""

    PHONE_MALFORMED = "phone_malformed"
    TOO_LONG = "too_long"
    NUMBER_OF_A_PERSON = "number_of_a_person"
    NAMES_NOT_YOURS = "names_not_yours"
    SAME = "same"


class OfficeRefused(ValueError):
    """The office cannot be entered so. `faults` says why, by field."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(", ".join(f"{field}: {fault}" for field, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True, kw_only=True)
class OfficeTerms:
    """What is entered. Empty names follow from the region; an empty telephone is not printed."""

    phone: str = ""
    address: str = ""
    supervisor_phone: str = ""
    spoken_name: str = ""
    body_name: str = ""
    number_prefix: str = ""


NAMES: Final = ("spoken_name", "body_name", "number_prefix")
_PHONES: Final = ("phone", "supervisor_phone")


def entering_roles(region_code: str) -> tuple[Role, ...]:
    """Who may enter the office of a place: who posts its notices, the same of the levels above, and data managers."""
    level = level_of(region_code)
    levels = UPWARDS[UPWARDS.index(level) :] if level in UPWARDS else ()
    return (*(role for each in levels for role in POSTERS[each]), Role.DATA_MANAGER)


def may_name(actor: Actor, region_code: str) -> bool:
    """True when the actor may also say how the body signs and numbers: that is data, not a telephone."""
    return post_over(actor, (Role.DATA_MANAGER,), region_code) is not None


def standing_terms(db: Session, region_code: str) -> OfficeTerms:
    """The office of a place as it stands; all empty where none was entered."""
    row = db.scalars(
        select(Office).where(Office.region_code == region_code).order_by(Office.id.desc()).limit(1)
    ).one_or_none()
    return OfficeTerms(**{name: getattr(row, name) for name in asdict(OfficeTerms())}) if row else OfficeTerms()


def enter_office(db: Session, region_code: str, terms: OfficeTerms, actor: Actor, at: datetime) -> int:
    """Enter an office of a place that exists. The caller commits.

    Args:
        actor: loaded in the same transaction.
        at: instant of the entry, from the injected clock.

    Returns:
        The row's id.

    Raises:
        ActRefused: the actor may not enter this place's office.
        OfficeRefused: nothing was entered.
    """
    required_post(actor, entering_roles(region_code), region_code)
    terms = replace(terms, **{name: text.strip() for name, text in asdict(terms).items()})
    standing = standing_terms(db, region_code)
    faults: dict[str, Fault] = {}
    for name, text in asdict(terms).items():
        if len(text) > LONGEST:
            faults[name] = Fault.TOO_LONG
        elif _NUMBER_OF_A_PERSON.search(text):
            faults[name] = Fault.NUMBER_OF_A_PERSON
        elif name in _PHONES and text and not _is_phone(text):
            faults[name] = Fault.PHONE_MALFORMED
        elif name in NAMES and text != getattr(standing, name) and not may_name(actor, region_code):
            faults[name] = Fault.NAMES_NOT_YOURS
    if not faults and terms == standing:
        # A second press of the same button.
        faults["phone"] = Fault.SAME
    if faults:
        raise OfficeRefused(faults)
    row = {"region_code": region_code, **asdict(terms), "entered_by": actor.user_id, "entered_at": at}
    return int(db.execute(insert(Office).values(**row).returning(Office.id)).scalar_one())


def _is_phone(text: str) -> bool:
    digits = sum(letter.isdigit() for letter in text)
    plain = unicodedata.normalize("NFKC", text)
    return bool(_PHONE.fullmatch(plain)) and digits <= _MOST_DIGITS
