"""How often one address may try something. The lock on one account is in service/sign_in.py."""

from flask import Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

# Counts are kept per process: with four workers an address may try four times as often.
limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")

FAILED_SIGN_INS = "30 per 5 minutes"


def failed(response: Response) -> bool:
    """True when the attempt is counted: a county office behind one address signs in as often as it likes."""
    return response.status_code != 302
