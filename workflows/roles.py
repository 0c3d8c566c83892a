"""Who may act: levels of government, roles held at them, the four functions that four people share (D2 (六))."""

from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """Levels of administration, from the whole nation down to the village."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


UPWARDS: Final = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY, Level.PROVINCE)
"""From the narrowest place to the widest that has a body of its own here; above it is only the nation."""


class Role(StrEnum):
    """A post's role. A person holds it in one region for a period."""

    VILLAGE_CLERK = "village_clerk"
    WORK_TEAM = "work_team"
    TOWNSHIP_REVIEWER = "township_reviewer"
    COUNTY_REVIEWER = "county_reviewer"
    COUNTY_APPROVER = "county_approver"
    CITY_REVIEWER = "city_reviewer"
    CITY_APPROVER = "city_approver"
    PROVINCE_REVIEWER = "province_reviewer"
    PROVINCE_APPROVER = "province_approver"
    AUDITOR = "auditor"
    ASSESSOR = "assessor"
    DATA_MANAGER = "data_manager"
    ADMINISTRATOR = "administrator"


class Function(StrEnum):
    """What a step is in the sharing of power. In one cycle these are four different people."""

    PROPOSER = "proposer"
    VERIFIER = "verifier"
    REVIEWER = "reviewer"
    APPROVER = "approver"


_LEVELS: dict[Role, Level] = {
    Role.VILLAGE_CLERK: Level.VILLAGE,
    Role.WORK_TEAM: Level.VILLAGE,
    Role.TOWNSHIP_REVIEWER: Level.TOWNSHIP,
    Role.COUNTY_REVIEWER: Level.COUNTY,
    Role.COUNTY_APPROVER: Level.COUNTY,
    Role.CITY_REVIEWER: Level.CITY,
    Role.CITY_APPROVER: Level.CITY,
    Role.PROVINCE_REVIEWER: Level.PROVINCE,
    Role.PROVINCE_APPROVER: Level.PROVINCE,
    Role.ADMINISTRATOR: Level.NATION,
}

_DIGITS: dict[int, Level] = {
    0: Level.NATION,
    2: Level.PROVINCE,
    4: Level.CITY,
    6: Level.COUNTY,
    9: Level.TOWNSHIP,
    12: Level.VILLAGE,
}

_WIDTHS: dict[Level, int] = {level: digits for digits, level in _DIGITS.items()}


def role_level(role: Role) -> Level | None:
    """Level at which a role is held; None when it may be held at any level (auditor, assessor, data manager)."""
    return _LEVELS.get(role)


def level_of(region_code: str) -> Level:
    """Level of a region from the number of digits of its code: 0, 2, 4, 6, 9 or 12.

    Raises:
        ValueError: the code has another number of digits.
    """
    try:
        return _DIGITS[len(region_code)]
    except KeyError:
        raise ValueError(f"not a region code: {region_code!r}") from None


def at_level(region_code: str, level: Level) -> str:
    """The region of `level` that contains `region_code` (a village's county is its first six digits)."""
    width = _WIDTHS[level]
    if len(region_code) < width:
        raise ValueError(f"{region_code!r} lies above the level {level}")
    return region_code[:width]


def covers(held_in: str, region_code: str) -> bool:
    """True when a post held in one region reaches another: a region code is a prefix."""
    return region_code.startswith(held_in)
