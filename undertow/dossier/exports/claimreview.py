"""Claims of the ledger and judged sentences of drafts as schema.org data, as fact-check explorers read them.

A `ClaimReview` is written only where a person judged: a comparison of the ledger that is consistent or contradicts, a sentence
of a draft that is supported or contradicted as it stands. Everything else is a `Claim`, without a rating.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from undertow.dossier.exports import Export, Outgoing, Statement, write_json

#: Two steps, for that is all a person said; finer ones would be made up.
_WORST, _BEST = 1, 2
_RATED = {
    "contradicted": (_WORST, "Contradicted by what it was set against"),
    "supported": (_BEST, "Consistent with what it was set against"),
}


class ClaimReviews(Export):
    """One file of JSON-LD. The rating has two steps, 1 (contradicted) and 2 (consistent with what it was set against).

    The author of a review is the byline of the case, or where it has none “the analyst”: who judged is a name for the case. Addresses on the web are added
    where the review is published (`url`): the case does not know them.
    """

    name = "claimreview"
    title = "schema.org JSON-LD: claims, and a ClaimReview where a person judged, for fact-check explorers"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        graph = [_told(one, outgoing) for one in outgoing.statements]
        yield write_json(folder / "claims.jsonld", {"@context": "https://schema.org", "@graph": graph})


def _told(one: Statement, outgoing: Outgoing) -> dict[str, Any]:
    claim = _claim(one, outgoing)
    if one.judgement is None:
        return claim
    given, judged = outgoing.voice.given_plain, one.judgement
    value, words = _RATED[judged.verdict]
    return {
        "@type": "ClaimReview",
        "@id": f"urn:uuid:{outgoing.id('claimreview', *one.key)}",
        "claimReviewed": given(one.text),
        "itemReviewed": claim,
        "author": _author(outgoing),
        "datePublished": judged.at or outgoing.dossier.published.isoformat(),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": value,
            "worstRating": _WORST,
            "bestRating": _BEST,
            "alternateName": words,
            "ratingExplanation": given(judged.why),
        },
        "reviewBody": given(f"Set against: {'; '.join(judged.against)}. {judged.why}"),
    }


def _author(outgoing: Outgoing) -> dict[str, str]:
    byline = outgoing.voice.given_plain(outgoing.dossier.byline)
    if byline:
        return {"@type": "Organization", "name": byline}
    return {"@type": "Person", "name": "the analyst"}


def _claim(one: Statement, outgoing: Outgoing) -> dict[str, Any]:
    given = outgoing.voice.given_plain
    works = [
        {"@type": "CreativeWork", "name": given(place.name)}
        | ({"identifier": f"urn:sha256:{place.sha256}"} if place.sha256 else {})
        | ({"position": given(place.place)} if place.place else {})
        for place in one.appearances
    ]
    told: dict[str, Any] = {
        "@type": "Claim",
        "@id": f"urn:uuid:{outgoing.id('claim', *one.key)}",
        "text": given(one.text),
    }
    more = {
        "author": {"@type": "Person" if one.person else "Organization", "name": given(one.by)} if one.by else None,
        "datePublished": one.date or None,
        "description": given(one.rests_on) or None,
        "appearance": works or None,
    }
    return told | {name: value for name, value in more.items() if value}
