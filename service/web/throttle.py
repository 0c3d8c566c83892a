"""How often one address may try something. The lock on one account is in service/sign_in.py."""

from flask import Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

# Counts are kept per process: with four workers an address may try four times as often.
limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")

FAILED_SIGN_INS = "30 per 5 minutes"
OBJECTIONS_LODGED = "20 per hour"
"""A village without telephones of its own lodges from one address; nobody lodges more in good faith."""
RECEIPTS_ASKED = "120 per 5 minutes"
PUBLIC_PAGES = "300 per minute"
"""For one address, behind which a whole town's telephones may be."""
CODES_NOT_FOUND = "60 per 10 minutes"
"""A code has 65 random bits: at this rate nobody finds one in the life of the sun."""
FILES_COMPARED = "30 per minute"


def failed(response: Response) -> bool:
    """True when the attempt is counted: a county office behind one address signs in as often as it likes."""
    return response.status_code != 302


def not_found(response: Response) -> bool:
    """True when a guess is counted: whoever has a sheet before them reads as often as they like."""
    return response.status_code == 404


guessing = limiter.shared_limit(CODES_NOT_FOUND, scope="codes", deduct_when=not_found)
"""For every page behind a code: guesses at one count at the others."""
