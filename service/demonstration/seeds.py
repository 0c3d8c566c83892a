"""What the invented people are made of: plain frozen facts. Codes are the register's own names."""

from dataclasses import dataclass
from datetime import date

MALE, FEMALE = "male", "female"

ORDINARY_POOR, SUBSISTENCE_POOR = "ordinary_poor", "subsistence_poor"
"""一般贫困户, 低保贫困户."""

ILLNESS, DISABILITY, LACK_OF_LABOUR, OTHER_CAUSE = "illness", "disability", "lack_of_labour", "other"
"""因病, 因残, 缺劳力, 其他."""

HEALTHY, CHRONICALLY_ILL, SERIOUSLY_ILL, DISABLED = "healthy", "chronically_ill", "seriously_ill", "disabled"
"""健康, 长期慢性病, 患有大病, 残疾. Health is told of members alone: no list and no notice needs it."""

ABLE, SKILLED, LABOUR_LOST, NO_LABOUR = "able", "skilled", "labour_lost", "no_labour"
"""普通劳动力, 技能劳动力, 丧失劳动力, 无劳动力."""


@dataclass(frozen=True, kw_only=True)
class MemberSeed:
    """A person. There are no identity numbers, not even false ones.

    Args:
        relation: to the head of the household.
        education: "illiterate" to "college", "below_school_age".
        health: see above.
        labour: see above.
    """

    name: str
    sex: str
    born_on: date
    relation: str
    education: str
    health: str
    labour: str


@dataclass(frozen=True, kw_only=True)
class IncomeSeed:
    """A household's income of one year in yuan (reference B2, form A17–A19)."""

    year: int
    wages: int
    business: int
    transfer: int
    property_income: int
    costs: int

    def net(self) -> int:
        """Four kinds of income less the costs of the business."""
        return self.wages + self.business + self.transfer + self.property_income - self.costs


@dataclass(frozen=True, kw_only=True)
class MeasureSeed:
    """A measure of assistance: its kind (D2 (五)) and what it is, in Chinese."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DwellingSeed:
    """Where the household lives.

    Args:
        area_m2: floor area.
        structure: 砖混, 砖木 or 渔船.
        safe_from: year since which the dwelling is safe; before it the household lives on its boat.
    """

    area_m2: int
    structure: str
    safe_from: int


@dataclass(frozen=True, kw_only=True)
class PoorSeed:
    """What makes a household a registered poor one.

    Args:
        class_code: AAC006.
        cause: main cause, AAC007.
        planned_exit_year: as plan D3 counts them.
        incomes: 2015 to 2019, in that order.
        stability_reason: the work team's written reason where only one year's income stands above the line at the exit.
    """

    class_code: str
    cause: str
    planned_exit_year: int
    responsible_name: str
    responsible_unit: str
    measures: tuple[MeasureSeed, ...]
    incomes: tuple[IncomeSeed, ...]
    dwelling: DwellingSeed
    stability_reason: str | None = None

    def income(self, year: int) -> IncomeSeed:
        """Income of a year, 2015 to 2019.

        Raises:
            KeyError: another year.
        """
        return {income.year: income for income in self.incomes}[year]


@dataclass(frozen=True, kw_only=True)
class HouseholdSeed:
    """A household of the village.

    Args:
        number: within the village, from 1.
        group: villagers' group, 一组 to 八组.
        members: the head first.
        poor: None for most.
    """

    number: int
    group: str
    members: tuple[MemberSeed, ...]
    poor: PoorSeed | None = None

    @property
    def head_name(self) -> str:
        """Name of the head, unique within the village."""
        return self.members[0].name

    @property
    def size(self) -> int:
        """Number of persons."""
        return len(self.members)
