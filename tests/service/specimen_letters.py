"""Letters and statements with invented places and people."""

from dataclasses import replace
from datetime import date

from service.notices.letters import ReplyLetter

DISMISSED = ReplyLetter(
    body="柳林镇人民政府",
    number="柳林镇异复〔2018〕3号",
    objector="周玉兰",
    notice_title="石桥村2018年度拟退出贫困户名单公示",
    notice_number="石桥村内公示〔2018〕3号",
    lodged_on=date(2018, 11, 23),
    content="认为王福来户住房没有修好，不应退出。\n其家中收入也没有公示的那样多。",
    finding="2018年11月25日两名调查人员入户核实：住房改造已于2018年8月验收合格，有验收表和照片；收入核算表由户主签字确认，人均纯收入高于当年标准。",
    outcome="dismissed",
    may_appeal_to="青河县扶贫开发领导小组",
    appeal_days=10,
    decided_on=date(2018, 11, 27),
    demonstration=True,
)
UPHELD = replace(
    DISMISSED,
    number="",
    objector="",
    outcome="upheld",
    finding="调查人员入户核实，住房尚未验收，所反映的情况属实。",
    may_appeal_to="",
    appeal_days=None,
    demonstration=False,
)
FINAL = replace(
    DISMISSED, body="青河县扶贫开发领导小组", number="青扶组异复〔2018〕1号", may_appeal_to="", appeal_days=None
)
LETTERS = {"dismissed": DISMISSED, "upheld": UPHELD, "final": FINAL}
