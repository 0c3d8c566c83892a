"""The rule rows that a new database begins with: national ones, each with its source. A place adds its own by page.

Amounts marked uncertain were not seen in a gazette; a data manager replaces them with the local document at hand.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from service.models.rules import CriteriaSetRow, CriterionRow, Deadline, PovertyLine, PublicityProfile, Threshold
from service.rules.policies_of_plans import load_policies
from workflows.roles import Level

EXIT_OPINION: Final = "中办国办《关于建立贫困退出机制的意见》（厅字〔2016〕16号）"
BUREAU: Final = "国家统计局历年公布"
PROJECT_OPINION: Final = "《关于完善扶贫资金项目公告公示制度的指导意见》：公告公示不少于10日"
DEFAULT_PERIOD: Final = "各地通行7日，张贴次日起算；文件未规定天数"

LINES: Final[tuple[tuple[int, int, str, bool], ...]] = (
    (2013, 2736, "国家农村扶贫标准（待核原文）", False),
    (2014, 2800, BUREAU, True),
    (2015, 2855, BUREAU, True),
    (2016, 2952, "国家农村扶贫标准（待核原文）", False),
    (2017, 2952, "国家农村扶贫标准（待核原文）", False),
    (2018, 2995, "国家农村扶贫标准（待核原文）", False),
    (2019, 3218, "国家农村扶贫标准（待核原文）", False),
    (2020, 4000, "国务院扶贫办2020年新闻发布会：约4000元", False),
)
"""No row after 2020: a household's exit is then refused for want of a line, as the classic exit ended with 2020."""

WESTERN: Final = ("15", "45", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65")
THRESHOLDS: Final = (
    ("", "incidence", "0.02", EXIT_OPINION),
    *((code, "incidence", "0.03", EXIT_OPINION) for code in WESTERN),
    ("", "wrong_exit", "0.02", "贫困县退出专项评估检查：错退率"),
    ("", "missed", "0.02", "贫困县退出专项评估检查：漏评率"),
    ("", "approval", "0.90", "贫困县退出专项评估检查：群众认可度"),
)

V, T, C, P = Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.PROVINCE
PROFILES: Final = (
    ("household_first_list", V, V, 7),
    ("household_second_list", T, V, 7),
    ("identification_announcement", C, V, 0),
    ("household_exit_list", V, V, 7),
    ("household_exit_announcement", C, V, 0),
    ("strike_off_list", V, V, 7),
    ("village_exit_list", T, T, 7),
    ("village_exit_announcement", Level.CITY, T, 0),
    ("county_exit_publicity", P, P, 7),
    ("county_exit_announcement", P, P, 0),
    ("correction", C, V, 0),
    ("project_fund_publicity", T, V, 10),
)

HOUSEHOLD_CRITERIA: Final = (
    ("food", "不愁吃", "No worry about food", "口粮有保障，营养有基本保证"),
    ("clothing", "不愁穿", "No worry about clothing", "四季有衣、有被褥"),
    ("education", "义务教育有保障", "Compulsory education secured", "无因贫辍学"),
    ("medical", "基本医疗有保障", "Basic medical care secured", "参加基本医疗保险，看得起病"),
    ("housing", "住房安全有保障", "Safe housing secured", "无C级、D级危房"),
    ("water", "饮水安全有保障", "Safe drinking water secured", "水量、水质、取水方便达标"),
)
VILLAGE_CRITERIA: Final = (
    ("road", "通村道路", "Road to the village", "通硬化路"),
    ("water", "饮水安全", "Drinking water", "农户饮水安全有保障"),
    ("electricity", "生活用电", "Electricity", "农户通生活用电"),
    ("clinic", "医疗卫生", "Clinic", "有标准化村卫生室"),
    ("network", "通信网络", "Network", "通宽带网络"),
    ("collective_income", "集体经济", "Collective income", "有稳定的集体经济收入"),
    ("industry", "产业发展", "Industry", "有带动贫困户增收的产业或合作组织"),
)

DEADLINES: Final = (
    ("household", "applied", 20),
    ("household", "assessed", 10),
    ("household", "first_publicity", 12),
    ("household", "township_review", 10),
    ("household", "second_publicity", 12),
    ("household", "county_review", 15),
    ("household", "identified", 30),
    ("household", "proposed_for_exit", 15),
    ("household", "verified", 10),
    ("household", "publicized", 12),
    ("household", "township_reviewed", 15),
    ("household", "approved", 20),
    ("household", "filed_with_city", 20),
    ("household", "filed", 30),
    ("village", "proposed_for_exit", 15),
    ("village", "initially_reviewed", 10),
    ("village", "publicized", 12),
    ("village", "county_reviewed", 20),
    ("village", "approved", 20),
    ("county", "proposed_for_exit", 30),
    ("county", "city_reviewed", 30),
    ("county", "province_checked", 20),
    ("county", "publicized", 15),
)


RECEIVED: Final = "公示文本通行承诺：收到之日起5日内调查核实（待核当地文件）"
ANSWERED: Final = "实名举报自收到之日起20日内答复（2015年山西省有关规定）"
SHANXI: Final = "14"
OBJECTION_DEADLINES: Final = (
    ("", "lodged", 1, "内部办理时限：1日内决定是否受理", True),
    ("", "accepted", 5, RECEIVED, False),
    ("", "investigated", 5, RECEIVED, False),
    ("", "appealed", 5, RECEIVED, False),
    ("", "upheld", 20, ANSWERED, False),
    ("", "dismissed", 20, ANSWERED, False),
    (SHANXI, "upheld", 20, ANSWERED, True),
    (SHANXI, "dismissed", 20, ANSWERED, True),
    ("", "replied", 30, "参照信访复查期限30日（公示文件未规定，待核原文）", False),
)
"""Region, state, days, source, certain. Days run from the receipt; for `replied`, the appeal, from the delivery."""


def load_national_rules(connection: Connection, at: datetime) -> bool:
    """Fill empty rule tables with the national rows. The caller commits.

    Args:
        at: instant of entry.

    Returns:
        False when there are rules already; nothing was changed then.
    """
    if connection.execute(select(PovertyLine.id).limit(1)).first():
        return False
    entered = {"certain": True, "entered_by": None, "entered_at": at}
    connection.execute(
        insert(PovertyLine),
        [
            {
                **entered,
                "region_code": "",
                "year": year,
                "amount": Decimal(amount),
                "source": source,
                "certain": certain,
            }
            for year, amount, source, certain in LINES
        ],
    )
    connection.execute(
        insert(Threshold),
        [
            {
                **entered,
                "region_code": code,
                "name": name,
                "share": Decimal(share),
                "valid_from": date(2014, 1, 1),
                "valid_to": None,
                "source": source,
            }
            for code, name, share, source in THRESHOLDS
        ],
    )
    connection.execute(insert(PublicityProfile), [{**entered, **_profile(*row)} for row in PROFILES])
    _criteria(connection, entered, "household", "户退出：一超过、两不愁、三保障", HOUSEHOLD_CRITERIA)
    _criteria(connection, entered, "village", "村退出：基础设施、公共服务、产业和集体经济", VILLAGE_CRITERIA)
    connection.execute(
        insert(Deadline),
        [
            {
                **entered,
                "region_code": "",
                "procedure": procedure,
                "state": state,
                "days": days,
                "source": "内部办理时限",
            }
            for procedure, state, days in DEADLINES
        ],
    )
    connection.execute(
        insert(Deadline),
        [
            {
                **entered,
                "region_code": region,
                "procedure": "objection",
                "state": state,
                "days": days,
                "source": source,
                "certain": certain,
            }
            for region, state, days, source, certain in OBJECTION_DEADLINES
        ],
    )
    load_policies(connection, at)
    return True


def _profile(kind: str, poster: Level, place: Level, days: int) -> dict[str, Any]:
    stated = kind == "project_fund_publicity"
    return {
        "region_code": "",
        "notice_kind": kind,
        "poster_level": poster.value,
        "place_level": place.value,
        "minimum_days": days,
        "working_days": False,
        "counts_posting_day": False,
        "rolls_over_holidays": False,
        "record_within_days": 2,
        "valid_from": date(2014, 1, 1),
        "valid_to": None,
        "source": PROJECT_OPINION if stated else DEFAULT_PERIOD if days else EXIT_OPINION,
        "certain": stated,
    }


def _criteria(
    connection: Connection, entered: dict[str, Any], procedure: str, name: str, items: tuple[tuple[str, ...], ...]
) -> None:
    set_id = connection.execute(
        insert(CriteriaSetRow)
        .values(
            **entered,
            region_code="",
            procedure=procedure,
            name=name,
            from_year=2014,
            to_year=2020,
            pass_points=None,
            source=EXIT_OPINION,
        )
        .returning(CriteriaSetRow.id)
    ).scalar_one()
    connection.execute(
        insert(CriterionRow),
        [
            {
                "set_id": set_id,
                "position": position,
                "code": code,
                "label_zh": label_zh,
                "label_en": label_en,
                "standard": standard,
                "required": True,
                "points": 0,
            }
            for position, (code, label_zh, label_en, standard) in enumerate(items)
        ],
    )
