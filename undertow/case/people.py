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
        self._public: dict[str, str] = {}
        self._unnamed: set[str] = set()
        for actor in actors(folder / "ledger"):
            if actor.public_role:
                for alias in (actor.id, *actor.aliases):
                    self._public[plain(alias)] = actor.name or actor.id
            elif is_person(actor.kind):
                self._unnamed |= {plain(alias) for alias in (actor.name, *actor.aliases) if alias}

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
        by_handle = {plain(h): a for a, h in self._handles.items()}
        found = self._bare_masks()
        for text in texts:
            for match in _HANDLE.findall(readable(text)):
                key = plain(match)
                if key in by_handle and key not in self._public:
                    account = by_handle[key]
                    found[key] = match if self.is_public(account) else f"@[{self.name(account)}]"
        return found

    def _bare_masks(self) -> dict[str, str]:
        """Masks for names that stand without @: of accounts of the case, and of persons listed without a public role."""
        kept = set(self._public) | {plain(name) for name in self._public.values()}
        owners: dict[str, set[str]] = defaultdict(set)
        for called in self._called:
            key = plain(called.name)
            if called.account in self._public or plain(self._handles.get(called.account, "")) in self._public:
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
        native = account.partition(":")[2]  # a follower list may know its account by handle only: x:NAME
        for key in (account, self._handles.get(account, ""), "" if native.isdigit() else native):
            if key and (name := self._public.get(plain(key))):
                return name
        return None


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
