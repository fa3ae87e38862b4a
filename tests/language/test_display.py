from __future__ import annotations

import pytest

from undertow.language.display import looks_like, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("\x1b]0;owned\x07\x1b[2J", "⟨ESC⟩]0;owned⟨BEL⟩⟨ESC⟩[2J"),
        ("\u202e0detnalp", "⟨RLO⟩0detnalp"),
        ("pl\u200banted", "pl⟨ZWSP⟩anted"),
        ("a\rb\x00\x85", "a⟨CR⟩b⟨NUL⟩⟨U+0085⟩"),
        ("\U000e0041\ue000\ud800", "⟨U+E0041⟩⟨U+E000⟩⟨U+D800⟩"),
        ("a\u3164b\u2800", "a⟨U+3164⟩b⟨U+2800⟩"),
        ("خانواده\u200cای", "خانواده\u200cای"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("❤\ufe0f\u200d\U0001f525", "❤\ufe0f\u200d\U0001f525"),
        ("plan\u200dted", "plan⟨ZWJ⟩ted"),
        ("شركة\u200c", "شركة⟨ZWNJ⟩"),
        ("Ծանոթ საქართველო", "Ծանոթ საქართველო"),
    ],
)
def test_what_cannot_be_seen_is_written_out_and_spelling_is_kept(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_four_handles_that_look_alike_can_be_told_apart() -> None:
    handles = ["pl\u0430nted0", "planted\u200b0", "\u202e0detnalp", "PLANTED0"]
    assert len({visible(handle) for handle in handles}) == 4
    assert looks_like(handles[0]) == "mixes Cyrillic and Latin letters; reads like “planted0”"
    assert looks_like(handles[1]) == "holds 1 invisible character; reads like “planted0”"
    assert looks_like(handles[2]).startswith("holds 1 invisible character")
    assert looks_like(handles[3]) == ""


def test_a_handle_in_one_alphabet_gets_no_note() -> None:
    assert looks_like("сосна") == "" and looks_like("Անի_2") == ""
