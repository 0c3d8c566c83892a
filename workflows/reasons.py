"""What is wrong: a refusal's code and the figures that its sentence needs. The sentences are in service/words.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Figure = str | int | date | Decimal


@dataclass(frozen=True)
class Reason:
    """One reason why a step is refused.

    Args:
        code: names the sentence, and the test that covers it.
        figures: values that the sentence shows (amounts in yuan, dates, counts).
    """

    code: str
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((key, str(value)) for key, value in self.figures.items()))))


def reason(code: str, **figures: Figure) -> Reason:
    """Shorthand: `reason("too_few_present", due=36, present=20)`."""
    return Reason(code, figures)
