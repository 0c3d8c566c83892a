"""Names as the web board shows them: who lives there recognizes a neighbour, a search engine finds nobody."""

import re
from typing import Final

HIDDEN: Final = "*"
COMPOUND_SURNAMES: Final = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛东方皇甫尉迟公孙慕容司徒司空夏侯令狐长孙宇文轩辕端木百里呼延南宫西门"
        "东郭钟离闻人独孤公冶太史申屠澹台濮阳淳于单于赫连完颜纳兰拓跋第五",
    )
)
# The dot between the parts of a name that is written out in Chinese, in the shapes in which keyboards give it.
_DOTS: Final = re.compile(r"[·•・‧∙⋅．]")


def masked(name: str) -> str:
    """A name without what tells one person from another: 张*, 李*华, 欧阳*华, 阿*·买*.

    Of a name with dots the first letter of each part stays. Otherwise the surname stays, and of at least two letters
    of a given name the last; whatever is between them is one sign, so that a length tells nothing.
    """
    parts = [part.strip() for part in _DOTS.split(name) if part.strip()]
    if len(parts) > 1:
        return "·".join(f"{part[0]}{HIDDEN}" for part in parts)
    plain = "".join(parts)
    surname = plain[:2] if plain[:2] in COMPOUND_SURNAMES and len(plain) > 2 else plain[:1]
    given = plain[len(surname) :]
    if not given:
        # One letter is all there is: it is the name.
        return HIDDEN if plain else ""
    return f"{surname}{HIDDEN}{given[-1] if len(given) > 1 else ''}"
