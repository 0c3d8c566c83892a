"""The service: `create_app()` puts database, clock and pages together."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from service.clock import Clock
    from service.settings import Settings


def create_app(settings: "Settings | None" = None, clock: "Clock | None" = None) -> "Flask":
    """Make the WSGI application.

    Args:
        settings: read from the environment when not given.
        clock: the database's own date when it carries one, otherwise now.

    Raises:
        SettingsError: the environment is incomplete or contradicts itself.
    """
    # Importing this package must not bring Flask in: models, firing and notices are used without it.
    from service.assembly import assemble
    from service.settings import read_settings

    return assemble(settings or read_settings(), clock)
