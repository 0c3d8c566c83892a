"""How the application is put together, in the order in which a request meets the parts."""

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from service import access, web
from service.clock import Clock, SystemClock
from service.context import Service
from service.database import Database
from service.demonstration.clock import DemonstrationClock, is_demonstration
from service.importing.import_worker import ImportWorker
from service.notices.print_worker import PrintWorker
from service.settings import ROOT, Settings

# A list of a thousand households is ticked in one form; files arrive beside it.
_FORM_PARTS = 5_000
_FORM_TEXT_BYTES = 2 * 1024 * 1024


def assemble(settings: Settings, clock: Clock | None = None) -> Flask:
    """Make the application for these settings."""
    database = Database(settings.database_url)
    app = Flask("service", template_folder=str(ROOT / "templates"), static_folder="static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="registry",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.cookie_secure,
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=_FORM_TEXT_BYTES,
        MAX_FORM_PARTS=_FORM_PARTS,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    clock = clock or _clock(database)
    worker = PrintWorker(database, settings.data_dir, clock, works=settings.print_in_service)
    importing = ImportWorker(database, settings.data_dir, clock, works=settings.print_in_service)
    app.extensions["service"] = Service(settings, database, clock, worker, importing)
    access.guard(app)
    web.register(app)
    if find_spec("service.cli"):
        import_module("service.cli").register(app)
    return app


def _clock(database: Database) -> Clock:
    """A demonstration's own clock; before the first migration there is no table that could say so."""
    if not database.has_table("setting"):
        return SystemClock()
    with database.read() as db:
        return DemonstrationClock(database) if is_demonstration(db) else SystemClock()
