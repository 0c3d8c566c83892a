"""Forms of the register as a browser sends them: everything that stands on the page, with what somebody types."""

import re

from sqlalchemy import select
from werkzeug.test import TestResponse

from service.models.record import Record
from tests.service import walking
from tests.web.offices import Office

_INPUT = re.compile(r"<input[^>]*>")
_VALUE = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
_CHOSEN = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.S)
_OPTION = re.compile(r'<option selected value="([^"]*)"')
SAID = {"reason": "入户核实"}


def filled(page: str) -> dict[str, str]:
    """What a browser would send of the page's form as it stands."""
    form = page.split("<main", 1)[1].split("<form", 1)[1].split("</form>", 1)[0]
    answers = dict(_VALUE.findall("".join(each for each in _INPUT.findall(form) if 'type="checkbox"' not in each)))
    for name, options in _CHOSEN.findall(form):
        chosen = _OPTION.search(options)
        answers[name] = chosen[1] if chosen else ""
    return answers


def send(
    office: Office, login: str, path: str, answers: dict[str, str], form: dict[str, str] | None = None
) -> TestResponse:
    """Open the page and send its form with these answers, or an earlier form again."""
    official = office.official(login)
    first = form if form is not None else filled(official.get(path).text)
    first.pop("more", None)
    return official.client.post(path, data={**first, **answers})


def households(office: Office, state: str = "") -> int:
    (home,) = office.world.households(1)
    if state:
        walk = {"applied": walking.applied, "identified": walking.identified}[state]
        (record,) = walk(office.world, 1)
        with office.world.database.read() as db:
            home = db.scalars(select(Record.household_id).where(Record.id == record)).one() or 0
    return home
