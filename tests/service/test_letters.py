"""The written reply to one objector: what it says in each outcome, and its layout."""

import json
from dataclasses import replace

import pytest

from service.notices.letters import ReplyLetter, reply_pdf
from tests.service.printed_page import MM, Page, read_pages
from tests.service.specimen_letters import DISMISSED, FINAL, LETTERS, UPHELD


def pages_of(letter: ReplyLetter) -> list[Page]:
    return read_pages(reply_pdf(letter))


def text_of(letter: ReplyLetter) -> str:
    return "".join(line.text for page in pages_of(letter) for line in page.in_type_area())


@pytest.mark.parametrize("name", LETTERS)
def test_a_reply_says_what_was_objected_found_and_decided_by_whom_and_when(name: str) -> None:
    letter = LETTERS[name]
    text = text_of(letter)
    assert f"对《{letter.notice_title}》（编号：{letter.notice_number}）提出的异议" in text
    assert letter.content.replace("\n", "") in text
    assert letter.finding in text
    assert letter.body + "（印章）" in text
    assert "2018年11月27日" in text
    assert all(("演示" in page.text) == letter.demonstration for page in pages_of(letter))


def test_a_dismissed_objection_may_be_taken_once_to_the_next_level() -> None:
    text = text_of(DISMISSED)
    assert "异议不成立" in text
    assert "自收到本答复之日起10日内向青河县扶贫开发领导小组申请复核一次" in text
    assert "起" not in text_of(replace(DISMISSED, appeal_days=None)).partition("四、复核")[2].partition("申请")[0]


def test_the_decision_on_an_appeal_is_final() -> None:
    assert "本处理意见为最终意见" in text_of(FINAL)


def test_an_upheld_objection_is_not_open_to_appeal() -> None:
    assert "复核" not in text_of(UPHELD)
    assert "异议成立" in text_of(UPHELD)
    with pytest.raises(ValueError, match="only a dismissed"):
        replace(UPHELD, may_appeal_to="青河县扶贫开发领导小组")


def test_an_objection_that_is_not_decided_is_not_answered() -> None:
    with pytest.raises(ValueError, match="accepted"):
        replace(DISMISSED, outcome="accepted")


def test_the_addressee_stands_flush_left_with_a_colon_and_nobody_is_invented() -> None:
    line = pages_of(DISMISSED)[0].line("周玉兰：")
    assert line.left == pytest.approx(28 * MM, abs=0.5)
    assert pages_of(UPHELD)[0].line_or_none("异议人（未署名）：")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("该户购有小汽车", "该户购有小汽车。"),
        ("该户购有小汽车。", "该户购有小汽车。"),
        ("该户购有小汽车！", "该户购有小汽车！"),
        ("村干部说“不知道。”", "村干部说“不知道。”"),
        ("见《入户核查表》（共2页）", "见《入户核查表》（共2页）。"),
        ("一是购有小汽车；\n二是在县城购有住房  \n\n", "二是在县城购有住房。"),
    ],
)
def test_typed_text_ends_with_one_full_stop(typed: str, printed: str) -> None:
    text = text_of(replace(DISMISSED, content=typed, finding=typed))
    assert f"{printed}二、调查核实情况" in text
    assert f"{printed}三、处理意见" in text
    assert "；。" not in text


def test_a_letter_comes_back_from_json_and_prints_the_same_bytes() -> None:
    again = ReplyLetter.from_json(json.loads(json.dumps(DISMISSED.to_json())))
    assert again == DISMISSED
    assert reply_pdf(again) == reply_pdf(DISMISSED)
