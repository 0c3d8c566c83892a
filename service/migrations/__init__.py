"""Migrations of the database, from the first table on. They import no model: they must run when it has changed."""

from pathlib import Path

from alembic import command
from alembic.config import Config

HEAD = "head"


def configuration(url: str) -> Config:
    """Alembic's configuration for a database, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    # A percent sign in a password must not be taken for interpolation.
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(url: str, revision: str = HEAD) -> None:
    """Bring a database up to a revision.

    Args:
        url: of the database, with a role that may create tables.
        revision: where to; the newest by default.
    """
    command.upgrade(configuration(url), revision)


def migrate_down(url: str, revision: str) -> None:
    """Take a database back to an older revision; `base` leaves nothing."""
    command.downgrade(configuration(url), revision)
