"""Preview from the page of an act: the PDF comes, nothing has happened; refusals come as for the act."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.notices import preview
from service.notices.paper import RenderFailed
from tests.service.walking import proposed, publicized, verified
from tests.web.offices import Office, Official, open_office, text_of


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Facts that were rendered as a preview, instead of paper."""
    facts: list[Any] = []

    def render(each: Any, *, preview: bool) -> bytes:
        assert preview
        facts.append(each)
        return b"%PDF-1.7 specimen"

    monkeypatch.setattr(preview, "render_pdf", render)
    return facts


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials in a small world."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def pressed(official: Official, path: str, opinion: str = "") -> Any:
    return official.client.post(path, data={**official.opened(path), "opinion": opinion, "preview": "1"})


def test_the_notice_is_shown_and_nothing_has_happened(office: Office, seen: list[Any]) -> None:
    ids = verified(office.world, 2)
    clerk = office.official("clerk")
    path = f"/records/steps/publicize?records={ids[0]},{ids[1]}"
    assert "Preview the notice" in clerk.get(path).text
    before = office.world.everything()
    answer = pressed(clerk, path)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", b"%PDF-1.7 specimen")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert office.world.everything() == before
    (facts,) = seen
    assert (facts.kind, facts.households, facts.number, facts.code) == ("household_exit_list", 2, "", "")
    # The very page still does the act.
    assert clerk.press(path).status_code == 302
    assert office.states(ids) == {"publicized"}


def test_a_step_that_issues_nothing_offers_no_preview(office: Office, seen: list[Any]) -> None:
    (id,) = proposed(office.world, 1)
    assert "Preview the notice" not in office.page("team", f"/records/{id}/steps/verify")


def test_what_the_act_refuses_is_told_instead_of_a_preview(office: Office, seen: list[Any]) -> None:
    ids = publicized(office.world, 1)
    path = f"/records/{ids[0]}/steps/amend_list"
    clerk = office.official("clerk")
    form = {**clerk.opened(path), "versions": f"{ids[0]}:{office.world.versions(ids)[ids[0]]}", "key": "k" * 32}
    answer = clerk.client.post(path, data={**form, "opinion": "名单变动", "preview": "1"})
    assert answer.status_code == 422
    assert "there is nothing to amend" in text_of(answer.text)
    assert seen == []


def test_an_old_page_previews_nothing(office: Office, seen: list[Any]) -> None:
    ids = verified(office.world, 1)
    path, clerk = f"/records/{ids[0]}/steps/publicize", office.official("clerk")
    form = {**clerk.opened(path), "opinion": "", "preview": "1"}
    office.world.fire("publicize", ids, "clerk")
    assert clerk.client.post(path, data=form).status_code == 409
    assert seen == []


def test_paper_that_cannot_be_made_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(facts: Any, *, preview: bool) -> bytes:
        raise RenderFailed("the paper took too long")

    monkeypatch.setattr(preview, "render_pdf", fail)
    ids = verified(office.world, 1)
    answer = pressed(office.official("clerk"), f"/records/{ids[0]}/steps/publicize")
    assert answer.status_code == 500
    assert "<h1>" in answer.text
    assert office.states(ids) == {"verified"}
