"""The worker inside the service: one thread a process, started when there is work, gone when there is none."""

import os
import socket
import threading
from pathlib import Path
from uuid import uuid4

from service.clock import Clock
from service.database import Database
from service.notices.print_jobs import PrintingRoom


def worker_name() -> str:
    """A name that no other worker has."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"


class PrintWorker:
    """Works off print jobs beside the pages. What it leaves behind when it is killed waits for the next one.

    Args:
        works: False where `flask work-print-jobs` does the work.
    """

    def __init__(self, database: Database, data_dir: Path, clock: Clock, *, works: bool) -> None:
        self.works = works
        self._room = (database, data_dir, clock)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._woken_again = False
        self._asked = not works

    def was_asked(self) -> bool:
        """False the first time: then somebody should see whether a stopped service has left jobs unfinished."""
        with self._lock:
            before, self._asked = self._asked, True
        return before

    def wake(self) -> None:
        """There may be work: begin, or look once more before the thread ends."""
        if not self.works:
            return
        with self._lock:
            self._woken_again = True
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="print worker", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        room = PrintingRoom(*self._room, worker_name())
        while self._look_again():
            room.work_off()

    def _look_again(self) -> bool:
        with self._lock:
            if not self._woken_again:
                self._thread = None
            again, self._woken_again = self._woken_again, False
        return again
