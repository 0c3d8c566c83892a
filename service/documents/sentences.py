"""What is wrong with a form that somebody filled in, and what a guard will still ask for, in words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from babel.numbers import format_decimal
from flask_babel import get_locale, lazy_gettext
from flask_babel.speaklater import LazyString

from service.words import WORDS, date_text, word
from workflows.reasons import Figure, Reason

SENTENCES: Final[dict[str, LazyString]] = {
    # one answer
    "answer_missing": lazy_gettext("An answer is missing here."),
    "not_a_number": lazy_gettext("Write a whole number in digits, without a unit."),
    "not_an_amount": lazy_gettext("Write an amount in yuan with at most two decimals, such as 1,234.50."),
    "amount_negative": lazy_gettext("This amount cannot be negative."),
    "number_too_small": lazy_gettext("The smallest number possible here is %(least)s."),
    "number_too_large": lazy_gettext("The largest number possible here is %(most)s."),
    "text_too_long": lazy_gettext("The text has %(length)s characters; at most %(most)s fit here."),
    "text_unprintable": lazy_gettext("The text contains characters that cannot be printed. Type it again."),
    "too_many_names": lazy_gettext("These are %(names)s names; at most %(most)s fit here."),
    "not_in_the_list": lazy_gettext("Choose one of the list."),
    # taken from the register
    "register_fact_missing": lazy_gettext("The register does not hold “%(fact)s” yet. Enter it there first."),
    # date and year
    "date_unreadable": lazy_gettext("This is not a date. Write year, month and day."),
    "date_in_future": lazy_gettext("The date lies in the future; today is %(today)s."),
    "date_too_early": lazy_gettext("The date lies before %(earliest)s, when the registration began."),
    "year_out_of_range": lazy_gettext("The year must lie between %(first)s and %(last)s."),
    # answers that contradict each other
    "more_present_than_due": lazy_gettext("More delegates were present (%(found)s) than are due (%(of)s)."),
    "more_votes_than_present": lazy_gettext(
        "Votes for and against (%(votes)s together) are more than the delegates present (%(present)s)."
    ),
    "more_found_than_sampled": lazy_gettext("More were found (%(found)s) than were sampled (%(of)s)."),
    "more_approving_than_asked": lazy_gettext("More households approve (%(found)s) than were asked (%(of)s)."),
    # criteria
    "criteria_without_set": lazy_gettext(
        "No criteria set holds for this place and year. The data manager must enter it with its source."
    ),
    "criterion_unknown": lazy_gettext("The criteria set of this place and year has no “%(criterion)s”."),
    "actual_missing": lazy_gettext("Write what was found for “%(criterion)s”; the notice prints it."),
    # files
    "scan_missing": lazy_gettext("Attach at least one scan or photograph."),
    "too_many_files": lazy_gettext("These are %(files)s files; at most %(most)s can be attached at once."),
    "file_empty": lazy_gettext("The file “%(file)s” is empty."),
    "file_too_large": lazy_gettext("The file “%(file)s” is larger than %(most)s MB."),
    "file_of_another_kind": lazy_gettext(
        "The file “%(file)s” is neither an image (JPEG, PNG) nor a PDF, whatever its name says."
    ),
    "file_cut_off": lazy_gettext("The end of the file “%(file)s” is missing. Copy or scan it again."),
    # advice after the filing
    "too_few_visitors": lazy_gettext("Visitors named: %(visitors)s. The step asks for %(needed)s different people."),
    "household_refused": lazy_gettext("The household refused: the only step that is left is to return it."),
    "not_signed_yet": lazy_gettext("The paper is not signed yet: the step will ask for a signed one."),
    "criterion_without_evidence": lazy_gettext("“%(criterion)s” is met, but evidence is still missing."),
}


def sentence(why: Reason, criteria: Mapping[str, str] | None = None) -> str:
    """The reason in the visitor's language.

    Args:
        criteria: labels of the criteria set by code, in the visitor's language.
    """
    labels = criteria or {}
    figures = {name: _shown(name, value, labels) for name, value in why.figures.items()}
    return str(SENTENCES[why.code]) % figures


def _shown(name: str, value: Figure, labels: Mapping[str, str]) -> str:
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, int | Decimal) and name not in ("first", "last") and value >= 10_000:
        return format_decimal(value, locale=get_locale())
    if name == "criterion":
        return labels.get(str(value), str(value))
    return str(word(value)) if isinstance(value, str) and value in WORDS else str(value)
