"""Which texts hold which entities."""

from __future__ import annotations

import pytest
from awsglueml import checksums
from awsglueml.detection import Finding, detector, words_of
from awsglueml.entities import ENTITY_TYPES
from hypothesis import given
from hypothesis import strategies as st


def found(text: str, entity_type: str, column: str = "c", is_eager: bool = False) -> list[str]:
    findings = detector([entity_type], column, is_eager).find(text)
    return [text[one.start : one.end] for one in findings]


@pytest.mark.parametrize(
    ("entity_type", "text", "expected"),
    [
        ("EMAIL", "write to a.b+c@mail.example.co.uk, or not@home", ["a.b+c@mail.example.co.uk"]),
        ("CREDIT_CARD", "4111 1111 1111 1111 and 4111 1111 1111 1112", ["4111 1111 1111 1111"]),
        ("CREDIT_CARD", "378282246310005, 5555-5555-5555-5555", ["378282246310005"]),
        ("IP_ADDRESS", "from 10.0.0.1 to 10.0.0.256", ["10.0.0.1"]),
        ("IP_ADDRESS", "at 2001:db8::ff00:42:8329 and 12:34:56", ["2001:db8::ff00:42:8329"]),
        ("MAC_ADDRESS", "aa:bb:cc:dd:ee:ff aa-bb-cc:dd:ee:ff", ["aa:bb:cc:dd:ee:ff"]),
        ("PHONE_NUMBER", "call (212) 555-0123 or +44 20 7946 0958", None),
        ("PHONE_NUMBER", "order 12-34 of 2024-05-01", []),
        ("USA_SSN", "078-05-1120 000-12-3456 912-12-3456", ["078-05-1120"]),
        ("USA_ITIN", "912-70-3456 912-10-3456", ["912-70-3456"]),
        ("USA_PASSPORT_NUMBER", "passport 912803456", ["912803456"]),
        ("USA_PASSPORT_NUMBER", "number 912803456", []),
        ("BANK_ACCOUNT", "DE89 3704 0044 0532 0130 00", ["DE89 3704 0044 0532 0130 00"]),
        ("BANK_ACCOUNT", "DE88 3704 0044 0532 0130 00", []),
        ("BANK_ACCOUNT", "account 12345678901", ["12345678901"]),
        ("USA_DRIVING_LICENSE", "driver license A1234567", ["A1234567"]),
        ("USA_DEA_NUMBER", "AB1234563 AB1234564", ["AB1234563"]),
        ("USA_NATIONAL_PROVIDER_IDENTIFIER", "npi 1234567893 1234567894", ["1234567893"]),
        ("USA_HCPCS_CODE", "hcpcs J1885", ["J1885"]),
        ("USA_CPT_CODE", "cpt 99213", ["99213"]),
        ("USA_NATIONAL_DRUG_CODE", "0777-3105-02 12-34", ["0777-3105-02"]),
        ("USA_MEDICARE_BENEFICIARY_IDENTIFIER", "1EG4-TE5-MK73 1SG4-TE5-MK73", ["1EG4-TE5-MK73"]),
        ("USA_HEALTH_INSURANCE_CLAIM_NUMBER", "123-45-6789A", ["123-45-6789A"]),
        ("DATE", "2024-02-29 2023-02-29", ["2024-02-29"]),
        ("DATE", "on May 3, 2024 or 13/31/2024", ["May 3, 2024"]),
        ("PERSON_NAME", "seen by Dr. Watson and Mary Jones", ["Dr. Watson", "Mary Jones"]),
        ("PERSON_NAME", "the Blue Bottle", []),
    ],
)
def test_a_text_holds_entities(entity_type: str, text: str, expected: list[str] | None) -> None:
    if expected is None:
        expected = ["(212) 555-0123", "+44 20 7946 0958"]

    assert found(text, entity_type) == expected


def test_every_entity_type_has_a_case() -> None:
    (mark,) = test_a_text_holds_entities.pytestmark  # type: ignore[attr-defined]

    assert {case[0] for case in mark.args[1]} == set(ENTITY_TYPES)


def test_the_column_name_is_a_word_about_its_values() -> None:
    assert found("912803456", "USA_PASSPORT_NUMBER", column="passportNumber") == ["912803456"]
    assert found("912803456", "USA_PASSPORT_NUMBER", column="order_number") == []


def test_high_sensitivity_needs_no_word() -> None:
    assert found("912803456", "USA_PASSPORT_NUMBER", is_eager=True) == ["912803456"]


def test_findings_come_from_left_to_right() -> None:
    findings = detector(["IP_ADDRESS", "EMAIL"], "c", False).find("a@b.org 10.0.0.1")

    assert findings == [Finding(0, 7, "EMAIL"), Finding(8, 16, "IP_ADDRESS")]


def test_names_are_split_into_words() -> None:
    assert words_of("bankAcct_NUMBER") == {"bank", "acct", "number"}


@given(st.text(max_size=80))
def test_any_text_is_read_and_findings_lie_inside_it(text: str) -> None:
    findings = detector(list(ENTITY_TYPES), "c", True).find(text)

    assert all(0 <= one.start < one.end <= len(text) for one in findings)


@given(st.integers(10**14, 10**15 - 1))
def test_exactly_one_last_digit_makes_luhn_hold(stem: int) -> None:
    assert sum(checksums.luhn(f"{stem}{last}") for last in range(10)) == 1
