"""Headers that every response carries."""

from flask import Flask, Response, request, session

from service.context import current_service

_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def register(app: Flask) -> None:
    """Add the headers after every request."""

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        # Chromium shows a PDF in a page of its own, whose styles this policy would refuse.
        if response.mimetype != "application/pdf":
            headers["Content-Security-Policy"] = _POLICY
        if current_service().settings.cookie_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint != "static" and "_user_id" in session:
            # The next person at an office's shared computer presses "back". send_file() would let it be kept.
            headers["Cache-Control"] = "no-store"
        return response
