"""Why a fact of the register, or an act on it, is refused."""

from typing import Final

from service.words.marking import msgid

REFUSALS_OF_REGISTER: Final[dict[str, str]] = {
    "reason.value_missing": msgid("This is needed."),
    "reason.text_too_long": msgid("At most %(most)s characters fit here."),
    "reason.text_unprintable": msgid("It holds characters that cannot be printed."),
    "reason.value_not_in_the_list": msgid("Choose one of the list."),
    "reason.day_unreadable": msgid("Write a day as year-month-day, such as 2018-03-09."),
    "reason.number_unreadable": msgid("Write a number in digits."),
    "reason.number_out_of_bounds": msgid("It must lie between %(least)s and %(most)s."),
    "reason.yes_or_no": msgid("Write yes or no."),
    "reason.identity_length": msgid(
        "An identity number has 18 characters, a disability certificate 20; this has %(digits)s."
    ),
    "reason.identity_characters": msgid("Only digits belong into it; the last of the 18 may be X."),
    "reason.identity_checksum": msgid("The check character does not fit: one of the digits is mistyped."),
    "reason.identity_birth_date": msgid("It holds no possible date of birth."),
    "reason.certificate_kind": msgid(
        "The last two digits of a disability certificate tell its kind (1–7) and grade (1–4)."
    ),
    "reason.phone_unreadable": msgid("A telephone number has 7 to 12 digits."),
    "reason.account_unreadable": msgid("An account has 8 to 30 digits."),
    "reason.account_checksum": msgid("The card number's check digit does not fit: one of the digits is mistyped."),
}
