"""The policies that the founding plans fix, each with its section and its own sentence; a place adds others by page.

D1 is the plan of 汉中市 (6107), D2 that of 黑龙江省 (23). Where they conflict (D1 (六): 3000 yuan once; D2 (十六): 3000
yuan a year) both stand, and the region decides. Where a plan names no amount none is given. What the register does not
hold (the grade of a disability, whether an income is still unstable) makes no condition here.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, insert

from service.models.rules import Policy
from workflows.entitlement import Condition, rule_text

HANZHONG, HEILONGJIANG = "6107", "23"
D1: Final = "D1 汉中市脱贫攻坚实施方案"
D2: Final = "D2 黑龙江省脱贫攻坚实施意见"
CONTINUATION: Final = (
    (D1 + "（二）", "脱贫摘帽后的贫困县、贫困村和贫困户，继续享受扶持政策"),
    (D2 + "（六）", "贫困村、贫困户脱贫后，给予扶贫政策延续"),
)
"""After an exit the policies continue (脱贫不脱政策): why their rules count households that have left."""


def _in(fact: str, *values: str) -> Condition:
    return Condition(fact=fact, values=values)


POOR: Final = _in("standing", "poor", "exited")
BOARDS: Final = Condition(fact="boarding", is_so=True)
PRIMARY: Final = _in("schooling", "primary")
JUNIOR: Final = _in("schooling", "grade_7", "grade_8", "grade_9")
_VOCATIONAL: Final = ("vocational_1", "vocational_2", "vocational_3")
_HIGHER: Final = ("higher_vocational_1", "higher_vocational_2", "higher_vocational_3")
_SENIOR: Final = ("senior_1", "senior_2", "senior_3")
VOCATIONAL: Final = _in("schooling", *_VOCATIONAL, *_HIGHER)
WITHOUT_LABOUR: Final = _in("labour", "labour_lost", "no_labour")
WITH_LABOUR: Final = _in("labour", "able", "skilled")
ON_SUBSISTENCE: Final = Condition(fact="subsistence", is_so=True)
DISABLED: Final = Condition(fact="disabled", is_so=True)
DISABLED_MEMBER: Final = Condition(fact="disabled_member", is_so=True)
SUBSISTENCE_CLASS: Final = _in("household_class", "subsistence", "subsistence_poor")


def policy(
    code: str, kind: str, names: tuple[str, str], section: str, quote: str, *rule: Condition, **terms: Any
) -> dict[str, Any]:
    """A row of the policy table, without its origin."""
    return {
        "code": code,
        "kind": kind,
        "name_zh": names[0],
        "name_en": names[1],
        "from_year": 2016,
        "to_year": 2020,
        "unit": "person",
        "often": "yearly",
        "cap": None,
        "most_months": None,
        "period_years": None,
        "on_request": False,
        "extension": None,
        **terms,
        "amount": Decimal(terms["amount"]) if terms.get("amount") else None,
        "rule": rule_text(rule),
        "source": section,
        "quote": quote,
    }


_PRESCHOOL_QUOTE: Final = "对免费教育阶段贫困家庭学前一年在园幼儿每年给予750元生活补贴"
_BOARDER_QUOTE: Final = "对义务教育阶段贫困家庭寄宿生按照每生每年小学1000元、初中1250元的标准给予生活补贴"
_TEAM_QUOTE: Final = "市、县区财政每年从预算中分别给同级每个驻村工作队安排7000元工作经费，并在三年帮扶期间给予包扶村8万元产业发展资金支持"
_TAPER_QUOTE: Final = "实行渐退低保帮扶，对当年超过低保标准但收入尚不稳定的农村家庭，延续12个月低保政策，其中残疾人家庭可再适度延长救助时限"
_CREDIT_QUOTE: Final = (
    "向有产业发展意愿和条件的贫困户，提供5万元以下、3年以内免担保和免抵押、财政资金全额贴息的小额贷款"
)
_TOP_UP_QUOTE: Final = "对低保家庭中的老年人、未成年人、重度残疾人等重点救助对象，按照低保标准的比例增发补助金"

# fmt: off
OF_HANZHONG: Final = (
    policy("preschool_allowance", "education", ("学前一年生活补贴", "Allowance for the last preschool year"),
           D1 + "（六）", _PRESCHOOL_QUOTE,
           POOR, _in("schooling", "preschool"), Condition(fact="school_age", at_least=5), amount=750),
    policy("primary_boarder", "education", ("小学寄宿生生活补贴", "Allowance for primary boarders"),
           D1 + "（六）", _BOARDER_QUOTE, POOR, PRIMARY, BOARDS, amount=1000),
    policy("junior_boarder", "education", ("初中寄宿生生活补贴", "Allowance for junior middle boarders"),
           D1 + "（六）", _BOARDER_QUOTE, POOR, JUNIOR, BOARDS, amount=1250),
    policy("senior_grant", "education", ("普通高中和中职学生补助", "Grant for senior middle and secondary vocational school"),
           D1 + "（六）", "对贫困家庭的普通高中和中等职业学校在校生免除学杂费，每生每年发放2000元补助",
           POOR, _in("schooling", *_SENIOR, *_VOCATIONAL), amount=2000),
    policy("vocational_aid", "education", ("中高职扶贫助学补助（一次性）", "Aid for vocational students, once"),
           D1 + "（六）", "对贫困家庭的中高职在校生，除享受国家职业教育资助政策外，每人一次性再给予3000元扶贫助学补助",
           POOR, VOCATIONAL, amount=3000, often="once"),
    policy("college_support", "education", ("大学生助学贷款、奖学金、助学金", "Loans, scholarships and grants for college students"),
           D1 + "（六）", "对贫困家庭在校大学生实行助学贷款、奖学金、助学金全覆盖",
           POOR, _in("schooling", "college"), on_request=True),
    policy("subsistence_guarantee", "social_security", ("低保兜底（两线合一）", "Subsistence allowance up to the poverty line"),
           D1 + "（七）1", "对确无劳动能力的贫困人口应保尽保，差额按照脱贫标准补齐", POOR, WITHOUT_LABOUR),
    policy("subsistence_taper", "social_security", ("低保渐退", "Subsistence allowance phased out"),
           D1 + "（七）1", _TAPER_QUOTE, _in("standing", "exited"), SUBSISTENCE_CLASS,
           unit="household", often="monthly", most_months=12, on_request=True,
           extension=rule_text([DISABLED_MEMBER])),
    policy("subsistence_top_up_old", "social_security", ("低保老年人增发补助", "Subsistence top-up for the elderly"),
           D1 + "（七）3", _TOP_UP_QUOTE, POOR, ON_SUBSISTENCE, Condition(fact="age", at_least=60)),
    policy("subsistence_top_up_minor", "social_security", ("低保未成年人增发补助", "Subsistence top-up for minors"),
           D1 + "（七）3", _TOP_UP_QUOTE, POOR, ON_SUBSISTENCE, Condition(fact="age", at_most=17)),
    policy("disability_allowance", "social_security", ("困难残疾人生活补贴", "Living allowance for disabled people"),
           D1 + "（七）3", "全面建立困难残疾人生活补贴和重度残疾人护理补贴制度", POOR, DISABLED),
    policy("medical_insurance", "medical", ("新农合政府全额出资参保", "Cooperative medical insurance paid by the government"),
           D1 + "（七）2", "对无劳动能力的贫困人口，由政府全额出资参加新型合作医疗", POOR, WITHOUT_LABOUR),
    policy("relocation", "relocation", ("易地搬迁", "Relocation"),
           D1 + "（五）", "确保2018年前完成建档立卡贫困户搬迁任务",
           POOR, _in("relocation", "whole_village", "whole_hamlet", "single"),
           unit="household", often="once", on_request=True),
    policy("ecology_post", "ecology", ("生态保护岗位", "Post in the protection of nature"),
           D1 + "（八）", "利用生态补偿和生态保护工程资金使当地有劳动能力的部分贫困人口转为生态保护人员",
           POOR, WITH_LABOUR, on_request=True),
    policy("microcredit", "industry", ("扶贫小额贷款", "Microcredit"), D1 + "（十六）", _CREDIT_QUOTE,
           POOR, unit="household", often="loan", cap=Decimal(50_000), most_months=36, on_request=True),
    policy("team_funds", "industry", ("驻村工作队工作经费", "Working funds of the work team"),
           D1 + "（二十）", _TEAM_QUOTE, unit="village", amount=7000),
    policy("village_fund", "industry", ("包扶村产业发展资金", "Industry fund of the village"),
           D1 + "（二十）", _TEAM_QUOTE, unit="village", often="period", period_years=3, amount=80_000),
)
OF_HEILONGJIANG: Final = (
    policy("vocational_living", "education", ("中高职学生生活补助", "Living allowance for vocational students"),
           D2 + "（十六）", "对参加中高职教育的贫困家庭学生免除学杂费，给予每人每年3000元生活补助", POOR, VOCATIONAL, amount=3000),
    policy("meal_subsidy", "education", ("中小学生就餐补贴", "Meal subsidy for pupils"),
           D2 + "（十六）", "对贫困家庭中小学生给予就餐补贴",
           POOR, _in("schooling", "primary", "grade_7", "grade_8", "grade_9", *_SENIOR)),
    policy("senior_fees", "education", ("高中学生免除学杂费", "No fees at senior middle school"),
           D2 + "（十六）", "对贫困家庭高中学生免除学杂费", POOR, _in("schooling", *_SENIOR)),
    policy("medical_insurance", "medical", ("新农合个人缴费补贴", "Personal contribution to medical insurance subsidised"),
           D2 + "（十八）", "贫困人口参加新型农村合作医疗保险个人缴费部分由财政给予补贴", POOR),
    policy("disability_allowance", "social_security", ("困难残疾人生活补贴", "Living allowance for disabled people"),
           D2 + "（二十）", "全面建立困难残疾人生活补贴制度", POOR, DISABLED),
    policy("microcredit", "industry", ("扶贫小额信贷", "Microcredit"),
           D2 + "（二十二）", "对农村信用社、村镇银行等金融机构向贫困户提供免抵押、免担保的小额信贷，由财政按基础利率贴息",
           POOR, unit="household", often="loan", on_request=True),
    policy("farm_insurance", "industry", ("农业保险保费补贴", "Premium of farm insurance subsidised"),
           D2 + "（二十二）", "贫困户农业保险保费个人承担部分，由省级财政全额补贴",
           POOR, unit="household", on_request=True),
    policy("migrant_transport", "employment", ("跨省务工交通补助", "Transport allowance for work in another province"),
           D2 + "（十一）", "对长期跨省务工的农村贫困人口给予交通补助", POOR, _in("working_area", "elsewhere")),
    policy("migrant_insurance", "employment", ("外出务工人身意外伤害保险", "Accident insurance for migrant workers"),
           D2 + "（十一）", "对在外务工半年以上的农村贫困人口购买人身意外伤害保险",
           POOR, Condition(fact="working_months", at_least=6)),
    policy("training", "employment", ("实用技术培训", "Training in a practical skill"),
           D2 + "（十一）", "确保贫困家庭劳动力至少掌握一项实用技术，培训免除食宿和交通费用",
           POOR, WITH_LABOUR, often="once", on_request=True),
    policy("ecology_post", "ecology", ("护林员等生态保护岗位", "Post in the protection of nature"),
           D2 + "（十三）", "使当地有劳动能力的部分贫困人口转为护林员等生态保护人员", POOR, WITH_LABOUR, on_request=True),
)
# fmt: on
OF_PLANS: Final[Mapping[str, tuple[dict[str, Any], ...]]] = {HANZHONG: OF_HANZHONG, HEILONGJIANG: OF_HEILONGJIANG}
"""Rows by region."""


def load_policies(connection: Connection, at: datetime) -> None:
    """Add the policies of the plans. The caller commits and asks for it once."""
    rows = [
        {**row, "region_code": region, "certain": True, "entered_by": None, "entered_at": at}
        for region, policies in OF_PLANS.items()
        for row in policies
    ]
    connection.execute(insert(Policy), rows)
