"""The people a dossier is about: who is named and why, who was asked and answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from undertow.case.ledger import Actor, actors, read_ledger, write_ledger
from undertow.case.people import People, handles_of
from undertow.case.publishing.selection import rejected
from undertow.case.publishing.versions import Versions
from undertow.case.publishing.wording import quoted_findings
from undertow.dossier import Decisions, Dossier, Named, Reply
from undertow.dossier.linting import Blocker
from undertow.dossier.names import plain
from undertow.errors import BadSetting, UnknownName
from undertow.model import Finding, mention, mentioned, with_names
from undertow.tables.ledger import is_person

if TYPE_CHECKING:
    from undertow.case import Case

_SHORTEST = 4
_PLACES = ("place", "region", "city", "country", "people", "population")


def decisions(case: Case, dossier: Dossier) -> Decisions:
    """What was decided about private persons in this case."""
    settings = case.settings
    numbered = {r.finding.id: r.number for r in dossier.findings}
    return Decisions(
        named=tuple(
            Named(name=actor.name or actor.id, role=actor.public_role, why=actor.named_because)
            for actor in actors(case.folder / "ledger")
            if actor.public_role and is_person(actor.kind)
        ),
        quoting=settings.quote_private,
        quoting_in=tuple(
            (numbered[finding], why) for finding, why in quoted_findings(case).items() if finding in numbered
        ),
    )


def record(case: Case) -> None:
    """Writes into the log what was decided by hand, in actors.csv and case.toml, and is not in it yet."""
    known = [(e.command, e.data) for e in case.journal.entries() if e.command in ("name", "quote")]
    for actor in actors(case.folder / "ledger"):
        if actor.public_role and is_person(actor.kind):
            data = {"actor": actor.id, "role": actor.public_role, "reason": actor.named_because}
            if ("name", data) not in known:
                case.journal.append("name", **data)
    settings = case.settings
    reasons = {"": settings.quote_private} if settings.quote_private else {}
    for finding, reason in (reasons | settings.quote_private_in).items():
        if ("quote", {"finding": finding, "reason": reason}) not in known:
            case.journal.append("quote", finding=finding, reason=reason)


def name(case: Case, account: str, role: str, reason: str, called: str = "") -> str:
    """Enters a person, or the account of one, into actors.csv with a role in public and the reason to name them; logs it.

    Returns: the id of the row. Raises: BadSetting without role or reason, or where the ledger has a role already; UnknownName.
    """
    if not role.strip() or not reason.strip():
        raise BadSetting('Naming needs --role "what they are in public" and --reason "why they have to be named".')
    with case.changing() as journal:
        path = case.folder / "ledger" / "actors.csv"
        rows = read_ledger(path)
        wanted = plain(account)
        own = next((r for r in rows if wanted in map(plain, (r["id"], *r.get("aliases", "").split(";")))), None)
        if own is None:
            rows.append(own := _entered(case, account, called))
        elif own.get("named_because"):
            raise BadSetting(
                f"{path}, line {own['line']}: {own['id']} is named already, because {own['named_because']!r}. Change the row there."
            )
        own |= {"public_role": role.strip(), "named_because": reason.strip()} | ({"name": called} if called else {})
        write_ledger(path, rows)
        journal.append("name", actor=own["id"], role=own["public_role"], reason=own["named_because"])
    return own["id"]


def _entered(case: Case, account: str, called: str) -> dict[str, str]:
    """A row of actors.csv for an account of the case. Raises: UnknownName."""
    known = handles_of(case.query, [account], [plain(account)])
    if not known and case.query(
        "SELECT 1 FROM posts WHERE account = $1 UNION ALL SELECT 1 FROM accounts WHERE account = $1", [account]
    ):
        known = {account: ""}
    if not known:
        raise UnknownName(
            f"{account!r} is no account of this case and no id or alias in ledger/actors.csv. Give a handle or an account id."
        )
    number, handle = sorted(known.items())[0]
    aliases = f"{number}; @{handle}" if handle else number
    return {"id": handle or number, "name": called or handle or number, "aliases": aliases, "kind": "person"}


def replies(case: Case, dossier: Dossier) -> tuple[Reply, ...]:
    """Who was asked, in the order of time; a private account as a mention."""
    known = {actor.id: actor for actor in actors(case.folder / "ledger")}
    numbered = {r.finding.id: r.number for r in dossier.findings}
    ids = _known(case)
    rows = [row for row in case.ledger()["replies"] if row["asked_at"] and (row["actor"] or row["account"])]
    found = handles_of(case.query, [], [plain(row["account"]) for row in rows if row["account"]]) if rows else {}
    bearing = Counter(map(plain, found.values()))  # a handle of several accounts stands for none of them
    by_handle = {plain(handle): account for account, handle in found.items() if bearing[plain(handle)] == 1}
    return tuple(
        Reply(
            who=_asked(row["actor"], row["account"], known, by_handle),
            findings=tuple(sorted({numbered[f] for x in row["findings"] if (f := _meant(x, ids)) in numbered})),
            **{key: row[key] for key in ("asked_at", "way", "question", "answered_at", "answer", "source")},
        )
        for row in sorted(rows, key=lambda row: (row["asked_at"], row["id"]))
    )


def wrong_replies(case: Case) -> Iterator[Blocker]:
    """What of replies.csv cannot be right: it would be printed of people who can answer to it."""
    ids = _known(case)
    for row in case.ledger()["replies"]:
        where = f"ledger/replies.csv, line {row['line']}"
        if row["problem"]:
            yield Blocker(kind="edition", where=where, what=row["problem"].replace(f"{where}, ", ""), todo="")
        for said in row["findings"]:
            fits = [name for name in ids if name.startswith(said)]
            if len(said) < _SHORTEST:
                what = f"{said!r} is too short to name a finding; write at least {_SHORTEST} characters"
            elif len(fits) == 1 or said in ids:
                continue
            else:
                what = f"{len(fits)} findings begin with {said!r}" if fits else f"no finding is called {said[:40]!r}"
            yield Blocker(
                kind="edition", where=where, what=f"column findings: {what}", todo="`undertow findings` lists them."
            )


def _known(case: Case) -> set[str]:
    """The ids of the findings of the case, and of those that were published and are no more."""
    published = {f.id for version in Versions(case.folder).all() for f in version.findings}
    return published | {h.finding.id for h in case.findings()}


def _meant(said: str, ids: Collection[str]) -> str:
    """The one finding whose id begins so; empty where it is none or several."""
    fits = [name for name in ids if name.startswith(said)] if len(said) >= _SHORTEST else []
    return said if said in ids else fits[0] if len(fits) == 1 else ""


def _asked(actor: str, account: str, known: Mapping[str, Actor], by_handle: Mapping[str, str]) -> str:
    row = known.get(actor)
    if row is not None and (row.public_role or not is_person(row.kind)):
        return row.name or actor
    return mention(by_handle.get(plain(account), account)) if account else "a private person"


def concerns(case: Case) -> Iterator[str]:
    """What an analyst should know of the people concerned before publishing: who is not named for want of a reason, and
    which named actors findings concern whom nobody asked. Nothing of it stops a publication.
    """
    yield from (row["problem"] for row in case.ledger()["actors"] if "column named_because" in row["problem"])
    findings = [h.finding for h in case.findings() if h.found_again and not rejected(h)]
    people = case.people(sorted({a for f in findings for a in (*f.accounts, *mentioned(f.statement))}))
    for alias in people.unclear:
        yield (
            f"ledger/actors.csv: the alias {alias} fits accounts of several platforms, so none of them is named. Write the platform "
            f"with it, for example x:{alias}, or the id of the account."
        )
    rows = [row for row in case.ledger()["replies"] if row["asked_at"]]
    asked = {row["actor"] for row in rows} | {plain(row["account"]) for row in rows if row["account"]}
    waiting = []
    for actor in actors(case.folder / "ledger"):
        if not actor.public_role or actor.kind.casefold() in _PLACES or actor.id in asked or _called(actor) & asked:
            continue
        if concerned := [f.id for f in findings if _concerns(f, actor, people)]:
            many = f"{len(concerned):,} findings" if len(concerned) > 1 else f"finding {concerned[0]}"
            waiting.append(f"{actor.name or actor.id} ({many})")
    if waiting:
        yield (
            f"Named and not asked, as far as ledger/replies.csv says: {', '.join(waiting)}. Enter there who was asked, with the answer if there is "
            "one; it is printed. Nothing is held up by this."
        )


def _concerns(finding: Finding, actor: Actor, people: People) -> bool:
    """Whether a finding is about an account of the actor, or has its name in the statement."""
    called = _called(actor)
    accounts = {*finding.accounts, *mentioned(finding.statement)}
    own = {plain(people.name(account).partition(" (@")[0]) for account in accounts if people.is_public(account)}
    return bool(own & called) or (
        len(actor.name) > 2 and plain(actor.name) in plain(with_names(finding.statement, lambda _: ""))
    )


def _called(actor: Actor) -> set[str]:
    return {plain(text) for text in (actor.id, actor.name, *actor.aliases) if text}
