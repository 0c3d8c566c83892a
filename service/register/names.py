"""Keys by which a person is found: the name, its endings, its pinyin and initials; one more with the birth date.

Names of two characters are the rule, so neither trigrams nor edit distance help: keys of our own in a b-tree do, on
both engines. Surnames with a reading of their own are listed; a wrong reading finds nobody.
"""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Final

from pypinyin import Style, lazy_pinyin
from sqlalchemy import Connection, delete, insert, select

from service.models.register import Household, Member, NameKey

SURNAME_READINGS: Final = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "朴": "piao", "区": "ou", "盖": "ge",
    "缪": "miao", "员": "yun", "任": "ren", "华": "hua", "宁": "ning", "乐": "yue", "万": "wan", "种": "chong",
    "召": "shao", "尉": "wei", "逄": "pang", "翟": "zhai", "祭": "zhai", "折": "she", "令": "ling", "洗": "xian",
    "冼": "xian", "覃": "qin", "那": "na", "燕": "yan", "应": "ying", "俞": "yu", "於": "yu", "车": "che",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "单于": "chan yu",
}  # fmt: skip
"""Readings of surnames that differ from the character's usual one, or that a library may take for another."""

_AT_ONCE: Final = 5_000
"""People whose ids fit into one list of either engine."""
SOUNDING: Final = "="
"""What a key by name and birth date begins with."""


@lru_cache(maxsize=65_536)
def reading(name: str) -> tuple[str, ...]:
    """Syllables of a Chinese name without tones, its surname read as a surname. Other scripts stay as they are."""
    for width in (2, 1):
        if known := SURNAME_READINGS.get(name[:width]):
            return (*known.split(), *_syllables(name[width:]))
    return _syllables(name)


@lru_cache(maxsize=65_536)
def _syllables(text: str) -> tuple[str, ...]:
    return tuple(each.replace("ü", "v").casefold() for each in lazy_pinyin(text, style=Style.NORMAL))


def keys_of(name: str) -> frozenset[str]:
    """Everything that finds this name as a beginning: it and its endings, its pinyin and its endings, the initials."""
    compact = "".join(name.split()).casefold()
    syllables = reading(compact)
    pinyin = {"".join(syllables[start:]) for start in range(len(syllables))}
    initials = "".join(each[:1] for each in syllables)
    return frozenset({compact[start:] for start in range(len(compact))} | pinyin | {initials}) - {""}


def sounding_key(name: str, born_on: date) -> str:
    """The same for people whose names sound alike and who were born on one day: those who may be one person.

    It begins with a sign that no search asks for.
    """
    return f"{SOUNDING}{'-'.join(reading(''.join(name.split()).casefold()))} {born_on.isoformat()}"


def index_everybody(connection: Connection) -> int:
    """Write the keys of everybody anew; how many people there are."""
    ids = list(connection.execute(select(Member.id).order_by(Member.id)).scalars())
    for start in range(0, len(ids), _AT_ONCE):
        index_names(connection, ids[start : start + _AT_ONCE])
    return len(ids)


def index_names(connection: Connection, member_ids: Collection[int]) -> None:
    """Write the keys of these people anew."""
    ids = list(member_ids)
    connection.execute(delete(NameKey).where(NameKey.member_id.in_(ids)))
    people = connection.execute(
        select(Member.id, Member.name, Member.born_on, Household.village_code)
        .join(Household, Household.id == Member.household_id)
        .where(Member.id.in_(ids))
    )
    rows = [
        {"member_id": id, "key": key, "village_code": village_code}
        for id, name, born_on, village_code in people
        for key in sorted({*keys_of(name), sounding_key(name, born_on)})
    ]
    if rows:
        connection.execute(insert(NameKey), rows)
