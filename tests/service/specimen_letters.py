"""Letters and statements with invented places and people."""

from dataclasses import replace
from datetime import date

from service.notices.letters import ReplyLetter
from service.notices.result_statement import (
    SIGNERS_ABOVE,
    SIGNERS_OF_VILLAGE,
    ObjectionsStated,
    PostingStated,
    ReplyStated,
    StatementFacts,
)

DISMISSED = ReplyLetter(
    body="柳林镇人民政府",
    number="柳林镇内异复〔2018〕3号",
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

STATEMENT = StatementFacts(
    notice_title="石桥村2018年度拟退出贫困户名单公示",
    notice_number="石桥村内公示〔2018〕3号",
    body="石桥村村民委员会",
    postings=(
        PostingStated(posted_on=date(2018, 11, 20), place="石桥村村务公开栏"),
        PostingStated(posted_on=date(2018, 11, 20), place="二组公示点"),
    ),
    first_day=date(2018, 11, 21),
    last_day=date(2018, 11, 27),
    days=7,
    working_days=False,
    posting_day_counted=False,
    objections=ObjectionsStated(received=3, upheld=1, dismissed=1, withdrawn=1, clues=0),
    replies=(
        ReplyStated(number="柳林镇内异复〔2018〕3号", issued_on=date(2018, 11, 27), outcome="dismissed"),
        ReplyStated(number="柳林镇内异复〔2018〕4号", issued_on=date(2018, 11, 28), outcome="upheld"),
    ),
    photos=2,
    signers=SIGNERS_OF_VILLAGE,
    demonstration=True,
)
STATEMENTS = {
    "statement": STATEMENT,
    "statement without objections": replace(
        STATEMENT, objections=ObjectionsStated(received=0, upheld=0, dismissed=0, withdrawn=0, clues=0), replies=()
    ),
    "statement of a county": replace(
        STATEMENT,
        body="东川省扶贫开发领导小组",
        notice_title="东川省扶贫开发领导小组关于青河县拟退出贫困县的公示",
        notice_number="东扶组公示〔2018〕2号",
        postings=(
            PostingStated(posted_on=date(2018, 12, 18), place="东川省扶贫开发办公室网站"),
            PostingStated(posted_on=date(2018, 12, 18), place="青河县人民政府网站"),
        ),
        first_day=date(2018, 12, 19),
        last_day=date(2018, 12, 25),
        days=5,
        working_days=True,
        objections=ObjectionsStated(received=1, upheld=0, dismissed=1, withdrawn=0, clues=0),
        replies=(ReplyStated(number="东扶组异复〔2018〕1号", issued_on=date(2018, 12, 28), outcome="dismissed"),),
        signers=SIGNERS_ABOVE,
        demonstration=False,
    ),
}
