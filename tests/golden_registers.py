"""Golden registers: what is printed of the demonstration as text and as a picture, kept under tests/register_goldens.

    .venv/bin/python -m tests.golden_registers

renews them after a change that was meant; look at the pictures before they are committed. Of the dossier those pages
are kept that we lay out ourselves and one scan: the notices in it have goldens of their own and a code that differs
from one demonstration to the next.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pypdf import PdfReader, PdfWriter
from sqlalchemy import select

from service.database import Database
from service.demonstration.seeding import SHOWN_FROM_ON, seed
from service.demonstration.village_plan import VILLAGE_CODE
from service.migrations import migrate
from service.models.register import Household
from service.register.values import REGISTER_KEY
from service.registers.card import card_of, cards_pdf
from service.registers.dossier import dossier_pdf
from service.registers.dossier_facts import dossier_on_file
from service.registers.kinds import Print, gathered
from service.sealing import Seal
from tests.golden_papers import as_png, picture_of, text_of

FOLDER: Final = Path(__file__).parent / "register_goldens"
HOUSEHOLD: Final = 17
"""Still poor in 2019: its file has no exit yet, so that it is short."""
PRINTS: Final = (Print.VILLAGE_ROLL, Print.FIVE_CLEARS, Print.MEASURES_LIST, Print.TOWNSHIP_BOOK, Print.COUNTY_FILE)
BEFORE: Final[Mapping[Print, str]] = {
    Print.TOWNSHIP_BOOK: VILLAGE_CODE[:9],
    Print.COUNTY_FILE: VILLAGE_CODE[:6],
}
AHEAD: Final = 7
"""Cover, contents, check sheet, card, the first form and its scan."""
HISTORY: Final = 2
"""Pages of the decisions, at its end."""


def registers(database: Database, folder: Path, on: date = SHOWN_FROM_ON) -> dict[str, Callable[[], bytes]]:
    """File name without its ending -> what prints it.

    Args:
        folder: the demonstration's data directory.
    """
    made: dict[str, Callable[[], bytes]] = {"household_card": lambda: _card(database, folder, on)}
    for kind in PRINTS:
        made[kind.value] = lambda kind=kind: _print(database, folder, kind, on)  # type: ignore[misc]
    made["dossier"] = lambda: _own_pages(_dossier(database, folder, on))
    return made


def household_of(database: Database, number: int) -> int:
    """Id of a household by its number in the village."""
    with database.read() as db:
        return db.scalars(select(Household.id).where(Household.number == number)).one()


def _print(database: Database, folder: Path, kind: Print, on: date) -> bytes:
    seal = Seal(folder, REGISTER_KEY)
    with database.read() as db:
        found = gathered(db, kind, BEFORE.get(kind, VILLAGE_CODE), on, seal, shows_health=False)
    return found.made()


def _card(database: Database, folder: Path, on: date) -> bytes:
    with database.read() as db:
        found = dossier_on_file(db, VILLAGE_CODE, household_of(database, HOUSEHOLD), on)
    assert found is not None
    card = card_of(found.home, found.village, found.number, seal=Seal(folder, REGISTER_KEY), shows_health=False)
    return cards_pdf([card], demonstration=True)[0]


def _dossier(database: Database, folder: Path, on: date) -> bytes:
    with database.read() as db:
        found = dossier_on_file(db, VILLAGE_CODE, household_of(database, HOUSEHOLD), on)
    assert found is not None
    with dossier_pdf(found, folder, Seal(folder, REGISTER_KEY), shows_health=True) as file:
        return file.read()


def _own_pages(dossier: bytes) -> bytes:
    pages = len(PdfReader(BytesIO(dossier)).pages)
    return _pages(dossier, [*range(AHEAD), *range(pages - HISTORY, pages)])


def _pages(pdf: bytes, places: Iterable[int]) -> bytes:
    reader, writer = PdfReader(BytesIO(pdf)), PdfWriter()
    for place in places:
        writer.add_page(reader.pages[place])
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def renew() -> None:
    """Write all of them anew."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'registry.db'}"
        migrate(url)
        database = Database(url)
        seed(database, folder, lambda line: None)
        for register, made in registers(database, folder).items():
            pdf = made()
            (FOLDER / f"{register}.txt").write_text(text_of(pdf), encoding="utf-8")
            (FOLDER / f"{register}.png").write_bytes(as_png(picture_of(pdf)))
        database.close()


if __name__ == "__main__":
    renew()
