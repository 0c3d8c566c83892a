"""The pages: which there are, and what surrounds all of them. A new page is one line in BLUEPRINTS."""

from importlib import import_module

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from service.web import asked, errors, frame, headers, languages, signed_in
from service.web.throttle import limiter

# Each module has a `blueprint`; its name is the module's. WITHOUT_SESSION in it names views whose form needs no token.
BLUEPRINTS = (
    "service.web.health",
    "service.web.public_notices",
    "service.web.board",
    "service.web.session",
    "service.web.my_account",
    "service.web.accounts",
    "service.web.home",
    "service.web.keeping",
    "service.web.life",
    "service.web.corrections",
    "service.web.personal_numbers",
    "service.web.readings",
    "service.web.duplicates",
    "service.web.changes",
    "service.web.village_facts",
    "service.web.households",
    "service.web.villages",
    "service.web.counties",
    "service.web.records",
    "service.web.acts",
    "service.web.lists",
    "service.web.measures",
    "service.web.measure_entries",
    "service.web.imports",
    "service.web.exports",
    "service.web.documents",
    "service.web.attachments",
    "service.web.notices",
    "service.web.statements",
    "service.web.projects",
    "service.web.copies",
    "service.web.print_jobs",
    "service.web.objections",
    "service.web.objection_steps",
    "service.web.public_objections",
    "service.web.findings",
    "service.web.campaigns",
    "service.web.campaign_steps",
    "service.web.campaign_villages",
    "service.web.places",
    "service.web.registers",
    "service.web.checklists",
    "service.web.procedures",
    "service.web.rules",
    "service.web.offices",
    "service.web.demonstration",
    "service.web.targets",
    "service.web.progress",
    "service.web.history",
)


def register(app: Flask) -> None:
    """Put clean requests, sign-in, languages, CSRF, throttling, errors, headers and every page on the application."""
    asked.register(app)
    signed_in.register(app)
    languages.register(app)
    tokens = CSRFProtect(app)
    limiter.init_app(app)
    errors.register(app)
    headers.register(app)
    frame.register(app)
    for name in BLUEPRINTS:
        module = import_module(name)
        app.register_blueprint(module.blueprint)
        for view in getattr(module, "WITHOUT_SESSION", ()):
            tokens.exempt(view)
