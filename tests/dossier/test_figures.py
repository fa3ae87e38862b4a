"""What a drawing promises: theme colours only, silence inside, names instead of ids, and a bounded size."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from math import hypot

import pytest
from numpy.random import default_rng

from tests.dossier import sample, sample_figures
from undertow.dossier.drawing import COLOURS, svg
from undertow.dossier.figures import WIDE, Drawing
from undertow.dossier.figures.delay_null import Bin, _joined
from undertow.dossier.figures.estimates import _labelled
from undertow.dossier.figures.grid import Grid
from undertow.dossier.figures.lines import Lines
from undertow.dossier.figures.relations import Relations
from undertow.dossier.pictures import Picture, picture
from undertow.dossier.voice import Voice
from undertow.dossier.words import forbidden_words
from undertow.errors import BadSetting, UnknownName
from undertow.model import Cell, Figure, mention
from undertow.registry import members

VOICE = Voice(sample.pseudonym, sample.is_public, sample.MASKS)
FIGURES = {
    f.kind: f
    for f in (
        *sample_figures.figures(default_rng(7)),
        *sample_figures.audience_figures(default_rng(8)),
        *sample_figures.speech_figures(),
    )
}


def drawn(figure: Figure) -> Picture:
    return picture(figure, VOICE)


@cache
def sampled(kind: str) -> Picture:
    """The sample of a kind, drawn once for all tests that only look at it."""
    return drawn(FIGURES[kind])


def parts(of: Picture) -> list[str]:
    return [part for view in of.views for part in (view.wide, view.narrow)]


def drawings(figure: Figure) -> list[str]:
    return parts(drawn(figure))


def test_every_kind_in_the_folder_has_a_sample() -> None:
    assert set(members("undertow.dossier.figures", Drawing)) == set(FIGURES)  # type: ignore[type-abstract]  # members are concrete


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_a_drawing_uses_only_colours_that_the_page_can_turn_dark(kind: str) -> None:
    for drawing in parts(sampled(kind)):
        assert set(re.findall(r'(?:fill|stroke)="(#[^"]*)"', drawing)) <= COLOURS


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_only_the_root_of_a_drawing_speaks(kind: str) -> None:
    for drawing in parts(sampled(kind)):
        assert drawing.count("aria-") == 1 and drawing.count("role=") == 1
        assert drawing.startswith("<svg") and 'role="img"' in drawing.split(">")[0]


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_coordinates_have_at_most_one_decimal(kind: str) -> None:
    for drawing in parts(sampled(kind)):
        for attribute in re.findall(r' (?:d|transform|x2|y2|width)="([^"]*)"', drawing):
            assert not re.search(r"\d\.\d\d", attribute.replace("h.01", "")), attribute


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_a_drawing_stays_within_its_width_and_budget(kind: str) -> None:
    for view in sampled(kind).views:
        wide, narrow = (float(re.findall(r'width="([\d.]+)"', part)[0]) for part in (view.wide, view.narrow))
        assert wide <= 680 and narrow <= 310
        assert len(view.wide) + len(view.narrow) < 40_000


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_drawing_twice_gives_the_same_drawing(kind: str) -> None:
    assert drawings(FIGURES[kind]) == parts(sampled(kind))


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_a_drawing_of_no_rows_is_none_and_of_one_row_works(kind: str) -> None:
    figure = FIGURES[kind]
    assert drawn(replace(figure, rows=())).views == ()
    assert drawn(replace(figure, rows=figure.rows[:1])).views


@pytest.mark.parametrize("kind", sorted(FIGURES))
def test_words_inside_drawings_hold_none_a_dossier_does_not_use(kind: str) -> None:
    for drawing in parts(sampled(kind)):
        assert not forbidden_words("<p>" + " ".join(re.findall(r">([^<]+)<", drawing)) + "</p>")


def test_accounts_appear_in_drawings_and_their_tables_by_name_only() -> None:
    rows = tuple({"account": account, "seconds": 3.0} for account in ("x:777001", mention("x:777002")))
    shown = drawn(replace(FIGURES["delays"], rows=rows))
    text = "".join(part for view in shown.views for part in (view.wide, view.narrow)) + str(shown.table)
    assert "77700" not in text and sample.pseudonym("x:777001") in text


def test_a_large_network_draws_the_strongest_pairs_and_says_so() -> None:
    rows = sample_figures.network_rows(default_rng(3), sizes=(300, 200, 90, 12, 9, 5, 4, 3, 3, 2))
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
    with pytest.raises(
        UnknownName,
        match="bars, bounds, chronology, delay_null, delays, estimates, first_uses, follow_order, grid, heat, lines, network, placebo, prevalence, ratios, relations, sign_ups, specification, timeline, voices",
    ):
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


def words(drawing: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)<", drawing)


def note(figure: Figure) -> str:
    return drawn(figure).views[0].note


@pytest.mark.parametrize("kind", ["delay_null", "specification", "timeline"])
def test_the_rows_stand_beside_the_drawing_as_a_table(kind: str) -> None:
    table, rows = drawn(FIGURES[kind]).table, FIGURES[kind].rows
    assert [column.title.lower().replace(" ", "_") for column in table.columns] == list(rows[0])
    assert len(table.rows) == min(15, len(rows)) and "account:" not in str(table.rows)


def test_two_grids_have_one_scale_where_the_rows_name_the_darkest() -> None:
    rows = tuple({"row": "A", "column": c, "value": v, "darkest": 8.0} for c, v in (("B", 2.0), ("C", 4.0)))
    (view,) = Grid().views(rows)
    assert view.key[0].text == "Darkest: 8"
    strengths = [cell["strength"] for cell in view.wide["layer"][1]["data"]["values"]]
    assert strengths == [pytest.approx(0.12 + 0.88 * value / 8, abs=0.005) for value in (2, 4)]


def test_lines_name_their_reference_and_draw_a_comparison_as_a_grey_band_without_a_line() -> None:
    own: list[dict[str, Cell]] = [{"series": "Pair", "x": x, "value": 1.0, "reference": 2.0, "reference_name": "Naive measure"} for x in (1, 2, 3)]  # fmt: skip
    others: list[dict[str, Cell]] = [{"series": "Controls", "x": x, "value": 1.5, "low": 1.0, "high": 2.0, "look": "reference"} for x in (1, 2, 3)]  # fmt: skip
    (view,) = Lines().views([*own, *others])
    assert [(key.look, key.text) for key in view.key] == [
        ("measured-line", "Pair"), ("reference-band", "Controls"), ("reference", "Naive measure"),
    ]  # fmt: skip
    styles = [part["mark"]["style"] for part in view.wide["layer"]]
    assert sorted(styles) == ["measured", "reference", "reference-band"]


def test_a_timeline_marks_what_became_of_the_group() -> None:
    view = drawn(FIGURES["timeline"]).views[0]
    assert [key.text.split()[0] for key in view.key] == ["Joint", "Birth", "Merge", "End"]
    assert view.note == "From 7 March 2022 to 5 March 2023; one bar is one week."
    quiet = tuple({**row, "state": ""} for row in FIGURES["timeline"].rows)
    assert not drawn(replace(FIGURES["timeline"], rows=quiet)).views[0].key


def test_a_timeline_of_many_days_sums_neighbours_and_says_so() -> None:
    days = [date(2021, 1, 1) + timedelta(day) for day in range(700)]
    rows = tuple({"start": str(day), "end": str(day + timedelta(1)), "count": 2, "state": ""} for day in days)
    figure = replace(FIGURES["timeline"], rows=rows)
    assert note(figure) == "From 1 January 2021 to 1 December 2022; one bar is 3 days."
    assert sum(map(len, drawings(figure))) < 40_000


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"state": "split"}, "no mark for the state 'split'.*birth, merge, end"), ({"start": "June"}, "needs a date")],
)
def test_a_timeline_refuses_what_it_cannot_place(changes: dict[str, Cell], message: str) -> None:
    row = {**FIGURES["timeline"].rows[0], **changes}
    with pytest.raises(BadSetting, match=message):
        drawn(replace(FIGURES["timeline"], rows=(row,)))


def test_delays_show_the_window_and_say_when_low_bars_get_more_room() -> None:
    shown = drawn(FIGURES["delay_null"]).views[0]
    assert "Window: 60 s" in words(shown.wide) and "Window: 60 s" in words(shown.narrow)
    assert shown.note.startswith("Both scales are square roots") and "every 10 s of delay" in shown.note
    flat = tuple({**row, "measured": 5, "window": None} for row in FIGURES["delay_null"].rows)
    assert note(replace(FIGURES["delay_null"], rows=flat)).startswith("The scale of seconds is a square root")


def test_bins_of_delays_are_joined_to_their_mean_but_not_across_the_window() -> None:
    bins = [Bin(second, second + 1, 2.0 if second < 60 else 0.5 + second % 2, 1.0) for second in range(1200)]
    joined = _joined(bins, 60, WIDE)
    assert len(joined) < 120 and 60 in {part.start for part in joined}
    assert sum(part.measured * (part.end - part.start) for part in joined) == pytest.approx(120 + 1140)
    assert [part.end for part in joined[:-1]] == [part.start for part in joined[1:]]


def test_delays_given_as_shares_are_printed_as_percentages() -> None:
    rows = tuple({**row, "measured": 0.004, "expected": 0.002} for row in FIGURES["delay_null"].rows)
    assert "0.4%" in words(drawings(replace(FIGURES["delay_null"], rows=rows))[0])


def test_a_specification_curve_names_every_value_of_every_setting_and_marks_the_declared_one() -> None:
    for drawing in drawings(FIGURES["specification"]):
        shown = words(drawing)
        assert {"Window, seconds", "300", "Level of the tests", "0.05", "What is shared", "links", "Times moved"} <= {
            *shown
        }
        assert shown.count("Declared") == 1
    unmarked = tuple({**row, "declared": 0} for row in FIGURES["specification"].rows)
    assert "Declared" not in words(drawings(replace(FIGURES["specification"], rows=unmarked))[0])


def test_a_large_multiverse_is_thinned_and_keeps_its_declared_specification() -> None:
    rows = tuple(
        {
            "order": i,
            "share": i / 2000,
            "window": 60,
            "screen": 0.05,
            "holds": i > 900,
            "declared": i == 1357,
            "set_seed": i,
        }
        for i in range(2000)
    )
    figure = replace(FIGURES["specification"], rows=(*rows, {**rows[0], "share": None}))
    assert "Declared" in words(drawings(figure)[0]) and sum(map(len, drawings(figure))) < 40_000
    for part in (
        "1,099 of 2,000",
        "Drawn: 311 of them",
        "without an outcome: 1.",
        "12 most frequent values are shown of: Seed",
    ):
        assert part in note(figure)


def test_a_multiverse_without_outcomes_draws_nothing() -> None:
    rows = ({**FIGURES["specification"].rows[0], "share": None},)
    assert drawn(replace(FIGURES["specification"], rows=rows)).views == ()


def test_a_colour_outside_the_theme_is_refused() -> None:
    spec = {
        "data": {"values": [{"a": 1}]},
        "mark": {"type": "bar", "color": "#ff0000"},
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    with pytest.raises(BadSetting, match="#ff0000"):
        svg(spec, "red", "wide")


def test_a_relation_points_from_left_to_right_is_dashed_unless_verified_and_its_words_leave_points_free():
    rows = [
        {"left": "A", "right": "B", "role": "gave an order to", "standing": "verified"},
        {"left": "C", "right": "A", "role": "chairs", "standing": "reported"},
    ]
    for view in Relations().views(rows):
        for spec in (view.wide, view.narrow):
            full, dashed, heads, _, roles, points, *_ = [part["data"]["values"] for part in spec["layer"]]
            assert (len(full), len(dashed), len(heads)) == (1, 1, 4)
            assert "strokeDash" in spec["layer"][1]["mark"] and "strokeDash" not in spec["layer"][0]["mark"]
            tip, line = heads[0], full[0]
            to_end, to_start = (hypot(tip["x"] - line[x], tip["y"] - line[y]) for x, y in (("x2", "y2"), ("x", "y")))
            assert to_end <= to_start + 1e-6
            for role in roles:
                half = 5.2 * len(role["word"]) / 2
                assert not any(abs(p["x"] - role["x"]) < half and abs(p["y"] - role["y"]) < 7 for p in points)


def test_the_label_of_a_number_covers_no_other_mark_and_lies_inside_or_is_left_out() -> None:
    rows = [
        {"label": f"about {n}0,000", "to": n * 1e4, "low": n * 1e4 - 5e3, "high": n * 1e4 + 5e3} for n in (20, 21, 30)
    ]
    apart = _labelled(rows, [0.0, 90.0, 100.0], ((0.0, 100.0), (1e5, 4e5)), WIDE)
    assert [(one.label, one.left) for one in apart] == [("about 200,000", False), ("about 210,000", True), ("about 300,000", True)]  # fmt: skip
    close = _labelled(rows, [0.0, 10.0, 100.0], ((0.0, 100.0), (1e5, 4e5)), 290)
    assert [one.label for one in close] == ["", "about 210,000", "about 300,000"]
