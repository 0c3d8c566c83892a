"""The policies of D1, the plan of 汉中市 (6107), each with its section and its own sentence."""

from decimal import Decimal
from typing import Final

from service.rules.policy_rows import (
    BOARDS,
    DISABLED,
    DISABLED_MEMBER,
    JUNIOR,
    ON_SUBSISTENCE,
    POOR,
    PRIMARY,
    SENIOR_YEARS,
    SUBSISTENCE_CLASS,
    VOCATIONAL,
    VOCATIONAL_YEARS,
    WITH_LABOUR,
    WITHOUT_LABOUR,
    one_of,
    policy,
)
from workflows.entitlement import Condition, rule_text

D1: Final = "D1 汉中市脱贫攻坚实施方案"
_PRESCHOOL_QUOTE: Final = "对免费教育阶段贫困家庭学前一年在园幼儿每年给予750元生活补贴"
_BOARDER_QUOTE: Final = "对义务教育阶段贫困家庭寄宿生按照每生每年小学1000元、初中1250元的标准给予生活补贴"
_TEAM_QUOTE: Final = (
    "市、县区财政每年从预算中分别给同级每个驻村工作队安排7000元工作经费，"
    "并在三年帮扶期间给予包扶村8万元产业发展资金支持"
)
_TAPER_QUOTE: Final = (
    "实行渐退低保帮扶，对当年超过低保标准但收入尚不稳定的农村家庭，延续12个月低保政策，"
    "其中残疾人家庭可再适度延长救助时限"
)
_CREDIT_QUOTE: Final = (
    "向有产业发展意愿和条件的贫困户，提供5万元以下、3年以内免担保和免抵押、财政资金全额贴息的小额贷款"
)
_TOP_UP_QUOTE: Final = "对低保家庭中的老年人、未成年人、重度残疾人等重点救助对象，按照低保标准的比例增发补助金"

OF_HANZHONG: Final = (
    policy(
        "preschool_allowance",
        "education",
        ("学前一年生活补贴", "Allowance for the last preschool year"),
        D1 + "（六）",
        _PRESCHOOL_QUOTE,
        POOR,
        one_of("schooling", "preschool"),
        Condition(fact="school_age", at_least=5),
        amount=750,
    ),
    policy(
        "primary_boarder",
        "education",
        ("小学寄宿生生活补贴", "Allowance for primary boarders"),
        D1 + "（六）",
        _BOARDER_QUOTE,
        POOR,
        PRIMARY,
        BOARDS,
        amount=1000,
    ),
    policy(
        "junior_boarder",
        "education",
        ("初中寄宿生生活补贴", "Allowance for junior middle boarders"),
        D1 + "（六）",
        _BOARDER_QUOTE,
        POOR,
        JUNIOR,
        BOARDS,
        amount=1250,
    ),
    policy(
        "senior_grant",
        "education",
        ("普通高中和中职学生补助", "Grant for senior middle and secondary vocational school"),
        D1 + "（六）",
        "对贫困家庭的普通高中和中等职业学校在校生免除学杂费，每生每年发放2000元补助",
        POOR,
        one_of("schooling", *SENIOR_YEARS, *VOCATIONAL_YEARS),
        amount=2000,
    ),
    policy(
        "vocational_aid",
        "education",
        ("中高职扶贫助学补助（一次性）", "Aid for vocational students, once"),
        D1 + "（六）",
        "对贫困家庭的中高职在校生，除享受国家职业教育资助政策外，每人一次性再给予3000元扶贫助学补助",
        POOR,
        VOCATIONAL,
        amount=3000,
        often="once",
    ),
    policy(
        "college_support",
        "education",
        ("大学生助学贷款、奖学金、助学金", "Loans, scholarships and grants for college students"),
        D1 + "（六）",
        "对贫困家庭在校大学生实行助学贷款、奖学金、助学金全覆盖",
        POOR,
        one_of("schooling", "college"),
        on_request=True,
    ),
    policy(
        "subsistence_guarantee",
        "social_security",
        ("低保兜底（两线合一）", "Subsistence allowance up to the poverty line"),
        D1 + "（七）1",
        "对确无劳动能力的贫困人口应保尽保，差额按照脱贫标准补齐",
        POOR,
        WITHOUT_LABOUR,
    ),
    policy(
        "subsistence_taper",
        "social_security",
        ("低保渐退", "Subsistence allowance phased out"),
        D1 + "（七）1",
        _TAPER_QUOTE,
        one_of("standing", "exited"),
        SUBSISTENCE_CLASS,
        unit="household",
        often="monthly",
        most_months=12,
        on_request=True,
        extension=rule_text([DISABLED_MEMBER]),
    ),
    policy(
        "subsistence_top_up_old",
        "social_security",
        ("低保老年人增发补助", "Subsistence top-up for the elderly"),
        D1 + "（七）3",
        _TOP_UP_QUOTE,
        POOR,
        ON_SUBSISTENCE,
        Condition(fact="age", at_least=60),
    ),
    policy(
        "subsistence_top_up_minor",
        "social_security",
        ("低保未成年人增发补助", "Subsistence top-up for minors"),
        D1 + "（七）3",
        _TOP_UP_QUOTE,
        POOR,
        ON_SUBSISTENCE,
        Condition(fact="age", at_most=17),
    ),
    policy(
        "disability_allowance",
        "social_security",
        ("困难残疾人生活补贴", "Living allowance for disabled people"),
        D1 + "（七）3",
        "全面建立困难残疾人生活补贴和重度残疾人护理补贴制度",
        POOR,
        DISABLED,
    ),
    policy(
        "medical_insurance",
        "medical",
        ("新农合政府全额出资参保", "Cooperative medical insurance paid by the government"),
        D1 + "（七）2",
        "对无劳动能力的贫困人口，由政府全额出资参加新型合作医疗",
        POOR,
        WITHOUT_LABOUR,
    ),
    policy(
        "relocation",
        "relocation",
        ("易地搬迁", "Relocation"),
        D1 + "（五）",
        "确保2018年前完成建档立卡贫困户搬迁任务",
        POOR,
        one_of("relocation", "whole_village", "whole_hamlet", "single"),
        unit="household",
        often="once",
        on_request=True,
    ),
    policy(
        "ecology_post",
        "ecology",
        ("生态保护岗位", "Post in the protection of nature"),
        D1 + "（八）",
        "利用生态补偿和生态保护工程资金使当地有劳动能力的部分贫困人口转为生态保护人员",
        POOR,
        WITH_LABOUR,
        on_request=True,
    ),
    policy(
        "microcredit",
        "industry",
        ("扶贫小额贷款", "Microcredit"),
        D1 + "（十六）",
        _CREDIT_QUOTE,
        POOR,
        unit="household",
        often="loan",
        cap=Decimal(50_000),
        most_months=36,
        on_request=True,
    ),
    policy(
        "team_funds",
        "industry",
        ("驻村工作队工作经费", "Working funds of the work team"),
        D1 + "（二十）",
        _TEAM_QUOTE,
        unit="village",
        amount=7000,
    ),
    policy(
        "village_fund",
        "industry",
        ("包扶村产业发展资金", "Industry fund of the village"),
        D1 + "（二十）",
        _TEAM_QUOTE,
        unit="village",
        often="period",
        period_years=3,
        amount=80_000,
    ),
)
