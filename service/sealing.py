"""Personal numbers and contacts at rest: enciphered, and found again by a keyed hash.

AES-256 in Galois counter mode (`cryptography`), hashes by HMAC-SHA256 under a key of their own derived from the same
file. The file lies under DATA_DIR/keys and never in the database: who copies the database reads no number, nor tries
them all.
"""

import base64
import hmac
import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.settings import kept_key

_NONCE: Final = 12
_KEY_BITS: Final = 256


class Unreadable(Exception):
    """It cannot be deciphered: the key under DATA_DIR/keys, or what it belongs to, is another than when it was
    sealed."""


class Seal:
    """One key and what is done with it.

    Args:
        data_dir: DATA_DIR; the key is made there when nobody has needed it before.
        name: of the key's file, such as `register_key`.
    """

    def __init__(self, data_dir: Path, name: str) -> None:
        key = base64.urlsafe_b64decode(kept_key(data_dir / "keys" / name, _new_key))
        self._cipher = AESGCM(key)
        self._print_key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"print").derive(key)

    def seal(self, text: str, belongs_to: str) -> str:
        """A text as it is stored.

        Args:
            belongs_to: what it is part of; authenticated along, so that it cannot be moved to something else.
        """
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), belongs_to.encode())).decode()

    def open(self, stored: str, belongs_to: str) -> str:
        """The text again.

        Raises:
            Unreadable: the key or what it belongs to is another.
        """
        content = base64.b64decode(stored)
        try:
            return self._cipher.decrypt(content[:_NONCE], content[_NONCE:], belongs_to.encode()).decode()
        except InvalidTag as failed:
            raise Unreadable from failed

    def seal_file(self, content: bytes, belongs_to: str) -> bytes:
        """A file as it lies on the disk."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, belongs_to.encode())

    def open_file(self, stored: bytes, belongs_to: str) -> bytes:
        """The file again.

        Raises:
            Unreadable: the key or what it belongs to is another.
        """
        try:
            return self._cipher.decrypt(stored[:_NONCE], stored[_NONCE:], belongs_to.encode())
        except InvalidTag as failed:
            raise Unreadable from failed

    def print_of(self, text: str, belongs_to: str) -> str:
        """The same for the same text, so that it can be searched exactly; nothing else follows from it."""
        return hmac.digest(self._print_key, f"{belongs_to}\0{text}".encode(), "sha256").hex()


def _new_key() -> str:
    return base64.urlsafe_b64encode(AESGCM.generate_key(_KEY_BITS)).decode()
