"""Demands in sentences, worked by hand; all states in them are invented. Error rates on real ones: docs/methods/demands.md."""

from __future__ import annotations

import pytest

from undertow.language.demands import Demand, demands

OWN = ("Norland", "Norlandic")


def found(text: str, own: tuple[str, ...] = OWN) -> list[Demand]:
    return list(demands(text, "en", own))


def only(text: str) -> Demand:
    (demand,) = found(text)
    return demand


@pytest.mark.parametrize(
    ("sentence", "kind", "addressee", "addressee_type", "polarity"),
    [
        ("We urge Sudrand to withdraw its troops.", "performative", "Sudrand", "state", "stop/not"),
        ("I call once again upon the international community to help them.", "performative", "the international community", "institution", "do"),
        ("Norland appeals to all States not to sell arms.", "performative", "all States", "group", "stop/not"),
        ("All parties are urged to stop.", "performative", "All parties", "group", "stop/not"),
        ("Let me reiterate our call on the Security Council to act.", "performative", "the Security Council", "institution", "do"),
        ("Norland insists that Sudrand pay for the damage.", "that", "Sudrand", "state", "do"),
        ("We demand that the prisoners be freed.", "that", None, "none", "do"),
        ("We call for the withdrawal of all foreign forces.", "nominal", None, "none", "stop/not"),
        ("We expect Sudrand’s full cooperation.", "nominal", "Sudrand", "state", "do"),
        ("Both parties must stop firing.", "modal", "Both parties", "group", "stop/not"),
        ("The United Nations will have to change.", "modal", "The United Nations", "institution", "do"),
        ("It is incumbent upon the parties to talk.", "modal", "the parties", "group", "do"),
        ("Let Sudrand open the road to our pilgrims.", "imperative", "Sudrand", "state", "do"),
    ],
)  # fmt: skip
def test_each_form_of_demand_is_found_with_whom_it_asks(sentence, kind, addressee, addressee_type, polarity) -> None:
    demand = only(sentence)
    assert (demand.kind, demand.addressee, demand.addressee_type, demand.polarity) == (kind, addressee, addressee_type, polarity)  # fmt: skip
    assert (demand.speaker, demand.reported) == ("self", False)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Council should be enlarged.",  # the passive is a norm
        "Sudrand must face the consequences.",  # a lot, no act
        "Peace must come to the valley.",  # nobody who could act
        "We must act together.",  # the speaker
        "Norland must keep its promises.",  # the speaker by name
        "We expect that Sudrand will sign.",  # a hope
        "The crisis demands attention.",  # a thing asks
        "If Sudrand must leave, others will follow.",  # a condition
        "The Council should have acted.",  # the past that was not
        "We do not demand that Sudrand disarm.",  # denied
        "Should the Council act?",  # a question
        "This is what the Assembly must do.",  # a relative question
        "I should like to thank the President.",
        "The need to ensure safety is great.",
        "Nobody says Sudrand must withdraw.",  # told of nobody
        "We do not think that Sudrand should withdraw.",
        "One must ask whether Sudrand wants peace.",  # "one" is nobody in particular
        "If the plan is to work, it must bring peace.",  # a thing by its condition
        "If Norland wants peace, it must open the road.",  # the speaker by its condition
        "I appeal to the Assembly: let us act.",  # the speaker
        "We appeal to two sides: Sudrand and Estia.",
    ],
)
def test_norms_hopes_denials_and_duties_of_the_speaker_are_no_demands(sentence: str) -> None:
    assert not found(sentence)


def test_a_demand_told_of_another_is_reported_with_who_asked() -> None:
    demand = only("The Security Council has demanded the release of the crew.")
    assert (demand.reported, demand.speaker) == (True, "The Security Council")
    modal = only("The Assembly reiterated that all States should respect the border.")
    assert (modal.reported, modal.speaker, modal.addressee) == (True, "the Assembly", "all States") or (modal.speaker == "The Assembly")  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ('"Sudrand must leave the valley", said a protester.', "a protester"),
        ("“Sudrand must leave the valley,” the mayor said in the evening.", "the mayor"),
        ("“Sudrand must leave the valley!” said a protester.", "a protester"),
        ("A protester said that Sudrand must leave the valley.", "A protester"),
        ("A protester said Sudrand must leave the valley.", "A protester"),
        ('A protester shouted in the square: "Sudrand must leave the valley".', "A protester"),
    ],
)
def test_a_quotation_is_told_of_who_said_it_and_what_is_asked_ends_with_it(sentence: str, speaker: str) -> None:
    demand = only(sentence)
    assert (demand.reported, demand.speaker) == (True, speaker)
    assert sentence[slice(*demand.what)] == "leave the valley"


@pytest.mark.parametrize(
    "sentence",
    [
        '"Sudrand must leave", we said then.',
        "We said that Sudrand must leave.",
        "I said Sudrand must leave.",
        'As I said here: "Sudrand must leave".',
        "As he said, Sudrand must leave.",
    ],
)
def test_what_the_speaker_quotes_of_itself_stays_its_own(sentence: str) -> None:
    assert not only(sentence).reported


def test_a_title_in_quotation_marks_and_a_state_behind_it_cut_nothing_off() -> None:
    text = 'Sudrand must implement the "road map" which Member States must heed.'
    assert next(text[slice(*one.what)] for one in found(text)).startswith('implement the "road map"')
    text = "No one must use the word “regime” to describe the Governments of Member States."
    assert not only(text).reported


@pytest.mark.parametrize(
    ("sentence", "addressee", "what", "polarity"),
    [
        ("If Sudrand wants peace, it must open the road.", "Sudrand", "open the road", "do"),
        ("If Sudrand and Estia are serious, they should stop the raids.", "Sudrand and Estia", "stop the raids", "stop/not"),
        ("I appeal to the leadership of Sudrand: return the captives.", "the leadership of Sudrand", "return the captives", "do"),
        ("We call on Sudrand: do not attack the town.", "Sudrand", "do not attack the town", "stop/not"),
        ("Sudrand must in no way resort to force.", "Sudrand", "in no way resort to force", "stop/not"),
        ("Sudrand must neither attack nor threaten us.", "Sudrand", "neither attack nor threaten us", "stop/not"),
        ("Sudrand should comply with the ruling.", "Sudrand", "comply with the ruling", "do"),
    ],
)  # fmt: skip
def test_conditions_and_commands_behind_a_colon_keep_whom_and_what_they_ask(
    sentence, addressee, what, polarity
) -> None:
    demand = only(sentence)
    assert (demand.addressee, sentence[slice(*demand.what)], demand.polarity) == (addressee, what, polarity)


@pytest.mark.parametrize(
    ("sentence", "denied"),
    [
        ("No State must sell arms.", True),
        ("We demand that no State sell arms.", True),
        ("States must not sell arms.", False),
        ("States must stop firing.", False),
    ],
)
def test_a_no_that_stands_outside_of_what_is_asked_is_kept(sentence: str, denied: bool) -> None:
    demand = only(sentence)
    assert (demand.denied, demand.polarity) == (denied, "stop/not")


def test_without_the_speakers_own_names_its_call_in_the_third_person_is_told_of_another() -> None:
    sentence = "Norland calls for a halt to the tests."
    assert not only(sentence).reported
    assert found(sentence, own=())[0].reported


def test_a_pronoun_takes_the_actor_of_the_sentence_before_and_a_thing_there_makes_a_norm() -> None:
    demand = only("The Security Council has failed the valley. It must act without delay.")
    assert demand.addressee == "The Security Council"
    assert not found("The talks have stalled. They must resume at once.")


def test_a_state_that_is_only_pointed_at_is_marked_open() -> None:
    assert only("We urge that country to sign.").open
    assert not only("We urge Sudrand to sign.").open


def test_one_demand_for_each_verb_and_none_for_a_modal_inside_a_call() -> None:
    two = found("Sudrand must stop the raids and must free the crew.")
    assert [(d.addressee, d.polarity) for d in two] == [("Sudrand", "stop/not"), ("Sudrand", "do")]
    assert len(found("We insist that Sudrand must pay and that it must apologise.")) == 1


def test_what_is_not_to_be_done_is_quoted_with_its_not() -> None:
    text = "We urge Sudrand not to miss this chance. The parties should not delay."
    assert [text[slice(*one.what)] for one in found(text)] == ["not to miss this chance", "not delay"]


def test_places_are_exact_in_a_text_with_line_breaks_and_marks_of_bold() -> None:
    text = "Thanks.\n\nTo end this, **Sudrand must\nreturn** the houses."
    demand = only(text)
    assert text[slice(*demand.trigger)] == "must"
    assert text[slice(*demand.what)] == "return** the houses"
    assert text[slice(*demand.sentence)].startswith("To end this")


@pytest.mark.parametrize(
    ("sentence", "kind", "addressee", "polarity", "reported"),
    [
        ("Мы призываем Норландию вывести войска.", "performative", "Норландию", "stop/not", False),
        ("Призываю стороны к диалогу.", "performative", "стороны", "do", False),
        ("Совет потребовал от Сударда открыть дорогу.", "performative", "Сударда", "do", True),
        ("Мы требуем, чтобы соседи открыли дорогу.", "that", "соседи", "do", False),
        ("Протестующие требуют отставки правительства.", "nominal", None, "do", True),
    ],
)
def test_russian_verbs_of_demanding_are_found_for_reading(sentence, kind, addressee, polarity, reported) -> None:
    (demand,) = demands(sentence, "ru")
    assert (demand.kind, demand.addressee, demand.polarity, demand.reported) == (kind, addressee, polarity, reported)


def test_languages_without_rules_yield_nothing() -> None:
    assert not list(demands("We urge Sudrand to withdraw.", "de"))
    assert not found("")


@pytest.mark.parametrize(
    "text",
    [
        "Progress in the area of disarmament in Estia should give impetus to the talks.",
        "Protectionism impoverishes our peoples and must cease.",
        "The notion that Sudrand should annex the valley is old.",
        "We recall the proposal made in May by the President of Estia that the Council should draft a treaty.",
        "We shall strengthen our forces to win if, God forbid, it should break out anew.",
        "The elected authorities of Estia should be able to take part in the negotiations.",
        "The leaders of both countries should be directly involved in these negotiations.",
        "It is clear that developing countries should get all the assistance they need.",
        "Estia must recover its territorial integrity.",
        "The people of Estia must exercise their right to self-determination.",
        "The Mission did good work in that demanding operation.",
        "Each time the Organization is called on to exert its mandate, it waits.",
        "It is critical that the Council continue to insist on an end to the war.",
        "We shall never tire of calling for this.",
        "Global interdependence demands that growth be restored.",
        "We call that initiative a step to a better future.",
    ],
)
def test_what_only_looks_like_a_demand_is_none(text: str) -> None:
    assert found(text) == []


def test_a_second_verb_of_a_modal_belongs_to_the_first() -> None:
    one = only(
        "The Council should attach importance to this and encourage the community of nations to help the refugees."
    )
    assert (one.kind, one.addressee) == ("modal", "The Council")


@pytest.mark.parametrize(
    "text",
    [
        "The United Nations must be able to act quickly.",
        "We believe that the Council should act.",
        "If Sudrand wants peace, it should withdraw its army.",
        "Sudrand must be committed to the truce.",
        "The Council must get to work at once.",
    ],
)
def test_conduct_stays_a_demand_beside_what_is_none(text: str) -> None:
    assert only(text).kind == "modal"


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("We call on all parties to put an immediate and lasting end to violence.", "stop/not"),
        ("We urge Sudrand to undertake not to use these weapons.", "stop/not"),
        ("They demand that the arms race be ended.", "stop/not"),
        ("I call on the Council to stop this regime from acquiring arms.", "do"),
    ],
)
def test_an_end_is_told_apart_from_stopping_another(text: str, polarity: str) -> None:
    assert only(text).polarity == polarity


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("Undoubtedly, if Sudrand is serious, it must stop. It must accept its duty.", "Sudrand"),
        ("And this also applies to the Security Council. It has to change.", "the Security Council"),
        ("That is why the parties and the States represented in it are asked to stop.", "the parties and the States"),
        ("We regard it as a step, and encourage all the involved parties to go on.", "all the involved parties"),
        ("A renewed Security Council should give voice to all regions.", "A renewed Security Council"),
    ],
)
def test_whom_a_pronoun_or_a_passive_asks_is_found_in_the_sentence_before(text: str, addressee: str) -> None:
    last = found(text)[-1]
    assert last.addressee is not None and last.addressee.startswith(addressee)


def test_what_our_own_approach_calls_for_is_asked_by_us() -> None:
    assert only("Our approach calls for a just peace.").speaker == "self"


@pytest.mark.parametrize(
    "text",
    [
        "Recognizing the role it must assume in the world, Norland will go on.",
        "People must know what they buy.",
        "The causes are known. All of them call for a common answer.",
        "Peace is for the young. It must begin with them.",
        "What we put forward is that the Council should open a debate.",
    ],
)
def test_a_duty_of_our_own_of_people_in_general_or_of_things_is_no_demand(text: str) -> None:
    assert found(text) == []
