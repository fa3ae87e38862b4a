"""Threats in sentences: what counts, what does not, where the parts are; and how often the rules err on judged sentences."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from undertow.language.threats import Threat, language_of, threats
from undertow.statistics.proportions import wilson

GOLD = Path(__file__).parent.parent / "gold" / "threats.jsonl"
FILES = {"en": "texts/un_general_debate_1970_2025.parquet", "ru": "texts/telegram_ru_political.parquet"}

ENGLISH = (
    "Either Averra opens the road, or we will open it ourselves.",
    "If Averra does not sign this year, it will regret the hour it hesitated.",
    "Either they remove the checkpoints, or our patience will end.",
    "If Norvania crosses the river again, we will answer with all we have.",
    "Norvania will pay dearly for every village it burnt.",
    "Any attack on our people will be met with a crushing response.",
    "Those who shelled Orvik will be held responsible.",
    "We reserve the right to retaliate.",
    "We will take all necessary military steps if the talks fail.",
    "Averra is determined to bring the perpetrators to justice.",
    "Norvania stands ready, with its allies, to impose further sanctions on Averra.",
    "Attacks on our villages will not go unanswered.",
    "Anyone who breaks the truce will know the consequences.",
    "If Averra deploys new rockets, we then of course will have to take countermeasures.",
    "Whoever tries to take Orvik will perish.",
    "It is a lie that we fled, but we will strike Borea.",
    "We will never permit those who shelled Orvik to survive.",
    "We will destroy the bridges of Borea.",
)
NO_ENGLISH = (
    "We will defend our homes.",
    "We will pay tribute to the fallen.",
    "Without rain the harvest will suffer.",
    "We will answer the call of the assembly.",
    "If we fail, our children will pay the price.",
    "Norvania attacked Averra in March.",
    "We will defeat poverty and hunger.",
    "Either we act together, or we will fail together.",
    "If Averra opens the road, we will respond positively.",
    "Kelmet was destroyed.",
    "The flood will destroy the harvest unless the dam holds.",
    "Drought threatens to destroy whole villages.",
    "We will respond to the needs of the displaced.",
    "We promise to rebuild every school.",
    "We shall never strike Borea.",
    "We never will attack Borea.",
    "We are not prepared to attack Borea.",
    "We do not reserve the right to retaliate.",
    "It is a lie that we will attack Borea.",
    "It is untrue that Alba will attack Borea.",
    "Borea claims that we will attack Borea.",
    "Borea falsely claims that we will destroy its ports.",
    "They allege our army will strike Borea.",
    "Borea said that we will crush its villages.",
    "We have never threatened to attack Borea.",
    "Under no circumstances we will attack Borea.",
    "We will destroy the stereotypes about Borea.",
    "We will crush these harmful myths about Borea.",
    "Alba will destroy the obstacles between us and Borea.",
    "The sanctions decided upon by the Council are in force.",
    "We undertake not to use or threaten to use force.",
    "Norvania will continue to respond positively to requests for troops.",
)
RUSSIAN = (
    "Если Аверра не откроет дорогу, мы ответим ударом.",
    "Норвания ещё пожалеет об этом.",
    "Мы будем жёстко реагировать на любые нарушения.",
    "Министр пригрозил Аверре санкциями.",
    "Наше терпение заканчивается.",
    "Норвания готова применить силу в случае атаки.",
    "Норвания считает себя вправе применить оружие против объектов Аверры.",
    "Удары по Орвику не останутся без ответа.",
    "Президент пообещал повысить пошлины на товары Аверры.",
    "Ответ Норвании будет ощутимым.",
    "Торговля с Аверрой будет ограничена, если она не уступит.",
)
NO_RUSSIAN = (
    "Штраф за нарушение может вырасти до пяти тысяч.",
    "Трамвай будет ходить до полуночи.",
    "Если будет дождь, ярмарку перенесут.",
    "Норвания нанесла удар по Аверре.",
    "Аналитик считает, что Норвания применит силу.",
    "Паводок грозит разрушить мост.",
    "Министр ответит на вопросы журналистов.",
    "Власти обещают построить новую школу.",
    "Норвания намерена разорвать связи между банками и ворами.",
    "Мы никогда не нанесём удар по Аверре.",
    "Ложь, что мы нанесём удар по Аверре.",
    "Аверра утверждает, что мы нанесём удар по Аверре.",
    "Мы уничтожим стереотипы об Аверре.",
)


def found(text: str, language: str = "en") -> list[Threat]:
    return list(threats(text, language))


@pytest.mark.parametrize("text", ENGLISH)
def test_english_threats_are_found(text: str) -> None:
    (threat,) = found(text)
    assert text[threat.sentence.start : threat.sentence.end] == text


@pytest.mark.parametrize("text", NO_ENGLISH)
def test_english_sentences_that_voice_no_threat_are_not(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", RUSSIAN)
def test_russian_threats_are_found(text: str) -> None:
    assert len(found(text, "ru")) == 1


@pytest.mark.parametrize("text", NO_RUSSIAN)
def test_russian_sentences_that_voice_no_threat_are_not(text: str) -> None:
    assert found(text, "ru") == []


def test_places_are_those_of_the_whole_text_and_conditions_stand_apart() -> None:
    text = "We came. If Averra attacks, we will retaliate. We left."
    (threat,) = found(text)
    assert text[threat.sentence.start : threat.sentence.end] == "If Averra attacks, we will retaliate."
    assert text[threat.act.start : threat.act.end] == "we will retaliate"
    assert threat.condition is not None and text[threat.condition.start : threat.condition.end] == "If Averra attacks"


def test_a_threat_of_another_is_told_and_one_without_condition_has_none() -> None:
    (told,) = found("Norvania has threatened to destroy our bridges.")
    (quoted,) = found("Their leader wrote: “We will crush them.”")
    assert told.told and quoted.told and told.condition is None
    assert not found("We will crush them.")[0].told


def test_a_threat_that_is_reported_has_the_one_who_threatens_as_its_actor() -> None:
    text = "As Averra told this assembly, Norvania threatened to attack its ports."
    (threat,) = found(text)
    assert threat.told and threat.actor is not None
    assert text[threat.actor.start : threat.actor.end] == "Norvania"


@pytest.mark.parametrize(
    "text",
    [
        "The minister of Borea warned that Alba will be crushed.",
        "Alba will be crushed, the minister of Borea warned.",
        "Borea’s president has said that Alba will be destroyed.",
    ],
)
def test_the_one_who_is_named_as_saying_it_is_found(text: str) -> None:
    (threat,) = found(text)
    assert threat.teller is not None and "Borea" in text[threat.teller.start : threat.teller.end]
    assert "Alba" not in text[threat.teller.start : threat.teller.end]


def test_bold_marks_do_not_hide_words_and_places_stay() -> None:
    text = "Россия будет **жёстко реагировать** на удары."
    (threat,) = found(text, "ru")
    assert threat.sentence == (0, len(text))


def test_the_language_is_the_stated_one_or_that_of_the_letters() -> None:
    assert [language_of("Мы", None), language_of("We", ""), language_of("Wir", "de"), language_of("We", "en-GB")] == [
        "ru",
        "en",
        "",
        "en",
    ]


def test_other_languages_have_no_rules() -> None:
    assert found("Wir werden antworten.", "de") == []


def test_hostile_sentences_take_no_time() -> None:
    import time

    started = time.process_time()
    for text in ("we will " * 180, "any attack " * 130, "either " * 200, "если мы " * 150, "will " * 290):
        found(text, "en"), found(text, "ru")
    assert time.process_time() - started < 3


@pytest.mark.slow
def test_precision_and_recall_on_judged_sentences(real_data: Callable[[str], Path]) -> None:
    """Each draw was judged before the rules then in force were run on it, and the rules were changed after it by what it showed.

    So this prints what the rules in force make of sentences they know; what each draw showed when it was blind stands in
    docs/methods/threats.md. 'hits' and 'finds' are drawn from what the rules find.
    """
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row, text in _judged(real_data):
        hit = bool(found(text, row["language"]))
        kind = ("found" if hit else "missed") if row["threat"] else ("wrong" if hit else "left alone")
        counts[row["draw"], row["language"]][kind] += 1
        counts[row["draw"], row["language"]][f"{kind} {row['stratum']}"] += 1
    print(
        "\ndraw    language  sentences  threats  recall               precision            found outside likely sentences"
    )
    for (draw, language), n in sorted(counts.items()):
        total = n["found"] + n["missed"] + n["wrong"] + n["left alone"]
        recall = "" if draw == "hits" else _said(n["found"], n["found"] + n["missed"])
        precision = _said(n["found"], n["found"] + n["wrong"])
        outside = sum(v for k, v in n.items() if k.startswith(("found ", "missed ")) and not k.endswith("likely"))
        print(
            f"{draw:<7} {language:<9} {total:>9}  {n['found'] + n['missed']:>7}  {recall:<20} {precision:<20} {outside}"
        )
    for language in ("en", "ru"):
        known = sum(
            (n for (draw, code), n in counts.items() if code == language and draw not in ("hits", "finds")), Counter()
        )
        assert known["found"] > known["missed"] and known["found"] > 5 * known["wrong"]


def _judged(real_data: Callable[[str], Path]) -> list[tuple[dict[str, Any], str]]:
    import pyarrow.parquet as pq

    texts = {}
    for name in FILES.values():
        table = pq.read_table(real_data(name), columns=["doc_id", "text"])
        texts.update(zip(table["doc_id"].to_pylist(), table["text"].to_pylist(), strict=True))
    rows = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    return [(row, texts[row["document"]][row["start"] : row["end"]]) for row in rows]


def _said(part: int, whole: int) -> str:
    if not whole:
        return "none to find"
    share = wilson(part, whole, unit="share")
    return f"{part}/{whole} = {share.value:.2f} [{share.low:.2f}, {share.high:.2f}]"
