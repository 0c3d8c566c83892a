"""What is wrong with the history, as flask verify-history says it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One contradiction.

    Args:
        record_id: the record, None where no single one is concerned.
        seq: the entry's place in its record's chain, None where it is about the record as a whole.
        code: names the kind of contradiction.
        what: the contradiction in words.
    """

    record_id: int | None
    seq: int | None
    code: str
    what: str

    def __str__(self) -> str:
        where = "" if self.record_id is None else f"record {self.record_id}"
        where += "" if self.seq is None else f" entry {self.seq}"
        return f"{where.strip() or 'tables'}: {self.what} [{self.code}]"
