"""What somebody typed into one question, read as what is stored; and whether a stored answer is one at all.

Stored forms: text, list of names, whole number, amount as text with two decimals ("1234.50"), true or false, code.
"""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final

from service.documents.declare import Field, FieldKind
from workflows.reasons import Reason, reason

LINE: Final = 100
"""Characters of a TEXT."""
PARAGRAPH: Final = 2_000
"""Characters of a LONG_TEXT, an actual situation or a piece of evidence named in words."""
NAME: Final = 50
NAMES: Final = 20
LARGEST: Final = 9_999_999_999
"""Nobody counts or earns more; past it a slip of the finger is likelier than the truth."""

_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+")
_AMOUNT = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?")
_STORED_AMOUNT = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,2})?")
_BETWEEN_NAMES = re.compile(r"[\n、,，;；]")
_FEN = Decimal("0.01")


class Unreadable(ValueError):
    """The typed text is no answer to the question; `reason` says why."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why


def read_answer(question: Field, typed: str, allowed: Collection[str] = ()) -> Any:
    """The stored form of a typed answer; None when nothing was typed and nothing need be.

    Args:
        typed: as it came from the browser.
        allowed: codes of a CHOICE, or of the villages of a VILLAGE.

    Raises:
        Unreadable: it is missing, or no answer of the question's kind and bounds.
    """
    typed = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not typed:
        if question.required:
            raise Unreadable(reason("answer_missing"))
        return None
    answer = _READ[question.kind](typed)
    for why in problems_with(question, answer, allowed or None):
        raise Unreadable(why)
    return answer


def problems_with(question: Field, answer: Any, allowed: Collection[str] | None = None) -> list[Reason]:
    """Why a stored answer cannot stand: missing, of another kind, or outside its bounds.

    Args:
        answer: in its stored form; None: not answered.
        allowed: codes that a CHOICE or VILLAGE may have; None: any.
    """
    if answer is None or answer in ("", []):
        return [reason("answer_missing")] if question.required else []
    kind = question.kind
    if kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
        return text_problems(answer, LINE if kind is FieldKind.TEXT else PARAGRAPH)
    if kind is FieldKind.NAMES:
        return _name_problems(answer)
    if kind in (FieldKind.COUNT, FieldKind.YEAR):
        whole = isinstance(answer, int) and not isinstance(answer, bool)
        return _bounds(question, answer) if whole else [reason("not_a_number")]
    if kind is FieldKind.MONEY:
        return _amount_problems(question, answer)
    if kind is FieldKind.YES_NO:
        return [] if isinstance(answer, bool) else [reason("answer_missing")]
    if kind in (FieldKind.CHOICE, FieldKind.VILLAGE):
        known = isinstance(answer, str) and (allowed is None or answer in allowed)
        return [] if known else [reason("not_in_the_list")]
    raise AssertionError(f"{kind} is checked as a whole, in checks.py")


def text_problems(text: Any, most: int) -> list[Reason]:
    """Why a text cannot stand.

    Args:
        most: characters that it may have.
    """
    if not isinstance(text, str) or not text.strip():
        return [reason("answer_missing")]
    if len(text) > most:
        return [reason("text_too_long", length=len(text), most=most)]
    # Cc: control characters, Cs: halves of a surrogate pair, which no database stores.
    if any(letter != "\n" and unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        return [reason("text_unprintable")]
    return []


def read_yes_no(typed: str) -> bool:
    """Raises: Unreadable: it is neither."""
    if typed not in ("yes", "no"):
        raise Unreadable(reason("answer_missing"))
    return typed == "yes"


def _read_line(typed: str) -> str:
    return " ".join(typed.replace("\t", " ").split("\n"))


def _read_paragraph(typed: str) -> str:
    return typed.replace("\t", " ")


def _read_names(typed: str) -> list[str]:
    names = (" ".join(name.split()) for name in _BETWEEN_NAMES.split(typed))
    return list(dict.fromkeys(name for name in names if name))


def _read_whole(typed: str) -> int:
    plain = _plain(typed)
    if not _WHOLE.fullmatch(plain):
        raise Unreadable(reason("not_a_number"))
    digits = plain.replace(",", "").lstrip("0") or "0"
    # Python refuses to read very long numbers, and nobody means one.
    return int(digits) if len(digits) <= len(str(LARGEST)) else LARGEST + 1


def _read_year(typed: str) -> int:
    return _read_whole(typed.removesuffix("年"))


def _read_amount(typed: str) -> str:
    plain = _plain(typed.removesuffix("元")).removeprefix("¥").strip()
    if not _AMOUNT.fullmatch(plain):
        raise Unreadable(reason("not_an_amount"))
    digits = plain.replace(",", "")
    if len(digits) > 2 * len(str(LARGEST)):
        raise Unreadable(reason("number_too_large", most=LARGEST))
    return money_text(Decimal(digits))


def money_text(amount: Decimal) -> str:
    """An amount in yuan as it is stored: two decimals, no separators, no negative zero."""
    return f"{amount.quantize(_FEN) + 0:f}"


def _plain(typed: str) -> str:
    """Full-width digits, commas and signs as an input method writes them, in their plain form."""
    return unicodedata.normalize("NFKC", typed).replace("−", "-").strip()


_READ: Final[dict[FieldKind, Any]] = {
    FieldKind.TEXT: _read_line,
    FieldKind.LONG_TEXT: _read_paragraph,
    FieldKind.NAMES: _read_names,
    FieldKind.COUNT: _read_whole,
    FieldKind.YEAR: _read_year,
    FieldKind.MONEY: _read_amount,
    FieldKind.YES_NO: read_yes_no,
    FieldKind.CHOICE: str,
    FieldKind.VILLAGE: str,
}


def _name_problems(names: Any) -> list[Reason]:
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        return [reason("answer_missing")]
    if len(names) > NAMES:
        return [reason("too_many_names", names=len(names), most=NAMES)]
    return [why for name in names for why in text_problems(name, NAME)][:1]


def _amount_problems(question: Field, answer: Any) -> list[Reason]:
    if not isinstance(answer, str) or not _STORED_AMOUNT.fullmatch(answer):
        return [reason("not_an_amount")]
    amount = Decimal(answer)
    return _bounds(question, amount)


def _bounds(question: Field, number: int | Decimal) -> list[Reason]:
    most = LARGEST if question.most is None else question.most
    if number < question.least:
        if question.kind is FieldKind.MONEY and question.least == 0:
            return [reason("amount_negative")]
        return [reason("number_too_small", least=question.least)]
    if number > most:
        return [reason("number_too_large", most=most)]
    return []
