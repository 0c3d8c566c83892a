"""The code on every sheet: whoever reads it on a wall finds the notice, and nobody finds one by guessing."""

import secrets
from typing import Final

from sqlalchemy import Connection, insert, select, update

from service.clock import wall_now
from service.models.setting import Setting

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as a digit."""
LENGTH: Final = 13
"""65 random bits."""
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "－": "", "　": ""})
_ADDRESS = "public_address"


def new_code() -> str:
    """A code that no notice has had."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_read(typed: str) -> str | None:
    """The code that somebody typed from a sheet, whatever its case, blanks and hyphens; None when it cannot be one."""
    code = typed.strip().upper().translate(_READ_AS)
    return code if len(code) == LENGTH and all(letter in ALPHABET for letter in code) else None


def code_shown(code: str) -> str:
    """A code as it is printed: in three groups, which are typed without mistakes."""
    return "-".join((code[:4], code[4:8], code[8:]))


def check_url(connection: Connection, code: str) -> str:
    """The address behind the QR code of a sheet; '' while the service has no public address."""
    address = connection.execute(select(Setting.value).where(Setting.key == _ADDRESS)).scalar_one_or_none()
    return f"{address}/n/{code}" if address else ""


def set_public_address(connection: Connection, address: str) -> None:
    """Keep the address that the next notices print. Those on the walls keep theirs: the caller's proxy must too.

    Args:
        address: of the service as the public reaches it, such as `https://fpb.example.gov.cn`, without a slash; ''
            while it has none, and sheets print their code only.
    """
    at = wall_now()
    changed = connection.execute(
        update(Setting).where(Setting.key == _ADDRESS).values(value=address, changed_at=at).returning(Setting.key)
    ).all()
    if not changed:
        connection.execute(insert(Setting).values(key=_ADDRESS, value=address, changed_at=at))
