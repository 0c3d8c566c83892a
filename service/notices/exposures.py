"""What must not be public, looked for twice: in the frozen facts before issue, in the paper after it is rendered.

Reference B3 “Never print” and B8: identity numbers, people's telephones, bank accounts, states of health. A text of the
law that speaks of medical care is none: a word of the health code table tells of a person only beside a name.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from typing import Final

import pypdfium2

from service.notices.codes import code_shown
from service.notices.public_facts import NoticeFacts

# Between two digits of a field one blank or hyphen does not hide a number.
_IDENTITY: Final = re.compile(r"(?<!\d)(?:\d[ -]?){17}[\dXx](?!\d)|(?<!\d)\d(?:[ -]?\d){14}(?!\d)")
_MOBILE: Final = re.compile(r"(?<!\d)(?:86[ -]?)?1[3-9](?:[ -]?\d){9}(?!\d)")
_CARD: Final = re.compile(r"(?<!\d)\d(?:[ -]?\d){15,18}(?!\d)")
# On paper a blank parts two cells of a table: “13 2014 2018” is 13 persons and two years.
_PARTED: Final = re.compile(r"(?<=\d)[ -](?=\d)")

HEALTH_WORDS: Final = ("慢性病", "大病", "重病", "患病", "患有", "残疾", "因病", "因残")
"""Words of the health code table and of the causes 因病 and 因残 (reference B2), as lists write them."""
_HEALTH: Final = re.compile("|".join(HEALTH_WORDS))
_NAMES_IN_LAW: Final = re.compile("大病保险|大病医疗保险|残疾人联合会")
"""Names of insurances and bodies that hold such a word and tell of nobody."""
_SENTENCE_END: Final = re.compile(r"[。；！？]")
_CHARACTERS_OF_A_TYPED_LINE: Final = 28
# PDFium keeps state of its own between calls: one reader at a time.
_reader: Final = Lock()


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """Something on a notice that must not be public: what, and the field or page it stands in (`rows[3].remark`)."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def exposures_in(facts: NoticeFacts) -> list[Exposure]:
    """What in the facts must not be public: numbers of people, and words of health beside a name.

    A contact's own telephone may be a mobile number: it is the office that publishes it.

    Returns:
        one entry per field at fault; an empty list when the notice may be issued.
    """
    allowed = _contact_digits(facts)
    found = []
    for where, text in facts.texts():
        if where in ("code", "check_url"):
            continue  # Random letters and digits, of no person.
        found += [Exposure(where=where, what=what) for what in _numbers(text, allowed)]
        beside_a_name = where.startswith("rows[") or _names_somebody(text, facts)
        if beside_a_name and _tells_of_health(_joined(text)):
            found.append(Exposure(where=where, what="word of health"))
    return found


def exposures_on_paper(pdf: bytes, facts: NoticeFacts) -> list[Exposure]:
    """What the rendered notice shows that must not be public, read back from the PDF as anybody could.

    Args:
        pdf: the notice as it would be posted.
        facts: what it was rendered from; its own contacts and code are no exposure.

    Returns:
        one entry per page and kind; `where` is `page[0]` for the first.
    """
    pages = page_texts(pdf)
    return list(dict.fromkeys(_on_pages(pages, facts)))


def page_texts(pdf: bytes) -> list[str]:
    """The text of every page, a line of the page on each line."""
    with _reader:
        document = pypdfium2.PdfDocument(pdf)
        try:
            texts = [str(page.get_textpage().get_text_range()) for page in document]
        finally:
            document.close()
    return [text.replace("\r\n", "\n") for text in texts]


def _on_pages(pages: Iterable[str], facts: NoticeFacts) -> Iterator[Exposure]:
    allowed = _contact_digits(facts)
    own = [text for text in (facts.check_url, facts.code and code_shown(facts.code), facts.code) if text]
    heads = _heads(facts)
    unfinished = ""
    for number, page in enumerate(pages):
        for text in own:
            page = page.replace(text, "")
        where = f"page[{number}]"
        for line in _whole_lines(page):
            yield from (Exposure(where=where, what=what) for what in _numbers(_PARTED.sub("\n", line), allowed))
        # A sentence runs on to the next page, and a table is one sentence: its heading and its rows belong together.
        *ended, unfinished = _SENTENCE_END.split(unfinished + _joined(page))
        for sentence in (*ended, unfinished):
            if _tells_of_health(sentence) and any(head in sentence for head in heads):
                yield Exposure(where=where, what="word of health")
                unfinished = ""  # Told once, not again on every page that a table goes on.


def _whole_lines(page: str) -> Iterator[str]:
    """Lines of a page, each with the digits that a number in running text carries over into the next line."""
    lines = page.split("\n")
    for line, following in pairwise((*lines, "")):
        full = len(line) >= _CHARACTERS_OF_A_TYPED_LINE and line[-1:].isdigit()
        carried = re.match(r"[\dXx]+", following) if full else None
        yield line + (carried[0] if carried else "")


def _numbers(text: str, allowed: Collection[str]) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text)
    if _IDENTITY.search(plain):
        yield "identity number"
    if any(_digits(found[0])[-11:] not in allowed for found in _MOBILE.finditer(plain)):
        yield "mobile number"
    if any(_is_card(_digits(found[0])) for found in _CARD.finditer(plain)):
        yield "bank card number"


def _is_card(digits: str) -> bool:
    """Luhn's check, which every bank card number passes (ISO/IEC 7812-1); 18 digits are told as an identity number."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return len(digits) != 18 and sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


def _contact_digits(facts: NoticeFacts) -> frozenset[str]:
    """Mobile telephones of the offices that the notice names; a contact may have several."""
    phones = "\n".join(unicodedata.normalize("NFKC", contact.phone) for contact in facts.contacts)
    return frozenset(_digits(found[0])[-11:] for found in _MOBILE.finditer(phones))


def _names_somebody(text: str, facts: NoticeFacts) -> bool:
    """Whether a sentence with a word of health names the head of a household on the notice."""
    sentences = [sentence for sentence in _SENTENCE_END.split(_joined(text)) if _tells_of_health(sentence)]
    return any(head in sentence for sentence in sentences for head in _heads(facts))


def _heads(facts: NoticeFacts) -> frozenset[str]:
    return frozenset(row.head_name for row in facts.rows if row.head_name)


def _tells_of_health(text: str) -> bool:
    return _HEALTH.search(_NAMES_IN_LAW.sub("", text)) is not None


def _joined(text: str) -> str:
    """The text without blanks and line breaks, which part no words in Chinese."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
