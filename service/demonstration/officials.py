"""The officials of the demonstration: invented, and at every level enough for four people in the four functions."""

from dataclasses import dataclass

from service.demonstration.village_plan import VILLAGE_CODE
from workflows.roles import Level, Role, at_level

TOWNSHIP = at_level(VILLAGE_CODE, Level.TOWNSHIP)
COUNTY = at_level(VILLAGE_CODE, Level.COUNTY)
CITY = at_level(VILLAGE_CODE, Level.CITY)
PROVINCE = at_level(VILLAGE_CODE, Level.PROVINCE)
NATION = ""


@dataclass(frozen=True)
class OfficialSeed:
    """An account and the one post that it holds."""

    login: str
    name: str
    role: Role
    region_code: str


OFFICIALS = (
    OfficialSeed("clerk", "汪守平", Role.VILLAGE_CLERK, VILLAGE_CODE),
    OfficialSeed("clerk2", "鲍春芳", Role.VILLAGE_CLERK, VILLAGE_CODE),
    OfficialSeed("team", "程远志", Role.WORK_TEAM, VILLAGE_CODE),
    OfficialSeed("team2", "苏小禾", Role.WORK_TEAM, VILLAGE_CODE),
    OfficialSeed("township", "褚明义", Role.TOWNSHIP_REVIEWER, TOWNSHIP),
    OfficialSeed("township2", "柏文慧", Role.TOWNSHIP_REVIEWER, TOWNSHIP),
    OfficialSeed("county", "卞思源", Role.COUNTY_REVIEWER, COUNTY),
    OfficialSeed("county2", "郝静秋", Role.COUNTY_REVIEWER, COUNTY),
    OfficialSeed("county-approver", "殷正和", Role.COUNTY_APPROVER, COUNTY),
    OfficialSeed("county-approver2", "祁文澜", Role.COUNTY_APPROVER, COUNTY),
    OfficialSeed("city", "管书亭", Role.CITY_REVIEWER, CITY),
    OfficialSeed("city2", "晏如松", Role.CITY_REVIEWER, CITY),
    OfficialSeed("city-approver", "阮伯安", Role.CITY_APPROVER, CITY),
    OfficialSeed("city-approver2", "席映红", Role.CITY_APPROVER, CITY),
    OfficialSeed("province", "闵知行", Role.PROVINCE_REVIEWER, PROVINCE),
    OfficialSeed("province2", "邬青山", Role.PROVINCE_REVIEWER, PROVINCE),
    OfficialSeed("province3", "屈若水", Role.PROVINCE_REVIEWER, PROVINCE),
    OfficialSeed("province-approver", "鲁慎之", Role.PROVINCE_APPROVER, PROVINCE),
    OfficialSeed("province-approver2", "岑望舒", Role.PROVINCE_APPROVER, PROVINCE),
    OfficialSeed("auditor", "宓清源", Role.AUDITOR, PROVINCE),
    OfficialSeed("county-auditor", "景之恒", Role.AUDITOR, COUNTY),
    OfficialSeed("assessor", "蓝以诚", Role.ASSESSOR, PROVINCE),
    OfficialSeed("data", "卓细雨", Role.DATA_MANAGER, COUNTY),
    OfficialSeed("admin", "关子良", Role.ADMINISTRATOR, NATION),
)
