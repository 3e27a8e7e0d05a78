"""Check digits, which distinguish identifiers from other digit sequences."""

from __future__ import annotations

import ipaddress
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HEALTH_CARD_ISSUER = "80840"
_LEAP_YEAR = 2000


def digits_of(text: str) -> str:
    """Return only the digits of a string."""
    return "".join(character for character in text if character.isdigit())


def luhn(text: str) -> bool:
    """Return whether the digits end in a valid Luhn check digit."""
    total = 0
    for place, digit in enumerate(reversed(digits_of(text))):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def credit_card(text: str) -> bool:
    """Return whether this is a card number: valid by Luhn, and not one repeated digit."""
    digits = digits_of(text)
    return len(set(digits)) > 1 and luhn(digits)


def national_provider(text: str) -> bool:
    """Return whether this is a US provider identifier: valid by Luhn with the issuer's prefix."""
    return luhn(_HEALTH_CARD_ISSUER + digits_of(text))


def dea_number(text: str) -> bool:
    """Return whether this is a US DEA number: digits 1, 3, 5 plus twice 2, 4, 6 end in digit 7."""
    digits = [int(digit) for digit in digits_of(text)[-7:]]
    return (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


def iban(text: str) -> bool:
    """Return whether this is an international bank account number: 1 modulo 97."""
    letters = text.replace(" ", "").upper()
    moved = letters[4:] + letters[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def ip_address(text: str) -> bool:
    """Return whether this is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def calendar_date(text: str) -> bool:
    """Return whether this is a valid date, in any of the usual orders of day, month and year."""
    parts = text.lower().replace(",", " ").replace(".", " ").replace("/", " ").replace("-", " ")
    numbers = [int(part) for part in parts.split() if part.isdigit()]
    named = [_MONTHS.index(part[:3]) + 1 for part in parts.split() if part[:3] in _MONTHS]
    if named and len(numbers) == 2:
        return _is_date(max(numbers), named[0], min(numbers))
    if len(numbers) != 3:
        return False
    if len(parts.split()[0]) == 4:
        return _is_date(*numbers)
    first, second, year = numbers
    return _is_date(year, first, second) or _is_date(year, second, first)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year or _LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True
