"""Until when an objection is to be screened, looked into, answered, and may be appealed: by rule rows of the place."""

from datetime import date, timedelta

from sqlalchemy import insert

from service.models.rules import Deadline
from service.queries.objections import ObjectionLine, objections_page
from service.rules.deadlines import Deadlines
from tests.makers import TOWNSHIP, VILLAGE, World
from tests.service.acts_on_notices import EXIT, answered, appealed, decided, delivered, hung, lodged, screened
from tests.service.walking import publicized


def line(world: World) -> ObjectionLine:
    actor = world.actor("township")
    with world.database.read() as db:
        (found,) = objections_page(db, actor, limit=2)
    return found


def due_in(world: World, since: date) -> int | None:
    due_on = line(world).due_on
    return None if due_on is None else (due_on - since).days


def test_days_run_from_the_receipt_and_after_an_appeal_from_that(world: World) -> None:
    (record,) = publicized(world, 1)
    received = world.clock.today()
    brought = lodged(world, hung(world, record, EXIT), record)
    assert due_in(world, received) == 1
    world.wait(1)
    screened(world, brought)
    assert due_in(world, received) == 5
    decided(world, brought, upheld=False)
    assert due_in(world, received) == 20
    answered(world, brought)
    assert due_in(world, received) is None
    world.wait(2)
    delivered(world, brought)
    assert due_in(world, world.clock.today()) == 30
    world.wait(3)
    appealed(world, brought)
    assert due_in(world, world.clock.today()) == 5
    decided(world, brought, upheld=False, login="county")
    assert due_in(world, world.clock.today()) == 20
    answered(world, brought, "county")
    delivered(world, brought, "county")
    assert due_in(world, received) is None


def test_only_what_must_be_done_is_overdue(world: World) -> None:
    (record,) = publicized(world, 1)
    brought = lodged(world, hung(world, record, EXIT), record)
    today = world.clock.today()
    assert [line(world).days_over(today + timedelta(days=days)) for days in (0, 1, 2, 9)] == [0, 0, 1, 8]
    screened(world, brought)
    decided(world, brought, upheld=False)
    answered(world, brought)
    delivered(world, brought)
    assert line(world).days_over(today + timedelta(days=99)) == 0


def test_a_place_s_own_row_holds_there_and_without_any_no_deadline_is_shown(world: World) -> None:
    (record,) = publicized(world, 1)
    lodged(world, hung(world, record, EXIT), record)
    row = {"procedure": "objection", "state": "lodged", "source": "某镇文件", "entered_at": world.clock.now()}
    with world.database.write() as db:
        db.execute(insert(Deadline).values(region_code=TOWNSHIP, days=3, **row))
    assert due_in(world, world.clock.today()) == 3
    assert Deadlines({}).due_from("objection", "lodged", VILLAGE, world.clock.today()) is None
