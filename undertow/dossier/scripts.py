"""Which language a text is in, as far as its letters tell; and foreign words within a sentence, set apart with their language."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

#: Scripts that (as good as) one language is written in today.
_ALONE = {"ARMENIAN": "hy", "GEORGIAN": "ka", "HEBREW": "he", "GREEK": "el", "HANGUL": "ko", "THAI": "th"}
#: Letters that give a language away among those that share a script, the most telling first.
_TELLING = {
    "ARABIC": (("ur", "ٹڈڑںےہ"), ("fa", "پچژگ"), ("ar", "ةىأإ")),
    "CYRILLIC": (("kk", "әғқңұһ"), ("sr", "ђћљњџ"), ("be", "ў"), ("uk", "іїєґ"), ("ru", "ыэё")),
    "LATIN": (("az", "ə"), ("tr", "ğşı")),
}
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_OTHER = "\u0370-\u058f\u10a0-\u10ff\u1c80-\u1cbf\u2d00-\u2d2f\ufb13-\ufb17"
_LETTER = re.compile(f"[{_RIGHT_TO_LEFT}]")
_BETWEEN = r"[\s\d.,:;!?’'՝՞՛։«»\-–()/]*"
_RUN = re.compile(rf"[{_RIGHT_TO_LEFT}](?:{_BETWEEN}[{_RIGHT_TO_LEFT}]+)*|[{_OTHER}](?:{_BETWEEN}[{_OTHER}]+)*")


def language(text: str) -> str:
    """The language that the letters of a text give away, by its first script; empty when they do not."""
    for char in text:
        if not char.isalpha():
            continue
        script = unicodedata.name(char, "").split(" ")[0]
        if script in _ALONE:
            return _ALONE[script]
        letters = set(text.lower())
        return next((name for name, telling in _TELLING.get(script, ()) if letters & set(telling)), "")
    return ""


def attribute(text: str) -> Markup:
    """The lang attribute for a text, with a space before it; empty when its language is not known."""
    found = language(text)
    return Markup(' lang="{}"').format(found) if found else Markup("")


def direction(text: str) -> str:
    """The direction of a text, by its first letter: rtl or ltr."""
    first = next((char for char in text if char.isalpha()), "")
    return "rtl" if _LETTER.match(first) else "ltr"


def turned(text: str) -> Markup:
    """The dir attribute for a text from right to left, with a space before it; empty for others. Print does not know dir=auto."""
    return Markup(' dir="rtl"') if direction(text) == "rtl" else Markup("")


def set_apart(text: str) -> Markup:
    """A sentence for the page, in which runs of another script carry their language, and those from right to left stand apart.

    Without that a number after an Arabic name would be drawn on the wrong side of it.
    """
    if direction(text) == "rtl":
        return Markup("<bdi{}>{}</bdi>").format(attribute(text), text)
    parts, place = [], 0
    for hit in _RUN.finditer(text):
        tag = Markup("bdi" if _LETTER.match(hit[0]) else "span")
        lang = attribute(hit[0])
        if tag == "span" and not lang:
            continue
        parts += [escape(text[place : hit.start()]), Markup("<{0}{1}>{2}</{0}>").format(tag, lang, hit[0])]
        place = hit.end()
    return Markup("").join([*parts, escape(text[place:])])
