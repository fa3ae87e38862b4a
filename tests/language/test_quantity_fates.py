"""What is said to have happened to people counted: which word governs the number. All states are invented."""

from __future__ import annotations

import pytest

from undertow.language.quantities import Quantity, quantities


def found(text: str) -> list[Quantity]:
    return list(quantities(text))


def only(text: str) -> Quantity:
    (one,) = found(text)
    return one


@pytest.mark.parametrize(
    "text",
    [
        "Millions are becoming victims.",
        "Thousands of people have become the victims of the military confrontation in Estia.",
        "The toll would be millions of lives.",
        "That order was paid for with tens of millions of lives.",
        "Day by day thousands of Estians - men, women and children - were being put to death.",
        "We have seen 3,600 of our soldiers embrace martyrdom.",
        "They found the bodies of hundreds of children.",
        "The storms came, in which thousands so tragically lost their lives.",
        "The attack took 32 lives.",
    ],
)
def test_people_die_in_many_words(text: str) -> None:
    assert only(text).category == "killed"


@pytest.mark.parametrize(
    "text",
    [
        "Most of the 850 people who were aboard are presumed dead.",
        "We shall immunize another 300 million children against killer diseases.",
        "When I took office, roughly 180,000 workers were on strike.",
        "We owe it to a billion women who are not protected if they are victims of violence.",
        "We think of the 300,000 victims of hunger.",
    ],
)
def test_a_word_of_death_that_is_said_of_others_kills_nobody(text: str) -> None:
    assert only(text).category == "other"


def test_most_of_the_prisoners_are_still_prisoners() -> None:
    assert only("Most of the 850 prisoners were killed.").category == "missing_captive"


@pytest.mark.parametrize(
    "text",
    [
        "Norland continues to hold millions of people under the yoke of its rule.",
        "Millions of people who languished under the colonial yoke are free.",
        "More than half of the people of Estia languish in hunger.",
        "Do not forget the millions of individuals imprisoned by poverty.",
        "They issued arrest warrants against 30 officials.",
    ],
)
def test_nobody_is_captive_of_a_yoke_or_of_poverty(text: str) -> None:
    assert only(text).category == "other"


@pytest.mark.parametrize(
    "text",
    [
        "Norland has taken captive at least 700 Sudrandi military personnel.",
        "All have been arrested, including 20 journalists.",
        "Thousands languish in Norlandic prisons.",
    ],
)
def test_captives_are_taken_held_and_counted_behind_including(text: str) -> None:
    assert only(text).category == "missing_captive"


@pytest.mark.parametrize(
    "text",
    [
        "Millions of people are losing their homes.",
        "Norland went so far as to disperse hundreds of thousands.",
        "More than 20 million people are in flight.",
        "Our citizens took hundreds of thousands of people into their homes.",
        "Norland has accepted, on purely humanitarian grounds, tens of thousands of persons.",
        "We feed nearly 1 million Estian citizens-Norlanders, Sudrandis and others-who fled death and hunger.",
        "The situation of the refugees, more than 250,000 of them, is desperate.",
        "We called for an answer to the problem of refugees, which affects nearly one third of the people.",
        "Nobody can forget those driven from their homes — half of the population of Estia.",
    ],
)
def test_flight_is_said_by_verbs_and_by_the_noun_beside_the_number(text: str) -> None:
    assert only(text).category == "displaced"


def test_a_share_that_refugees_make_up_is_displaced_as_they_are() -> None:
    assert [one.category for one in found("The 200,000 Estian refugees, representing one third of the population")] == [
        "displaced",
        "displaced",
    ]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("The earthquake made tens of thousands homeless.", "other"),
        ("The flood was terrible. It left about half a million people homeless.", "other"),
        ("The shelling made tens of thousands homeless.", "displaced"),
        ("The flood was terrible. Then the war left half a million people homeless.", "displaced"),
        ("It left about half a million people homeless.", "displaced"),
        ("The drought was terrible, and there were 300,000 refugees.", "displaced"),
    ],
)
def test_homes_lost_to_a_disaster_are_no_displacement(text: str, category: str) -> None:
    assert only(text).category == category


@pytest.mark.parametrize(
    "text",
    [
        "Over 17,000 Estians have served loyally in peace-keeping operations.",
        "Norland contributed a total of some 21,000 personnel to peacekeeping missions.",
        "There are some 3,200 personnel on the ground.",
        "More than 25 million men are in military uniform.",
        "We bought tanks for 10,000 young conscripts.",
        "Our contingent, numbering 800 men, is the largest.",
        "Fifty per cent of those troops have already left the country.",
        "They helped demobilize 100,000 combatants.",
    ],
)
def test_people_under_arms_are_troops(text: str) -> None:
    assert only(text).category == "troops"


@pytest.mark.parametrize(
    "text",
    [
        "We sent 3,200 medical personnel to the front.",
        "The institute has 10,700 personnel in all.",
        "The police force of 9,000 men is new.",
    ],
)
def test_personnel_without_arms_and_police_are_no_troops(text: str) -> None:
    assert only(text).category == "other"


def test_settlers_listed_with_troops_are_no_troops() -> None:
    assert [one.category for one in found("Norland maintains 40,000 troops and tens of thousands of settlers.")] == [
        "troops",
        "other",
    ]


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("Hundreds of thousands of people were killed; more than ten thousand children in the north.", ["killed"] * 2),
        ("More than 2,500 soldiers lost their lives, more than 12,000 Estians and 3,000 others.", ["killed"] * 3),
        ("One million infants die every year: 360,000 in Norland, 175,000 in Sudrand.", ["killed"] * 3),
        ("The regime killed one million people, tortured hundreds of thousands.", ["killed", "other"]),
        (
            "Over 30,000 people have been killed so far, 300,000 Estian refugees are in Sudrand.",
            ["killed", "displaced"],
        ),
        ("Over 40,000 were killed, and this out of a total population of 2.5 million.", ["killed", "other"]),
        ("It took a toll of thousands of casualties, 10 million displaced and much money.", ["killed", "displaced"]),
    ],
)
def test_a_number_without_a_verb_shares_that_of_the_list_and_no_other_does(text: str, categories: list[str]) -> None:
    assert [one.category for one in found(text)] == categories


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Norland is preventing many thousands of people from living in their homeland.", "other"),
        ("We defend the right of our 240 million people to water.", "other"),
        ("Norland prevents 200,000 Estians from returning to their homes.", "displaced"),
        ("We defend the right of 300,000 Estians to return.", "displaced"),
    ],
)
def test_who_is_kept_from_something_is_displaced_only_if_it_is_a_return(text: str, category: str) -> None:
    assert only(text).category == category


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("The annual death toll from hunger is estimated at 50 million.", 50e6),
        ("Estia, with a population of over 50 million comprising many nationalities, is at peace.", 50e6),
        ("Its population totals two and a quarter million.", 2.25e6),
        ("Norland has helped 4.5 million fellow-citizens.", 4.5e6),
        ("Hundreds of suspects were arrested.", None),
    ],
)
def test_people_counted_by_these_words_are_found(text: str, low: float | None) -> None:
    assert only(text).low == low


@pytest.mark.parametrize(
    "text", ["At COP 24, held in Norland, the rules were adopted.", "The 12 members of the Union met."]
)
def test_what_is_no_number_of_people_is_none(text: str) -> None:
    assert found(text) == []
