"""Whether a number is the speaker's own: one that is denied, or said to be the word of another, is not."""

from __future__ import annotations

import re

DENIED, ANOTHERS = "denied", "said of another"

_UNTRUE = r"(?:false|untrue|not true|incorrect|baseless|groundless|unfounded|fabricated|invented|(?:a |an |pure |sheer |outright |blatant )*(?:lie|lies|myth|fabrication|fiction|falsehood|invention|slander))"
_JUDGED = rf"(?:is|are|was|were) (?:simply |completely |totally |entirely |utterly |plainly |absolutely |clearly |of course |just )?{_UNTRUE}\b"
_DONE = r"(?:expel|deport|displac|kill|murder|massacr|evict|uproot|driv|drov|exil|wound|captur|detain|abduct|occup|destroy|attack)\w*"
#: Before the number, in its sentence; then behind it; then a sentence of its own that follows.
_DENIED_BEFORE = re.compile(
    rf"\b(?:it|this|that) {_JUDGED} (?:to (?:say|claim|state) )?that\b|\b(?<!not )(?<!never )(?:den(?:y|ies|ied|ying)|reject\w*|refut\w+|disput\w+|dismiss\w*) (?:(?:the |such |these |those )?(?:\w+ )?(?:claims?|allegations?|accusations?|figures?|numbers?|assertions?|reports?))\b"
    rf"|\b(?:false|untrue|baseless|groundless|unfounded|fabricated|absurd|mendacious|so-called) (?:and \w+ )?(?:claims?|allegations?|accusations?|figures?|numbers?|assertions?|reports?)\b|\b(?:the )?(?:lies?|myth|falsehood|fabrication)s? (?:that|of|about)\b"
    rf"|\b(?:so-called|there (?:were|are|have been) never) ?$|(?<!if they )(?<!if we )\b(?:did not|didn[’']t|never|have not|has not|had not|nobody|no one)(?: \w+ly)? {_DONE}(?: (?:any|the|some|about|these|those|such|over|more than))* ?$",
    re.IGNORECASE,
)  # fmt: skip
_DENIED_BEHIND = re.compile(
    rf"\b(?:this|that|it|which|these|those|the (?:figure|number|claim|allegation|statement|accusation)s?) {_JUDGED}(?! (?:that|to|if)\b)|\b(?:which|this|that|the figure|a (?:figure|number|claim)) (?:we|I|my \w+) (?:\w+ly )?(?:deny|reject|refute|dispute)\b|\b(?:has|have|had) no basis\b|^,? (?:people |persons )?(?:was|were) (?:never|not) {_DONE}",
    re.IGNORECASE,
)  # fmt: skip
_FIGURE = re.compile(r"\bthe (?:figure|number|claim|story|tale)s? of ?$", re.IGNORECASE)
_FOLLOWS = re.compile(
    rf"\s*(?:But |Yet |However, |In fact, |Of course, )?(?:this|that|it|these|those|the (?:figure|number|claim|allegation|statement)s?) {_JUDGED}(?! (?:that|to|if)\b)",
    re.IGNORECASE,
)
_SAY = r"(?:claim(?:s|ed|ing)?|alleg(?:es?|ed|ing)|asserts?|asserted|asserting|contends?|contended|maintains that|maintained that|insists?|insisted|pretends?|pretended|says?|said|argues?|argued|(?:speaks?|spoke|talks?|talked) (?:of|about))\b(?! (?:this|it|so)\b)"
#: A death toll claims lives; that is no saying.
_LIVES = r"(?! [^.;]{0,40}\b(?:lives|casualties|victims|deaths|dead|compensation|reparations?|responsib\w+)\b)"
_NAME = r"(?-i:[A-Z][\w’'-]+(?: (?:of |the )*[A-Z][\w’'-]+)*)"
_WHO = rf"(?P<who>(?:(?:the|its|their|our) )?(?:{_NAME}(?:[’']s?)?(?: (?:side|government|authorities|officials|leaders?|leadership|representatives?|delegation|propaganda|president|minister|ministry|sources|media|press|data|figures|statistics|estimates))*|they|he|she|others|(?:other|opposing|aggressor|neighbou?ring) (?:side|party|state|country)|neighbou?rs?|aggressors?|opponents?|occupiers?|separatists?))"
_ANOTHERS_BEFORE = re.compile(
    rf"\baccording to {_WHO}|\bin the words of {_WHO}|{_WHO},? (?:has |have |had |also |now |even |still |falsely |wrongly |repeatedly |again |officially |once )*{_SAY}{_LIVES}|{_WHO} (?:has |have )?(?:accus\w+|blam\w+) (?:us|me|our|my)\b".replace("(?P<who>", "(?:"),
    re.IGNORECASE,
)  # fmt: skip
_ANOTHERS_BEHIND = re.compile(
    rf",? (?:or so |as )?{_WHO} (?:has |have |falsely |now )*{_SAY}[,.;!]?$|,? according to {_WHO}".replace(
        "(?P<who>", "(?:"
    ),
    re.IGNORECASE,
)
_ALLEGED = re.compile(
    r"\b(?:alleged\w*|allegations?(?= that| of| about)|purported\w*|supposed(?:ly)?|(?:claims|accusations) (?:that|of|about))\b[^,;:—–]{0,50}$",
    re.IGNORECASE,
)
#: A denial counts only where the speaker denies: that others deny a number leaves it the speaker's.
_DENIES = re.compile(
    rf"(?P<who>\b(?:we|I|(?:my|our) \w+)|{_NAME})(?: \w+ly| have| has| also| must| will| again)* (?:den(?:y|ies|ied)|rejects?|rejected|refutes?|refuted|disputes?|disputed) (?:that|having)\b",
    re.IGNORECASE,
)
#: Sources that a speaker cites for numbers of its own, and words that begin a sentence or a saying of the speaker.
_CITED = re.compile(
    r"\b(?:United Nations|UN|UNHCR|UNICEF|OCHA|IOM|WHO|OSCE|ICRC|High Commissioner|Secretary-? ?General|Red Cross|Red Crescent|Council|Commission|Committee|World|International|Amnesty|Watch|Bank|Organi[sz]ation|Programme|Fund|Agency|Report|Rapporteur|Office|[Oo]ur|[Mm]y|I|[Ww]e)\b"
)
_OTHER_LANGUAGES = {
    "ru": re.compile(r"\bякобы\b|\bутвержда(?:ет|ют|л\w*),? (?:что|будто)|\bпо утверждени\w+", re.IGNORECASE),
    "az": re.compile(r"\bguya\b|\biddia (?:edir|edirlər|etdi\w*|edib)", re.IGNORECASE),
    "hy": re.compile(r"(?<!\w)(?:իբր|իբրև թե|պնդում (?:է|են))(?!\w)"),
}
_OTHER_DENIALS = {
    "ru": re.compile(r"\b(?:неправда|ложь|не соответствует действительности|клевета|выдумка)\b", re.IGNORECASE),
    "az": re.compile(r"\b(?:yalan\w*|həqiqətə uyğun deyil|doğru deyil)", re.IGNORECASE),
    "hy": re.compile(r"(?<!\w)(?:սուտ է|կեղծ է|ճիշտ չէ)(?!\w)"),
}


def voiced(sentence: str, place: tuple[int, int], following: str, language: str, speaker: str) -> str:
    """'denied' or 'said of another' by cue words of the sentence of the number, and a denial that follows it; else empty.

    place: of the claim in the sentence. following: the text behind the sentence. A source that the speaker cites for itself (the
    speaker's own name, an organisation of states, 'our data') leaves the number its own. Cues: docs/methods/claims.md.
    """
    if language != "en":
        denied, told = _OTHER_DENIALS.get(language), _OTHER_LANGUAGES.get(language)
        return DENIED if denied and denied.search(sentence) else ANOTHERS if told and told.search(sentence) else ""
    before, behind = sentence[: place[0]], sentence[place[1] :]
    if _DENIED_BEFORE.search(before) or _DENIED_BEHIND.search(behind) or _FOLLOWS.match(following):
        return DENIED
    if _FIGURE.search(before) and re.search(_JUDGED, behind, re.IGNORECASE):
        return DENIED
    if any(_denier(match["who"], speaker) for match in _DENIES.finditer(before)):
        return DENIED
    said = [match for match in _ANOTHERS_BEFORE.finditer(sentence) if match.start() < place[0]]
    said += _ANOTHERS_BEHIND.finditer(behind)
    if any(not _own(match[0], speaker) for match in said) or _ALLEGED.search(before):
        return ANOTHERS
    return ""


def _own(words: str, speaker: str) -> bool:
    """Whether the words name the speaker, or a source that is cited and not disputed."""
    if _CITED.search(words):
        return True
    names = {name[:4] for name in re.findall(r"[A-Z][\w-]{3,}", speaker)}
    return any(name[:4] in names for name in re.findall(r"[A-Z][\w-]{3,}", words))


def _denier(words: str, speaker: str) -> bool:
    return re.match(r"(?:we|I|my|our)\b", words, re.IGNORECASE) is not None or _own(words, speaker)
