"""Invented names as a village of central China has them. Every character is in GB 2312."""

from service.demonstration.draw import Draw

_SURNAMES = (
    ("李王张" * 8 + "刘陈" * 6 + "杨赵周吴徐胡" * 4 + "黄孙朱" * 3 + "高林郭何马罗宋郑谢韩唐冯于董程曹袁邓许傅沈" * 2)
    + "曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦"
    + "江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)

# By year of birth: up to 1959, up to 1984, later. Two characters, the first and the second.
_MEN = (
    ("德家永长福广传士道国金玉树保守开善兆立", "才发成山明田银友喜来忠顺祥元林根财运安全义富"),
    ("建志文学光海大新宏正少成春世立友红", "华平兵林涛明江龙峰民胜祥喜安亮波生河"),
    ("子浩俊宇志家文嘉思天明佳", "豪轩杰龙鹏涛强航辉然阳超翔"),
)
_WOMEN = (
    ("秀桂玉兰凤素翠金春月", "英珍芳云荣莲香珠芝枝侠"),
    ("秀桂丽小玉春晓爱海", "梅霞芳琴燕萍玲娟云敏侠勤"),
    ("雨思梦佳欣雅子诗心若", "涵婷怡琪雪瑶悦颖洁"),
)
# Names that everybody knows would look like a real person's.
_WELL_KNOWN = frozenset(
    ("陈永贵", "李德生", "张思德", "陈思思", "陈建华", "王建民", "陈海波", "李建平", "周立波", "郭德山", "李大江")
)


def surname(draw: Draw, *, unlike: str = "") -> str:
    """A family name, the common ones more often.

    Args:
        draw: where the chance comes from.
        unlike: a family name that it shall not be.
    """
    while (name := draw.one_of(_SURNAMES)) == unlike:
        pass
    return name


def full_name(draw: Draw, family_name: str, sex: str, born_year: int) -> str:
    """A name of the fashion of the year of birth.

    Args:
        draw: where the chance comes from.
        family_name: set before the given name.
        sex: "male" or "female".
        born_year: decides the fashion.
    """
    firsts, seconds = (_MEN if sex == "male" else _WOMEN)[(born_year > 1959) + (born_year > 1984)]
    while True:
        name = family_name + draw.one_of(firsts) + draw.one_of(seconds)
        if name[1] != name[2] and name not in _WELL_KNOWN:
            return name
