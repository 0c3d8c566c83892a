"""Who opens which form for which records; everybody else is told why, or finds nothing."""

import pytest

from service.documents.forms import FORMS
from tests.makers import COUNTY, OTHER_VILLAGE, VILLAGE, World
from tests.service.walking import applied, assessed, identified
from tests.web.documents.visitors import PDF, SignIn, attached, meeting, on_file, url
from workflows.roles import Role


def test_outside_the_jurisdiction_nothing_exists(world: World, sign_in: SignIn) -> None:
    (here,) = assessed(world, 1)
    (there,) = world.apply(world.households(1, OTHER_VILLAGE), OTHER_VILLAGE, "other-clerk")
    clerk, other = sign_in("clerk"), sign_in("other-clerk")
    sent = clerk.fill(url("identification_meeting", here), meeting(here), scans=[(PDF, "a.pdf")])
    paper = sent.headers["Location"]
    (scan,) = attached(world)
    for address in (paper, f"/attachments/{scan.id}", url("identification_meeting", here)):
        assert other.get(address).status_code == 404
    for address in (url("application", here, there), url("application", there), url("application", 999_999_999_9)):
        assert clerk.get(address).status_code == 404
    assert sign_in("admin").get(paper).status_code == 403
    assert sign_in("auditor").get(paper).status_code == 200
    assert sign_in("auditor").get(f"/attachments/{scan.id}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/documents/application/new",
        "/documents/application/new?records=",
        "/documents/application/new?records=1,x",
        "/documents/application/new?records=-1",
        "/documents/application/new?records=99999999999999999999",
        "/documents/application/new?list=0",
        "/documents/nothing/new?records={id}",
        "/documents/village_plan/new?records={id}",
        "/documents/99999999999999999999",
        "/attachments/99999999999999999999",
        "/attachments/../secret_key",
    ],
)
def test_an_address_that_names_nothing_is_not_found(world: World, sign_in: SignIn, address: str) -> None:
    (id,) = applied(world, 1)
    assert sign_in("clerk").get(address.format(id=id)).status_code == 404


def test_a_role_that_does_not_file_a_paper_is_told_who_does(world: World, sign_in: SignIn) -> None:
    (id,) = applied(world, 1)
    refused = sign_in("township").get(url("application", id))
    assert refused.status_code == 403
    assert "Village clerk" in refused.text
    assert sign_in("auditor").get(url("application", id)).status_code == 403
    assert on_file(world) == []


def test_the_assessor_may_file_an_evaluation_and_nothing_else(world: World, sign_in: SignIn) -> None:
    county = world.designate("county", COUNTY)
    village = world.designate("village", VILLAGE)
    (household,) = applied(world, 1)
    assessor = sign_in("assessor")
    assert assessor.get(url("evaluation", county)).status_code == 200
    for (procedure, kind), form in FORMS.items():
        if Role.ASSESSOR not in form.files:
            record = {"county": county, "village": village, "household": household}[procedure]
            assert assessor.get(url(kind, record)).status_code == 403, kind


def test_a_page_for_too_many_records_says_how_many_fit(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.documents.asked.MOST_CONTROLS", 5)
    ids = applied(world, 3)
    refused = sign_in("clerk").get(url("application", *ids))
    assert refused.status_code == 400
    assert "at most 2 records; these are 3" in refused.text


def test_a_household_that_was_only_identified_takes_the_papers_of_its_assistance(world: World, sign_in: SignIn) -> None:
    (id,) = identified(world, 1)
    clerk = sign_in("clerk")
    assert clerk.get(url("five_clears", id)).status_code == 200
    assert clerk.get(url("exit_meeting", id)).status_code == 409
