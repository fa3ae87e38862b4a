"""The summary of a dossier as chapters to be heard: the sentences of the page, one chapter a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from undertow.dossier import numbers
from undertow.dossier.contents import Dossier, Reviewed
from undertow.dossier.listen.reading import between, said
from undertow.dossier.listen.spans import Span, spans
from undertow.dossier.prose import Prose
from undertow.dossier.voice import Voice
from undertow.model import Estimate

_TAG = re.compile(r"<[^>]*>")
UNKNOWN = (
    "It does not show who runs an account, who pays for it or what anyone intended. "
    "An unusual account may belong to an ordinary person."
)
NOTHING = "This dossier holds no findings. Nothing was found, or nothing was looked for: “Methods and error rates” says which."


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part of the edition. written: what the page prints, piece by piece; spoken: the same, in spans of one language.

    anchor is the id of the place in the page where it stands.
    """

    title: str
    anchor: str
    written: tuple[str, ...]
    spoken: tuple[Span, ...]

    @property
    def words(self) -> str:
        """The transcript: all that is said, as text."""
        return " ".join(span.text for span in self.spoken)


def chapters(dossier: Dossier, voice: Voice) -> tuple[Chapter, ...]:
    """The opening, each finding in the order of the dossier, and what the dossier does not show.

    dossier: as it is printed (`undertow.dossier.page.printed`). voice: names accounts and masks, as in the page.
    """
    return (_opening(dossier, voice), *(_finding(r, voice) for r in dossier.findings), _limits(dossier, voice))


def _chapter(title: str, anchor: str, written: list[str], sentences: list[str]) -> Chapter:
    spoken = " ".join(_ended(said(sentence)) for sentence in sentences if sentence)
    return Chapter(title=title, anchor=anchor, written=tuple(w for w in written if w), spoken=spans(spoken))


def _opening(dossier: Dossier, voice: Voice) -> Chapter:
    given = [voice.given_plain(dossier.title), voice.given_plain(dossier.question)]
    byline = voice.plain(dossier.byline)
    published = f"Published {numbers.long_date(dossier.published)}"
    count = len(dossier.findings)
    counted = f"{count:,} finding{'s' if count != 1 else ''}"
    lead = _text(dossier, voice)
    written = [*given, f"By {byline}" if byline else "", published, counted, lead, "" if count else NOTHING]
    fictional = "This is an example with invented countries, organisations and data" if dossier.fictional else ""
    return _chapter("Opening", "opening", written, [fictional, "Dossier", *written])


def _text(dossier: Dossier, voice: Voice) -> str:
    """The summary the authors wrote, as the page prints it, without its marks."""
    html = str(Prose(voice, dossier.references, dossier.language).set(dossier.lead)) if dossier.lead else ""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _finding(reviewed: Reviewed, voice: Voice) -> Chapter:
    finding = reviewed.finding
    statement, grade = voice.plain(finding.statement), finding.grade.capitalize()
    measured, interval = numbers.measured(finding.estimate), numbers.interval(finding.estimate)
    counted, tags = f"n = {numbers.number(finding.estimate.n)}", list(_tags(reviewed))
    return _chapter(
        f"Finding {reviewed.number}",
        f"f{reviewed.number}",
        [grade, statement, measured, interval, counted, *tags],
        [
            f"Finding {reviewed.number}",
            statement,
            _effect(finding.estimate, measured, interval),
            f"Strength of evidence: {finding.grade}",
            *tags,
        ],
    )


def _effect(estimate: Estimate, measured: str, interval: str) -> str:
    """'Ninety-six per cent of near events, between eighty-nine and ninety-eight, with ninety-five per cent confidence, …'."""
    computed = f"computed from {numbers.number(estimate.n)}"
    if not interval:
        return f"{measured}, {computed}"
    low, high = interval.strip("[]").split(", ")
    sure = "the whole range" if estimate.level == 1 else f"with {numbers.level(estimate)} confidence"
    return f"{measured}, {between(low, high)}, {sure}, {computed}"


def _tags(reviewed: Reviewed) -> Iterator[str]:
    if reviewed.changed_since_review:
        yield "Changed since review"
    elif not reviewed.verdict:
        yield "Not yet reviewed"
    if reviewed.out_of_date:
        yield "Out of date"


def _limits(dossier: Dossier, voice: Voice) -> Chapter:
    title = "What this dossier does not show"
    written = [*(voice.plain(limit) for limit in dossier.limits), UNKNOWN]
    return _chapter(title, "limits", [title, *written], [title, *written])


def _ended(sentence: str) -> str:
    """The sentence with a capital and a full stop, so that the voice rests after it."""
    opened = sentence[:1].upper() + sentence[1:]
    return opened if opened.endswith((".", "!", "?")) else f"{opened}."
