"""Statements that a person set against something, for the export of claims: rows of the ledger, and sentences of drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from undertow.case.drafts.attaching import plain
from undertow.case.drafts.kept import CONTRADICTED, SUPPORTED, Check, Checks
from undertow.case.ledger import actors
from undertow.dossier.exports import Appearance, Judgement, Statement
from undertow.language.checkable import as_read
from undertow.tables.ledger import VERIFIED, is_person, rests_on

if TYPE_CHECKING:
    from undertow.case import Case

_VERDICTS = {"consistent": "supported", "contradicts": "contradicted"}


def statements(case: Case) -> tuple[Statement, ...]:
    """Every claim of the ledger and every sentence of a draft that was judged and stands in its newest version as it was judged."""
    return (*_claims(case), *_sentences(case))


def _claims(case: Case) -> Iterator[Statement]:
    ledger, named = case.ledger(), {source.sha256: source.name for source in case.sources()}
    known = {actor.id: actor for actor in actors(case.folder / "ledger")}
    claims = {row["id"]: row for row in ledger["claims"]}
    judged = {row["claim"]: row for row in ledger["comparisons"] if row["status"] in _VERDICTS and not row["problem"]}
    for row in claims.values():
        actor = known.get(row["actor"])
        may_be_named = actor is not None and (actor.public_role or not is_person(actor.kind))
        yield Statement(
            key=("claim", row["id"]),
            text=row["statement"],
            by=actor.name if actor is not None and may_be_named else "",
            person=actor is not None and is_person(actor.kind),
            date=row["date"],
            rests_on=rests_on(row),
            appearances=tuple(_appearances(row, named)),
            judgement=_compared(judged.get(row["id"]), claims),
        )


def _appearances(row: Mapping[str, Any], named: Mapping[str, str]) -> Iterator[Appearance]:
    if row["standing"] == VERIFIED:
        yield Appearance(name=named.get(row["source_sha256"], ""), sha256=row["source_sha256"], place=row["row_ref"])
    elif row["reported_by"]:
        yield Appearance(name=row["reported_by"])


def _compared(row: Mapping[str, Any] | None, claims: Mapping[str, Mapping[str, Any]]) -> Judgement | None:
    if row is None:
        return None
    record = claims.get(row["record"], {})
    against = record.get("statement") or row["record"]
    return Judgement(verdict=_VERDICTS[row["status"]], against=(against,), why=row["why"], by=row["judged_by"])


def _sentences(case: Case) -> Iterator[Statement]:
    checks = Checks(case.folder.absolute())
    newest = {check.thread: check for check in checks.all(case.journal)}
    versions = checks.versions(case.journal)
    texts = {name: checks.text(sha).decode("utf-8", "replace") for name, sha in versions.items()}
    standing = {name: as_read(text) for name, text in texts.items()}
    for check in newest.values():
        if plain(check.sentence) in standing.get(check.draft, ""):
            yield Statement(
                key=("sentence", check.draft, check.thread),
                text=check.sentence,
                appearances=(Appearance(name=check.draft, sha256=check.draft_sha256),),
                judgement=_decided(check),
            )


def _decided(check: Check) -> Judgement | None:
    if check.status not in (SUPPORTED, CONTRADICTED):
        return None
    against = tuple(one.words or one.target for one in check.joined)
    return Judgement(verdict=check.status, against=against, why=check.why, by=check.by, at=check.at[:10])


def words_of(found: tuple[Statement, ...]) -> Iterator[str]:
    """Every text in statements in which names may stand."""
    for one in found:
        yield from (one.text, one.by, one.rests_on, *(place.name for place in one.appearances))
        if one.judgement is not None:
            yield from (*one.judgement.against, one.judgement.why, one.judgement.by)
