"""The dossier as one HTML file: complete in itself, readable without script, silent towards the network."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from undertow.dossier import glossary, numbers
from undertow.dossier.contents import Dossier, Reviewed
from undertow.dossier.linting.graded import LIKELIHOODS
from undertow.dossier.pictures import picture
from undertow.dossier.prose import Prose
from undertow.dossier.related import related
from undertow.dossier.scripts import attribute, turned
from undertow.dossier.voice import Voice, Words
from undertow.dossier.words import forbidden_words
from undertow.errors import BadSetting
from undertow.language.display import looks_like, visible
from undertow.model import GRADES, Estimate, Finding

if TYPE_CHECKING:
    from types import CodeType

    from jinja2 import Environment
    from markupsafe import Markup

    from undertow.dossier.listen import Listening

_HERE = Path(__file__).parent
_compiled: dict[str, CodeType | None] = {}
#: Filters that give the attributes of a text in a language and direction of its own.
_SCRIPTS = {"turned": turned, "lang": attribute}
_STYLES = ("tokens.css", "base.css", "dossier.css", "print.css")


def render(
    dossier: Dossier,
    name: Callable[[str], str],
    public: Callable[[str], bool],
    masks: Mapping[str, str] | None = None,
    listening: Listening | None = None,
    **words: Unpack[Words],
) -> str:
    """The whole HTML file.

    name: what to print for an account id. public: whether an account id, or a handle as written after an @, belongs to
    an office or organisation. masks: handle without @, case-folded, to what to print instead. listening: the audio edition.
    words: whose may be read.
    Raises: BadSetting for an estimate without interval, a figure that cannot be drawn, or a word a dossier does not use.
    """
    return drawn(dossier, Voice(name, public, masks or {}, **words), listening)


def drawn(dossier: Dossier, voice: Voice, listening: Listening | None = None) -> str:
    """The whole HTML file, told by this voice. Raises: as `render` does."""
    dossier = printed(dossier)
    for reviewed in dossier.findings:
        numbers.measured(reviewed.finding.estimate)
        _check_alt(reviewed.finding)
    script = asset("dossier.js").strip()  # to the letter what stands in the page, for the policy holds its hash
    html = (
        environment(voice, prose=Prose(voice, dossier.references, dossier.language))
        .get_template("page.html")
        .render(
            dossier=dossier,
            style=style(),
            script=script,
            policy=policy(script, sound=listening is not None and listening.track is not None),
            listening=listening,
            data=_data(dossier, voice),
            terms=[term for term in glossary.terms() if term.dossier],
            likelihoods=LIKELIHOODS,
            also=related(dossier.findings, voice),
            materials={source.sha256: source for source in dossier.sources},
        )
    )
    found = forbidden_words(html)
    if found:
        raise BadSetting(
            f"The dossier says {'; '.join(found[:5])}. A dossier says what was measured, not what somebody is: "
            "reword the sentence, or put words of others in quotation marks."
        )
    return html


def printed(dossier: Dossier) -> Dossier:
    """The dossier with the findings a page prints, in the order of the page; rejected ones are counted."""
    shown = [
        reviewed for reviewed in dossier.findings if not reviewed.verdict or reviewed.verdict.verdict != "rejected"
    ]
    shown.sort(key=lambda r: (not r.holds, 0 if dossier.ordered else GRADES.index(r.finding.grade), r.number))
    return replace(dossier, findings=tuple(shown), rejected=max(dossier.rejected, len(dossier.findings) - len(shown)))


def _check_alt(finding: Finding) -> None:
    """Alternative texts stand inside drawings, where names may stand too; so their own words are checked alone."""
    for figure in finding.figures:
        found = forbidden_words(f"<p>{figure.alt}</p>")
        if found:
            raise BadSetting(f"The description of the figure “{figure.title}” says {found[0]}. Reword it.")


@cache
def asset(name: str) -> str:
    """A file of dossier/assets, as text."""
    return (_HERE / "assets" / name).read_text("utf-8")


@cache
def style(*more: str) -> str:
    """The style sheets of a dossier in one, and after them those of another page that looks like it."""
    return "\n".join(asset(name) for name in (*_STYLES, *more))


def policy(script: str, *, sound: bool = False) -> str:
    """The content security policy of a page that runs this script and no other, and asks for nothing."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:; "
        f"{'media-src data:; ' if sound else ''}"
        "base-uri 'none'; form-action 'none'"
    )


#: Filters that are the same for every dossier.
_PLAIN_FILTERS: dict[str, Callable[..., Any]] = _SCRIPTS | {
    "shown": visible,
    "looks_like": looks_like,
    "number": numbers.number,
    "celled": numbers.celled,
    "decimals": lambda table: [numbers.decimals_among(column) for column in zip(*table.rows, strict=True)],
    "measured": numbers.measured,
    "interval": numbers.interval,
    "level": numbers.level,
    "probability": numbers.probability,
    "long_date": numbers.long_date,
    "long_day": lambda stated: visible(numbers.long_day(stated)),
    "percent": lambda share: f"{share * 100:.0f}%",
    "label": lambda analysis: str(analysis).replace("_", " ").capitalize(),
    "clock": lambda seconds: f"{int(seconds) // 60}:{int(seconds) % 60:02d}",
    "cell": lambda cell, place: numbers.triple(cell, place) if isinstance(cell, tuple) else cell,
    "day": lambda at: str(at).replace("T", " ").removesuffix("Z")[:19],
}


def environment(voice: Voice, *folders: Path, prose: Prose | None = None) -> Environment:
    """The template engine with the filters and macros of the dossier; its own templates first, then those in `folders`."""
    prose = prose or Prose(voice, {})
    from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
    from jinja2.bccache import Bucket

    class Kept(BytecodeCache):
        """Compiling the templates takes as long as filling them; they are the same for every page."""

        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = _compiled.get(bucket.key + bucket.checksum)

        def dump_bytecode(self, bucket: Bucket) -> None:
            _compiled[bucket.key + bucket.checksum] = bucket.code

    found = Environment(
        loader=FileSystemLoader([_HERE / "templates", *folders]),
        bytecode_cache=Kept(),
        optimized=False,  # or what filters make of constants would be kept from the first page, whose names are others
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= _PLAIN_FILTERS | {
        "words": voice.words,
        "given": voice.given,
        "given_plain": voice.given_plain,
        "plain": voice.plain,
        "prose": prose.set,
        "line": prose.line,
        "statement": lambda sql: _statement(voice.statement(sql)),
        "quote": voice.quote,
        "who": voice.who,
        "at": voice.at,
        "file": voice.file,
        "reason": voice.reason,
        "picture": lambda figure: picture(figure, voice),
    }
    found.tests["withheld"] = voice.withholds
    found.tests["numeric"] = lambda cell: isinstance(cell, int | float) and not isinstance(cell, bool)
    return found


def _data(dossier: Dossier, voice: Voice) -> str:
    """The findings for machines, named as in the page; nothing in it can end the script element it stands in."""
    sources = sorted({e.source_sha256 for reviewed in dossier.findings for e in reviewed.finding.evidence})
    index = {sha256: place for place, sha256 in enumerate(sources)}
    findings = [_finding_data(reviewed, voice, index) for reviewed in dossier.findings]
    content = {
        "title": voice.given_plain(dossier.title),
        "published": dossier.published.isoformat(),
        "fictional": dossier.fictional,
        "log_head_sha256": dossier.log_head,
        "seed": dossier.seed,
        "rejected": dossier.rejected,
        "version": dossier.version,
        "working": dossier.working,
        "sources_sha256": sources,
        "evidence_columns": ["source", "row", "table", "start or count", "end"],
        "findings": findings,
    }
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _finding_data(reviewed: Reviewed, voice: Voice, sources: Mapping[str, int]) -> dict[str, Any]:
    finding = reviewed.finding
    return {
        "id": finding.id,
        "number": reviewed.number,
        "analysis": finding.analysis,
        "statement": voice.plain(finding.statement),
        "grade": finding.grade,
        "estimate": _estimate_data(finding.estimate),
        "p_value": finding.p_value,
        "q_value": finding.q_value,
        "sensitivity": finding.sensitivity,
        "null_model": voice.plain(finding.null_model),
        "verdict": reviewed.verdict.verdict if reviewed.verdict else None,
        "changed_since_review": reviewed.changed_since_review,
        "out_of_date": voice.given_plain(reviewed.out_of_date),
        "run": finding.run_id,
        "accounts": sorted(voice.account(account) for account in finding.accounts),
        "evidence_count": max(finding.evidence_count, len(finding.evidence)),
        "evidence": [
            [
                sources[e.source_sha256],
                voice.file(e.row_ref),
                e.table,
                *([e.start, e.end] if e.kind == "quote" else [e.counted]),
            ]
            for e in finding.evidence
        ],
    }


def _estimate_data(estimate: Estimate) -> dict[str, Any]:
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "level": estimate.level,
        "unit": estimate.unit,
        "n": estimate.n,
    }


def _statement(sql: str) -> Markup:
    """A statement as the text of an element, where its many quotation marks need no escaping: that saves half its size."""
    from markupsafe import Markup

    lines = (" " * ((len(line) - len(line.lstrip())) // 4) + line.strip() for line in sql.splitlines())
    return Markup(escape(visible("\n".join(lines)), quote=False))
