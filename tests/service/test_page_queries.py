"""What the officials' pages ask of the database gives the same on both engines."""

from datetime import UTC, datetime

from service.competence import post_over
from service.queries import households, inbox, lists, objections, offers, on_file, places, records, timeline
from tests.makers import COUNTY, OTHER_VILLAGE, PROVINCE, VILLAGE, World
from tests.service import walking
from tests.service.acts_on_notices import EXIT, answered, appealed, decided, hung, lodged, screened
from workflows.objection import HEARD_BY
from workflows.roles import Role

LONG_AGO = datetime(2018, 1, 1, tzinfo=UTC)


def test_what_waits_is_grouped_by_state_and_list_and_the_oldest_come_first(world: World) -> None:
    first, second = walking.verified(world, 2), walking.verified(world, 1)
    walking.applied(world, 1)
    with world.database.read() as db:
        (waiting,) = inbox.waiting_for(db, world.actor("clerk"))
        assert (waiting.state, waiting.records, waiting.more) == ("verified", 3, 0)
        assert [(row.list_number, row.records) for row in waiting.rows] == [(1, 2), (2, 1)]
        assert waiting.rows[0].record_id == first[0]
        assert waiting.rows[1].head_name == "试验丁"
        assert waiting.due_on is not None
        assert [group.steps for group in inbox.waiting_for(db, world.actor("team"))] == [("verify_application",)]
    assert world.state(second[0]) == "verified"


def test_only_a_few_rows_of_a_state_are_shown_and_the_rest_is_counted(world: World) -> None:
    for _ in range(inbox.ROWS_SHOWN + 2):
        walking.first_publicity(world, 1)
    with world.database.read() as db:
        (waiting,) = inbox.waiting_for(db, world.actor("clerk"))
    assert (waiting.records, len(waiting.rows), waiting.more) == (10, inbox.ROWS_SHOWN, 2)


def test_households_are_paged_by_key_in_both_directions(world: World) -> None:
    world.households(5)
    world.households(2, OTHER_VILLAGE)
    actor, everything = world.actor("province"), households.HouseholdFilter()
    with world.database.read() as db:
        page, more = households.households_page(db, actor, everything, limit=3)
        assert ([row.number for row in page], more) == ([1, 2, 3], True)
        behind = households.Cursor(page[-1].village_code, page[-1].number)
        page, more = households.households_page(db, actor, everything, cursor=behind, limit=3)
        assert ([row.number for row in page], more) == ([4, 5, 6], True)
        before = households.Cursor(page[0].village_code, page[0].number, backwards=True)
        page, more = households.households_page(db, actor, everything, cursor=before, limit=2)
        assert ([row.number for row in page], more) == ([2, 3], True)
        assert households.households_page(db, actor, households.HouseholdFilter(text="一组", state="none"))[0]


def test_places_and_figures_count_households_by_their_newest_cycle(world: World) -> None:
    walking.identified(world, 2)
    world.designate("village", VILLAGE)
    county, today = world.actor("county"), world.clock.today()
    with world.database.read() as db:
        assert places.figures_of(db, [COUNTY], today) == places.Figures(2, 2, 6, 0, 0)
        (township,) = places.children_of(db, county, COUNTY)
        assert (township.households, township.poor_households, township.poor_persons) == (2, 2, 6)
        (village,) = places.children_of(db, county, township.code)
        assert (village.name, village.state) == ("石桥村", "identified")
        assert places.states_below(db, PROVINCE) == {"identified": 2}
        assert places.place_shown(db, county, OTHER_VILLAGE) is None


def test_steps_are_weighed_for_all_records_and_lists_tell_their_states(world: World) -> None:
    ids = walking.proposed(world, 2)
    world.file("exit_visit", ids[:1], walking.VISIT)
    team, today = world.actor("team"), world.clock.today()
    with world.database.read() as db:
        standing = offers.standing_of(db, team, ids, today)
        verify = next(offer for offer in standing.offers if offer.step.name == "verify")
        assert {id: len(found) for id, found in verify.reasons.items()} == {ids[0]: 1, ids[1]: 2}
        assert {reason.code for reason in verify.reasons[ids[0]]} == {"consent_missing"}
        assert offers.standing_of(db, world.actor("other-clerk"), ids, today).offers == ()
        exit_list, first_list = lists.lists_page(db, team)[0]
        assert (exit_list.standing, dict(exit_list.states), first_list.left) == (2, {"proposed_for_exit": 2}, 2)
        assert len(lists.lists_page(db, team, place=VILLAGE, standing=True)[0]) == 1
        assert [row.record_id for row in lists.households_on(db, exit_list.id)] == ids


def test_a_file_and_its_history_are_read_whole(world: World) -> None:
    (record,) = walking.proposed(world, 1)
    auditor = world.actor("auditor")
    with world.database.read() as db:
        shown = records.record(db, auditor, record)
        assert shown is not None
        assert shown.on_list is not None
        assert shown.on_list.members == 1
        assert shown.household_id is not None
        kinds = [notice.kind for notice in on_file.notices_of(db, [record])]
        assert kinds == ["identification_announcement", "household_second_list", "household_first_list"]
        assert [sheet.year for sheet in on_file.worksheets_of(db, shown.household_id)] == [2018, 2017]
        entries = timeline.entries_of(db, record)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        since = timeline.entries_since(db, [(record, entries[-1].seq - 2)])
        assert [entry.step for entry in since] == ["assist", "propose_exit"]
        assert timeline.acts_in(db, auditor, LONG_AGO)[0].step == "propose_exit"
        assert timeline.acts_of(db, world.people["team"], LONG_AGO)[0].step == "verify_application"
        assert shown.on_list is not None
        assert [entry.step for entry in timeline.acts_on_list(db, shown.on_list.id)] == ["propose_exit"]


def test_objections_of_lower_levels_hide_nobody_s_own(world: World) -> None:
    (record,) = walking.publicized(world, 1)
    notice_id = hung(world, record, EXIT)
    first, *lower = [lodged(world, notice_id, record, content=f"异议{number}") for number in range(8)]
    screened(world, first)
    turned_to_county = lodged(world, notice_id, record, content="不服")
    screened(world, turned_to_county)
    decided(world, turned_to_county, upheld=False)
    answered(world, turned_to_county)
    assert _waiting(world, "county") == []
    appealed(world, turned_to_county)
    assert _waiting(world, "county", limit=1) == [turned_to_county]
    assert _waiting(world, "township") == [first, *lower]
    assert _waiting(world, "township", limit=3) == [first, *lower[:2]]
    for login in ("clerk", "county-approver", "city", "province", "auditor"):
        assert _waiting(world, login) == []


def test_an_objection_waits_for_the_post_that_decides_it_and_not_for_another_of_the_same_person(world: World) -> None:
    (record,) = walking.publicized(world, 1)
    notice_id = hung(world, record, EXIT)
    of_township, of_county = (lodged(world, notice_id, record, content=content) for content in ("一", "二"))
    screened(world, of_county)
    decided(world, of_county, upheld=False)
    answered(world, of_county)
    appealed(world, of_county)
    world.employ("both", Role.COUNTY_REVIEWER, COUNTY)
    world.appoint("both", Role.TOWNSHIP_REVIEWER, OTHER_VILLAGE[:9])
    assert _waiting(world, "both") == [of_county]
    for login in ("both", "township", "county", "city"):
        actor = world.actor(login)
        with world.database.read() as db:
            every = objections.objections_page(db, actor, limit=9)
        may = {line.id for line in every if post_over(actor, HEARD_BY[line.level], line.region_code)}
        assert set(_waiting(world, login)) == may & {of_township, of_county}


def _waiting(world: World, login: str, limit: int = 99) -> list[int]:
    actor = world.actor(login)
    with world.database.read() as db:
        return [line.id for line in objections.objections_waiting(db, actor, limit=limit)]
