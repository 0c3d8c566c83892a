"""Which characters a notice can print, and what readiness says when a font is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.notices import fonts


@pytest.fixture
def no_packaged_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FONT_DIR", str(tmp_path))
    fonts._codepoints.cache_clear()
    yield
    fonts._codepoints.cache_clear()


def test_this_machine_is_ready_to_print() -> None:
    assert fonts.fonts_ready() == []


def test_every_character_of_gb_2312_is_covered() -> None:
    pairs = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    characters = "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)
    assert len(characters) == 7445
    assert fonts.missing_characters([characters]) == []


@pytest.mark.parametrize("name", ["犇", "骉", "䶮", "㛃", "𬤊", "𠮷", "阿卜杜热依木·买买提"])
def test_rare_characters_of_names_are_covered(name: str) -> None:
    assert fonts.missing_characters([name]) == []


def test_what_no_font_has_is_named_once_in_the_order_met() -> None:
    assert fonts.missing_characters(["王\ue000福", "来\U0001f600\ue000"]) == ["\ue000", "\U0001f600"]


def test_an_invisible_character_counts_as_missing() -> None:
    assert fonts.missing_characters(["王\u200b福\x07来"]) == ["\u200b", "\x07"]


def test_a_rare_character_is_known_not_to_be_in_the_body_font() -> None:
    assert fonts.in_body_font("王")
    assert not fonts.in_body_font("𬤊")


@pytest.mark.usefixtures("no_packaged_fonts")
def test_a_missing_font_file_is_named(tmp_path: Path) -> None:
    problems = fonts.fonts_ready()
    assert [problem for problem in problems if "FandolFang-Regular.otf" in problem and str(tmp_path) in problem]


@pytest.mark.usefixtures("no_packaged_fonts")
def test_the_last_fallback_still_covers_what_the_body_font_would() -> None:
    assert fonts.missing_characters(["王福来"]) == []


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_HARFBUZZ_SUBSET", ("libno-such-library.so.0",))
    (problem,) = fonts.fonts_ready()
    assert "libharfbuzz-subset0" in problem
