"""Who may be named. Everyone else is a private person and appears by number in everything that is published."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from undertow.case.ledger import actors
from undertow.case.sources import write_whole
from undertow.dossier.names import distinctive, plain
from undertow.errors import DamagedCase
from undertow.language.accounts import accounts_as_written, as_account
from undertow.language.display import visible
from undertow.language.normal import readable
from undertow.tables.ledger import is_person

_HANDLE = re.compile(r"@[\w.]+", re.UNICODE)
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Called:
    """What an account of the case is called somewhere: its handle or its display name."""

    account: str
    name: str
    is_handle: bool


class People:
    """Names for accounts in what is published: public actors by name, private ones by a number kept in the case.

    handles: account id -> handle, for the accounts that may be printed.
    called: handles and display names that may occur in texts; the private ones among them are masked there.
    """

    def __init__(self, folder: Path, handles: dict[str, str], called: Iterable[Called] = ()) -> None:
        self._path = folder / "pseudonyms.json"
        self._numbers = _numbers(self._path)
        self._handles = handles
        self._called = tuple(called)
        #: Name of the public actor, by each of its aliases that may stand for an account (language/handles.py). The id of
        #: a row is none of them: it is a word of the ledger, and whoever took it for a handle is not the actor.
        self._public: dict[str, str] = {}
        #: Words that stand for public actors in texts, and are no account's there.
        self._kept: set[str] = set()
        self._unnamed: set[str] = set()
        for actor in actors(folder / "ledger"):
            if actor.public_role:
                self._public |= {as_account(alias): actor.name or actor.id for alias in actor.aliases}
                self._kept |= {plain(alias) for alias in (actor.name or actor.id, *actor.aliases)}
            elif is_person(actor.kind):
                self._unnamed |= {plain(alias) for alias in (actor.name, *actor.aliases) if alias}
        #: Aliases that name a handle without its platform, while accounts of several platforms bear it: they name nobody.
        self.unclear = self._unclear()
        for alias in self.unclear:
            del self._public[alias]

    def with_called(self, called: Iterable[Called]) -> People:
        """The same people, with what else accounts are called."""
        self._called = tuple(called)
        return self

    def is_public(self, account: str) -> bool:
        """Whether the account is an actor's with a public role."""
        return self._public_name(account) is not None

    def name(self, account: str) -> str:
        """The name to publish: the actor's, or 'account' and a number that stays the same for this case."""
        public = self._public_name(account)
        if public is not None:
            handle = self._handles.get(account)
            return f"{public} (@{visible(handle)})" if handle and plain(handle) != plain(public) else public
        return f"account {self._numbers.setdefault(account, len(self._numbers) + 1)}"

    def private_name(self, account: str) -> str:
        """The name for the analyst's own screen: handle and id, with what is invisible made visible."""
        handle = self._handles.get(account)
        return f"@{visible(handle)} ({visible(account)})" if handle else visible(account)

    def masks(self, texts: Iterable[str]) -> dict[str, str]:
        """What to print for the handles and names of private accounts that occur in texts, by folded handle or name."""
        bearing: dict[str, list[str]] = defaultdict(list)
        for account, handle in sorted(self._handles.items()):
            bearing[plain(handle)].append(account)
        found = self._bare_masks()
        for text in texts:
            for match in _HANDLE.findall(readable(text)):
                if accounts := bearing.get(key := plain(match)):
                    found[key] = self._mention(match, accounts)
        return found

    def _mention(self, match: str, accounts: Sequence[str]) -> str:
        """What to print for @handle in a text, where those accounts bear the handle."""
        if all(map(self.is_public, accounts)):
            return match
        return f"@[{self.name(accounts[0])}]" if len(accounts) == 1 else "@[one of several accounts]"

    def _unclear(self) -> tuple[str, ...]:
        bearing: dict[str, list[str]] = defaultdict(list)
        for account, handle in self._handles.items():
            bearing[f"@{plain(handle)}"].append(account)
        found = []
        for alias in self._public.keys() & bearing.keys():
            platforms = {account.rpartition(":")[0] for account in bearing[alias]}
            others = self._public.keys() - {alias}
            told = all(others & set(accounts_as_written(a, self._handles[a])) for a in bearing[alias])
            if len(platforms) > 1 and not told:
                found.append(alias)
        return tuple(sorted(found))

    def _bare_masks(self) -> dict[str, str]:
        """Masks for names that stand without @: of accounts of the case, and of persons listed without a public role."""
        kept = set(self._kept)
        owners: dict[str, set[str]] = defaultdict(set)
        for called in self._called:
            key = plain(called.name)
            if self.is_public(called.account):
                kept.add(key)
            elif len(key) >= _SHORTEST and (called.is_handle or distinctive(key)):
                owners[key].add(called.account)
        found = {key: "…" for key in self._unnamed if len(key) >= _SHORTEST}
        for key, accounts in sorted(owners.items()):
            # a name that several accounts bear stands for none of them
            found[key] = f"[{self.name(min(accounts))}]" if len(accounts) == 1 else "[a private account]"
        return {key: mask for key, mask in found.items() if key not in kept}

    def save(self) -> None:
        """Keeps the numbers given so far."""
        write_whole(self._path, json.dumps(self._numbers, indent=1).encode())

    def _public_name(self, account: str) -> str | None:
        written = accounts_as_written(account, self._handles.get(account, ""))
        return next((name for key in written if (name := self._public.get(key))), None)


Lookup = Callable[[Sequence[str], Sequence[str]], dict[str, str]]


def people_of(folder: Path, lookup: Lookup, accounts: Sequence[str], handles: Sequence[str]) -> People:
    """Those accounts, and those that bear one of the handles. lookup: finds handles, as `handles_of` does.

    Whoever bears a handle that the ledger gives to a public actor is looked up too, to tell where it could be either of two.
    """
    if not accounts and not handles:
        return People(folder, {})
    public = {plain(alias) for actor in actors(folder / "ledger") if actor.public_role for alias in actor.aliases}
    return People(folder, lookup(accounts, sorted({*handles, *public})))


def handles_of(
    query: Callable[[str, Sequence[object]], list[tuple[Any, ...]]], accounts: Sequence[str], handles: Sequence[str]
) -> dict[str, str]:
    """The newest handle of each of those accounts, and of the accounts that bear one of those handles (folded, without @)."""
    return dict(
        query(
            "SELECT account, arg_max(handle, row_index) FROM (SELECT account, handle, row_index FROM accounts "
            "UNION ALL SELECT account, handle, row_index FROM posts) WHERE handle IS NOT NULL "
            "AND (account IN (SELECT unnest(?)) OR lower(handle) IN (SELECT unnest(?))) GROUP BY account",
            [list(accounts), list(handles)],
        )
    )


def _numbers(path: Path) -> dict[str, int]:
    if not path.exists():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, int])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DamagedCase(
            f"{path} is damaged ({error}). It says which number stands for which private account: restore it from a backup, "
            "or delete it to give new numbers, which will not be those of dossiers already published."
        ) from None
