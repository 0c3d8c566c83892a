"""What is typed into the register: read, checked, refused with a reason, written and read back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.ric import calc_check_digit

from service.register.editions import EDITIONS, form_code, own_name
from service.register.fields import FACTS, Kind, Subject, fact_of
from service.register.identity import Identity, account_read, identity_read, masked, phone_read
from service.register.values import from_written, read, written
from service.words import WORDS
from service.words.codes import CODES
from workflows.reasons import Reason

NO_DISTRICT = "999999"


def number_of(born_on: date, order: int) -> str:
    """An identity number of no district of China."""
    body = f"{NO_DISTRICT}{born_on:%Y%m%d}{order:03}"
    return body + calc_check_digit(f"{body}0")


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.integers(0, 999))
def test_an_identity_number_tells_birth_and_sex_and_no_other_check_character_passes(born_on: date, order: int) -> None:
    number = number_of(born_on, order)
    found = identity_read(number)
    assert isinstance(found, Identity)
    assert (found.born_on, found.sex, found.certificate) == (born_on, "male" if order % 2 else "female", False)
    wrong = [number[:17] + check for check in "0123456789X" if check != number[17]]
    assert all(isinstance(identity_read(each), Reason) for each in wrong)


def code_of(found: object) -> str:
    assert isinstance(found, Reason)
    assert f"reason.{found.code}" in WORDS
    return found.code


def test_what_is_no_identity_number_is_told_why() -> None:
    good = number_of(date(1970, 2, 3), 11)
    assert code_of(identity_read(good[:17])) == "identity_length"
    assert code_of(identity_read("A" + good[1:])) == "identity_characters"
    assert code_of(identity_read(good[:16] + str((int(good[16]) + 1) % 10) + good[17])) == "identity_checksum"
    no_day = "1970" + "0230"
    body = f"{NO_DISTRICT}{no_day}011"
    assert code_of(identity_read(body + calc_check_digit(f"{body}0"))) == "identity_birth_date"
    assert code_of(identity_read(good + "91")) == "certificate_kind"
    certificate = identity_read(f" {good}-43 ")
    assert isinstance(certificate, Identity)
    assert certificate.certificate


def test_full_width_digits_and_a_small_x_are_read() -> None:
    for order in range(1000):
        number = number_of(date(1970, 2, 3), order)
        if number.endswith("X"):
            break
    wide = "".join(chr(ord(each) + 0xFEE0) if each.isdigit() else "x" for each in number)
    found = identity_read(wide)
    assert isinstance(found, Identity)
    assert found.number == number


def test_telephones_and_accounts_are_checked() -> None:
    assert phone_read("0000-1234567") == "00001234567"
    assert code_of(phone_read("12345")) == "phone_unreadable"
    assert account_read("9999 0000 0000 12") == "99990000000012"
    assert code_of(account_read("62" + "0" * 13 + "1")) == "account_checksum"
    assert code_of(account_read("1234")) == "account_unreadable"


def test_a_mask_leaves_three_and_four_characters() -> None:
    number = number_of(date(1970, 2, 3), 11)
    assert masked(number) == f"999{'*' * 11}{number[-4:]}"
    assert masked("1234567") == "*****67"


@pytest.mark.parametrize(
    ("subject", "name", "typed", "expected"),
    [
        ("household", "village_group", "", "value_missing"),
        ("household", "village_group", "一" * 21, "text_too_long"),
        ("household", "village_group", "一\x00组", "text_unprintable"),
        ("household", "main_cause", "01", "value_not_in_the_list"),
        ("member", "born_on", "2018/3/9", "day_unreadable"),
        ("member", "working_months", "十", "number_unreadable"),
        ("member", "working_months", "13", "number_out_of_bounds"),
        ("household", "dwelling_area", "NaN", "number_unreadable"),
        ("household", "dwelling_area", "80.125", "number_unreadable"),
        ("household", "dwelling_area", "9" * 30, "number_unreadable"),
        ("household", "dwelling_area", "1e999999", "number_unreadable"),
        ("household", "electricity", "通", "yes_or_no"),
        ("member", "phone", "一二三", "phone_unreadable"),
    ],
)
def test_what_cannot_be_read_is_told_why(subject: str, name: str, typed: str, expected: str) -> None:
    assert code_of(read(fact_of(Subject(subject), name), typed)) == expected


@pytest.mark.parametrize(
    ("subject", "name", "typed", "value"),
    [
        ("household", "main_cause", "illness", "illness"),
        ("household", "bank", "  ", None),
        ("member", "born_on", "2018-03-09", date(2018, 3, 9)),
        ("household", "dwelling_area", "1,080.50", Decimal("1080.50")),
        ("household", "electricity", "是", True),
        ("household", "safe_water", "No", False),
    ],
)
def test_what_can_be_read_is_written_and_read_back(subject: str, name: str, typed: str, value: Any) -> None:
    fact = fact_of(Subject(subject), name)
    assert read(fact, typed) == value
    assert from_written(fact.kind, written(value)) == value


def test_codes_of_the_form_of_2014_and_own_names_are_each_other_s_inverse() -> None:
    for table, codes in EDITIONS["2014"].items():
        assert set(codes) == set(CODES[table])
        assert len(set(codes.values())) == len(codes)
        for name, code in codes.items():
            assert form_code(table, name) == code
            assert own_name(table, code) == own_name(table, name) == name
    assert len(EDITIONS["2014"]["ethnicity"]) == 56


def test_every_question_of_the_form_of_2014_about_people_and_dwelling_has_its_fact() -> None:
    asked = {fact.questions.get("2014") for facts in FACTS.values() for fact in facts.values()} - {None}
    income = {f"A{number}" for number in range(17, 21)}  # the yearly worksheet's own form
    assert {*("A1", "A2", "A3a", "A3b"), *(f"A{number}" for number in range(4, 17))} <= asked
    assert not asked & income
    assert {fact.kind for facts in FACTS.values() for fact in facts.values()} == set(Kind)


def test_an_amount_of_too_many_digits_is_refused_and_no_fault() -> None:
    value = fact_of(Subject.ASSET, "value")
    for typed in ("9" * 30, f"-{'9' * 30}", "1e40", "9" * 5_000):
        refused = read(value, typed)
        assert isinstance(refused, Reason)
        assert refused.code == "number_unreadable"
