"""The entity types that can be recognized by a pattern.

Mirrors the types of AWS Glue's sensitive data detection. If the pattern alone isn't specific enough
(nine digits can be anything), a related word must appear in the text or in the column name, unless
the sensitivity is HIGH. Person names are a guess, based on a title or a common given name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from awsglueml import checksums
from awsglueml.given_names import GIVEN_NAMES

_MBI_LETTER = "[AC-HJKMNP-RT-Y]"
_MBI_EITHER = "[0-9AC-HJKMNP-RT-Y]"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir)\b\.?\s+"
_PART = r"[A-Z][a-zà-ÿ]+(?:[-'][A-Z][a-zà-ÿ]+)?"


@dataclass(frozen=True, slots=True)
class EntityType:
    """An entity type: its pattern, how to validate a match, and related words."""

    name: str
    pattern: re.Pattern[str]
    confirm: Callable[[str], bool] | None = None
    wanted_words: frozenset[str] = frozenset()


def _type(
    name: str, pattern: str, confirm: Callable[[str], bool] | None = None, words: str = ""
) -> EntityType:
    bounded = re.compile(rf"(?<![\w])(?:{pattern})(?![\w])")
    return EntityType(name, bounded, confirm, frozenset(words.split()))


_ALL = [
    _type("EMAIL", rf"[A-Za-z0-9._%+'-]+@(?:{_LABEL}\.)+[A-Za-z]{{2,}}"),
    _type("CREDIT_CARD", r"[2-6](?:[ -]?\d){11,18}", checksums.credit_card),
    _type(
        "IP_ADDRESS",
        r"(?<![.:])(?:(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})"
        r"(?!\.\d|:)",
        checksums.ip_address,
    ),
    _type("MAC_ADDRESS", r"(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}"),
    _type(
        "PHONE_NUMBER",
        r"(?<!\+)\+[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,5}"
        r"|(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}",
        lambda text: 8 <= len(checksums.digits_of(text)) <= 15,
    ),
    _type("USA_SSN", r"(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}"),
    _type("USA_ITIN", r"9\d{2}-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-\d{4}"),
    _type("USA_PASSPORT_NUMBER", r"[A-Z]\d{8}|\d{9}", words="passport passports"),
    _type(
        "BANK_ACCOUNT",
        r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?",
        checksums.iban,
    ),
    _type("BANK_ACCOUNT", r"\d{8,17}", words="account accounts acct bank iban routing"),
    _type(
        "USA_DRIVING_LICENSE",
        r"[A-Z]{1,2}\d{5,12}|[A-Z]\d{3}(?:-\d{3,4}){2,3}|\d{7,9}",
        words="driver drivers driving license licence dl dln",
    ),
    _type("USA_DEA_NUMBER", r"[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}", checksums.dea_number),
    _type(
        "USA_NATIONAL_PROVIDER_IDENTIFIER", r"[12]\d{9}", checksums.national_provider,
        words="npi provider",
    ),
    _type("USA_HCPCS_CODE", r"[A-CEGHJ-MP-V]\d{4}", words="hcpcs procedure code codes"),
    _type("USA_CPT_CODE", r"\d{4}[0-9FTU]", words="cpt procedure code codes"),
    _type("USA_NATIONAL_DRUG_CODE", r"\d{4}-\d{4}-\d{2}|\d{5}-(?:\d{3}-\d{2}|\d{4}-\d{1,2})"),
    _type(
        "USA_MEDICARE_BENEFICIARY_IDENTIFIER",
        rf"[1-9]{_MBI_LETTER}{_MBI_EITHER}\d-?{_MBI_LETTER}{_MBI_EITHER}\d-?{_MBI_LETTER}{{2}}\d{{2}}",
    ),
    _type("USA_HEALTH_INSURANCE_CLAIM_NUMBER", r"\d{3}-?\d{2}-?\d{4}-?(?:[ABCDEFJKMTW][0-9A-Z]?)"),
    _type(
        "DATE",
        r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2})"
        rf"|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}}\.? {_MONTH},? \d{{4}}",
        checksums.calendar_date,
    ),
    _type("PERSON_NAME", rf"{_TITLE}{_PART}(?: {_PART})?"),
    _type("PERSON_NAME", rf"(?:{'|'.join(GIVEN_NAMES)})(?: [A-Z]\.)?(?: {_PART}){{1,2}}"),
    _type(
        "PERSON_NAME",
        rf"{_PART}(?: [A-Z]\.)?(?: {_PART}){{1,2}}",
        words="name names fullname person customer contact employee patient author",
    ),
]  # fmt: skip
ENTITY_TYPES: dict[str, tuple[EntityType, ...]] = {
    name: tuple(kind for kind in _ALL if kind.name == name)
    for name in dict.fromkeys(kind.name for kind in _ALL)
}
