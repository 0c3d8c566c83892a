"""A good row for every rule table, as a data manager types it."""

from tests.makers import COUNTY

LINE = {"region": COUNTY, "source": "青河县扶贫办〔2018〕3号", "certain": "y", "year": "2018", "amount": "3300"}
THRESHOLD = {"region": COUNTY, "source": "文件", "name": "incidence", "percent": "1.5", "valid_from": "2018-10-01"}
PROFILE = {
    "region": COUNTY,
    "source": "文件",
    "notice_kind": "household_exit_list",
    "place_level": "township",
    "minimum_days": "10",
    "working_days": "y",
    "record_within_days": "1",
    "board_names": "totals",
    "board_days": "10",
    "valid_from": "2018-10-01",
}
DEADLINE = {"region": COUNTY, "source": "文件", "state": "household.verified", "days": "5"}
CRITERIA = {
    "region": COUNTY,
    "source": "文件",
    "procedure": "household",
    "name": "青河县户退出标准",
    "from_year": "2018",
    "items-0-code": "income",
    "items-0-label_zh": "收入",
    "items-0-label_en": "Income",
    "items-0-standard": "超过标准",
    "items-0-required": "y",
    "items-1-code": "",
    "items-2-code": "housing",
    "items-2-label_zh": "住房",
    "items-2-label_en": "Housing",
    "items-2-standard": "安全",
    "items-2-points": "30",
}
POLICY = {
    "region": COUNTY,
    "source": "青河县扶贫办〔2018〕9号",
    "quote": "对在校寄宿生每年补助1100元",
    "code": "boarder",
    "kind": "education",
    "name_zh": "寄宿生补助",
    "name_en": "Allowance for boarders",
    "from_year": "2018",
    "unit": "person",
    "often": "yearly",
    "amount": "1100",
    "rule_standing": "poor",
    "rule_schooling": "primary",
    "rule_boarding": "yes",
    "rule_age_least": "6",
}
GOOD = {
    "poverty_line": LINE,
    "threshold": THRESHOLD,
    "publicity_profile": PROFILE,
    "deadline": DEADLINE,
    "criteria_set": CRITERIA,
    "policy": POLICY,
}
