"""dossier.toml as it is written: with its explanations, and every finding of the case to choose from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from undertow.case.findings import Held
from undertow.case.publishing.edition import Edition
from undertow.language.display import visible
from undertow.model import with_names

_HEAD = """\
# What stands around the findings of this dossier. `undertow publish` reads it; `undertow publish --check` says what
# would keep it from being published. Lines that begin with # explain. Publishing never changes this file.
#
# In every text: an empty line ends a paragraph, "## " begins a heading, "- " a line of a list, "> " a quotation;
# *words* and **words** are emphasised. [0776ad1ce891] or a short name in brackets refers to a finding, [claims/ID] to a
# row of the ledger. A sentence with a measured number needs such a reference, and may only use a number printed there.
"""
_TITLE = "# Empty: the title of case.toml."
_LANGUAGE = "# The language of title, summary and prose, for hyphens and for reading aloud: en, ru, hy, ka, az ..."
_SUMMARY = "# Stands before the key findings, and is what is read aloud."
_ORDER = """\
# Findings that come first, in this order; take the # away. Confirmed ones always come before those not yet reviewed,
# and those not named here follow, stronger evidence first."""
_NAMES = '# Short names: border = "0776ad1ce891"'
_LEFT_OUT = """\
# A finding that is not shown. It is counted under methods, with the reason.
# [[left_out]]
# finding = "0776ad1ce891"
# why = "Repeats finding 3 for a shorter period."
"""
_AGAINST = """\
# Evidence against a finding that you found, or where you looked for it in vain.
# [[against]]
# finding = "0776ad1ce891"
# text = "The archive of the ministry was searched for an announcement of the same day; none was found."
"""
_PROSE = """\
# A text before or after a finding, or one of: findings, events, methods, provenance.
# [[prose]]
# before = "findings"
# text = "What follows concerns one border and two ministries."
"""
_PARTS = (_HEAD, _TITLE, _LANGUAGE, _SUMMARY, _ORDER, _NAMES, _LEFT_OUT, _AGAINST, _PROSE)
_KEPT = "# Your own comments, kept when the file was written anew:"
GENERATED = frozenset(line.strip() for part in (*_PARTS, _KEPT) for line in part.splitlines())


def written(edition: Edition, held: Sequence[Held], comments: Sequence[str] = ()) -> str:
    """The file. held: the findings to choose from, in the order they would have. comments: of the analyst, to be kept."""
    parts = [_HEAD, *([_KEPT, *comments, ""] if comments else [])]
    parts += [_TITLE, f"title = {_text(edition.title)}", "", _LANGUAGE, f"language = {_text(edition.language)}", ""]
    parts += [_SUMMARY, f"summary = {_long(edition.summary)}", "", _ORDER, "order = [", *_order(edition, held), "]", ""]
    parts += ["[names]", _NAMES, *(f"{_key(name)} = {_text(said)}" for name, said in edition.names.items()), ""]
    parts += [_LEFT_OUT, *_entries("left_out", [{"finding": e.finding, "why": e.why} for e in edition.left_out])]
    parts += [_AGAINST, *_entries("against", [{"finding": e.finding, "text": e.text} for e in edition.against])]
    passages = [{**({"before": e.before} if e.before else {"after": e.after}), "text": e.text} for e in edition.prose]
    parts += [_PROSE, *_entries("prose", passages)]
    return "\n".join(parts).rstrip() + "\n"


def _order(edition: Edition, held: Sequence[Held]) -> Iterable[str]:
    ids = {h.finding.id: h for h in held}
    told = {said: ids[full] for said in edition.order if (full := _full(edition.names.get(said, said), ids))}
    yield from (f"  {_text(said)},{_about(told[said]) if said in told else ''}" for said in edition.order)
    ordered = {h.finding.id for h in told.values()}
    yield from (f"  # {_text(h.finding.id)},{_about(h)}" for h in held if h.finding.id not in ordered)


def _full(said: str, ids: Iterable[str]) -> str:
    return next((full for full in ids if full.startswith(said)), "")


def _about(held: Held) -> str:
    words = " ".join(visible(with_names(held.finding.statement, lambda _: "an account")).split())
    return f"  # {held.finding.grade}: {words[:110]}{'…' if len(words) > 110 else ''}"


def _entries(table: str, rows: Sequence[dict[str, str]]) -> Iterable[str]:
    for row in rows:
        yield f"[[{table}]]"
        yield from (f"{key} = {_long(said) if key == 'text' else _text(said)}" for key, said in row.items())
        yield ""


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else _text(name)


def _text(words: str) -> str:
    """A TOML text on one line."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def _long(words: str) -> str:
    """A TOML text that may have several lines, with nothing in it that could end it."""
    if "\n" not in words and len(words) < 100:
        return _text(words)
    lines = [_text(line)[1:-1].replace('\\"', '"').replace('"""', '""\\"') for line in words.split("\n")]
    text = "\n".join(lines)
    return f'"""\n{text[:-1] + chr(92) + text[-1] if text.endswith(chr(34)) else text}"""'
