"""Novelty and resonance: worked by hand, and how often a voice is named where nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.analyses.running import Ran, carry_out
from tests.analyses.test_adoption_calibration import invented, panel, statements
from tests.conftest import rows
from undertow.analyses._actors import Actors
from undertow.analyses._novelty.results import _counted, _spread, _voices
from undertow.analyses.novelty import NoveltyAndResonance
from undertow.engines import Engine
from undertow.errors import BadSetting
from undertow.statistics.novelty import novelty
from undertow.synthetic.worlds.speakers import Adoption, Trends

STATES = 24


def ran(engine: Engine, voices: int, seed: int = 5, **more: Any) -> Ran:
    own = invented(np.random.default_rng(seed), voices, 13, passages=4, **more)
    documents = [
        {"document": t.id, "kind": "speech", "speaker": t.who, "date": t.at, "date_precision": "day", "language": "en",
         "source_sha256": t.source_sha256, "row_ref": t.row_ref, "row_index": n, "text": t.text}
        for n, t in enumerate(own.texts, 1)
    ]  # fmt: skip
    return carry_out(engine, NoveltyAndResonance(window=2), documents=rows("documents", documents))


def test_a_voice_whose_words_others_take_up_is_named_and_quoted(duckdb: Engine) -> None:
    found = ran(duckdb, STATES, adoptions=[Adoption(3, other, 0.5, 0.0, 3) for other in range(4, 9)])
    (finding,) = found.findings
    assert (
        finding.grade == "limited" and "(Voice 3)" in finding.statement and "for reading" in " ".join(finding.caveats)
    )
    assert finding.estimate.low > 0 and finding.q_value is not None and finding.q_value <= 0.05
    (figure,) = finding.figures
    assert figure.rows[0]["series"] == "Voice 3" and len({row["series"] for row in figure.rows}) == 3
    assert found.evidence(finding)[0].quote


def test_with_few_voices_nothing_is_stated(duckdb: Engine) -> None:
    found = ran(duckdb, 6, adoptions=[Adoption(0, 1, 0.5, 0.0, 3)])
    assert [f.grade for f in found.findings] == ["insufficient"] and "cannot be judged" in found.findings[0].statement


def test_too_short_texts_are_said(duckdb: Engine) -> None:
    documents = [
        {"document": f"d{n}", "kind": "speech", "speaker": f"V{n % 2}", "date": np.datetime64(f"{1990 + n // 2}-09-20", "us").astype(object),
         "date_precision": "day", "language": "en", "source_sha256": "e" * 64, "row_ref": str(n), "row_index": n + 1, "text": "A short one."}
        for n in range(30)
    ]  # fmt: skip
    found = carry_out(duckdb, NoveltyAndResonance(), documents=rows("documents", documents))
    assert found.findings == [] and "not measured" in found.notes[0]


@pytest.mark.parametrize(
    ("settings", "words"), [({"window": 1}, "from 2 to 50"), ({"period": "age"}, "must be one of")]
)
def test_settings_that_cannot_be_used_are_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        NoveltyAndResonance(**settings)


def test_z_is_divided_by_the_spread_of_others_which_a_few_with_an_effect_hardly_widen() -> None:
    calm = np.linspace(-1, 1, 21)
    assert _spread(calm) == 1.0 and _spread(np.zeros(0)) == 1.0
    assert _spread(4 * calm) == pytest.approx(2 / 0.6745, rel=0.1)
    assert _spread(np.append(4 * calm, [90.0])) < 1.2 * _spread(4 * calm)


def judged(rng: np.random.Generator, **more: Any) -> dict[str, tuple[float, bool]]:
    """z over its spread, and whether the voice is named, by voice."""
    own = invented(rng, STATES, 24, passages=8, **more)
    found = _voices(own, novelty(_counted(own, Actors([])), window=3, rng=rng, draws=299))
    return {row["voice"]: (row["z"] / row["spread"], row["q"] <= 0.05) for row in found}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("nothing kept", {}),
        ("subjects come and go for good", {"trends": Trends(drift=1.0)}),
        ("volumes drift apart sevenfold", {"trends": Trends(growth=1.0)}),
    ],
)
def test_names_no_voice_where_nothing_is_kept(what: str, more: dict[str, Any]) -> None:
    rng = np.random.default_rng(7500 + len(what))
    worlds = [judged(rng, **more) for _ in range(10)]
    z = np.array([value for world in worlds for value, _ in world.values()])
    named = sum(any(passes for _, passes in world.values()) for world in worlds)
    print(
        f"\nnovelty, {what}, {len(z)} voices: sd of z {z.std():.2f}, |z| > 1.96 in {np.mean(np.abs(z) > 1.96):.3f}, > 2.5 in {np.mean(np.abs(z) > 2.5):.3f}; {named} of {len(worlds)} worlds named any"
    )
    assert named <= 1 and np.mean(np.abs(z) > 1.96) <= 0.07


@pytest.mark.slow
def test_names_the_voice_that_others_keep() -> None:
    rng = np.random.default_rng(7600)
    for share, replaced in ((0.15, 0.0), (0.25, 0.4)):
        worlds = [
            judged(rng, adoptions=[Adoption(0, other, share, replaced, 4) for other in range(1, 6)]) for _ in range(6)
        ]
        led = [world["Voice 00"] for world in worlds]
        wrong = sum(passes and value < 0 for value, passes in led)
        beside = np.mean([passes for world in worlds for voice, (_, passes) in world.items() if voice > "Voice 05"])
        print(
            f"\nnovelty, five of 23 take up {share:.0%} ({replaced:.0%} of words replaced): named in {np.mean([p and v > 0 for v, p in led]):.2f} of {len(led)}, the wrong way in {wrong}; voices beside named in {beside:.3f}"
        )
        assert wrong == 0 and beside <= 0.05


@pytest.mark.slow
def test_real_statements_name_few_voices(real_data: Callable[[str], Path]) -> None:
    names, own = statements(real_data("texts/un_general_debate_1970_2025.parquet"))
    said = panel(own, len(names))
    rng = np.random.default_rng(7700)
    found = _voices(said, novelty(_counted(said, Actors([])), window=3, rng=rng))
    z = np.array([row["z"] for row in found])
    passed = [names[int(row["voice"][-2:])] for row in found if row["q"] <= 0.05]
    print(
        f"\nnovelty, real statements: sd of z {z.std():.2f} before division by its spread ({found[0]['spread']:.2f}); named: {passed or 'none'}"
    )
    assert len(passed) <= 3
