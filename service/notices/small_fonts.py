"""Small fonts for title and page numbers: the characters of GB 2312, cut out of the last fallback's large files.

    python -m service.notices.small_fonts

makes them once under FONT_DIR (half a minute); `./run setup` does so. Outlines are those of Noto Serif CJK SC.
"""

import sys
from pathlib import Path
from uuid import uuid4

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

from service.notices.fonts import LAST_FALLBACK, SMALL_FONTS, font_folder, last_fallback_file

FOLDER = "noto-serif-gb2312"
_BLOCKS = ((0x20, 0x7F), (0xA0, 0x100), (0x2000, 0x2070), (0x3000, 0x3030), (0xFF00, 0xFF61))
# Upright setting, hinting and kerning are no concern of a notice.
_NEEDLESS = ["BASE", "DSIG", "GPOS", "VORG", "vhea", "vmtx"]


def gb2312_characters() -> frozenset[int]:
    """Code points of GB 2312 with Latin letters and the punctuation of both."""
    points = {point for first, end in _BLOCKS for point in range(first, end)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            points.update(map(ord, bytes((row, cell)).decode("gb2312", errors="ignore")))
    return frozenset(points)


def cut(source: Path, target: Path) -> None:
    """Write the common characters of a font file, whole or not at all.

    Raises:
        LookupError: the file has no simplified Chinese face.
    """
    options = subset.Options(layout_features=["*"], hinting=False, desubroutinize=True, notdef_outline=True)
    options.drop_tables += _NEEDLESS
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{uuid4().hex}")
    # lazy: a collection shares its tables, and most of them are dropped.
    with TTCollection(source, lazy=True) if source.suffix == ".ttc" else TTFont(source, lazy=True) as file:
        face = _chinese_face(file, source)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=gb2312_characters())
        subsetter.subset(face)
        try:
            face.save(beside)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)


def _chinese_face(file: TTCollection | TTFont, source: Path) -> TTFont:
    faces = file.fonts if source.suffix == ".ttc" else [file]
    for face in faces:
        if len(faces) == 1 or face["name"].getDebugName(1) == LAST_FALLBACK:
            return face
    raise LookupError(f"{source} has no {LAST_FALLBACK}")


def main() -> None:
    """Make what is not there yet."""
    for name in SMALL_FONTS.values():
        target = font_folder() / FOLDER / name
        source = last_fallback_file(target.stem.rpartition("-")[2])
        if target.exists() or source is None:
            continue
        print(f"Cutting {name} out of {source.name} (once)", file=sys.stderr)
        cut(source, target)


if __name__ == "__main__":
    main()
