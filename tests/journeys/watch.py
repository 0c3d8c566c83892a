"""What a browser complains about: errors on its console, scripts that break, files that do not come, refused styles."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# Chromium writes every answer from 400 on to the console; those are told from `responses`, with their number.
_ANSWERED = "Failed to load resource: the server responded with a status of"


class Watch:
    """Collects the complaints of every browser that it looks after; the test fails on them at its end."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._expected: set[int] = set()

    def over(self, context: BrowserContext) -> None:
        """Look after every page of a browser."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Answers that a journey provokes: a refusal is 422, a closed page 403."""
        self._expected.update(statuses)
        yield
        self._expected.difference_update(statuses)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_ANSWERED):
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def _failed(self, request: Request) -> None:
        # A person who goes on before the page's icon has come gives it up; nothing failed.
        if request.failure == "net::ERR_ABORTED":
            return
        self.complaints.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.complaints.append(f"{response.status}: {response.request.method} {response.url}")
