"""The statement on a publicity's result: what it says, and when it may be printed."""

from dataclasses import replace

import pytest

from service.notices.posting import obstacles_to_result
from service.notices.printing import NoSuchNotice
from service.notices.result_statement import ObjectionsStated, StatementFacts, statement_pdf
from service.queries.standing_replies import standing_replies
from tests.makers import World
from tests.service.acts_on_notices import answered, appealed, decided, delivered, hung, lodged, screened, sign
from tests.service.printed_page import read_pages
from tests.service.specimen_letters import STATEMENT, STATEMENTS
from tests.service.walking import publicized

EXIT = "household_exit_list"
HUNG = {
    "statement": ("2018年11月20日", "2018年11月21日", "2018年11月27日", "石桥村村务公开栏张贴", "7天"),
    "statement of a county": (
        "2018年12月18日",
        "2018年12月19日",
        "2018年12月25日",
        "东川省扶贫开发办公室网站发布",
        "5个工作日",
    ),
}


def text_of(facts: StatementFacts) -> str:
    return "".join(line.text for page in read_pages(statement_pdf(facts)) for line in page.in_type_area())


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_says_what_hung_where_how_long_and_leaves_lines_for_who_signs(name: str) -> None:
    facts = STATEMENTS[name]
    text = text_of(facts)
    hung, first, last, place, length = HUNG.get(name, HUNG["statement"])
    assert f"《{facts.notice_title}》（编号：{facts.notice_number}）于{hung}在{place}，" in text
    assert f"公示期为{first}至{last}，共{length}（自张贴次日起计算）。张贴照片2张" in text
    assert all(signer in text for signer in facts.signers)
    assert len(read_pages(statement_pdf(facts))) == 1


def test_objections_are_told_by_what_became_of_them() -> None:
    assert "收到异议3件，其中成立1件、不成立1件、撤回1件，均已办结" in text_of(STATEMENT)
    assert "公示期内未收到异议。" in text_of(STATEMENTS["statement without objections"])


def test_the_replies_are_named_where_there_are_any() -> None:
    text = text_of(STATEMENT)
    assert "均已办结（答复情况见下表）。" in text
    assert "1柳林镇内异复〔2018〕3号2018年11月27日异议不成立" in text
    assert "2柳林镇内异复〔2018〕4号2018年11月28日异议成立" in text
    unanswered = text_of(replace(STATEMENT, replies=()))
    assert "均已办结。" in unanswered
    assert "答复" not in unanswered
    assert "附后" not in text + unanswered


def test_a_statement_names_the_reply_that_tells_what_was_decided(world: World) -> None:
    (record,) = publicized(world, 1)
    notice_id = hung(world, record, EXIT)
    brought = [lodged(world, notice_id, record, content=content) for content in ("住房未修好", "收入不实", "有小汽车")]
    for each in brought:
        screened(world, each)
    for each, upheld in zip(brought, (False, False, True), strict=True):
        decided(world, each, upheld=upheld)
    answered(world, brought[1])
    answered(world, brought[2])
    delivered(world, brought[1])
    appealed(world, brought[1])
    decided(world, brought[1], upheld=True, login="county")
    assert numbers(world, notice_id) == [("柳林镇内异复〔2018〕2号", "upheld")], "the first reply tells nothing now"
    answered(world, brought[1], "county")
    assert numbers(world, notice_id) == [
        ("柳林镇内异复〔2018〕2号", "upheld"),
        ("青河县异复〔2018〕1号", "upheld"),
    ]
    answered(world, brought[0])
    assert numbers(world, notice_id)[-1] == ("柳林镇内异复〔2018〕3号", "dismissed")


def numbers(world: World, notice_id: int) -> list[tuple[str, str]]:
    with world.database.read() as db:
        return [(each.number, each.outcome) for each in standing_replies(db, notice_id)]


def test_those_out_of_time_are_not_counted() -> None:
    stated = ObjectionsStated.of({"upheld": 1, "dismissed": 2, "out_of_time": 4, "clue": 1})
    assert (stated.received, stated.upheld, stated.dismissed, stated.clues) == (4, 1, 2, 1)


def obstacles(world: World, notice_id: int) -> list[str]:
    with world.database.read() as db:
        return [why.code for why in obstacles_to_result(db, notice_id, world.clock.today())]


def test_it_may_be_printed_when_the_period_is_over_and_every_objection_settled(world: World) -> None:
    ids = publicized(world, 2)
    assert obstacles(world, world.notice_of(ids[0], EXIT)) == ["notice_not_printed", "posting_evidence_missing"]
    notice_id = hung(world, ids[0], EXIT)
    objection = lodged(world, notice_id, ids[0])
    assert obstacles(world, notice_id) == ["result_before_the_end", "objection_not_screened"]
    screened(world, objection)
    world.wait(8)
    assert obstacles(world, notice_id) == ["objection_open"]
    decided(world, objection, upheld=False)
    assert obstacles(world, notice_id) == []
    sign(world, notice_id)
    assert obstacles(world, notice_id) == ["result_signed_already"]
    with pytest.raises(NoSuchNotice):
        obstacles(world, 404)
