"""Fills in the forms around notices as officials do, with files where the form takes some."""

import re
from io import BytesIO
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from service.demonstration.evidence import evidence_file
from tests.web.offices import Office

PDF = evidence_file("公示结果情况说明").content
PNG = evidence_file("张贴照片", photo=True).content
_HIDDEN = re.compile(r'name="(csrf_token|version)"[^>]*value="([^"]*)"')
_FIELD = re.compile(r'<input[^>]*name="([a-z_0-9]+)"[^>]*value="([^"]*)"')


def send(office: Office, login: str, path: str, data: dict[str, Any], **files: tuple[bytes, str]) -> TestResponse:
    """Open a form, change these answers and send it; answers that stand there already are sent as they are."""
    official = office.official(login)
    page = official.get(path).text
    given = {**dict(_FIELD.findall(page)), **dict(_HIDDEN.findall(page))}
    typed = {name: value for name, value in given.items() if name not in ("channel", "outcome", "kind")}
    form: MultiDict[str, Any] = MultiDict({**typed, **data})
    for name, (content, filename) in files.items():
        form.setlist(name, [(BytesIO(content), filename)])
    return official.client.post(path, data=form, content_type="multipart/form-data")


def press(office: Office, login: str, path: str, page: str) -> TestResponse:
    """Press a button that stands on a page."""
    official = office.official(login)
    token = dict(_HIDDEN.findall(official.get(page).text))["csrf_token"]
    return official.client.post(path, data={"csrf_token": token})


def printed(office: Office, notice_id: int, login: str = "clerk") -> None:
    """Print a notice."""
    answer = press(office, login, f"/notices/{notice_id}/print", f"/notices/{notice_id}")
    assert answer.status_code == 302


def posted(office: Office, notice_id: int, login: str = "clerk", **changes: Any) -> TestResponse:
    """Record that a notice hangs."""
    answers = {"place_level": "village", **changes}
    return send(office, login, f"/notices/{notice_id}/postings/new", answers, photos=(PNG, "board.png"))


def signed(office: Office, notice_id: int, login: str = "clerk", **changes: Any) -> TestResponse:
    """Record the signed result."""
    answers = {
        "signed_by_handler": "经办人",
        "signed_by_supervisor": "监委会主任",
        "signed_by_team": "队长",
        **changes,
    }
    return send(office, login, f"/notices/{notice_id}/result", answers, scan=(PDF, "result.pdf"))


def lodged(office: Office, notice_id: int, about: str, login: str = "clerk", **changes: Any) -> int:
    """Lodge an objection; its number."""
    answers = {"about": about, "channel": "visit", "content": "该户购有小汽车", **changes}
    answer = send(office, login, f"/objections/new/{notice_id}", answers)
    assert answer.status_code == 302, answer.text
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def step(office: Office, login: str, objection_id: int, name: str, **answers: Any) -> TestResponse:
    """Take a step of an objection."""
    files = {"files": (PNG, "evidence.png")} if name == "investigate" else {}
    return send(office, login, f"/objections/{objection_id}/{name}", answers, **files)


def decided(office: Office, objection_id: int, outcome: str, login: str = "township") -> None:
    """Look into an accepted objection, decide it and answer it, the reply unprinted or not."""
    found = {"investigator_1": "核查员甲", "investigator_2": "核查员乙", "finding": "经实地核查"}
    assert step(office, login, objection_id, "investigate", **found).status_code == 302
    assert step(office, login, objection_id, outcome).status_code == 302
    assert step(office, login, objection_id, "reply", finding="经查与事实不符").status_code == 302
