"""The people of 东湖渔业村, all invented and always the same: 552 households with 1,480 people, 31 of them poor."""

from dataclasses import replace
from functools import cache

from service.demonstration import assistance, village_plan
from service.demonstration.draw import Draw
from service.demonstration.families import COUNTED_ON, family
from service.demonstration.names import full_name
from service.demonstration.officials import OFFICIALS
from service.demonstration.seeds import HouseholdSeed, MemberSeed, PoorSeed
from service.demonstration.village_plan import GROUPS, HOUSEHOLDS, POOR, PoorPlan

_SEED = 341522500598
_SCHOOL_AGES = range(6, 16)


@cache
def village() -> tuple[HouseholdSeed, ...]:
    """Every household of the village in the order of their numbers, group by group."""
    draw = Draw(_SEED)
    sizes = [size for size, count in village_plan.OTHER_SIZES.items() for _ in range(count)]
    rows: list[PoorPlan | int] = [*POOR, *sizes]
    taken = {official.name for official in OFFICIALS}
    taken |= {assistance.responsible_person(number)[0] for number in range(len(POOR))}
    taken |= {row.head_name for row in POOR if row.head_name} | {village_plan.RARE_HEAD_NAME}
    rare_at = sizes.index(3) + len(POOR)
    made = [_household(draw, row, position, taken, rare=position == rare_at) for position, row in enumerate(rows)]
    per_group = HOUSEHOLDS // len(GROUPS)
    return tuple(
        replace(household, number=place + 1, group=GROUPS[place // per_group])
        for place, household in enumerate(draw.shuffled(made))
    )


def poor_households() -> tuple[HouseholdSeed, ...]:
    """The 31 registered poor households."""
    return tuple(household for household in village() if household.poor)


def _household(draw: Draw, row: PoorPlan | int, position: int, taken: set[str], *, rare: bool) -> HouseholdSeed:
    if isinstance(row, int):
        members = _with_head(draw, family(draw, row), village_plan.RARE_HEAD_NAME if rare else None, taken)
        return HouseholdSeed(number=0, group="", members=members)
    members = _with_head(draw, family(draw, row.size, row.shape), row.head_name, taken)
    return HouseholdSeed(number=0, group="", members=members, poor=_poor(draw, row, position, members))


def _with_head(
    draw: Draw, members: tuple[MemberSeed, ...], head_name: str | None, taken: set[str]
) -> tuple[MemberSeed, ...]:
    """Members whose head has a name that no other head has, or the name that is set; the family is called after him."""
    head, *rest = members
    if head_name:
        old = head.name[0]
        new = head_name[0]
        rest = [replace(one, name=new + one.name[1:]) if one.name[0] == old else one for one in rest]
        return replace(head, name=head_name), *rest
    while head.name in taken:
        head = replace(head, name=full_name(draw, head.name[0], head.sex, head.born_on.year))
    taken.add(head.name)
    return head, *rest


def _poor(draw: Draw, row: PoorPlan, position: int, members: tuple[MemberSeed, ...]) -> PoorSeed:
    home = assistance.dwelling(draw, row)
    at_school = any(COUNTED_ON.year - member.born_on.year in _SCHOOL_AGES for member in members)
    name, unit = assistance.responsible_person(position)
    return PoorSeed(
        class_code=row.class_code,
        cause=row.cause,
        planned_exit_year=row.exit_year,
        responsible_name=name,
        responsible_unit=unit,
        measures=assistance.measures(draw, row, home, children_at_school=at_school),
        incomes=assistance.incomes(draw, row),
        dwelling=home,
        stability_reason=assistance.stability_reason(row),
    )
