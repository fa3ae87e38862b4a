"""Numbers as they are said in English: 12,400 is "twelve thousand four hundred", 0.03 "zero point zero three"."""

from __future__ import annotations

from undertow.language.numerals import SMALL, TENS

_GROUPS = ("", " thousand", " million", " billion", " trillion")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
#: Beyond so many digits a number is an id of something, and is said digit by digit.
_LONGEST = 15


def whole(number: int) -> str:
    """A whole number: 'two thousand seven hundred and fifty-four'. Numbers of more than 15 digits digit by digit."""
    if number < 0:
        return f"minus {whole(-number)}"
    if len(str(number)) > _LONGEST:
        return digits(str(number))
    if number < 1000:
        return _below_thousand(number)
    parts: list[str] = []
    rest, group = number, 0
    while rest:
        rest, three = divmod(rest, 1000)
        if three:
            joined = "and " if group == 0 and three < 100 else ""
            parts.append(f"{joined}{_below_thousand(three)}{_GROUPS[group]}")
        group += 1
    return " ".join(reversed(parts))


def digits(text: str) -> str:
    """Each digit by itself."""
    return " ".join(SMALL[int(digit)] for digit in text)


def decimal(integer: str, fraction: str) -> str:
    """'27' and '40': 'twenty-seven point four zero'. An empty integer is zero."""
    return f"{whole(int(integer or '0'))} point {digits(fraction)}"


def year(number: int) -> str:
    """A year of four digits: 'nineteen ninety-two', 'two thousand and five', 'twenty ten'."""
    century, rest = divmod(number, 100)
    if century % 10 == 0 and rest < 10:
        return whole(number)
    if rest == 0:
        return f"{whole(century)} hundred"
    return f"{whole(century)} {'oh ' if rest < 10 else ''}{whole(rest)}"


def ordinal(number: int) -> str:
    """'twenty-first'."""
    words = whole(number)
    head, hyphen, last = words.rpartition("-")
    if not hyphen:
        head, hyphen, last = words.rpartition(" ")
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{head}{hyphen}{_ORDINALS.get(last, regular)}"


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    return f"{SMALL[hundreds]} hundred" + (f" and {_below_hundred(rest)}" if rest else "")


def _below_hundred(number: int) -> str:
    if number < 20:
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f"-{SMALL[ones]}" if ones else "")
