"""What a row says otherwise than the register: at once, or as a proposal where a decision rests on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.importing.plan import as_stored
from service.importing.rows import SheetRow
from service.register.fields import FACTS, Fact
from service.register.values import columns_of, opened, print_of, sealed_number, written
from service.sealing import Seal


@dataclass
class Differences:
    """Fields that differ.

    Args:
        now: by name what was there, what comes, and the columns that hold it; values as the history writes them.
        later: what is proposed to be corrected: {subject, id, field, old, new}.
        now_shown, later_shown: (name, from, to) for the preview, personal numbers masked.
    """

    now: dict[str, list[Any]] = field(default_factory=dict)
    later: list[dict[str, Any]] = field(default_factory=list)
    now_shown: list[list[Any]] = field(default_factory=list)
    later_shown: list[list[Any]] = field(default_factory=list)


def differences(
    row: SheetRow, there: Any, *, approved: bool, proposed: Mapping[tuple[str, int, str], str | None], seal: Seal
) -> Differences:
    """Compare a row with what is on file.

    Args:
        approved: the household was; facts that a decision rests on are proposed then.
        proposed: what open corrections would make of a field: it is not proposed twice.
    """
    found = Differences()
    for name, value in row.values.items():
        fact = FACTS[row.subject][name]
        new: str | None
        if fact.sealed:
            if there[f"{name}_print"] == print_of(fact, str(value), seal):
                continue
            number = sealed_number(fact, str(value), seal)
            old, new, stored = there[f"{name}_sealed"], number.sealed, dict(columns_of(fact, number))
            seen = [name, there[f"{name}_masked"], number.masked]
        else:
            if there[name] == value:
                continue
            old, new, stored = written(there[name]), written(value), {name: as_stored(value)}
            seen = [name, old, new]
        if not (approved and fact.decides):
            found.now[name] = [old, new, stored]
            found.now_shown.append(seen)
        elif not _is_proposed(fact, proposed.get((row.subject.value, there["id"], name)), new, seal):
            found.later.append({"subject": row.subject.value, "id": there["id"], "field": name, "old": old, "new": new})
            found.later_shown.append(seen)
    return found


def _is_proposed(fact: Fact, before: str | None, new: str | None, seal: Seal) -> bool:
    if before is None or new is None or not fact.sealed:
        return before is not None and before == new
    # Two sealings of one number differ.
    return opened(fact, before, seal) == opened(fact, new, seal)
