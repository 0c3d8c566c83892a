"""The worker of the printing room inside the service."""

from pathlib import Path

from service.clock import Clock
from service.database import Database
from service.notices.print_jobs import PrintingRoom
from service.worker import Worker


class PrintWorker(Worker):
    """Works off print jobs beside the pages.

    Args:
        works: False where `flask work-print-jobs` does the work.
    """

    def __init__(self, database: Database, data_dir: Path, clock: Clock, *, works: bool) -> None:
        super().__init__(lambda name: PrintingRoom(database, data_dir, clock, name), "print worker", works=works)
