"""Findings in the browser: recorded, listed, closed; records drawn for an assessor, who sees and finds on those."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from tests.makers import VILLAGE
from tests.service.walking import assisted
from tests.web.offices import Office, open_office, text_of
from tests.web.officials_on_notices import send


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def found(office: Office, record_id: int, login: str = "county", **changes: Any) -> int:
    answers = {"kind": "data_wrong", "content": "收入与台账不符", **changes}
    answer = send(office, login, f"/findings/new/{record_id}", answers)
    assert answer.status_code == 302, answer.text
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def test_a_finding_is_recorded_listed_and_closed(office: Office) -> None:
    (record_id,) = assisted(office.world, 1)
    made = found(office, record_id)
    page = f"/findings/{made}"
    assert "Not recorded yet" in office.page("clerk", page)
    assert "Record the correction" not in office.page("clerk", page)
    assert f'href="{page}"' in office.page("clerk", "/findings/")
    assert send(office, "city", f"{page}/close", {"correction": "已更正台账"}).headers["Location"] == page
    assert "已更正台账" in office.page("clerk", page)
    assert "There is no finding here" in office.page("clerk", "/findings/")
    assert f'href="{page}"' in office.page("clerk", "/findings/?state=all&kind=data_wrong")
    answer = send(office, "county", f"{page}/close", {"correction": "又更正"})
    assert answer.status_code == 409
    assert "又更正" in answer.text


def test_a_finding_with_faults_keeps_what_was_typed(office: Office) -> None:
    (record_id,) = assisted(office.world, 1)
    answer = send(office, "county", f"/findings/new/{record_id}", {"content": "写好的内容"})
    assert answer.status_code == 422
    assert "写好的内容" in answer.text
    answer = send(
        office, "county", f"/findings/new/{record_id}", {"kind": "missed", "content": "内容", "found_on": "2030-01-01"}
    )
    assert answer.status_code == 422
    assert "This day lies in the future" in text_of(answer.text)


def test_records_are_drawn_and_the_assessor_finds_on_those_only(office: Office) -> None:
    ids = assisted(office.world, 2)
    answer = send(office, "assessor", f"/findings/new/{ids[0]}", {"kind": "missed", "content": "漏评"})
    assert answer.status_code == 422
    assert "was not drawn for you" in text_of(answer.text)
    assert "Nothing has been drawn yet" in office.page("assessor", "/findings/drawn")
    city = office.official("city")
    path = f"/findings/drawn/new?place={VILLAGE}"
    assert office.page("city", path).count('name="records"') == 2
    token = city.opened(path)["csrf_token"]
    form = MultiDict({"csrf_token": token, "assessor": str(office.world.people["assessor"]), "records": str(ids[0])})
    assert city.client.post(path, data=form).headers["Location"] == "/findings/drawn"
    assert f'href="/findings/new/{ids[0]}"' in office.page("assessor", "/findings/drawn")
    assert f'href="/findings/new/{ids[1]}"' not in office.page("assessor", "/findings/drawn")
    made = found(office, ids[0], "assessor", kind="missed")
    assert office.official("assessor").get(f"/findings/{made}/close").status_code == 403
    chosen = f"{path}&assessor={office.world.people['assessor']}"
    assert "drawn already" in office.page("city", chosen)


def test_drawing_nothing_or_for_nobody_is_told(office: Office) -> None:
    assisted(office.world, 1)
    city = office.official("city")
    path = f"/findings/drawn/new?place={VILLAGE}"
    token = city.opened(path)["csrf_token"]
    nobody = city.client.post(path, data={"csrf_token": token, "assessor": ""})
    assert nobody.status_code == 422
    nothing = city.client.post(path, data={"csrf_token": token, "assessor": str(office.world.people["assessor"])})
    assert nothing.status_code == 422
    assert "Tick at least one record" in text_of(nothing.text)


def test_outside_the_jurisdiction_a_finding_does_not_exist(office: Office) -> None:
    (record_id,) = assisted(office.world, 1)
    made = found(office, record_id)
    assert office.official("other-clerk").get(f"/findings/{made}").status_code == 404
    assert office.official("other-clerk").get(f"/findings/new/{record_id}").status_code == 403
    assert "There is no finding here" in office.page("other-clerk", "/findings/?state=all")
    for login, path in (("clerk", "/findings/drawn"), ("county", "/findings/drawn/new"), ("admin", "/findings/")):
        assert office.official(login).get(path).status_code == 403
