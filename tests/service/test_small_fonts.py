"""The small fonts have what GB 2312 has, and look as the font that they were cut from."""

from pathlib import Path

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTCollection, TTFont

from service.notices import small_fonts
from service.notices.fonts import LAST_FALLBACK, SMALL_FONTS, font_files, last_fallback_file


def outline(font: TTFont, character: str) -> object:
    glyphs, pen = font.getGlyphSet(), RecordingPen()
    glyphs[font.getBestCmap()[ord(character)]].draw(pen)
    return pen.value


@pytest.mark.parametrize("family", SMALL_FONTS)
def test_a_small_font_has_all_of_gb_2312_with_the_same_outlines(family: str) -> None:
    path = font_files()[family]
    source = last_fallback_file(path.stem.rpartition("-")[2])
    assert source is not None
    with TTCollection(source) as collection, TTFont(path) as small:
        large = next(face for face in collection.fonts if face["name"].getDebugName(1) == LAST_FALLBACK)
        asked = {point for point in small_fonts.gb2312_characters() if point in large.getBestCmap()}
        assert asked <= small.getBestCmap().keys()
        assert len(asked) > 7_445
        for character in "贫困户退出公示公告石桥村2018—〔〕，。":
            assert outline(small, character) == outline(large, character), character
    assert path.stat().st_size < source.stat().st_size / 4


def test_a_font_without_chinese_is_not_cut(tmp_path: Path) -> None:
    source = last_fallback_file("Regular")
    assert source is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small_fonts, "LAST_FALLBACK", "Another Font")
        with pytest.raises(LookupError):
            small_fonts.cut(source, tmp_path / "small.otf")
    assert list(tmp_path.iterdir()) == []
