"""Whether a demand is for an act or against it: the negating words that open what is asked."""

from __future__ import annotations

import re

#: Verbs that only bring about what their object names: to guarantee a return and to ensure it is one demand.
LIGHT = r"(?:guarantee(?:s|d|ing)?|(?:ensur|secur|assur)(?:e|es|ed|ing)|mak(?:e|es|ing) sure)"
_SKIPPED = re.compile(
    rf"(?:please|to|the|an?|its|their|from|of|for|in|that|there|is|be|any|all|and|at once|ever|again|also|now|once more|immediate|early|complete|\w+ly|{LIGHT})\b[\s,]*",
    re.I,
)
_NEGATING = re.compile(
    r"(?:do not|don[’']t|not|neither|never|no longer|no|in no way|under no circumstances|at no time|stop(?:ping|s)?|ceas(?:e|es|ing)|cessation|end(?:ing|s)?|halt(?:ing|s)?|refrain(?:ing|s)?|desist(?:ing|s)?|avoid(?:ing|s)?|abstain(?:ing|s)?|discontinu\w+|terminat\w+|"
    r"put (?:an? )?(?:\w+ )?(?:end|stop)|refus\w+|declin\w+|fail(?:ing|s|ure)?|prevent\w*|den(?:y|ies|ying|ial)|block(?:ing|s)?|oppos\w+|reject\w*|obstruct\w*|hinder\w*|hamper\w*|imped\w+|forbid\w*|prohibit\w*|ban(?:ning|s)?)\b[\s,]*",
    re.I,
)


def is_against(wording: str, *, denied: bool = False) -> bool:
    """Whether the words ask that what they name be not done: an odd number of negating words opens them.

    denied: a "no" that stands outside of the words counts as one more.
    """
    words, count = wording.strip(), int(denied)
    while words:
        if match := _NEGATING.match(words):
            count += 1
        elif not (match := _SKIPPED.match(words)):
            break
        words = words[match.end() :]
    return count % 2 == 1
