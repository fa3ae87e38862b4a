"""An invented draft beside what a case says: the right answers were written down before the program was asked."""

from __future__ import annotations

import pytest

from undertow.case.drafts.cautions import _numbers
from undertow.case.drafts.figures import estimated, figures_in
from undertow.case.drafts.material import Item
from undertow.case.drafts.quoting import passages
from undertow.language.checkable import ATTRIBUTION, checkable
from undertow.model import Estimate

SHARE = Estimate(value=0.0196, low=0.017, high=0.023, unit="share of posts", n=4_000)
#: The sentence of the draft, what it is joined to, and whether the writer has to be warned of a number.
NUMBERS: list[tuple[str, str | Estimate, bool]] = [
    ("Only 1.7 % of the posts named the dam.", SHARE, True),
    ("Some 2 % of the posts named the dam.", SHARE, False),
    ("About two per cent of the posts named the dam.", SHARE, False),
    ("Of the posts, 1.96 % named the dam.", SHARE, False),
    ("Of the posts, 1.9 % named the dam.", SHARE, True),
    ("Of the posts, 2.0 % named the dam.", SHARE, False),
    ("Only 1.7 % of the posts named the dam.", "2 % of the posts named the dam.", True),
    ("One in fifty posts named the dam.", SHARE, False),
    ("More than 12,140 people came.", "12,140 people came.", True),
    ("At least 12,140 people came.", "12,140 people came.", False),
    ("More than 12,000 people came.", "12,140 people came.", False),
    ("Fewer than 12,140 people came.", "12,140 people came.", True),
    ("Fewer than 13,000 people came.", "12,140 people came.", False),
    ("Up to 12,140 people came.", "12,140 people came.", False),
    ("Nearly 12,140 people came.", "12,140 people came.", True),
    ("Some 12,000 people came.", "12,140 people came.", False),
    ("Exactly 12,000 people came.", "12,140 people came.", True),
    ("Over 13,000 people came.", "12,140 people came.", True),
    ("12,140 people came.", "More than 12,140 people came.", True),
    ("More than 12,140 people came.", "More than 12,140 people came.", False),
    ("557 texts name the council.", "At least 557 texts name the council.", True),
    ("At least 557 texts name the council.", "At least 557 texts name the council.", False),
    ("12,140 people came.", "About 12,000 people came.", True),
    ("It won 47 % of the vote.", "47 houses were counted.", True),
    ("The council counted 47 houses.", "47 houses were counted.", False),
    ("It took 619 days.", "It took 619 days.", False),
    ("Twelve accounts posted it.", "12 accounts posted it.", False),
    ("Two thirds of the posts repeat it.", "66.4 % of the posts repeat it.", False),
    ("A third of the posts repeat it.", "41 % of the posts repeat it.", True),
]
SOURCE = "We need roads. Health matters to the valley. The river belongs to all of us, and no wall will change that."
#: The quotation, and what is to be said of it: verbatim, misquoted, or nowhere.
QUOTATIONS = [
    ("The river belongs to all of us, and no wall will change that", "verbatim"),
    ("the river belongs to all of us", "misquoted"),  # capitals are a sign that differs
    ("The river belongs to all of us, and no wall will change this", "misquoted"),
    ("The river belongs to nobody but us, and no wall will change that", "misquoted"),
    ("we need all", "nowhere"),
    ("matters to all", "nowhere"),
    ("We need roads all", "misquoted"),
    ("roads for all", "nowhere"),
    ("belongs to them", "nowhere"),
    ("The mountain speaks to nobody at night", "nowhere"),
]
#: Sentences, and whether they say who is behind something or what for, which nothing in a case decides.
ATTRIBUTED = [
    ("The channel is run by the ministry.", True),
    ("The accounts are operated by a firm in Vastrin.", True),
    ("The page was secretly funded by the palace.", True),
    ("A firm in Vastrin runs the accounts.", True),
    ("The campaign was coordinated by the embassy.", True),
    ("The network is controlled from abroad.", True),
    ("The channel was set up by the ministry.", True),
    ("The race was run by 300 people.", False),
    ("The accounts were opened in 2022.", False),
    ("The road runs by the river.", False),
]


def cautioned(sentence: str, case: str | Estimate) -> bool:
    """Whether a writer who joins the sentence to what the case says is warned of a number."""
    own = figures_in(case) if isinstance(case, str) else (estimated(case),)
    item = Item(target="claims:c1", label="claims c1", text="", seen="", figures=own)
    (one,) = checkable(sentence, "en")
    return bool(list(_numbers(one, [item])))


def told(quotation: str) -> str:
    """What is said of a quotation beside the only text of the case."""
    found = passages(quotation, lambda *_: [("0" * 64, "documents", "speech", "The chair", False, "", SOURCE)])
    return "nowhere" if not found else "verbatim" if found[0].verbatim else "misquoted"


@pytest.mark.parametrize(("sentence", "case", "warned"), NUMBERS)
def test_a_writer_is_warned_of_a_number_that_the_case_does_not_bear_out(
    sentence: str, case: str | Estimate, warned: bool
) -> None:
    assert cautioned(sentence, case) == warned


@pytest.mark.parametrize(("quotation", "answer"), QUOTATIONS)
def test_a_misquotation_is_told_from_words_that_stand_nowhere(quotation: str, answer: str) -> None:
    assert told(quotation) == answer


def test_a_word_is_not_set_beside_one_of_the_next_sentence() -> None:
    rows = [("0" * 64, "documents", "speech", "The chair", False, "", SOURCE)]
    (near,) = passages("We need roads all", lambda *_: rows)
    assert near.quote == "We need roads" and near.differences == ("“all” is not in the source",)
    (near,) = passages("Schools matters to the valley", lambda *_: rows)
    assert near.differences == ("“Schools” is “Health” in the source",)
    (near,) = passages("All of it. The river belongs to all of us", lambda *_: rows)
    assert near.quote == "The river belongs to all of us"


@pytest.mark.parametrize(("sentence", "attributed"), ATTRIBUTED)
def test_who_is_behind_something_is_told_from_what_can_be_tested(sentence: str, attributed: bool) -> None:
    assert any(ATTRIBUTION in one.kinds for one in checkable(sentence, "en")) == attributed
