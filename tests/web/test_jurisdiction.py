"""Outside one's jurisdiction nothing exists: every page that names a place, a record or a list answers 404."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.models.register import VillageAsset
from tests.makers import OTHER_VILLAGE, VILLAGE
from tests.service import walking
from tests.service.importing_room import previewed
from tests.service.keeping import a_correction
from tests.service.made_workbooks import household, workbook
from tests.service.rounds import opened as open_round
from tests.web.offices import Office, open_office

MINE = (
    *("home", "households", "villages", "counties", "records", "acts", "lists", "places", "offices"),
    *("keeping", "life", "corrections", "personal_numbers", "changes", "village_facts"),
    *("registers", "checklists", "measures", "imports"),
)
# What each part of an address is filled with: something of the village that the visitor does not belong to.
SUBJECTS = {
    "household_id": "1",
    "record_id": "1",
    "list_id": "2",
    "member_id": "1",
    "correction_id": "1",
    "by": "born",
    "job_id": "1",
    "code": VILLAGE,
    "region_code": VILLAGE,
    "step": "publicize",
    "item": "1",
    "kind": "asset",
    "fact_id": "1",
}
_PART = re.compile(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z_]+)>")


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def pages(office: Office) -> list[str]:
    """Every page of these blueprints that is about something, with its parts filled in."""
    with office.world.database.write() as db:
        asset = {"village_code": VILLAGE, "name": "粮仓", "value": 1, "entered_at": office.world.clock.now()}
        if db.get(VillageAsset, 1) is None:
            db.add(VillageAsset(**asset))
    found = []
    for rule in office.app.url_map.iter_rules():
        parts = _PART.findall(rule.rule)
        if rule.endpoint.split(".")[0] not in MINE or not parts or "GET" not in (rule.methods or ()):
            continue
        unknown = [part for part in parts if part not in SUBJECTS]
        assert not unknown, f"{rule.rule}: say in SUBJECTS what {unknown} may be filled with"
        if rule.endpoint == "acts.on_chosen":
            continue  # Its records stand in the query: below.
        found.append(_PART.sub(lambda part: SUBJECTS[part[1]], rule.rule))
    return [
        *sorted(found),
        "/households/chosen?household=1",
        "/records/steps/publicize?records=1",
        "/households/apply?households=1",
        f"/households/new?place={VILLAGE}",
        f"/places/{VILLAGE[:9]}",
        f"/places/{VILLAGE[:6]}",
        "/campaigns/1",
        "/campaigns/rolls/1",
        f"/campaigns/rolls/1/villages/{VILLAGE}",
        f"/campaigns/rolls/1/villages/{VILLAGE}/last-year",
        f"/targets/progress?place={VILLAGE}",
        f"/targets/slippage?place={VILLAGE}",
    ]


def import_of_the_clerk(office: Office) -> None:
    """A file that was read, with a row that is to be corrected."""
    previewed(office.world, office.service.settings.data_dir, workbook([household(900)]))


def test_no_page_shows_what_lies_outside(office: Office) -> None:
    walking.verified(office.world, 2)
    a_correction(office.world, office.service.settings.data_dir, 1)
    open_round(office.world)
    import_of_the_clerk(office)
    office.world.designate("village", VILLAGE)
    for login in ("other-clerk",):
        seen = {path: office.official(login).get(path).status_code for path in pages(office)}
        # Designating is the data manager's, moving a household the township's: closed before it is asked where.
        assert {path: code for path, code in seen.items() if code not in (403, 404)} == {}
        closed = [f"/checklists/{VILLAGE}/{page}" for page in ("archive", "names")]
        closed += ["/households/1/move", f"/places/{VILLAGE}/designate"]
        assert sorted(path for path, code in seen.items() if code == 403) == closed


def test_the_same_pages_open_to_the_village_itself(office: Office) -> None:
    walking.verified(office.world, 2)
    a_correction(office.world, office.service.settings.data_dir, 1)
    open_round(office.world)
    import_of_the_clerk(office)
    office.world.designate("village", VILLAGE)
    above = {f"/places/{VILLAGE[:9]}", f"/places/{VILLAGE[:6]}"}
    for path in pages(office):
        closed = path.endswith(("/designate", "/archive", "/names", "/move"))
        wanted = (404,) if path in above else (403,) if closed else (200, 302)
        if path == f"/counties/{VILLAGE}":
            wanted = (302,)
        assert office.official("clerk").get(path).status_code in wanted, path


def test_a_list_of_households_holds_those_of_the_jurisdiction_only(office: Office) -> None:
    office.world.households(2)
    office.world.households(1, OTHER_VILLAGE)
    assert VILLAGE not in office.page("other-clerk", "/households/?state=")
    assert OTHER_VILLAGE in office.page("other-clerk", "/households/?state=")
    assert "河口村" in office.page("province", f"/households/?state=&place={OTHER_VILLAGE}")
    assert "河口村" not in office.page("clerk", f"/households/?state=&place={OTHER_VILLAGE}")


def test_ticking_a_household_of_elsewhere_among_ones_own_finds_nothing(office: Office) -> None:
    office.world.households(1)
    office.world.households(1, OTHER_VILLAGE)
    assert office.official("clerk").get("/households/chosen?household=1&household=2").status_code == 404
    assert office.official("clerk").get("/households/apply?households=1,2").status_code == 404


def test_an_act_outside_is_not_found_even_when_it_is_sent(office: Office) -> None:
    ids = walking.verified(office.world, 1)
    (own,) = office.world.apply(office.world.households(1, OTHER_VILLAGE), village=OTHER_VILLAGE, login="other-clerk")
    stranger = office.official("other-clerk")
    form = stranger.opened(f"/records/{own}/steps/decline")
    for path in (f"/records/{ids[0]}/steps/publicize", "/lists/2/steps/publicize"):
        assert stranger.press(path, "", form).status_code == 404
    assert office.world.state(ids[0]) == "verified"


@pytest.mark.parametrize(
    "path",
    [
        "/households/99999999999999999999",
        "/households/1?cycle=99999999999999999999",
        "/households/1?cycle=one",
        "/records/99999999999999999999",
        "/lists/99999999999999999999",
        "/lists/?before=99999999999999999999",
        f"/places/{VILLAGE}%00",
        f"/places/{VILLAGE}x",
        "/places/9901011002001",
        f"/villages/{VILLAGE}%00",
        "/records/steps/publicize?records=99999999999999999999",
    ],
)
def test_what_can_be_nothing_of_ours_is_not_found(office: Office, path: str) -> None:
    office.world.households(1)
    assert office.official("clerk").get(path).status_code == 404


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%25_%5C", "state=%00", "state=dance", "after=x", "after=x-9", "place=%00"]
)
def test_a_spoilt_filter_still_gives_a_page(office: Office, query: str) -> None:
    office.world.households(1)
    for path in ("/households/", f"/places/{VILLAGE}", "/villages/", "/counties/"):
        assert office.official("clerk").get(f"{path}?{query}").status_code == 200
