"""Which tables are written once, as the migrations say that guarded them."""

from importlib import import_module
from pathlib import Path
from typing import Final

from service.migrations import versions

APPEND_ONLY: Final[dict[str, str]] = {
    table: same_row
    for path in sorted(Path(str(versions.__file__)).parent.glob("0*.py"))
    for table, same_row in getattr(import_module(f"{versions.__name__}.{path.stem}"), "APPEND_ONLY", {}).items()
}
