"""A list of relapsed households alone has the text of its own; what replaces it keeps that text."""

import json

from service.models.notice import Notice
from service.notices import paper
from service.notices.public_facts import NoticeFacts
from tests.makers import World
from tests.service.acts_on_notices import mark_printed, post
from tests.service.walking import MEETING, VISIT, approved, assessed


def said(world: World, notice_id: int) -> NoticeFacts:
    with world.database.read() as db:
        return NoticeFacts.from_json(json.loads(db.get_one(Notice, notice_id).facts))


def relapsed(world: World, number: int) -> list[int]:
    """Households that fell back, assessed and voted on."""
    ids = list(world.fire("relapse", approved(world, number), "clerk", "因灾返贫").opened)
    world.file("application", ids, {"signed": True, "grounds": "收入低"})
    world.file("application_visit", ids, VISIT)
    world.fire("verify_application", ids, "team")
    return ids


def test_relapsed_households_alone_are_publicized_as_such_in_both_rounds_and_when_extended(world: World) -> None:
    ids = relapsed(world, 2)
    world.file("identification_meeting", ids, MEETING)
    world.fire("post_first_list", ids, "clerk")
    first_id = world.notice_of(ids[0], "household_first_list")
    first = said(world, first_id)
    assert (first.kind, first.template, {row.category for row in first.rows}) == (
        "household_first_list",
        "relapse_list",
        {"返贫"},
    )
    assert "返贫户名单公示" in paper.notice_title(first)
    mark_printed(world, first_id)
    world.wait(1)
    post(world, first_id)
    (extension_id,) = world.fire("extend_publicity", ids, "clerk", "张贴晚于印发").notices
    extension = said(world, extension_id)
    assert (extension.template, extension.text_template) == ("extension", "relapse_list")
    assert paper.notice_title(extension) == paper.notice_title(first)


def test_a_list_with_a_newly_identified_household_has_the_ordinary_text(world: World) -> None:
    ids = [*relapsed(world, 1), *assessed(world, 1)]
    world.file("identification_meeting", ids, MEETING)
    world.fire("post_first_list", ids, "clerk")
    mixed = said(world, world.notice_of(ids[0], "household_first_list"))
    assert {row.category for row in mixed.rows} == {"返贫", "新识别"}
    assert mixed.template == "household_first_list"
    assert "返贫户" not in paper.notice_title(mixed)
