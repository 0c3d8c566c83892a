"""Invented records for the gallery, in the shapes that the parts take (templates/parts)."""

from datetime import UTC, date, datetime

OFFERS = [
    {
        "label": "审核",
        "url": "#review",
        "allowed": True,
        "reasons": [],
        "who": "乡镇审核",
        "issues": None,
        "tone": "forward",
    },
    {
        "label": "批准退出",
        "url": "#approve",
        "allowed": False,
        "who": "县扶贫办审批",
        "issues": "贫困户退出公告",
        "tone": "forward",
        "reasons": [
            "公示期尚未届满:还有 3 天,至 2019年1月14日。",
            "第 2 号异议尚未答复。",
            "公示结果说明尚未签字。",
            "您在本轮程序中已作为审核人签字,不能再审批。",
        ],
    },
    {
        "label": "延续帮扶",
        "url": "#continue",
        "allowed": True,
        "reasons": [],
        "who": "村委会",
        "issues": None,
        "tone": "forward",
    },
    {
        "label": "退回",
        "url": "#return",
        "allowed": True,
        "reasons": [],
        "who": "乡镇审核",
        "issues": None,
        "tone": "back",
    },
    {
        "label": "撤回",
        "url": "#withdraw",
        "allowed": False,
        "reasons": ["上一级已经办理,不能撤回。"],
        "who": "村委会",
        "issues": None,
        "tone": "back",
    },
    {
        "label": "自然减少",
        "url": "#close",
        "allowed": True,
        "reasons": [],
        "who": "乡镇审核",
        "issues": None,
        "tone": "out",
    },
]

ENTRIES = [
    {
        "label": "提出退出",
        "from_label": "帮扶中",
        "to_label": "拟退出",
        "at": datetime(2018, 12, 20, 1, 30, tzinfo=UTC),
        "actor_name": "示例甲",
        "actor_role": "村委会经办",
        "actor_place": "东湖渔业村",
        "number": 14,
        "tone": "forward",
        "opinion": "经村民代表会议评议,应到 42 人,实到 36 人,同意 34 人。"
        "该户年人均纯收入已超过当年标准,住房、医疗、教育有保障。",
    },
    {
        "label": "核实",
        "from_label": "拟退出",
        "to_label": "已核实",
        "at": datetime(2018, 12, 24, 7, 5, tzinfo=UTC),
        "number": 15,
        "actor_name": "示例乙",
        "actor_role": "驻村工作队",
        "actor_place": "东湖渔业村",
        "tone": "forward",
        "opinion": "两人入户,收入核算属实。",
    },
    {
        "label": "退回",
        "from_label": "已核实",
        "to_label": "拟退出",
        "at": datetime(2018, 12, 26, 2, 0, tzinfo=UTC),
        "number": 16,
        "actor_name": None,
        "actor_role": "驻村工作队",
        "actor_place": "东湖渔业村",
        "tone": "back",
        "opinion": "缺户主签字,补齐后重报。",
    },
    {
        "label": "公示",
        "from_label": "已核实",
        "to_label": "公示中",
        "at": datetime(2019, 1, 7, 0, 40, tzinfo=UTC),
        "number": 17,
        "actor_name": "示例甲",
        "actor_role": "村委会经办",
        "actor_place": "东湖渔业村",
        "tone": "forward",
        "notice_label": "东湖渔业村 2018 年贫困户退出公示(第 3 号)",
        "notice_url": "#notice",
    },
    {
        "label": "公示文件存档",
        "at": datetime(2019, 1, 7, 0, 41, tzinfo=UTC),
        "number": 18,
        "actor_name": "系统",
        "tone": "kept",
        "digest": "sha256 4be1c0a7d92f5e0f6f4e1c9c0ab2f1774d7d0f0e3b4c9a2d18e6f7a5b3c2d1e0",
    },
    {
        "label": "撤销退出",
        "from_label": "已批准",
        "to_label": "帮扶中",
        "at": datetime(2019, 1, 9, 3, 0, tzinfo=UTC),
        "number": 19,
        "actor_name": "示例丙",
        "actor_role": "市级审批",
        "actor_place": "六安市",
        "tone": "out",
        "opinion": "抽查发现错退,责令更正。",
    },
]

DOCUMENTS = [
    {
        "label": "村民代表会议记录",
        "url": "#meeting",
        "dated_on": date(2018, 12, 19),
        "recorded_by": "示例甲(村委会)",
        "recorded_at": datetime(2018, 12, 19, 9, 0, tzinfo=UTC),
        "summary": "应到 42 人,实到 36 人,同意 34 人,反对 2 人。",
        "attachments": [
            {"label": "会议签到表.jpg", "url": "#a", "size_text": "1.2 MB"},
            {"label": "会议记录.pdf", "url": "#b", "size_text": "340 KB"},
        ],
    },
    {
        "label": "家庭收入核算表",
        "url": "#income",
        "dated_on": date(2018, 12, 22),
        "recorded_by": "示例乙(驻村工作队)",
        "recorded_at": datetime(2018, 12, 22, 2, 0, tzinfo=UTC),
        "summary": "年人均纯收入 5,236 元。",
    },
]

HOUSEHOLDS = [
    {
        "name": f"示例户{number:02d}",
        "code": f"341522500598-{number:04d}",
        "persons": 2 + number % 4,
        "cause": "因病" if number % 3 else "缺劳力",
        "income": f"{3900 + 137 * number:,}",
        "state": ("帮扶中", "current") if number % 4 else ("公示中", "waiting"),
        "void": number == 5,
    }
    for number in range(1, 9)
]
