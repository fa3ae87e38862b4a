"""The dossier as STIX 2.1, for OpenCTI, MISP and whoever exchanges threat reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from undertow.dossier.contents import Reviewed
from undertow.dossier.exports import Export, Outgoing, extra

_OPINION = {"confirmed": "agree", "rejected": "disagree", "disputed": "neutral"}


class Stix(Export):
    """A report of notes, each with the accounts it speaks of and the verdict of a person as an opinion.

    It holds no threat actor and no attribution: who directs the accounts is not something undertow says. Ids are the same
    in every export of a case; `modified` moves when something was done in the case. Rejected findings are revoked notes outside
    the report, which neither it nor any account leads to.
    """

    name = "stix"
    title = "STIX 2.1 for OpenCTI and MISP: report, campaign without attribution, accounts, notes, opinions"

    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        stix2 = extra("stix2", self.name)
        path = folder / "bundle.json"
        path.write_text(_Bundle(stix2, outgoing).made().serialize(pretty=True) + "\n", encoding="utf-8")
        yield path


class _Bundle:
    """The objects of one dossier; times are those of the case, so that they stay the same while it does."""

    def __init__(self, stix2: Any, outgoing: Outgoing) -> None:
        self._stix2, self._outgoing = stix2, outgoing
        days = [source.added_at for source in outgoing.dossier.sources]
        self._time = min(days) if days else f"{outgoing.dossier.published.isoformat()}T00:00:00Z"
        self._modified = max(self._time, outgoing.changed)
        self._author = stix2.Identity(
            name=outgoing.voice.given_plain(outgoing.dossier.byline) or "undertow", identity_class="organization",
            **self._common("identity", "author", author=False),
        )  # fmt: skip
        self._campaign = stix2.Campaign(
            name=outgoing.title, description="Accounts and texts described in the notes. Nothing is said of who directs them.",
            **self._common("campaign", "campaign"),
        )  # fmt: skip

    def made(self) -> Any:
        accounts: dict[str, Any] = {}
        standing = [reviewed for reviewed in self._outgoing.judged if not _rejected(reviewed)]
        told = [piece for reviewed in standing for piece in self._told(reviewed, accounts)]
        listed = [self._author, self._campaign, *accounts.values(), *told]
        gone = [p for reviewed in self._outgoing.judged if _rejected(reviewed) for p in self._revoked(reviewed)]
        report = self._stix2.Report(
            name=self._outgoing.title,
            description=self._outgoing.voice.given_plain(self._outgoing.dossier.question),
            published=f"{self._outgoing.dossier.published.isoformat()}T00:00:00Z",
            object_refs=[piece.id for piece in listed],
            **self._common("report", "report"),
        )
        return self._stix2.Bundle(
            objects=[*listed, *gone, report], id=f"bundle--{self._outgoing.id('bundle')}", allow_custom=False
        )

    def _told(self, reviewed: Reviewed, accounts: dict[str, Any]) -> Iterator[Any]:
        """The note of a finding, what was observed where its accounts and days are known, and the verdict."""
        finding, voice = reviewed.finding, self._outgoing.voice
        own = [self._account(voice.account(account), accounts) for account in finding.accounts]
        days = sorted(day for piece in finding.evidence if len(day := voice.at(piece)) >= len("2022-08-01"))
        refs = [account.id for account in own] or [self._campaign.id]
        if own and days:
            seen = self._stix2.ObservedData(
                first_observed=_instant(days[0]), last_observed=_instant(days[-1]),
                number_observed=min(max(1, finding.evidence_count), 999_999_999), object_refs=[a.id for a in own],
                **self._common("observed-data", finding.id),
            )  # fmt: skip
            refs.append(seen.id)
            yield seen
        note = self._stix2.Note(
            abstract=finding.id,
            content=f"{voice.plain(finding.statement)} Strength of evidence: {finding.grade}. {voice.plain(finding.null_model)}".strip(),
            object_refs=refs,
            **self._common("note", finding.id),
        )
        yield note
        yield from self._opinion(reviewed, note)

    def _revoked(self, reviewed: Reviewed) -> Iterator[Any]:
        """A rejected finding: revoked for whoever has it of an earlier export, without what it said and of whom."""
        note = self._stix2.Note(
            abstract=reviewed.finding.id,
            content="Rejected by a reader; it does not stand.",
            object_refs=[self._author.id],
            revoked=True,
            **self._common("note", reviewed.finding.id),
        )
        yield note
        yield from self._opinion(reviewed, note)

    def _opinion(self, reviewed: Reviewed, note: Any) -> Iterator[Any]:
        if reviewed.verdict:
            why = "" if _rejected(reviewed) else self._outgoing.voice.given_plain(reviewed.verdict.why)
            yield self._stix2.Opinion(
                opinion=_OPINION[reviewed.verdict.verdict], explanation=why or None,
                object_refs=[note.id], **self._common("opinion", reviewed.finding.id),
            )  # fmt: skip

    def _account(self, name: str, accounts: dict[str, Any]) -> Any:
        """The account under its printed name: a private one is a number, and no id leads back to it."""
        if name not in accounts:
            accounts[name] = self._stix2.UserAccount(
                id=f"user-account--{self._outgoing.id('account', name)}", user_id=name, display_name=name
            )
        return accounts[name]

    def _common(self, kind: str, key: str, *, author: bool = True) -> dict[str, Any]:
        made = {"id": f"{kind}--{self._outgoing.id(kind, key)}", "created": self._time, "modified": self._modified}
        return made | ({"created_by_ref": self._author.id} if author else {})


def _rejected(reviewed: Reviewed) -> bool:
    return reviewed.verdict is not None and reviewed.verdict.verdict == "rejected"


def _instant(text: str) -> str:
    """A time of evidence (2022-08-01 12:00:05 UTC, finer, or the day alone) as STIX writes it."""
    date, time = text[:10], text[11:].removesuffix("UTC").removesuffix("Z").strip()
    return f"{date}T{time if time.count(':') == 2 else f'{time}:00' if time else '00:00:00'}Z"
