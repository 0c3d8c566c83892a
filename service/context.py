"""What the running application gives to its pages and commands: settings, database, clock, workers."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from service.clock import Clock
from service.database import Database
from service.importing.import_worker import ImportWorker
from service.notices.print_worker import PrintWorker
from service.settings import Settings


@dataclass(frozen=True)
class Service:
    """One per application, under `app.extensions["service"]`."""

    settings: Settings
    database: Database
    clock: Clock
    print_worker: PrintWorker
    import_worker: ImportWorker


def current_service() -> Service:
    """The service of the application that is at work."""
    return cast(Service, current_app.extensions["service"])
