"""The data of an SVG path in fewer characters: steps instead of places, and no letter twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMAND = re.compile(r"([MLhvlZ])([^MLhvlZA-Za-z]*)")
_WHOLE = re.compile(r"(?:[MLhvlZ][-\d., ]*)+")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def shortened(d: str) -> str:
    """The same path, its places one decimal fine; a path with curves, or with steps this does not know, as it was."""
    if not _WHOLE.fullmatch(d):
        return d
    out, last = [], ""
    for letter, numbers in _steps(d):
        text = "".join(
            number if number.startswith("-") or not place else f" {number}" for place, number in enumerate(numbers)
        )
        repeated = letter == last or (letter, last) == ("l", "m")
        out.append(f"{' ' if repeated and not text.startswith('-') else ''}{text}" if repeated else letter + text)
        last = letter if letter != "z" else ""
    return "".join(out)


def _steps(d: str) -> Iterator[tuple[str, list[str]]]:
    """Each step as its letter and numbers. Tenths are counted in whole numbers, so that no error adds up."""
    x = y = from_x = from_y = 0
    started = False
    for letter, rest in _COMMAND.findall(d):
        numbers = [round(float(number) * 10) for number in _NUMBER.findall(rest)]
        if letter == "Z":
            x, y = from_x, from_y
            yield "z", []
            continue
        across, down = _across_and_down(letter, numbers, x, y)
        x, y = x + across, y + down
        if letter == "M":
            from_x, from_y = x, y
            yield ("m" if started else "M"), [_written(across), _written(down)]
            started = True
        elif down == 0:
            yield "h", [_written(across) if across else ".01"]  # a round dot is a step of nearly nothing
        elif across == 0:
            yield "v", [_written(down)]
        else:
            yield "l", [_written(across), _written(down)]


def _across_and_down(letter: str, numbers: list[int], x: int, y: int) -> tuple[int, int]:
    if letter == "h":
        return numbers[0], 0
    if letter == "v":
        return 0, numbers[0]
    return (numbers[0], numbers[1]) if letter == "l" else (numbers[0] - x, numbers[1] - y)


def _written(tenths: int) -> str:
    whole, rest = divmod(abs(tenths), 10)
    digits = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"-{digits}" if tenths < 0 else digits
