"""Every reason that the rules can give is known, and some test makes them give it."""

from pathlib import Path

import pytest

from tests.workflows.reason_codes import all_reason_codes, codes_in

HERE = Path(__file__).parent


def test_codes_are_read_from_the_source() -> None:
    codes = all_reason_codes()
    assert {"role_may_not", "application_missing", "notice_missing", "notice_void"} <= codes
    assert {"wrong_exit_rate_too_high", "missed_rate_too_high"} <= codes
    assert {"five_clears_cause_missing", "five_clears_responsible_person_missing"} <= codes
    assert not any("{" in code for code in codes)


def test_a_code_that_cannot_be_read_from_the_source_is_not_passed_over() -> None:
    with pytest.raises(LookupError, match="spell it out"):
        list(codes_in("def guard(case):\n    yield reason(codes[case.state])\n"))
    with pytest.raises(LookupError, match="which values kind takes"):
        list(codes_in('def guard(kind):\n    yield reason(f"{kind}_missing")\n'))


def test_some_test_makes_the_rules_give_each_reason() -> None:
    tests = "".join(path.read_text("utf-8") for path in HERE.glob("test_*.py"))
    untested = sorted(code for code in all_reason_codes() if f'"{code}"' not in tests)
    assert not untested, f"No test under tests/workflows names {untested}: write one for each side of the condition."
