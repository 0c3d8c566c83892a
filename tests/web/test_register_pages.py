"""The pages by which the register is kept, on both engines: what is typed, refused, stale, sent twice, out of reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.database import Database
from tests.makers import OTHER_VILLAGE, VILLAGE, make_world
from tests.service.keeping import BORN, acts, household_row, identity_of, people_of
from tests.web.offices import Office, office_at, text_of
from tests.web.sent_forms import SAID, filled, households, send


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world, on each engine."""
    database = Database(migrated_url)
    with office_at(make_world(database), migrated_url, tmp_path) as opened:
        yield opened
    database.close()


def test_a_clerk_changes_facts_and_the_page_shows_them(office: Office) -> None:
    home = households(office)
    sent = send(
        office,
        "clerk",
        f"/households/{home}/facts",
        {**SAID, "main_cause": "illness", "electricity": "1", "dwelling_area": "86.5", "phone": "00001234567"},
    )
    assert sent.status_code == 302
    page = text_of(office.page("clerk", f"/households/{home}"))
    assert "Illness" in page
    assert "86.5" in page
    assert "000****4567" in page
    assert "00001234567" not in page
    again = office.page("clerk", f"/households/{home}/facts")
    assert "00001234567" not in again
    assert "000****4567" in again
    # Left empty it stays; a hyphen takes it out.
    send(office, "clerk", f"/households/{home}/facts", {**SAID, "road": "cement"})
    assert household_row(office.world, home).phone_masked == "000****4567"
    send(office, "clerk", f"/households/{home}/facts", {**SAID, "phone": "-"})
    assert household_row(office.world, home).phone_masked is None


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(office: Office) -> None:
    home = households(office)
    head = people_of(office.world, home)[0].id
    wrong = {"name": "单小虎", "identity": identity_of(BORN), "working_months": "many", "effective_on": "2100-01-01"}
    sent = send(office, "clerk", f"/households/{home}/members/{head}", wrong)
    assert sent.status_code == 422
    assert 'value="单小虎"' in sent.text
    assert "Write a number in digits" in sent.text
    sent = send(office, "clerk", f"/households/{home}/members/{head}", {**wrong, "working_months": "3"})
    text = text_of(sent.text)
    assert sent.status_code == 422
    assert "The number says born on 6 May 1980" in text
    assert "This day lies in the future" in text
    assert "Write why." in text
    assert acts(office.world) == []


def test_a_stale_page_says_who_changed_what_and_keeps_what_was_typed(office: Office) -> None:
    home = households(office)
    path = f"/households/{home}/facts"
    opened = filled(office.page("team", path))
    send(office, "clerk", path, {**SAID, "road": "cement"})
    late = send(office, "team", path, {**SAID, "responsible_person": "程远志"}, opened)
    text = text_of(late.text)
    assert late.status_code == 409
    assert "试验clerk · Village clerk" in text
    assert "Road to the house" in text
    assert "程远志" in text
    assert household_row(office.world, home).responsible_person is None


def test_a_double_click_is_one_act(office: Office) -> None:
    home = households(office)
    path = f"/households/{home}/joining/born"
    opened = filled(office.page("clerk", path))
    child = {"name": "试验小宝", "sex": "female", "born_on": "2018-10-08", "relation": "daughter", "health": "healthy"}
    assert opened["education"] == "below_school_age"
    first, second = (send(office, "clerk", path, child, opened) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert acts(office.world) == ["born"]
    assert "changed nothing" in office.page("clerk", f"/households/{home}")


def test_a_household_is_registered_on_an_empty_register(office: Office) -> None:
    path = f"/households/new?place={VILLAGE}"
    first = filled(office.page("clerk", path))
    more = office.official("clerk").client.post(path, data={**first, "village_group": "二组", "more": "1"})
    assert more.status_code == 200
    assert 'name="p1_name"' in more.text
    two = filled(more.text)
    assert (two["people"], two["village_group"]) == ("2", "二组")
    person = {"sex": "male", "born_on": "1980-05-06", "education": "primary", "health": "healthy", "labour": "able"}
    answers = {f"p{place}_{name}": value for place in (0, 1) for name, value in person.items()}
    answers |= {"p0_name": "单小虎", "p0_relation": "head", "p0_identity": identity_of(BORN), "p1_name": "单乐"}
    refused = send(office, "clerk", path, {**SAID, **answers}, two)
    assert refused.status_code == 422
    assert "This is needed." in refused.text
    made = send(office, "clerk", path, {**SAID, **answers, "p1_relation": "other"}, two)
    assert made.status_code == 302
    page = text_of(office.page("clerk", made.headers["Location"]))
    assert "单小虎" in page
    assert "No. 1 · 2 persons" in page
    assert "单小虎" in office.page("clerk", "/households/?state=")


def test_somebody_leaves_and_the_head_is_followed(office: Office) -> None:
    home = households(office)
    head, second, third = (person.id for person in people_of(office.world, home))
    path = f"/households/{home}/members/{head}/leaving"
    left = {"by": "died", f"r{second}": "head", f"r{third}": "son"}
    assert send(office, "clerk", path, {"by": "died"}).status_code == 422
    assert send(office, "clerk", path, left).status_code == 302
    assert household_row(office.world, home).head_name == "试验员1"
    changed = send(office, "clerk", f"/households/{home}/head", {**SAID, f"r{second}": "father", f"r{third}": "head"})
    assert changed.status_code == 302
    assert acts(office.world) == ["died", "head_changed"]


def test_a_split_is_pointed_out_on_application_household_list_and_act(office: Office) -> None:
    home = households(office)
    _head, second, _third = (person.id for person in people_of(office.world, home))
    sent = send(office, "clerk", f"/households/{home}/split", {**SAID, f"m{second}": "y", f"r{second}": "head"})
    new = int(sent.headers["Location"].rsplit("/", 1)[1])
    alert = "A split shortly before the application"
    assert alert in office.page("clerk", f"/households/apply?households={new}")
    (record,) = office.world.apply([new])
    office.world.wait(400)
    for path in (f"/households/{new}", f"/records/{record}/steps/decline"):
        assert alert in text_of(office.page("clerk", path)), path
    assert alert in office.page("township", f"/households/{new}")
    # The other one applies long after: nothing is pointed out.
    office.world.apply([home])
    assert alert not in office.page("clerk", f"/households/{home}")


def test_households_merge_move_and_end(office: Office) -> None:
    home, into = office.world.households(2)
    number = household_row(office.world, into).number
    assert office.official("clerk").get(f"/households/{home}/merger?into=999").status_code == 404
    merged = send(
        office, "clerk", f"/households/{home}/merger?into={number}", {**SAID, **_related(office, home, "other")}
    )
    assert merged.status_code == 302
    assert "does not exist any more" in office.page("clerk", f"/households/{home}")
    assert household_row(office.world, into).version == 2
    assert f'/households/{home}"' not in office.page("clerk", "/households/?state=")
    for login, status in (("clerk", 403), ("other-clerk", 403), ("township", 422)):
        moved = office.official(login).client.post(f"/households/{into}/move", data={})
        assert moved.status_code in (status, 400), login
    empty = send(office, "clerk", f"/households/{into}/end", SAID)
    assert empty.status_code == 422
    assert "Members who still belong to it: 6" in empty.text


def test_outside_ones_village_nothing_is_changed_and_readers_see_no_links(office: Office) -> None:
    home = households(office)
    head = people_of(office.world, home)[0].id
    paths = [
        f"/households/{home}/{rest}"
        for rest in ("facts", f"members/{head}", f"members/{head}/leaving", "joining/born", "head", "split", "end")
    ]
    assert {office.official("other-clerk").get(path).status_code for path in paths} == {404}
    assert {office.official("auditor").get(path).status_code for path in paths} == {403}
    assert office.official("clerk").get(f"/households/new?place={OTHER_VILLAGE}").status_code == 404
    page = office.page("auditor", f"/households/{home}")
    assert "Household card" in page
    assert "/facts" not in page
    assert "/leaving" not in page


def test_a_page_of_the_register_asks_the_same_number_of_questions_however_many_people(office: Office) -> None:
    small, large = office.world.households(1, persons=1)[0], office.world.households(1, persons=9)[0]
    asked = []
    for home in (small, large):
        office.page("clerk", f"/households/{home}")
        with office.counted() as sent:
            office.page("clerk", f"/households/{home}")
        asked.append(len(sent))
    assert asked[0] == asked[1]


def _related(office: Office, home: int, relation: str) -> dict[str, str]:
    return {f"r{person.id}": relation for person in people_of(office.world, home)}
