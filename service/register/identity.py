"""Numbers of persons: identity numbers (GB 11643) and disability certificates, telephones, accounts; how they are
checked and masked.

Checksum, birth date and sex of an identity number are enforced. Its first six digits are a hint only: districts have
been renumbered, and true numbers of older people name codes that never stood in today's list.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from stdnum.cn.ric import calc_check_digit
from stdnum.luhn import checksum as luhn_checksum

from workflows.reasons import Reason, reason

_IDENTITY: Final = 18
_CERTIFICATE: Final = 20
_EARLIEST: Final = date(1880, 1, 1)


@dataclass(frozen=True)
class Identity:
    """What an identity number says of its bearer.

    `certificate`: it is a disability certificate (18 digits, kind, grade).
    """

    number: str
    region_code: str
    born_on: date
    sex: str
    certificate: bool


def tidy_number(text: str) -> str:
    """As people type it, without spaces and hyphens, full-width digits made narrow, a final x made large."""
    if text.isascii() and text.isalnum():
        return text.upper()
    narrow = text.translate(_NARROW)
    return "".join(each for each in narrow if not each.isspace() and each not in "-－—").upper()


_NARROW: Final = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "x"}


def identity_read(text: str) -> Identity | Reason:
    """An identity or disability certificate number, or the reason why it is none.

    GB 11643-1999: six digits of a district, eight of the birth date, three of an order (odd for men), one check
    character. A disability certificate adds a digit for its kind (1 to 7) and one for its grade (1 to 4).
    """
    number = tidy_number(text)
    if len(number) not in (_IDENTITY, _CERTIFICATE):
        return reason("identity_length", digits=len(number))
    body, check = number[:17], number[17]
    if not (body.isascii() and body.isdigit()) or check not in "0123456789X":
        return reason("identity_characters")
    if len(number) == _CERTIFICATE and not (number[18] in "1234567" and number[19] in "1234"):
        return reason("certificate_kind")
    if calc_check_digit(number[:_IDENTITY]) != check:
        return reason("identity_checksum")
    try:
        born_on = date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return reason("identity_birth_date")
    if born_on < _EARLIEST:
        return reason("identity_birth_date")
    sex = "male" if int(body[16]) % 2 else "female"
    return Identity(number, body[:6], born_on, sex, len(number) == _CERTIFICATE)


def phone_read(text: str) -> str | Reason:
    """A telephone number: 7 to 12 digits, mobile or fixed with its area code."""
    number = tidy_number(text).removeprefix("+86")
    return number if number.isascii() and number.isdigit() and 7 <= len(number) <= 12 else reason("phone_unreadable")


def account_read(text: str) -> str | Reason:
    """A bank account or card: 8 to 30 digits. Cards (16 to 19 digits beginning with 62) must pass Luhn's check."""
    number = tidy_number(text)
    if not (number.isascii() and number.isdigit() and 8 <= len(number) <= 30):
        return reason("account_unreadable")
    if number.startswith("62") and 16 <= len(number) <= 19 and luhn_checksum(number) != 0:
        return reason("account_checksum")
    return number


def masked(number: str) -> str:
    """What pages show: three characters in front, four behind (reference B6); of short numbers only the last two."""
    if len(number) < 11:
        return "*" * (len(number) - 2) + number[-2:]
    return number[:3] + "*" * (len(number) - 7) + number[-4:]
