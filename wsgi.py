"""What a WSGI server and the `flask` command load."""

import gc

from service import create_app
from service.settings import SettingsError

try:
    app = create_app()
except SettingsError as error:
    raise SystemExit(f"The service cannot start. {error}") from None

# What is loaded now stays until the end: a full collection in the midst of a long list need not look at it again.
gc.collect()
gc.freeze()
