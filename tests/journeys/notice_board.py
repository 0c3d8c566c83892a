"""What officials do with a notice: open it from its record, read its paper, put it up, sign the result."""

from playwright.sync_api import expect

from tests.journeys.chinese import named, said
from tests.journeys.official import Official
from tests.journeys.papers import photo, scan
from tests.service.printed_page import read_pages

SIGNED_BY = ("汪守平", "汪大河", "程远志")
"""The official in charge, the head of the village's supervision committee, the head of the work team."""


def open_notice(official: Official, kind: str) -> None:
    """Open the newest notice of a kind from the page of its record or list."""
    label = named(f"notice.{kind}")
    official.page.locator("#notices").get_by_role("link", name=label, exact=True).first.click()
    official.sees_title(label)


def paper_of(official: Official) -> bytes:
    """The PDF of the notice whose page is open."""
    address = official.page.get_by_role("link", name=said("Open the PDF"), exact=True).get_attribute("href")
    assert address is not None
    answer = official.page.request.get(address)
    assert answer.ok, f"{address} answers {answer.status}"
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def read_paper(official: Official) -> str:
    """The text on all pages of the notice's PDF."""
    return "".join(page.text for page in read_pages(paper_of(official)))


def post_notice(official: Official, place: str) -> None:
    """Record with a photograph that the notice hangs, today."""
    official.page.get_by_role("link", name=said("Record a posting"), exact=True).click()
    official.sees_title(said("Record a posting"))
    official.page.get_by_label(said("Place of posting")).fill(place)
    official.page.get_by_label(said("Photographs of the posting")).set_input_files([photo("张贴照片")])
    official.page.get_by_role("button", name=said("Record the posting"), exact=True).click()
    official.sees_it_is_done()


def sign_result(official: Official) -> None:
    """Record the statement on the result of a publicity, signed today by three people."""
    _send_result(official)
    official.sees_it_is_done()


def is_refused_to_sign(official: Official) -> None:
    """The statement is refused while the period runs, and what was typed is still there."""
    with official.watch.expecting(422):
        _send_result(official)
        expect(official.page.locator(".form-errors")).to_contain_text("期满")
    expect(official.page.locator("[name=signed_by_supervisor]")).to_have_value(SIGNED_BY[1])


def _send_result(official: Official) -> None:
    official.page.get_by_role("link", name=said("Record the result"), exact=True).click()
    official.sees_title(said("Record the result"))
    for name, who in zip(("handler", "supervisor", "team"), SIGNED_BY, strict=True):
        official.page.locator(f"[name=signed_by_{name}]").fill(who)
    official.page.locator("[name=scan]").set_input_files([scan("公示结果情况说明")])
    official.page.get_by_role("button", name=said("Record the result"), exact=True).click()
