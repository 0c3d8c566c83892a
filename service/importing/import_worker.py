"""The worker of imports inside the service."""

from pathlib import Path

from service.clock import Clock
from service.database import Database
from service.importing.import_jobs import ImportRoom
from service.worker import Worker


class ImportWorker(Worker):
    """Reads and applies imports beside the pages.

    Args:
        works: False where `flask work-imports` does the work.
    """

    def __init__(self, database: Database, data_dir: Path, clock: Clock, *, works: bool) -> None:
        super().__init__(lambda name: ImportRoom(database, data_dir, clock, name), "import worker", works=works)
