"""The printing register: the first printing and every reprint with its reason; a void notice is printed no more."""

import pytest
from sqlalchemy import select

from service.competence import ActRefused, ChangedSince
from service.models.printing import NoticeCopy
from service.notices.copies import register_copies
from service.notices.printing import NoSuchNotice
from service.queries.printing import copies_of
from tests.makers import World
from tests.service.walking import publicized

EXIT = "household_exit_list"


def printed(world: World) -> int:
    notice_id = world.notice_of(publicized(world, 1)[0], EXIT)
    world.print_and_post(notice_id)
    return notice_id


def registered(
    world: World, notice_id: int, copies: int | None = 3, why: str = "", key: str = "", login: str = "clerk"
) -> int:
    with world.database.write() as db:
        return register_copies(
            db,
            notice_id,
            copies=copies,
            why=why,
            key=key or f"key-{world.tick().isoformat()}",
            actor=world.actor(login),
            at=world.clock.now(),
        )


def test_printings_are_counted_and_a_reprint_says_why(world: World) -> None:
    notice_id = printed(world)
    assert registered(world, notice_id) == 1
    with pytest.raises(ActRefused, match="reprint_reason_missing"):
        registered(world, notice_id, why="  ")
    assert registered(world, notice_id, 1, "被雨淋湿", login="township") == 2
    with world.database.read() as db:
        lines = copies_of(db, notice_id)
    assert [(line.number, line.copies, line.reason, line.printed_by) for line in lines] == [
        (1, 3, "", "试验clerk"),
        (2, 1, "被雨淋湿", "试验township"),
    ]


def test_a_second_press_of_the_same_button_enters_nothing(world: World) -> None:
    notice_id = printed(world)
    assert registered(world, notice_id, key="one-button") == registered(world, notice_id, key="one-button") == 1
    with world.database.read() as db:
        assert len(copies_of(db, notice_id)) == 1


@pytest.mark.parametrize("copies", [None, 0, -1, 100, 2**40])
def test_copies_are_one_to_ninety_nine(world: World, copies: int | None) -> None:
    with pytest.raises(ActRefused, match="copies_out_of_range"):
        registered(world, printed(world), copies)


def test_a_void_notice_and_one_without_its_pdf_are_not_printed(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    with pytest.raises(ActRefused, match="notice_not_printed"):
        registered(world, notice_id)
    world.print_and_post(notice_id)
    world.fire("withdraw", ids, "clerk", "撤回")
    with pytest.raises(ActRefused, match="void_notice_not_reprinted"):
        registered(world, notice_id, why="再贴")
    with pytest.raises(NoSuchNotice):
        registered(world, 404)


@pytest.mark.parametrize(
    ("login", "code"), [("other-clerk", "outside_jurisdiction"), ("auditor", "role_may_not"), ("admin", "role_may_not")]
)
def test_who_has_no_business_there_prints_nothing(world: World, login: str, code: str) -> None:
    with pytest.raises(ActRefused, match=code):
        registered(world, printed(world), login=login)


def test_of_two_first_printings_at_once_one_stands(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read that nothing was printed: the number, which no two printings share, tells the second."""
    notice_id = printed(world)
    registered(world, notice_id)
    # The second one has read the register before the first had written.
    monkeypatch.setattr("service.notices.copies.func.max", lambda column: select(0).scalar_subquery())
    with pytest.raises(ChangedSince):
        registered(world, notice_id)
    with world.database.read() as db:
        assert len(db.scalars(select(NoticeCopy)).all()) == 1
