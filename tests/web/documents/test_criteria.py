"""Criteria of an exit: asked one by one, with words or files as evidence."""

import json
from typing import Any

from tests.makers import World
from tests.service.walking import assisted
from tests.web.documents.visitors import PNG, Answers, SignIn, on_file, url


def test_criteria_take_words_or_files_as_evidence(world: World, sign_in: SignIn) -> None:
    (id,) = assisted(world, 1)
    team = sign_in("team")
    address = url("household_criteria", id)
    answers: Answers = {"dated_on": "2018-10-08", "year": "2018"}
    for code in ("food", "clothing", "education", "medical", "housing", "water"):
        answers |= {f"r{id}_met_{code}": "no" if code == "water" else "yes"}
    answers |= {f"r{id}_actual_food": "口粮充足", f"r{id}_evidence_food": "粮食直补存折"}
    files: dict[str, Any] = {f"r{id}_files_housing": [(PNG, "住房.png")]}
    sent = team.fill(address, answers, **files)
    assert sent.status_code == 302
    filed = on_file(world)[-1]
    assert json.loads(filed.data) == {
        "met": sorted(("food", "clothing", "education", "medical", "housing")),
        "evidenced": ["food", "housing"],
        "actual": {"food": "口粮充足"},
        "evidence": {"food": "粮食直补存折"},
    }
    shown = team.get(sent.headers["Location"]).text
    assert "住房.png" in shown
    assert "粮食直补存折" in shown
    assert "is met, but evidence is still missing" in shown


def test_criteria_of_a_year_without_a_set_are_not_asked(world: World, sign_in: SignIn) -> None:
    (id,) = assisted(world, 1)
    team = sign_in("team")
    address = url("household_criteria", id, year="2013")
    page = team.get(address)
    assert page.status_code == 200
    assert "No criteria set holds for this place and year" in page.text
    before = len(on_file(world))
    assert team.fill(address, {"dated_on": "2018-10-08", "year": "2013"}).status_code == 422
    assert len(on_file(world)) == before


def test_criteria_of_a_list_are_asked_for_each_household(world: World, sign_in: SignIn) -> None:
    ids = assisted(world, 2)
    team = sign_in("team")
    address = url("household_criteria", *ids)
    answers: Answers = {"dated_on": "2018-10-08", "year": "2018"}
    for id in ids:
        for code in ("food", "clothing", "education", "medical", "housing", "water"):
            answers |= {f"r{id}_met_{code}": "yes", f"r{id}_evidence_{code}": f"照片{id}"}
    missing = {name: value for name, value in answers.items() if name != f"r{ids[1]}_met_water"}
    refused = team.fill(address, missing)
    assert refused.status_code == 422
    assert refused.text.count("An answer is missing here.") == 2  # in the summary and beside the control
    assert team.fill(address, answers).status_code == 302
    assert {each.record_id for each in on_file(world)[-2:]} == set(ids)
