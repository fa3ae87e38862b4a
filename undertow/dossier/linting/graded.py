"""Words of likelihood, of confidence and of certainty: what a dossier may say, and what never together in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from undertow.dossier.linting.prose import UNSEEN
from undertow.dossier.words import QUOTED, forbidden_in
from undertow.language.sentences import sentences

#: The seven words of ICD 203, each with its range: no other word of likelihood stands in a dossier.
LIKELIHOODS = (
    ("almost no chance", "1–5%"),
    ("very unlikely", "5–20%"),
    ("unlikely", "20–45%"),
    ("roughly even chance", "45–55%"),
    ("likely", "55–80%"),
    ("very likely", "80–95%"),
    ("almost certain", "95–99%"),
)
_OTHER = re.compile(
    r"\b(?:probabl[ey]|improbabl[ey]|possibly|perhaps|presumably|conceivabl[ey]|maybe|plausibly|almost certainly|nearly certain(?:ly)?"
    r"|(?:highly|extremely|quite|most|rather|fairly|somewhat|overwhelmingly) (?:un)?likely|remote chance|even odds|in all likelihood"
    r"|more likely than not|as likely as not|chances are|might well|may well|could well)\b",
    re.IGNORECASE,
)
_LIKELIHOOD = re.compile(
    r"\b(?:almost no chance|roughly even chance|almost certain|(?:very )?(?:un)?likely)\b(?! to be an? )", re.IGNORECASE
)
_CONFIDENCE = re.compile(
    r"\b(?:(?:high|moderate|low|medium|strong|full|great|little) confidence|confiden(?:t|tly)|with confidence"
    r"|(?:strong|moderate|limited|insufficient) evidence|strength of (?:the )?evidence)\b",
    re.IGNORECASE,
)
_CERTAIN = re.compile(
    r"\b(?:prove[sdn]?|proving|proofs?|certainly|undoubtedly|undeniabl[ey]|unquestionabl[ey]|definitely|obviously|incontrovertibl[ey]"
    r"|irrefutabl[ey]|beyond (?:any )?doubt|without (?:a |any )?doubt|(?:is|are) no doubt|no doubt that|guilty|culprits?|mastermind(?:s|ed)?)\b",
    re.IGNORECASE,
)
#: Words that say who did something, or what somebody is, without a measure: for what the analyst writes.
_ATTRIBUTED = re.compile(
    r"\b(?:orchestrat\w+|(?:is|are|was|were|been|be|stands?|stood) behind (?:it|this|that|these|them|the|an?)"
    r"|(?:run|paid|bankrolled|directed|commanded|steered|hired) (?:by|for)"
    r"|(?:state|government|foreign)[ -](?:run|controlled|sponsored|backed|directed)|controlled(?: by)?|puppeteers?|puppetry"
    r"|propagandists?|inauthentic(?:ally|ity)?|astro-?turf\w*|troll\w*|botnets?|spy|spies|criminals?|liars?"
    r"|(?:bought|buys?|buying|purchased) (?:(?:its|their|his|her|the|fake) )?(?:followers?|likes|accounts)|(?:followers?|accounts) (?:were|was|are) bought"
    r"|бот(?:ы|ов|а|ам|ами|ах|у|ом|е)?|бот(?:нет|оферм|овод)\w*|тролл\w*)\b",
    re.IGNORECASE,
)
_SURE = re.compile(r"\b(?:clearly|surely|evidently|of course|needless to say|without question)\b", re.IGNORECASE)
#: Letters of Cyrillic that look like Latin ones, as they stand in words of both scripts.
_ALIKE = str.maketrans("аеорсухіјѕкмтвнАЕОРСУХІЈЅКМТВН", "aeopcyxijskmtbhAEOPCYXIJSKMTBH")
_MIXED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[\u0400-\u04ff])\w+")


def prose_words(text: str) -> Iterator[tuple[str, str, str]]:
    """The same for what the analyst writes: also who is said to be behind something, and words that are split or spelled to hide."""
    text = _MIXED.sub(lambda word: word[0].translate(_ALIKE), UNSEEN.sub("", normalize("NFKC", text)))
    found = list(wrong_words(text))
    yield from found
    told = {what for _, what, _ in found}
    for span in sentences(text):
        whole = text[span.start : span.end]
        own = QUOTED.sub("", whole)
        for hit in _ATTRIBUTED.finditer(own):
            if f"the word {hit[0].lower()!r} says what somebody is" not in told:
                yield (
                    whole,
                    f"{hit[0]!r} says who did it or what somebody is, which no measure shows",
                    "Write what the accounts did (“posted the same words within a minute”), or put in quotation marks who says so.",
                )
        for hit in _SURE.finditer(own):
            yield (
                whole,
                f"{hit[0]!r} claims more than a measure can",
                "Take the word out, or say what was seen and how good the evidence is.",
            )


def wrong_words(text: str) -> Iterator[tuple[str, str, str]]:
    """What in a text of our own may not be published: the sentence, what is wrong with it, and what to do.

    What stands in quotation marks is not ours.
    """
    for span in sentences(text):
        whole = text[span.start : span.end]
        own = QUOTED.sub("", whole)
        for word in dict.fromkeys(found.lower() for found in forbidden_in(own)):
            yield (
                whole,
                f"the word {word!r} says what somebody is",
                "Say what was measured, or put words of others in quotation marks.",
            )
        bare = re.sub(r"\balmost certainly\b", "", own, flags=re.IGNORECASE)
        for hit in _CERTAIN.finditer(bare):
            yield whole, f"{hit[0]!r} claims more than a measure can", "Say what was seen and how sure it is."
        for hit in _OTHER.finditer(own):
            words = ", ".join(name for name, _ in LIKELIHOODS)
            yield whole, f"{hit[0]!r} is not one of the seven words of likelihood", f"Use one of these: {words}."
        chance, sure = _LIKELIHOOD.search(own), _CONFIDENCE.search(own)
        if chance and sure:
            yield (
                whole,
                f"{chance[0]!r} (likelihood) and {sure[0]!r} (strength) stand in one sentence",
                "Make two sentences of it: how likely, and how good the evidence is.",
            )
