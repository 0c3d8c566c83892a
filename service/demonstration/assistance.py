"""How the poor households earn, live and are helped from 2015 to 2019, so that each can leave in its planned year."""

from service.demonstration.draw import Draw
from service.demonstration.seeds import (
    DISABILITY,
    ILLNESS,
    LACK_OF_LABOUR,
    DwellingSeed,
    IncomeSeed,
    MeasureSeed,
)
from service.demonstration.village_plan import PoorPlan, Shape

YEARS = range(2015, 2020)

# Net income per head in yuan. The upper bands clear the provinces' lines as well as the national one.
_BELOW = {2015: (2050, 2750), 2016: (2200, 2850), 2017: (2300, 2850)}
_ABOVE = {2016: (3450, 4100), 2017: (3900, 4600), 2018: (4300, 5200), 2019: (4800, 5900)}

STABILITY_REASON = (
    "本户2015年人均纯收入低于国家扶贫标准，2016年起加入水产养殖合作社并签订三年用工和分红协议，"
    "收入来源固定；驻村工作队逐项核对协议和领款凭证，认为收入可以稳定超过国家扶贫标准。"
)

_RESPONSIBLE = (
    ("伍承平", "县局机关"),
    ("凌家和", "县局机关"),
    ("柳文斌", "县局机关"),
    ("甘立群", "县局机关"),
    ("骆秋生", "县局机关"),
    ("霍小满", "县局机关"),
    ("詹友田", "村两委"),
    ("申桂香", "村两委"),
)
"""D3 五(三): 县局机关干部和村两委干部包保到户."""

_COOPERATIVE = MeasureSeed(kind="industry", text="加入城东湖水产养殖合作社，按股分红")
_BY_CAUSE = {
    ILLNESS: (
        MeasureSeed(kind="medical", text="政府代缴新型农村合作医疗个人部分，纳入大病救助"),
        _COOPERATIVE,
    ),
    DISABILITY: (
        MeasureSeed(kind="social_security", text="纳入农村低保，差额按扶贫标准补齐"),
        MeasureSeed(kind="social_security", text="发放困难残疾人生活补贴和重度残疾人护理补贴"),
    ),
    LACK_OF_LABOUR: (
        MeasureSeed(kind="industry", text="水面经营权入股合作社，取得保底收益"),
        MeasureSeed(kind="social_security", text="落实城乡居民养老保险待遇"),
    ),
}
_FOR_OTHERS = (
    MeasureSeed(kind="industry", text="贫困户自主发展水产养殖，补助鱼苗和网具"),
    MeasureSeed(kind="industry", text="扶贫小额信贷，用于网箱养殖"),
    MeasureSeed(kind="employment", text="龙头企业水产加工车间务工"),
    MeasureSeed(kind="employment", text="参加实用技术培训，介绍县内务工"),
    MeasureSeed(kind="ecology", text="聘为城东湖水面保洁员"),
)
_AT_SCHOOL = MeasureSeed(kind="education", text="义务教育阶段寄宿生生活补贴")
_ASHORE = MeasureSeed(kind="relocation", text="渔民上岸工程，安置住房一套")


def responsible_person(number: int) -> tuple[str, str]:
    """Name and unit of the official who answers for the number-th poor household; nobody answers for more than four."""
    return _RESPONSIBLE[number % len(_RESPONSIBLE)]


def incomes(draw: Draw, plan: PoorPlan) -> tuple[IncomeSeed, ...]:
    """Incomes of 2015 to 2019: above the line from the year before the exit on, never in 2015."""
    first_year_above = max(plan.exit_year - 1, 2016)
    return tuple(_income(draw, plan, year, above=year >= first_year_above) for year in YEARS)


def stability_reason(plan: PoorPlan) -> str | None:
    """The work team's reason for those who leave after their first year above the line."""
    return STABILITY_REASON if plan.exit_year == 2016 else None


def dwelling(draw: Draw, plan: PoorPlan) -> DwellingSeed:
    """Fishermen come ashore in 2016 (D3 五(二)); the others have a safe house already."""
    on_boat = draw.happens(45)
    structure = "渔船" if on_boat else draw.one_of(("砖混", "砖木"))
    return DwellingSeed(
        area_m2=plan.size * draw.between(17, 25), structure=structure, safe_from=2016 if on_boat else 2015
    )


def measures(draw: Draw, plan: PoorPlan, home: DwellingSeed, *, children_at_school: bool) -> tuple[MeasureSeed, ...]:
    """Two to five measures that fit the cause, the dwelling and the children."""
    chosen = _BY_CAUSE.get(plan.cause) or (_COOPERATIVE, *draw.some_of(_FOR_OTHERS, draw.between(1, 2)))
    if home.structure == "渔船":
        chosen += (_ASHORE,)
    if children_at_school:
        chosen += (_AT_SCHOOL,)
    return chosen


def _income(draw: Draw, plan: PoorPlan, year: int, *, above: bool) -> IncomeSeed:
    net = plan.size * draw.between(*(_ABOVE if above else _BELOW)[year])
    assets = net * draw.between(3, 8) // 100
    if plan.shape in (Shape.GRANDPARENTS, Shape.NO_LABOUR):
        return IncomeSeed(year=year, wages=0, business=0, transfer=net - assets, property_income=assets, costs=0)
    transfer = net * draw.between(10, 18) // 100
    earned = net * draw.between(30, 45) // 100
    costs = earned * draw.between(35, 55) // 100
    wages = net - assets - transfer - earned
    return IncomeSeed(
        year=year, wages=wages, business=earned + costs, transfer=transfer, property_income=assets, costs=costs
    )
