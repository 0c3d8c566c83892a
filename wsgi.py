"""What a WSGI server and the `flask` command load."""

from service import create_app
from service.settings import SettingsError

try:
    app = create_app()
except SettingsError as error:
    raise SystemExit(f"The service cannot start. {error}") from None
