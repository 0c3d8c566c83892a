"""The fonts of a notice: what stands for 仿宋, 小标宋, 楷体 and 黑体, where the files lie, which characters they cover.

GB/T 9704-2012 asks for fonts that are not free. The stylesheet (`templates/notices/paper.css`) names them first, for
offices that have them; behind them stand free ones that are always there: Fandol (仿宋, 楷体, 黑体) and Noto Serif CJK
SC (title and last fallback of every chain).
"""

import ctypes
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

# Family name in the stylesheet -> file that gives it, anywhere under FONT_DIR.
PACKAGED_FONTS = {
    "FandolFang": "FandolFang-Regular.otf",
    "FandolKai": "FandolKai-Regular.otf",
    "FandolHei": "FandolHei-Regular.otf",
}
# The same, cut from the last fallback by service/notices/small_fonts.py: its own are ten times as large, and
# the engine reads a font whole for every notice. What they lack is in the last fallback behind them.
SMALL_FONTS = {
    "Noto Serif GB2312": "NotoSerifGB2312-Regular.otf",
    "Noto Serif GB2312 Title": "NotoSerifGB2312-Bold.otf",
}
BODY_FAMILY = "FandolFang"
LAST_FALLBACK = "Noto Serif CJK SC"
_LAST_FALLBACK_FILES = {
    "Regular": ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf"),
    "Bold": ("NotoSerifCJK-Bold.ttc", "NotoSerifCJKsc-Bold.otf"),
}
_SYSTEM_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path("/Library/Fonts"),
    Path.home() / "Library/Fonts",
)
_HARFBUZZ_SUBSET = ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll")


def font_folder() -> Path:
    """The folder of the project's own font files: FONT_DIR, by default `.venv/share/fonts` in the repository."""
    chosen = os.environ.get("FONT_DIR")
    return Path(chosen) if chosen else Path(__file__).resolve().parents[2] / ".venv/share/fonts"


def font_files() -> dict[str, Path]:
    """Family name -> file, of the packaged and the small fonts that are there."""
    found = _files_under(font_folder())
    return {family: found[name] for family, name in (PACKAGED_FONTS | SMALL_FONTS).items() if name in found}


def missing_characters(texts: Iterable[str]) -> list[str]:
    """The characters that no font of the guaranteed chain covers, each once, in the order met.

    The chain is that of body and tables (仿宋, then the last fallback): a name stands in these only. Fonts that an
    office or the system has besides do not count, since the next machine may lack them.
    """
    characters = dict.fromkeys(character for text in texts for character in text)
    body, fallback = _codepoints(BODY_FAMILY), _codepoints(LAST_FALLBACK)
    # Never the union of the two: they are 60,000 code points, and a list asks for every household.
    return [
        character
        for character in characters
        if ord(character) not in body and ord(character) not in fallback and character not in "\n\r\t"
    ]


def in_body_font(character: str) -> bool:
    """Whether the free 仿宋 itself has the character; if not, it is set in the last fallback."""
    return ord(character) in _codepoints(BODY_FAMILY)


def fonts_ready() -> list[str]:
    """What is missing for printing notices: English sentences for readiness and log; empty when all is there."""
    there = font_files()
    problems = [
        f"Font file {name} was not found under {font_folder()}."
        for family, name in PACKAGED_FONTS.items()
        if family not in there
    ]
    problems += [
        f"Font {LAST_FALLBACK} {weight} is not installed (Debian: fonts-noto-cjk)."
        for weight in _LAST_FALLBACK_FILES
        if last_fallback_file(weight) is None
    ]
    if not any(_loads(name) for name in _HARFBUZZ_SUBSET):
        problems.append(
            "Library harfbuzz-subset is not installed (Debian: libharfbuzz-subset0); notices print 15 times slower."
        )
    return problems


@cache
def _codepoints(family: str) -> frozenset[int]:
    """Code points of a family's regular face; none when the font is not there (`fonts_ready` says so)."""
    path = last_fallback_file("Regular") if family == LAST_FALLBACK else font_files().get(family)
    if path is None:
        return frozenset()
    with TTCollection(path, lazy=True) if path.suffix == ".ttc" else TTFont(path, lazy=True) as file:
        faces = file.fonts if path.suffix == ".ttc" else [file]
        for face in faces:
            # A collection holds the Japanese, Korean and traditional faces too; their coverage is not ours.
            if len(faces) == 1 or face["name"].getDebugName(1) == family:
                # Fandol maps the control characters to empty glyphs: they are no text.
                return frozenset(point for point in face.getBestCmap() if point >= 0x20 and not 0x7F <= point < 0xA0)
    return frozenset()


def last_fallback_file(weight: str) -> Path | None:
    """The file of the last fallback in a weight, "Regular" or "Bold"; None where it is not installed."""
    for folder in (font_folder(), *_SYSTEM_FOLDERS):
        found = _files_under(folder)
        for name in _LAST_FALLBACK_FILES[weight]:
            if name in found:
                return found[name]
    return None


def _files_under(folder: Path) -> dict[str, Path]:
    """File name -> path of every font file below `folder`."""
    return {path.name: path for path in sorted(folder.rglob("*")) if path.suffix in (".otf", ".ttf", ".ttc")}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
