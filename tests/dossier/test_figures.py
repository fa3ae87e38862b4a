"""What a drawing promises: theme colours only, silence inside, names instead of ids, and a bounded size."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from numpy.random import default_rng

from tests.dossier import sample
from undertow.dossier.drawing import COLOURS, svg
from undertow.dossier.figures import Drawing
from undertow.dossier.pictures import Picture, picture
from undertow.dossier.voice import Voice
from undertow.dossier.words import forbidden_words
from undertow.errors import BadSetting, UnknownName
from undertow.model import Figure, mention
from undertow.registry import members

VOICE = Voice(sample.pseudonym, sample.is_public, sample.MASKS)
FIGURES = {figure.kind: figure for figure in sample.figures(default_rng(7))}


def drawn(figure: Figure) -> Picture:
    return picture(figure, VOICE)


def drawings(figure: Figure) -> list[str]:
    return [part for view in drawn(figure).views for part in (view.wide, view.narrow)]


def test_every_kind_in_the_folder_has_a_sample() -> None:
    assert set(members("undertow.dossier.figures", Drawing)) == set(FIGURES)  # type: ignore[type-abstract]


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_a_drawing_uses_only_colours_that_the_page_can_turn_dark(kind: str) -> None:
    for drawing in drawings(FIGURES[kind]):
        assert set(re.findall(r'(?:fill|stroke)="(#[^"]*)"', drawing)) <= COLOURS


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_only_the_root_of_a_drawing_speaks(kind: str) -> None:
    for drawing in drawings(FIGURES[kind]):
        assert drawing.count("aria-") == 1 and drawing.count("role=") == 1
        assert drawing.startswith("<svg") and 'role="img"' in drawing.split(">")[0]


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_coordinates_have_at_most_one_decimal(kind: str) -> None:
    for drawing in drawings(FIGURES[kind]):
        for attribute in re.findall(r' (?:d|transform|x2|y2|width)="([^"]*)"', drawing):
            assert not re.search(r"\d\.\d\d", attribute.replace("h.01", "")), attribute


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_a_drawing_stays_within_its_width_and_budget(kind: str) -> None:
    for view in drawn(FIGURES[kind]).views:
        wide, narrow = (float(re.findall(r'width="([\d.]+)"', part)[0]) for part in (view.wide, view.narrow))
        assert wide <= 680 and narrow <= 310
        assert len(view.wide) + len(view.narrow) < 40_000


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_drawing_twice_gives_the_same_drawing(kind: str) -> None:
    assert drawings(FIGURES[kind]) == drawings(FIGURES[kind])


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_a_drawing_of_no_rows_is_none_and_of_one_row_works(kind: str) -> None:
    figure = FIGURES[kind]
    assert drawn(replace(figure, rows=())).views == ()
    assert drawn(replace(figure, rows=figure.rows[:1])).views


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_words_inside_drawings_hold_none_a_dossier_does_not_use(kind: str) -> None:
    for drawing in drawings(FIGURES[kind]):
        assert not forbidden_words("<p>" + " ".join(re.findall(r">([^<]+)<", drawing)) + "</p>")


def test_accounts_appear_in_drawings_and_their_tables_by_name_only() -> None:
    rows = tuple({"account": account, "seconds": 3.0} for account in ("x:777001", mention("x:777002")))
    shown = drawn(replace(FIGURES["delays"], rows=rows))
    text = "".join(part for view in shown.views for part in (view.wide, view.narrow)) + str(shown.table)
    assert "77700" not in text and sample.pseudonym("x:777001") in text


def test_a_large_network_draws_the_strongest_pairs_and_says_so() -> None:
    rows = sample.network_rows(default_rng(3), sizes=(300, 200, 90, 12, 9, 5, 4, 3, 3, 2))
    views = drawn(replace(FIGURES["network"], rows=rows)).views
    assert [view.name for view in views] == ["Network", "Matrix"]
    assert "strongest" in views[0].note and "more groups" in views[0].key[-1].text
    assert sum(len(view.wide) + len(view.narrow) for view in views) < 200_000


def test_hostile_labels_stay_text_in_a_drawing() -> None:
    rows = tuple(
        {"label": text, "value": 1, "low": 0, "high": 2} for text in (*sample.HOSTILE, "long " * 60, "x" * 300)
    )
    for drawing in drawings(replace(FIGURES["bars"], rows=rows)):
        assert "<script" not in drawing and "<img" not in drawing and "onload" not in re.sub(r">[^<]*<", "><", drawing)


def test_a_bar_with_half_an_interval_is_refused() -> None:
    rows = ({"label": "half", "value": 1.0, "low": 0.5},)
    with pytest.raises(BadSetting, match="an estimate needs"):
        drawn(replace(FIGURES["bars"], rows=rows))


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="bars, delays, lines, network, placebo"):
        drawn(replace(FIGURES["bars"], kind="pie"))


def test_rows_without_a_needed_column_are_refused_with_its_name() -> None:
    with pytest.raises(BadSetting, match="lacks the column seconds"):
        drawn(replace(FIGURES["delays"], rows=({"account": "x:1"},)))


def test_text_where_a_number_is_due_is_refused() -> None:
    with pytest.raises(BadSetting, match="needs a number in column 'weight'"):
        drawn(replace(FIGURES["network"], rows=({"left": "a", "right": "b", "weight": "many"},)))


def test_more_than_three_series_become_small_multiples() -> None:
    rows = tuple({"x": x, "value": x * s, "series": f"Series {s}"} for s in range(1, 6) for x in range(4))
    shown = drawn(replace(FIGURES["lines"], rows=rows))
    assert all(f">Series {s}<" in shown.views[0].wide for s in range(1, 6)) and not shown.views[0].key


def test_a_colour_outside_the_theme_is_refused() -> None:
    spec = {
        "data": {"values": [{"a": 1}]},
        "mark": {"type": "bar", "color": "#ff0000"},
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    with pytest.raises(BadSetting, match="#ff0000"):
        svg(spec, "red", "wide")
