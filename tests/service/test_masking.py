"""Names on the web board: enough for a neighbour, too little for a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.notices.masking import COMPOUND_SURNAMES, masked


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("李小华", "李*华"),
        ("欧阳修", "欧阳*"),
        ("欧阳小华", "欧阳*华"),
        ("司马", "司*"),
        ("王李小华", "王*华"),
        ("阿依古丽", "阿*丽"),
        ("阿依·买买提", "阿*·买*"),
        ("阿卜杜拉•买买提•江", "阿*·买*·江*"),
        ("  张三 ", "张*"),
        ("张", "*"),
        ("", ""),
        ("·", ""),
    ],
)
def test_a_name_is_masked(name: str, shown: str) -> None:
    assert masked(name) == shown


@given(st.text("张王李赵欧阳司马阿依古丽买提华明", min_size=1, max_size=8))
def test_part_of_every_name_is_hidden_whatever_it_is(name: str) -> None:
    shown = masked(name)
    assert "*" in shown
    assert name not in shown
    kept = shown.replace("*", "")
    # At most a surname and one letter.
    assert len(kept) <= (3 if name[:2] in COMPOUND_SURNAMES else 2)


@given(st.lists(st.text("阿依古丽买提", min_size=1, max_size=6), min_size=2, max_size=4))
def test_of_a_name_with_dots_one_letter_of_each_part_stays(parts: list[str]) -> None:
    assert masked("·".join(parts)) == "·".join(f"{part[0]}*" for part in parts)


def test_names_of_another_length_look_alike() -> None:
    assert masked("张大明") == masked("张大大明")
