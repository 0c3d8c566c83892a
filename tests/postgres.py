"""A real PostgreSQL for tests and benchmarks: Debian's binaries, a cluster of its own, nothing left afterwards."""

import base64
import contextlib
import hashlib
import hmac
import itertools
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

DEBIAN_BINARIES = Path("/usr/lib/postgresql")
SUPERUSER = "postgres"
SECONDS_TO_START = 60
AT_OUR_END = """
read _
server=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$server" 2>/dev/null
while kill -0 "$server" 2>/dev/null; do sleep 0.1; done
rm -rf "$1"
"""

# Nothing of a test's database is worth surviving a power cut, and none lives long enough to be tidied.
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "256MB",
}
# A copy of a database is five hundred small files, which a disk's journal takes five times as long over as memory.
MEMORY = Path("/dev/shm")
ROOM_IN_MEMORY = 4 << 30
ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}


class PostgresError(RuntimeError):
    """PostgreSQL is not here or did not start. The message says what to do or what it said."""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL that is ours alone. Reached over loopback, or over a socket in `folder`."""

    folder: Path
    port: int
    password: str = field(repr=False)
    admin: psycopg.Connection[tuple[object, ...]] = field(repr=False)
    names: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)

    def url(self, database: str = "postgres") -> str:
        """SQLAlchemy's address of a database, over TCP as in production."""
        return f"postgresql+psycopg://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def socket_url(self, database: str = "postgres") -> str:
        """The same database over the unix socket."""
        host = quote(str(self.folder), safe="")
        return f"postgresql+psycopg://{SUPERUSER}:{self.password}@/{database}?host={host}&port={self.port}"

    def new_database(self, *, template: str | None = None, icu_locale: str | None = None) -> str:
        """Make a database and return its name.

        Args:
            template: copy this database, which nobody may be connected to; None for an empty one.
            icu_locale: sort by this language (`zh-Hans-CN`) instead of by code point, as many installations do:
                there `LIKE 'x%'` uses no plain index and ORDER BY differs.
        """
        name = f"test_{next(self.names)}"
        # Copied as files, what the first connection to the template found out comes along.
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(template or "template0")
        )
        if icu_locale is not None:
            statement += sql.SQL(" LOCALE_PROVIDER icu ICU_LOCALE {}").format(sql.Literal(icu_locale))
        self.admin.execute(statement)
        return name

    def drop_database(self, name: str) -> None:
        """Drop it, whoever is still connected."""
        self.admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextlib.contextmanager
    def database(self, *, template: str | None = None, icu_locale: str | None = None) -> Iterator[str]:
        """The URL of a database that lasts as long as the block. Arguments as of `new_database`."""
        name = self.new_database(template=template, icu_locale=icu_locale)
        try:
            yield self.url(name)
        finally:
            self.drop_database(name)


@contextlib.contextmanager
def start_postgres(*, durable: bool = False) -> Iterator[Server]:
    """Start a PostgreSQL in a temporary folder, and stop and remove it at the end of the block.

    One that need not be durable lies in memory where there is room.

    The cluster sorts by code point (C.UTF-8); a database of another language is `Server.new_database(icu_locale=…)`.
    PostgreSQL refuses to run as root: as root, it is run as the user that Debian's package made.

    Args:
        durable: every commit reaches the disk, as in production. A benchmark needs it, a test does not.

    Raises:
        PostgresError: no PostgreSQL here, or it did not start.
    """
    binaries = _binaries()
    # Not below pytest's own temporary folder: that one is closed to every other user, the server's too.
    beside = None if durable or not _room_in_memory() else MEMORY
    with tempfile.TemporaryDirectory(prefix="pg-", dir=beside, ignore_cleanup_errors=True) as made:
        folder = Path(made)
        if os.geteuid() == 0:
            _know_the_superuser()
            shutil.chown(folder, SUPERUSER, SUPERUSER)
        password = secrets.token_urlsafe(18)
        _make_cluster(binaries, folder, password, durable=durable)
        port = _start(binaries, folder, durable=durable)
        with ended_with_us(folder):
            try:
                with psycopg.connect(
                    host="127.0.0.1", port=port, user=SUPERUSER, password=password, dbname="postgres", autocommit=True
                ) as admin:
                    if not durable:
                        admin.execute(_hashed_once(password))
                    yield Server(folder=folder, port=port, password=password, admin=admin)
            finally:
                _run(binaries / "pg_ctl", "stop", "-D", folder / "data", "-m", "fast" if durable else "immediate", "-w")


def ended_with_us(folder: Path) -> "subprocess.Popen[bytes]":
    """A watcher that stops the server in a folder and removes it when this process ends, even by a SIGKILL.

    As a context it ends with the block; what it finds stopped and removed by then is left so.
    """
    command = ["sh", "-c", AT_OUR_END, "sh", str(folder)]
    # A session of its own: what ends us may end our whole group.
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, cwd="/")


def _hashed_once(password: str) -> sql.Composed:
    """The statement that keeps the password hashed once instead of 4,096 times, as RFC 5802 writes it.

    Tests connect thousands of times, and a password of 144 random bits is not to be guessed anyway.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1)
    client, server = (hmac.digest(salted, key, "sha256") for key in (b"Client Key", b"Server Key"))
    parts = (base64.b64encode(part).decode() for part in (salt, hashlib.sha256(client).digest(), server))
    verifier = "SCRAM-SHA-256$1:{}${}:{}".format(*parts)
    return sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(SUPERUSER), sql.Literal(verifier))


def _binaries() -> Path:
    """The folder of initdb and pg_ctl: Debian's newest, or the one on the PATH."""
    found = sorted(DEBIAN_BINARIES.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).parent
    raise PostgresError(
        "There is no PostgreSQL here. `./run test` installs it on Debian; elsewhere put initdb on the PATH."
    )


def _room_in_memory() -> bool:
    return os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free >= ROOM_IN_MEMORY


def _make_cluster(binaries: Path, folder: Path, password: str, *, durable: bool) -> None:
    arguments = ["--encoding=UTF8", "--locale=C.UTF-8", f"--username={SUPERUSER}", "--auth=scram-sha-256"]
    if not durable:
        arguments.append("--no-sync")
    # A file, not a command line: everybody on the machine can read a command line.
    password_file = folder / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if os.geteuid() == 0:
        shutil.chown(password_file, SUPERUSER, SUPERUSER)
    _run(binaries / "initdb", "-D", folder / "data", *arguments, f"--pwfile={password_file}")
    password_file.unlink()


def _start(binaries: Path, folder: Path, *, durable: bool) -> int:
    """Start the server and return its port. Somebody may take a free port before the server does: three tries."""
    settings = ALWAYS | {"unix_socket_directories": str(folder)} | ({} if durable else CARELESS)
    log = folder / "log"
    for attempt in (1, 2, 3):
        port = _free_port()
        options = " ".join(f"-c {name}={value}" for name, value in (settings | {"port": str(port)}).items())
        try:
            _run(
                *(binaries / "pg_ctl", "start", "-D", folder / "data", "-l", log, "-o", options),
                *("-w", "-t", str(SECONDS_TO_START), "-s"),
            )
        except PostgresError as error:
            said = log.read_text(errors="replace") if log.exists() else ""
            if attempt < 3 and "could not bind" in said:
                log.unlink()
                continue
            raise PostgresError(f"{error}\n{said[-2000:]}") from error
        return port
    raise AssertionError("unreachable: the last attempt returns or raises")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _run(program: Path, *arguments: object) -> None:
    command = [str(program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", SUPERUSER, "--", *command]
    # Output goes to a file, not a pipe: the server inherits it from pg_ctl, and a pipe would never be closed.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, text=True, cwd="/", check=False
        )
        output.seek(0)
        if done.returncode:
            raise PostgresError(f"{program.name} {arguments[0]} failed:\n{output.read()[-2000:]}")


def _know_the_superuser() -> None:
    try:
        pwd.getpwnam(SUPERUSER)
    except KeyError:
        raise PostgresError(
            f"PostgreSQL does not run as root, and this system has no user {SUPERUSER} to run it as."
        ) from None
