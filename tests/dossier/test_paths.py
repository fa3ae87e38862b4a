"""A path in fewer characters goes through the same places."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.dossier.paths import shortened


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("M1.6,78.5L4.8,78.5L8,83L8,88.2", "M1.6 78.5h3.2l3.2 4.5v5.2"),
        ("M0,88h256M0,68h256", "M0 88h256m-256-20h256"),
        ("M10,10L20,20L10,30ZM12,10L12.5,10.5", "M10 10l10 10-10 10zm2 0 .5 .5"),
        ("M13,4h.01M15,4h.01", "M13 4h.01m2 0h.01"),
        ("M0,0A5,5,0,1,1,10,0", "M0,0A5,5,0,1,1,10,0"),
    ],
)
def test_steps_are_written_instead_of_places(long: str, short: str) -> None:
    assert shortened(long) == short


tenths = st.integers(-5000, 5000).map(lambda n: n / 10)


@given(st.lists(st.tuples(st.sampled_from("ML"), tenths, tenths), min_size=1, max_size=40))
def test_the_places_of_a_path_stay_where_they_were(points: list[tuple[str, float, float]]) -> None:
    points = [("M", *points[0][1:]), *points[1:]]
    written = shortened("".join(f"{letter}{x},{y}" for letter, x, y in points))
    x, y, found = 0.0, 0.0, []
    for letter, rest in re.findall(r"([Mmhvl])([^Mmhvl]*)", written):
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        for place in range(0, len(numbers), 1 if letter in "hv" else 2):
            across, down = {"h": (numbers[place], 0.0), "v": (0.0, numbers[place])}.get(letter) or numbers[
                place : place + 2
            ]
            x, y = (across, down) if letter == "M" else (x + across, y + down)
            found.append((x, y))
    assert found == [pytest.approx(point[1:], abs=0.02 * len(points)) for point in points]
