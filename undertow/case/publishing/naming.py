"""Who is named how in what is published, and whose words are read: the accounts, handles and names that occur in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from undertow.case.findings import Held
from undertow.case.people import Called, People
from undertow.case.publishing.statements import statements, words_of
from undertow.case.publishing.wording import quotable
from undertow.dossier import masking
from undertow.dossier.names import plain, spelled
from undertow.dossier.prose import references
from undertow.language.normal import readable
from undertow.model import Finding, mentioned

if TYPE_CHECKING:
    from undertow.case import Case
    from undertow.dossier.voice import Voice

_HANDLE = re.compile(r"@([\w.]+)")
_WORD = re.compile(r"\w+")
_LITERAL = re.compile(r"'((?:[^']|'')*)'")
#: Handles and display names that may stand in a text: their first word is among its words. That they are part of it is looked up
#: outside DuckDB, which looks each name of the case through for it: seconds, where there are few to look for.
#: What is invisible in them is left out first, as in the text (language/normal.py).
_CALLED = r"""
SELECT DISTINCT account, name, is_handle, reads FROM (
  SELECT account, name, is_handle, trim(regexp_replace(regexp_replace(lower(name), '\s+', ' ', 'g'),
    '[\p{Cf}\p{Cc}\p{Co}\x{034F}\x{115F}\x{1160}\x{3164}\x{FFA0}\x{FE00}-\x{FE0F}]+', '', 'g')) AS reads FROM (
    SELECT account, handle AS name, true AS is_handle FROM accounts
    UNION SELECT account, handle, true FROM posts
    UNION SELECT account, name, false FROM accounts))
WHERE length(reads) >= 4 AND regexp_extract(reads, '[\pL\pN_]+') IN (SELECT unnest(?))
"""


#: Settings of analyses that name accounts.
_NAMING = ("account", "accounts", "between", "pairs", "voices", "who")
_BETWEEN = re.compile(r"[,;|]| and | with ")
#: Accounts that are named by their id, or their handle, letter for letter.
_NAMED = """
SELECT DISTINCT account, name FROM (
  SELECT account, account AS name FROM accounts UNION ALL SELECT account, handle FROM accounts
  UNION ALL SELECT account, account FROM posts UNION ALL SELECT account, handle FROM posts
  UNION ALL SELECT target, target FROM follows UNION ALL SELECT follower, follower FROM follows
  UNION ALL SELECT account, account FROM shares)
WHERE lower(name) IN (SELECT unnest(?))
"""


def voice(case: Case, held: Sequence[Held], names: People) -> Voice:
    """What names accounts in what is published, masks names in texts, and withholds words of private accounts."""
    masks = names.masks(texts(case, held)) | _stated(case, held, names)
    everything = bool(case.settings.quote_private)
    return masking(names.name, names.is_public, masks, quotable=quotable(case, held), quoting=everything)


def private_voice(names: People) -> Voice:
    """What names everybody and withholds nothing: for the case's own use."""
    return masking(names.private_name, lambda _: True, quoting=True)


def people(case: Case, held: Sequence[Held]) -> People:
    """Names for everybody who may occur in a dossier of those findings."""
    return called_in(case, texts(case, held), {a for h in held for a in _accounts(h.finding)})


def called_in(case: Case, written: Sequence[str], accounts: set[str]) -> People:
    """Names for those accounts and for everybody whose handle or name stands in the texts."""
    handles = {match.casefold() for text in written for match in _HANDLE.findall(text)}
    called = _called(case, written)
    public = case.people(sorted(accounts | {c.account for c in called}), sorted(handles))
    return public.with_called(called)


def _called(case: Case, texts: Sequence[str]) -> list[Called]:
    folded = " ".join(readable(" ".join(texts)).lower().split())
    words = sorted(set(_WORD.findall(folded)))
    # what a source holds may be half a character, which no database takes
    folded = folded.encode("utf-8", "replace").decode("utf-8")
    words = [word.encode("utf-8", "replace").decode("utf-8") for word in words]
    return [Called(*row) for *row, reads in case.query(_CALLED, [words]) if reads in folded]


def texts(case: Case, held: Sequence[Held]) -> list[str]:
    """Words of others, and of the analyst, in which names may stand."""
    settings, ledger = case.settings, case.ledger()
    events, edition = ledger["events"], case.edition.read().texts()
    found = [text for h in held for e in h.finding.evidence for text in (e.text, "" if e.account else e.who) if text]
    written = [row[key] for row in events for key in ("title", "place", "source_id", "reported_by")]
    named = {name.casefold() for text in edition for name, _ in references(text)}
    cited = [row for name, rows in ledger.items() for row in rows if f"{name}/{row['id']}".casefold() in named]
    written += [row.get(key, "") for row in cited for key in ("source_id", "reported_by")]
    stated = words_of(statements(case))
    told = [settings.title, settings.question, settings.byline]
    written += [row[key] for row in ledger["replies"] for key in ("way", "question", "answer", "source")]
    written += [str(e.data.get(key, "")) for e in case.journal.entries() for key in ("what", "notice", "reason", "why")]
    files = {e.row_ref.rpartition(", ")[0] for h in held for e in h.finding.evidence} | {s.name for s in case.sources()}
    parts = [name[start:end] for name in sorted(files) for start, end in spelled(name)]
    parts += [part.replace("_", " ").replace("-", " ") for part in parts]
    return list(dict.fromkeys([*found, *stated, *told, *edition, *written, *parts]))


def _stated(case: Case, held: Sequence[Held], names: People) -> dict[str, str]:
    """Masks for private accounts that settings name by handle or id, and queries by id."""
    runs = case.runs()
    said = [str(run.settings[key]) for run in runs for key in _NAMING if key in run.settings]
    asked = [part.strip().removeprefix("@") for value in said for part in _BETWEEN.split(value)]
    asked += [source.options.audience_of.removeprefix("@") for source in case.sources()]
    queries = [h.finding.query for h in held]
    queries += [
        path.read_text("utf-8") for run in runs for path in (case.folder / "runs" / run.id / "sql").glob("*.sql")
    ]
    literals = {literal for sql in queries for literal in _LITERAL.findall(sql)}
    wanted = {word.casefold() for word in (*asked, *literals) if word}
    by_handle = {word.casefold() for word in asked}
    found = {}
    for account, name in case.query(_NAMED, [sorted(wanted)]) if wanted else ():
        if (name == account or name.casefold() in by_handle) and not names.is_public(account):
            found[plain(name)] = names.name(account)
    return found


def _accounts(finding: Finding) -> Iterable[str]:
    yield from finding.accounts
    yield from (e.who for e in finding.evidence if e.account)
    yield from mentioned(msgspec.json.encode(finding).decode("utf-8", "replace"))
