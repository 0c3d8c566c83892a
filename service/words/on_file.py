"""What is done with people on file: numbers revealed, possible duplicates decided, facts of villages."""

from typing import Final

from service.words.marking import msgid

ON_FILE: Final[dict[str, str]] = {
    "reason.reading_without_reason": msgid("Write what you need the number for."),
    "reason.too_many_readings": msgid(
        "You have revealed %(most)s numbers within an hour. Wait, or ask the data manager for an export."
    ),
    "reason.verdict_missing": msgid("Choose: the same person, or two people."),
    "reason.verdict_without_reason": msgid("Write what the decision rests on."),
    "reason.pair_gone": msgid("These two are no longer alike, or one of them has left the register."),
    "reason.nothing_changed": msgid("Nothing was changed."),
    "reason.ended_before_it_began": msgid("It cannot end before it began."),
    "number_kind.identity": msgid("Identity or disability certificate number"),
    "number_kind.phone": msgid("Telephone"),
    "number_kind.account": msgid("Bank account"),
    "likeness.identity": msgid("Same identity number"),
    "likeness.account": msgid("Same bank account"),
    "likeness.name": msgid("Same name and date of birth"),
    "likeness.sound": msgid("Names sound the same, same date of birth"),
    "verdict.same": msgid("The same person"),
    "verdict.different": msgid("Two people"),
}
