"""One notice of every kind, with invented places and people: the specimens of reference B3."""

from dataclasses import replace
from datetime import date

from service.notices.public_facts import Contact, Indicator, Meeting, NoticeFacts, Period, Project, Row

HEADS = ("王福来", "周玉兰", "陈守田", "刘长顺", "何秀英", "马德昌")
GROUPS = ("一组", "二组", "三组", "四组")
VILLAGE = Contact(label="石桥村村民委员会", phone="0000-6210001")
COMMITTEE = Contact(label="石桥村村务监督委员会", phone="0000-6210002")
STATION = Contact(label="柳林镇扶贫工作站", phone="0000-6220003", address="柳林镇人民路1号")
COUNTY_OFFICE = Contact(label="青河县扶贫开发领导小组办公室", phone="0000-6230001")
CITY_OFFICE = Contact(label="云江市扶贫开发领导小组办公室", phone="0000-6240001")
PROVINCE_OFFICE = Contact(label="东川省扶贫开发领导小组办公室", phone="0000-6250001")


def rows(count: int = 6) -> tuple[Row, ...]:
    """`count` households with heads whose names repeat with a number in Chinese, so that no row looks like a person."""
    return tuple(
        Row(
            group=GROUPS[place * len(GROUPS) // count],
            head_name=HEADS[place % len(HEADS)],
            persons=place % 5 + 1,
            category=("新识别", "返贫", "补录")[place % 3],
            identified_year=2014 + place % 3,
            exit_year=2018,
        )
        for place in range(count)
    )


VILLAGE_INDICATORS = (
    Indicator(name="贫困发生率", standard="低于2%", actual="0.86%", met=True),
    Indicator(name="通村道路", standard="通硬化路", actual="已通水泥路", met=True),
    Indicator(name="饮水安全", standard="农户饮水安全有保障", actual="全部达标", met=True),
    Indicator(name="生活用电", standard="农户通生活用电", actual="全部通电", met=True),
    Indicator(name="医疗卫生", standard="有标准化村卫生室", actual="1所", met=True),
    Indicator(name="集体经济", standard="有稳定的集体经济收入", actual="7.2万元", met=True),
    Indicator(name="产业", standard="有带动贫困户增收的产业或合作组织", actual="合作社2个", met=True),
)
COUNTY_INDICATORS = (
    Indicator(name="综合贫困发生率", standard="低于2%", actual="0.91%", met=True),
    Indicator(name="错退率", standard="不高于2%", actual="0.12%", met=True),
    Indicator(name="漏评率", standard="不高于2%", actual="0.35%", met=True),
    Indicator(name="群众认可度", standard="不低于90%", actual="96.40%", met=True),
)

CODE = "7QK3MZX09V4TA"
ADDRESS = f"https://fpb.qinghe.example/n/{CODE}"

VILLAGE_LIST = NoticeFacts(
    kind="household_exit_list",
    year=2018,
    body="石桥村村民委员会",
    co_signer="驻石桥村工作队",
    number="石桥村内公示〔2018〕3号",
    printed_on=date(2018, 11, 20),
    village="石桥村",
    township="柳林镇",
    county="青河县",
    city="云江市",
    province="东川省",
    first_day=date(2018, 11, 21),
    last_day=date(2018, 11, 27),
    days=7,
    places=("石桥村村务公开栏", "各村民小组公示点"),
    contacts=(VILLAGE, COMMITTEE, STATION),
    reply_within_days=5,
    meeting=Meeting(held_on=date(2018, 11, 19), due=36, present=33),
    rows=rows(),
    code=CODE,
    check_url=ADDRESS,
    demonstration=True,
)
FIRST = Period(first_day=date(2018, 10, 13), last_day=date(2018, 10, 19), days=7)
SECOND = Period(first_day=date(2018, 11, 21), last_day=date(2018, 11, 27), days=7, objections=1)
OF_IDENTIFICATION = Meeting(held_on=date(2018, 10, 11), due=36, present=33)

HOUSEHOLD_FIRST_LIST = replace(
    VILLAGE_LIST,
    kind="household_first_list",
    number="石桥村内公示〔2018〕2号",
    printed_on=date(2018, 10, 12),
    first_day=FIRST.first_day,
    last_day=FIRST.last_day,
    meeting=OF_IDENTIFICATION,
)

HOUSEHOLD_SECOND_LIST = replace(
    VILLAGE_LIST,
    kind="household_second_list",
    body="柳林镇人民政府",
    co_signer="",
    number="柳林镇内公示〔2018〕8号",
    contacts=(STATION, COUNTY_OFFICE),
    earlier_periods=(FIRST,),
    meeting=OF_IDENTIFICATION,
    reviewed_on=date(2018, 11, 19),
)
IDENTIFICATION = replace(
    VILLAGE_LIST,
    kind="identification_announcement",
    body="青河县扶贫开发领导小组",
    co_signer="",
    number="青扶组公告〔2018〕9号",
    rows=tuple(replace(row, identified_year=2018) for row in rows()),
    earlier_periods=(FIRST, SECOND),
    contacts=(COUNTY_OFFICE,),
    meeting=OF_IDENTIFICATION,
    reviewed_on=date(2018, 11, 19),
    decided_on=date(2018, 12, 14),
    printed_on=date(2018, 12, 17),
)
HOUSEHOLD_EXIT_ANNOUNCEMENT = replace(
    IDENTIFICATION,
    kind="household_exit_announcement",
    number="青扶组公告〔2018〕12号",
    earlier_periods=(Period(first_day=date(2018, 11, 21), last_day=date(2018, 11, 27), days=7),),
    meeting=VILLAGE_LIST.meeting,
    rows=VILLAGE_LIST.rows,
    reviewed_on=date(2018, 11, 30),
)
VILLAGE_EXIT_LIST = NoticeFacts(
    kind="village_exit_list",
    year=2018,
    body="柳林镇人民政府",
    number="柳林镇内公示〔2018〕12号",
    printed_on=date(2018, 12, 18),
    village="石桥村",
    township="柳林镇",
    county="青河县",
    city="云江市",
    province="东川省",
    first_day=date(2018, 12, 19),
    last_day=date(2018, 12, 25),
    days=7,
    places=("镇政府政务公开栏", "石桥村村务公开栏"),
    contacts=(replace(STATION, label="柳林镇人民政府"), COUNTY_OFFICE),
    registered_population=1626,
    remaining_households=6,
    remaining_persons=14,
    incidence="0.86%",
    threshold="2%",
    measured_on=date(2018, 12, 17),
    indicators=VILLAGE_INDICATORS,
    code=CODE,
    check_url=ADDRESS,
)
COUNTY_EXIT_PUBLICITY = replace(
    VILLAGE_EXIT_LIST,
    kind="county_exit_publicity",
    body="东川省扶贫开发领导小组",
    number="东扶组公示〔2018〕2号",
    village="",
    township="",
    days=5,
    working_days=True,
    places=("东川省扶贫开发办公室网站", "青河县人民政府网站"),
    contacts=(PROVINCE_OFFICE,),
    city_reviewed_on=date(2018, 11, 2),
    checked_on=date(2018, 12, 7),
    registered_population=312450,
    remaining_households=None,
    remaining_persons=2843,
    incidence="0.91%",
    indicators=COUNTY_INDICATORS,
)
AMENDED = replace(
    VILLAGE_LIST,
    kind="amended_list",
    amends_kind="household_exit_list",
    amends="石桥村内公示〔2018〕3号",
    amends_printed_on=date(2018, 11, 20),
    amend_note="公示期内1户的异议经核查成立",
    number="石桥村内公示〔2018〕6号",
    rows=rows(5),
    printed_on=date(2018, 11, 27),
    first_day=date(2018, 11, 28),
    last_day=date(2018, 12, 4),
)
EXTENSION = replace(
    VILLAGE_LIST,
    kind="extension",
    amends_kind="household_exit_list",
    amends="石桥村内公示〔2018〕3号",
    amends_printed_on=date(2018, 11, 20),
    amends_posted_on=date(2018, 11, 22),
    number="石桥村内公示〔2018〕5号",
    meeting=None,
    rows=(),
    printed_on=date(2018, 11, 23),
    first_day=date(2018, 11, 23),
    last_day=date(2018, 11, 29),
)
CORRECTION = replace(
    HOUSEHOLD_EXIT_ANNOUNCEMENT,
    kind="correction",
    subject="household",
    number="青扶组公告〔2019〕3号",
    corrects="青扶组公告〔2018〕12号",
    corrects_printed_on=date(2018, 12, 17),
    correction_note="家庭年人均纯收入未稳定超过国家扶贫标准",
    rows=rows(1),
    printed_on=date(2019, 3, 11),
    decided_on=date(2019, 3, 8),
)

RELAPSE = replace(
    HOUSEHOLD_FIRST_LIST,
    relapse=True,
    number="石桥村内公示〔2018〕1号",
    rows=tuple(replace(row, category="返贫") for row in rows(3)),
)
RELAPSE_SECOND = replace(
    HOUSEHOLD_SECOND_LIST,
    relapse=True,
    number="柳林镇内公示〔2018〕9号",
    rows=RELAPSE.rows,
)
PROJECTS = (
    Project(
        name="通组道路硬化",
        place="一组至三组",
        content="硬化道路2.4公里，宽3.5米，厚18厘米",
        amount="96",
        source="中央财政专项扶贫资金",
        unit="柳林镇人民政府",
        period="2018年3月至8月",
        households=64,
        persons=231,
    ),
    Project(
        name="稻虾共作示范基地",
        place="四组",
        content="改造稻田120亩，购置虾苗和围网，带动贫困户务工和分红",
        amount="38.5",
        source="省级财政专项扶贫资金",
        unit="石桥村股份经济合作社",
        period="2018年2月至11月",
        households=18,
        persons=52,
    ),
)
PROJECT_FUNDS = replace(
    VILLAGE_EXIT_LIST,
    kind="project_fund_publicity",
    number="柳林镇内公示〔2018〕1号",
    printed_on=date(2018, 1, 15),
    first_day=date(2018, 1, 16),
    last_day=date(2018, 1, 25),
    days=10,
    places=("石桥村村务公开栏", "各村民小组公示点"),
    contacts=(STATION, COUNTY_OFFICE),
    indicators=(),
    projects=PROJECTS,
)

SPECIMENS: dict[str, NoticeFacts] = {
    "household_first_list": HOUSEHOLD_FIRST_LIST,
    "household_second_list": HOUSEHOLD_SECOND_LIST,
    "identification_announcement": IDENTIFICATION,
    "household_exit_list": VILLAGE_LIST,
    "household_exit_announcement": HOUSEHOLD_EXIT_ANNOUNCEMENT,
    "strike_off_list": replace(VILLAGE_LIST, kind="strike_off_list", meeting=None, number="石桥村内公示〔2018〕4号"),
    "amended_list": AMENDED,
    "extension": EXTENSION,
    "correction": CORRECTION,
    "project_fund_publicity": PROJECT_FUNDS,
    "village_exit_list": VILLAGE_EXIT_LIST,
    "village_exit_announcement": replace(
        VILLAGE_EXIT_LIST,
        kind="village_exit_announcement",
        body="云江市扶贫开发领导小组",
        number="云扶组公告〔2019〕1号",
        earlier_periods=(Period(first_day=date(2018, 12, 19), last_day=date(2018, 12, 25), days=7),),
        reviewed_on=date(2018, 12, 18),
        county_reviewed_on=date(2018, 12, 27),
        decided_on=date(2019, 1, 4),
        printed_on=date(2019, 1, 7),
        contacts=(CITY_OFFICE,),
    ),
    "county_exit_publicity": COUNTY_EXIT_PUBLICITY,
    "county_exit_announcement": replace(
        COUNTY_EXIT_PUBLICITY,
        kind="county_exit_announcement",
        number="东扶组公告〔2019〕1号",
        earlier_periods=(Period(first_day=date(2018, 12, 19), last_day=date(2018, 12, 25), days=5, working_days=True),),
        decided_on=date(2019, 1, 4),
        printed_on=date(2019, 1, 7),
    ),
}
# The same kinds about something else.
AMENDED_FIRST_LIST = replace(
    AMENDED,
    amends_kind="household_first_list",
    amends="石桥村内公示〔2018〕2号",
    amends_printed_on=date(2018, 10, 12),
    number="石桥村内公示〔2018〕3号",
    printed_on=date(2018, 10, 19),
    first_day=date(2018, 10, 20),
    last_day=date(2018, 10, 26),
    meeting=OF_IDENTIFICATION,
)
EXTENDED_FIRST_LIST = replace(
    EXTENSION,
    amends_kind="household_first_list",
    amends="石桥村内公示〔2018〕1号",
    amends_printed_on=date(2018, 10, 12),
    amends_posted_on=date(2018, 10, 14),
    number="石桥村内公示〔2018〕3号",
    printed_on=date(2018, 10, 15),
    first_day=date(2018, 10, 15),
    last_day=date(2018, 10, 21),
)
VARIANTS: dict[str, NoticeFacts] = {
    "relapse list": RELAPSE,
    "second relapse list": RELAPSE_SECOND,
    "amended relapse list": replace(
        AMENDED_FIRST_LIST, relapse=True, amends="石桥村内公示〔2018〕1号", rows=RELAPSE.rows[1:]
    ),
    "extended relapse list": replace(EXTENDED_FIRST_LIST, relapse=True),
    "projects of a township": replace(
        PROJECT_FUNDS,
        village="",
        body="青河县扶贫开发领导小组",
        number="青扶组公示〔2018〕1号",
        places=("柳林镇政务公开栏",),
        contacts=(COUNTY_OFFICE,),
    ),
    "corrected projects": replace(
        PROJECT_FUNDS,
        kind="amended_list",
        amends_kind="project_fund_publicity",
        amends="柳林镇内公示〔2018〕1号",
        amends_printed_on=date(2018, 1, 15),
        amend_note="公示期内1件异议经核查成立",
        number="柳林镇内公示〔2018〕3号",
        projects=PROJECTS[:1],
        printed_on=date(2018, 1, 24),
        first_day=date(2018, 1, 25),
        last_day=date(2018, 2, 3),
    ),
    "extended projects": replace(
        PROJECT_FUNDS,
        kind="extension",
        amends_kind="project_fund_publicity",
        amends="柳林镇内公示〔2018〕1号",
        amends_printed_on=date(2018, 1, 15),
        amends_posted_on=date(2018, 1, 17),
        number="柳林镇内公示〔2018〕2号",
        projects=(),
        printed_on=date(2018, 1, 18),
        first_day=date(2018, 1, 18),
        last_day=date(2018, 1, 27),
    ),
    "correction of a village": replace(
        CORRECTION,
        subject="village",
        body="云江市扶贫开发领导小组",
        number="云扶组公告〔2019〕3号",
        corrects="云扶组公告〔2019〕1号",
        corrects_printed_on=date(2019, 1, 7),
        correction_note="复核时贫困发生率为2.40%，未低于2%",
        rows=(),
        contacts=(CITY_OFFICE,),
    ),
    "correction of a county": replace(
        CORRECTION,
        subject="county",
        body="东川省扶贫开发领导小组",
        number="东扶组公告〔2019〕3号",
        corrects="东扶组公告〔2019〕1号",
        corrects_printed_on=date(2019, 1, 7),
        correction_note="复核时综合贫困发生率为2.30%，未低于2%",
        village="",
        township="",
        rows=(),
        contacts=(PROVINCE_OFFICE,),
    ),
    "extended second list": replace(
        EXTENSION,
        body="柳林镇人民政府",
        co_signer="",
        amends_kind="household_second_list",
        amends="柳林镇内公示〔2018〕8号",
        number="柳林镇内公示〔2018〕10号",
        contacts=(STATION, COUNTY_OFFICE),
    ),
    "extended county exit": replace(
        COUNTY_EXIT_PUBLICITY,
        kind="extension",
        amends_kind="county_exit_publicity",
        amends="东扶组公示〔2018〕2号",
        amends_printed_on=date(2018, 12, 18),
        amends_posted_on=date(2018, 12, 20),
        number="东扶组公示〔2018〕4号",
        printed_on=date(2018, 12, 21),
        first_day=date(2018, 12, 21),
        last_day=date(2018, 12, 27),
        indicators=(),
    ),
    "amended first list": AMENDED_FIRST_LIST,
    "amended second list": replace(
        HOUSEHOLD_SECOND_LIST,
        kind="amended_list",
        amends_kind="household_second_list",
        amends="柳林镇内公示〔2018〕8号",
        amends_printed_on=date(2018, 11, 20),
        amend_note="公示期内1户的异议经核查成立",
        number="柳林镇内公示〔2018〕11号",
        rows=rows(5),
        printed_on=date(2018, 11, 27),
        first_day=date(2018, 11, 28),
        last_day=date(2018, 12, 4),
    ),
    "amended village exit": replace(
        VILLAGE_EXIT_LIST,
        kind="amended_list",
        amends_kind="village_exit_list",
        amends="柳林镇内公示〔2018〕12号",
        amends_printed_on=date(2018, 12, 18),
        amend_note="公示期内1件异议经核查成立",
        number="柳林镇内公示〔2018〕13号",
        printed_on=date(2018, 12, 24),
        first_day=date(2018, 12, 25),
        last_day=date(2018, 12, 31),
    ),
}
