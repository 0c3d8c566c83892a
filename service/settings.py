"""What a machine decides: read from the environment once. A service that is not told enough does not start."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECRET_LENGTH = 32
_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}
_EVERYWHERE = {"0.0.0.0", "::", "[::]", "*"}
"""What HOST says for every address of the machine; no telephone can open it."""


class SettingsError(ValueError):
    """The service cannot start as it was told to. The message says what to change."""


@dataclass(frozen=True)
class Settings:
    """Where the service listens, where it keeps everything, and what stands in front of it.

    `public_url` is '' where nobody said how the public reaches a service that listens everywhere.
    """

    data_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    cookie_secure: bool = False
    trusted_proxies: int = 0
    max_upload_mb: int = 10
    public_url: str = "http://127.0.0.1:8000"
    print_in_service: bool = False
    split_alert_days: int = 365


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read HOST, PORT, PUBLIC_URL, DATA_DIR, DATABASE_URL, SECRET_KEY, COOKIE_SECURE, TRUSTED_PROXIES, MAX_UPLOAD_MB,
    PRINT_IN_SERVICE (0 where `flask work-print-jobs` prints), SPLIT_ALERT_DAYS (a household that was split within so
    many days before its application is pointed out).

    Creates DATA_DIR, and a key in it when SECRET_KEY is not given. COOKIE_SECURE follows TRUSTED_PROXIES unless it
    is given: behind a proxy the browser speaks TLS, without one it does not.

    Raises:
        SettingsError: a value is missing, cannot be read, or contradicts another.
    """
    given = os.environ if environment is None else environment
    data_dir = _folder(given.get("DATA_DIR", "").strip() or str(ROOT / "data"))
    trusted_proxies = _number(given, "TRUSTED_PROXIES", default=0, least=0, most=10)
    cookie_secure = _flag(given, "COOKIE_SECURE", default=trusted_proxies > 0)
    if cookie_secure and not trusted_proxies:
        raise SettingsError(
            "COOKIE_SECURE is on, but TRUSTED_PROXIES is 0: this service speaks plain HTTP, and a browser would never "
            "send its cookie back. Say how many proxies stand in front (TRUSTED_PROXIES=1), or switch it off."
        )
    host = given.get("HOST", "").strip() or Settings.host
    port = _number(given, "PORT", default=Settings.port, least=1, most=65535)
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(given, data_dir),
        secret_key=_secret_key(given, data_dir),
        host=host,
        port=port,
        cookie_secure=cookie_secure,
        trusted_proxies=trusted_proxies,
        max_upload_mb=_number(given, "MAX_UPLOAD_MB", default=Settings.max_upload_mb, least=1, most=1024),
        public_url=_public_url(given, "" if host in _EVERYWHERE else f"http://{host}:{port}"),
        print_in_service=_flag(given, "PRINT_IN_SERVICE", default=True),
        split_alert_days=_number(given, "SPLIT_ALERT_DAYS", default=Settings.split_alert_days, least=0, most=3650),
    )


def _folder(path: str) -> Path:
    folder = Path(path).expanduser().absolute()
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"DATA_DIR {folder} cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(f"DATA_DIR {folder} cannot be written.")
    return folder


def _database_url(given: Mapping[str, str], data_dir: Path) -> str:
    url = given.get("DATABASE_URL", "").strip()
    if not url:
        return f"sqlite:///{data_dir / 'service.db'}"
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")
    if url == "sqlite:///" or ":memory:" in url:
        raise SettingsError("DATABASE_URL must name a file: the service opens the database more than once.")
    return url


def _public_url(given: Mapping[str, str], default: str) -> str:
    url = given.get("PUBLIC_URL", "").strip().rstrip("/")
    if not url:
        return default
    if not re.fullmatch(r"https?://[A-Za-z0-9.\[\]:_-]+(/[A-Za-z0-9._~/-]*)?", url):
        raise SettingsError(f"PUBLIC_URL is {url!r}; it must be the address of the service, as https://example.gov.cn.")
    return url


def _secret_key(given: Mapping[str, str], data_dir: Path) -> str:
    key = given.get("SECRET_KEY", "").strip() or kept_key(
        data_dir / "keys" / "secret_key", lambda: secrets.token_urlsafe(48)
    )
    if len(key) < SECRET_LENGTH:
        raise SettingsError(f"SECRET_KEY has {len(key)} characters; at least {SECRET_LENGTH} are needed.")
    return key


def kept_key(path: Path, new_key: Callable[[], str]) -> str:
    """Read a key, or make it when nobody has needed it before; of two who do at once, one makes it.

    Args:
        path: its file, in a folder that only the service opens.
        new_key: makes one, in ASCII.

    Raises:
        SettingsError: it can neither be read nor made.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        if not path.exists():
            with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(new_key())
            try:
                # A link appears whole or not at all: nobody reads half a key.
                os.link(made, path)
            except FileExistsError:
                pass
            finally:
                made.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingsError(f"the key in {path} cannot be read or made: {error.strerror}.") from error


def _number(given: Mapping[str, str], name: str, *, default: int, least: int, most: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise SettingsError(f"{name} is {text!r}; it must be a whole number from {least} to {most}.")
    return int(text)


def _flag(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = given.get(name, "").strip().lower()
    if not text:
        return default
    if text not in _YES | _NO:
        raise SettingsError(f"{name} is {text!r}; write 1 or 0.")
    return text in _YES
