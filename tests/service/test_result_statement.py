"""The statement on a publicity's result: what it says, and when it may be printed."""

import pytest

from service.notices.posting import obstacles_to_result
from service.notices.printing import NoSuchNotice
from service.notices.result_statement import ObjectionsStated, StatementFacts, statement_pdf
from tests.makers import World
from tests.service.acts_on_notices import decided, hung, lodged, screened, sign
from tests.service.printed_page import read_pages
from tests.service.specimen_letters import STATEMENT, STATEMENTS
from tests.service.walking import publicized

EXIT = "household_exit_list"


def text_of(facts: StatementFacts) -> str:
    return "".join(line.text for page in read_pages(statement_pdf(facts)) for line in page.in_type_area())


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_says_what_hung_where_how_long_and_leaves_lines_for_who_signs(name: str) -> None:
    facts = STATEMENTS[name]
    text = text_of(facts)
    assert f"《{facts.notice_title}》（编号：{facts.notice_number}）于2018年11月20日在石桥村村务公开栏张贴" in text
    assert "公示期为2018年11月21日至2018年11月27日，共7天（自张贴次日起计算）。张贴照片2张" in text
    assert all(signer in text for signer in facts.signers)
    assert len(read_pages(statement_pdf(facts))) == 1


def test_objections_are_told_by_what_became_of_them() -> None:
    assert "收到异议3件，其中成立1件、不成立1件、撤回1件，均已办结" in text_of(STATEMENT)
    assert "公示期内未收到异议。" in text_of(STATEMENTS["statement without objections"])


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
