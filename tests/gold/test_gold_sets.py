"""The gold sets are whole: every drawn sentence is annotated, every slot is of the lists in GUIDELINES.md, every offset is inside."""

import pytest

from tests.gold.agreement import Comparison, kappa
from tests.gold.corpus import HERE, STATEMENTS, Sentence, looked_up, rows, sentences, statements
from tests.gold.entering import entered
from tests.gold.matching import paired, same_actor, same_group, same_period, same_value

SETS = [(task, name) for task in ("quantities", "demands") for name in ("second", "sealed")]
ANNOTATED = [tuple(path.stem.split("_")) for path in sorted(HERE.glob("*_?.jsonl"))]
CATEGORIES = {"killed", "wounded", "missing_captive", "displaced", "returned", "troops", "territory_pct", "other"}
STATUSES = {
    *(
        "killed",
        "killed_or_wounded",
        "wounded",
        "missing",
        "captive",
        "refugee",
        "idp",
        "refugee_and_idp",
        "expelled",
        "displaced",
    ),
    *("returned", "to_return", "deployed", "withdrawn", "occupied", "living", "affected", "helped", "other"),
}


@pytest.mark.parametrize(("task", "name"), SETS)
def test_no_sentence_is_drawn_twice_and_no_document_is_in_both_sets(task, name):
    drawn = rows(f"{task}_{name}.jsonl")
    assert len({(row["doc_id"], row["start"]) for row in drawn}) == len(drawn) > 200
    other = {"second": "sealed", "sealed": "second"}[name]
    elsewhere = {row["doc_id"] for one in ("quantities", "demands") for row in rows(f"{one}_{other}.jsonl")}
    assert not elsewhere & {row["doc_id"] for row in drawn}


@pytest.mark.parametrize(("task", "name", "annotator"), ANNOTATED)
def test_an_annotation_covers_its_set_in_order_and_stays_inside_the_sentences(task, name, annotator):
    drawn, done = rows(f"{task}_{name}.jsonl"), rows(f"{task}_{name}_{annotator}.jsonl")
    assert [row["id"] for row in done] == [row["id"] for row in drawn]
    lengths = {row["id"]: row["end"] - row["start"] for row in drawn}
    for row in done:
        for item in row.get("claims", row.get("demands")):
            spans = [item[key] for key in ("span", "trigger", "what") if key in item]
            assert all(0 <= start < end <= lengths[row["id"]] for start, end in spans), row["id"]


@pytest.mark.parametrize(("task", "name", "annotator"), [a for a in ANNOTATED if a[0] == "quantities"])
def test_the_slots_of_claims_are_of_the_lists(task, name, annotator):
    for row in rows(f"{task}_{name}_{annotator}.jsonl"):
        for claim in row["claims"]:
            assert claim["category"] in CATEGORIES and claim["status"] in STATUSES, row["id"]
            assert claim["unit"] in {"people", "families", "share_of_people", "share_of_territory"}
            assert claim["approximator"] in {"", "about", "nearly", "over", "at_least", "under", "up_to"}
            assert (claim["value_low"] is None) == bool(claim["vague"]), row["id"]
            assert claim["value_low"] is None or claim["value_low"] <= claim["value_high"]
            assert (claim["unit"] == "share_of_territory") == (claim["category"] == "territory_pct")


@pytest.mark.parametrize(("task", "name", "annotator"), [a for a in ANNOTATED if a[0] == "demands"])
def test_the_slots_of_demands_are_of_the_lists(task, name, annotator):
    for row in rows(f"{task}_{name}_{annotator}.jsonl"):
        assert row["label"] in {"demand", "norm", "self", "none"}
        assert (row["label"] == "demand") == bool(row["demands"]), row["id"]
        for demand in row["demands"]:
            assert demand["kind"] in {"performative", "that", "nominal", "modal", "imperative"}
            assert demand["addressee_type"] in {"state", "institution", "group", "none"}
            assert (demand["addressee"] is None) == (demand["addressee_type"] == "none"), row["id"]
            assert demand["polarity"] in {"do", "stop/not"} and isinstance(demand["reported"], bool)


@pytest.mark.skipif(not STATEMENTS.exists(), reason="the UN statements (../shared/data or $UNDERTOW_DATA) are not here")
def test_the_corpus_still_says_what_was_drawn():
    texts = statements()
    assert all(looked_up(row, texts) for task, name in SETS for row in rows(f"{task}_{name}.jsonl"))


def test_a_changed_corpus_is_noticed():
    row = {"id": "x", "doc_id": "d", "start": 0, "end": 5, "sha256": Sentence("d", 0, 5, "Words").fingerprint}
    assert looked_up(row, {"d": "Words and more"}).text == "Words"
    with pytest.raises(ValueError, match=r"x: the text of d at 0 has changed"):
        looked_up(row, {"d": "Other words"})


def test_sentences_end_at_full_stops_and_not_at_abbreviations_or_line_breaks():
    text = "Mr. Ober of Norland\nspoke (see No. 5). He left.  “Why?” asked 3.5 million people."
    found = list(sentences("d", text))
    assert [s.text for s in found] == [
        "Mr. Ober of Norland\nspoke (see No. 5).",
        "He left.",
        "“Why?” asked 3.5 million people.",
    ]
    assert all(text[s.start : s.end] == s.text for s in found)


def test_the_larger_overlap_is_paired_first_and_each_item_once():
    assert paired([{"span": [0, 10]}, {"span": [8, 20]}], [{"span": [5, 20]}, {"span": [30, 40]}]) == [(1, 0)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Norlanders", "Norland citizens", True),
        ("the Norlandic refugees", "Norlanders", True),
        ("Norlandic children", "Norlanders", False),
        ("women", "the women", True),
        ("women", "children", False),
        ("Developed countries", "developed countries", True),
        ("lives", "people", True),
        (None, "people", False),
        (None, "", True),
    ],
)
def test_two_groups_are_the_same(one, other, same):
    assert same_group(one, other) is same and same_group(other, one) is same


def test_actors_periods_and_values_are_compared_as_the_guidelines_say():
    assert same_actor("Norlandic armed forces", "Norland") and not same_actor("Norland", "Sudrand")
    assert same_period("in 1991", "during the year 1991") and not same_period("in 1991", "between 1991 and 1993")
    assert same_period("over the past decade", "past decade") and not same_period("this year", None)
    share = {"value_low": 33.33, "value_high": 33.33, "vague": "", "unit": "share_of_people"}
    assert same_value(share, share | {"value_low": 33.3, "value_high": 33.3}) and not same_value(
        share, share | {"value_high": 35}
    )
    vague = {"value_low": None, "value_high": None, "vague": "thousands", "unit": "people"}
    assert (
        same_value(vague, dict(vague))
        and not same_value(vague, vague | {"vague": "millions"})
        and not same_value(vague, share)
    )


def test_kappa_of_a_table_worked_by_hand():
    pairs = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15
    assert kappa(pairs) == pytest.approx((0.7 - 0.5) / (1 - 0.5))


def test_notes_that_quote_words_become_offsets_and_agree_with_themselves():
    text = "Some 40,000\nEstians fled; both parties must stop firing."
    drawn = [
        {
            "id": "x",
            "doc_id": "d",
            "start": 0,
            "end": len(text),
            "sha256": Sentence("d", 0, len(text), text).fingerprint,
        }
    ]
    note = {
        "id": "x",
        "demands": [
            {
                "trigger": "must",
                "span": ["both", "firing"],
                "what": ["stop", "firing"],
                "kind": "modal",
                "polarity": "stop/not",
            }
        ],
    }
    done = entered("demands", drawn, {"x": note}, {"d": text})
    assert (
        done[0]["label"] == "demand" and text[slice(*done[0]["demands"][0]["span"])] == "both parties must stop firing"
    )
    claims = entered("quantities", drawn, {"x": {"claims": [{"surface": "Some 40,000 Estians"}]}}, {"d": text})
    assert claims[0]["claims"][0]["span"] == [0, 19]
    assert (
        Comparison(done, done, "demands").lines()[0].endswith("F1 1.000")
        and not Comparison(done, done, "demands").disagreements()
    )
    with pytest.raises(ValueError, match="x: 'Some 50,000' is not in the sentence"):
        entered("quantities", drawn, {"x": {"claims": [{"surface": "Some 50,000"}]}}, {"d": text})
