"""A worker inside the service: one thread a process, started when there is work, gone when there is none.

What it does is a room's business (service/notices/print_jobs.py, service/importing/import_jobs.py); what it leaves
behind when it is killed waits there for the next one.
"""

import os
import socket
import threading
from collections.abc import Callable
from typing import Protocol
from uuid import uuid4


class Room(Protocol):
    """Where work waits."""

    def work_off(self) -> int:
        """Work until there is nothing to do; how many pieces were done."""
        ...


def worker_name() -> str:
    """A name that no other worker has."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"


class Worker:
    """Works beside the pages.

    Args:
        room: makes the room for a worker of that name.
        name: of the thread.
        works: False where a command does the work.
    """

    def __init__(self, room: Callable[[str], Room], name: str, *, works: bool) -> None:
        self.works = works
        self._room, self._name = room, name
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
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()

    def _work(self) -> None:
        room = self._room(worker_name())
        while self._look_again():
            room.work_off()

    def _look_again(self) -> bool:
        with self._lock:
            if not self._woken_again:
                self._thread = None
            again, self._woken_again = self._woken_again, False
        return again
