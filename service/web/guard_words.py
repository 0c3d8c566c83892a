"""What a step's guards ask for, in words: for the procedures' pages, which are made from the tables themselves."""

from flask_babel import get_locale, gettext

from service.words import WORDS, Word, word
from service.words.guards import GUARDS
from workflows.case import notice_kinds_of, paper_kinds_of
from workflows.declare import Guard

_KINDS = ("notice", "paper")


def guard_text(guard: Guard, procedure: str) -> str:
    """What must hold, as a sentence in the visitor's language.

    Args:
        guard: of a step.
        procedure: names the steps that a guard may speak of.

    Raises:
        KeyError: the guard has no words.
    """
    name, kind = _parts(guard.__name__)
    figures: dict[str, str] = {}
    text = GUARDS[f"guard.{name}"]
    if "%(kind)s" in text:
        figures["kind"] = _kind_word(kind, procedure)
    if "%(papers)s" in text:
        figures["papers"] = _papers(guard)
    return str(Word(gettext, text, **figures))


def _parts(name: str) -> tuple[str, str]:
    """The guard's own name, or its factory's and the kind it was made for."""
    if f"guard.{name}" in GUARDS:
        return name, ""
    for end in range(len(name), 0, -1):
        if name[end - 1] == "_" and f"guard.{name[: end - 1]}" in GUARDS:
            return name[: end - 1], name[end:]
    raise KeyError(f"guard.{name}")


def _kind_word(kind: str, procedure: str) -> str:
    keys = [f"{group}.{kind}" for group in _KINDS] + [f"step.{procedure}.{kind}"]
    return str(word(next(key for key in keys if key in WORDS)))


def _papers(guard: Guard) -> str:
    """The papers and notices that a guard looks at, in the order in which their words are kept."""
    looked_at = {f"paper.{kind}" for kind in paper_kinds_of([guard])}
    looked_at |= {f"notice.{kind}" for kind in notice_kinds_of([guard])}
    return ("、" if get_locale().language == "zh" else "; ").join(str(word(key)) for key in WORDS if key in looked_at)
