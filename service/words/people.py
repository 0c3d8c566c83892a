"""Who acts: roles, the four functions, levels of administration."""

from typing import Final

from service.words.marking import msgid

PEOPLE: Final[dict[str, str]] = {
    "role.village_clerk": msgid("Village clerk"),
    "role.work_team": msgid("Resident work team"),
    "role.township_reviewer": msgid("Township reviewer"),
    "role.county_reviewer": msgid("County reviewer"),
    "role.county_approver": msgid("County approver"),
    "role.city_reviewer": msgid("City reviewer"),
    "role.city_approver": msgid("City approver"),
    "role.province_reviewer": msgid("Province reviewer"),
    "role.province_approver": msgid("Province approver"),
    "role.auditor": msgid("Auditor"),
    "role.assessor": msgid("Third-party assessor"),
    "role.data_manager": msgid("Data manager"),
    "role.administrator": msgid("Administrator"),
    "function.proposer": msgid("Proposer"),
    "function.verifier": msgid("Verifier"),
    "function.reviewer": msgid("Reviewer"),
    "function.approver": msgid("Approver"),
    "level.nation": msgid("Nation"),
    "level.province": msgid("Province"),
    "level.city": msgid("City"),
    "level.county": msgid("County"),
    "level.township": msgid("Township"),
    "level.village": msgid("Village"),
}
