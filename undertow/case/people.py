"""Who may be named. Everyone else is a private person and appears by number in everything that is published."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from undertow.case.sources import write_whole
from undertow.errors import DamagedCase, UnreadableInput
from undertow.language.display import visible

_HANDLE = re.compile(r"@[\w.]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Actor:
    """A row of ledger/actors.csv."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    public_role: str


def read_ledger(path: Path) -> list[dict[str, str]]:
    """The rows of a ledger file; none if it does not exist. Raises: UnreadableInput naming file and line."""
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows = []
            for row in reader:
                if None in row or None in row.values():
                    raise UnreadableInput(
                        f"{path}, line {reader.line_num}: does not have as many fields as the first line. Correct it."
                    )
                rows.append({k: v.strip() for k, v in row.items()})
            return rows
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableInput(f"{path}: {error}. Save it as CSV in UTF-8.") from None


def actors(ledger: Path) -> list[Actor]:
    """The actors an analyst entered."""
    return [
        Actor(
            r.get("id", ""),
            r.get("name", ""),
            tuple(a.strip() for a in re.split(r"[;|]", r.get("aliases", "")) if a.strip()),
            r.get("kind", ""),
            r.get("public_role", ""),
        )
        for r in read_ledger(ledger / "actors.csv")
    ]


class People:
    """Names for accounts in what is published: public actors by name, private ones by a number kept in the case.

    handles: account id -> handle, for the accounts that may be printed.
    """

    def __init__(self, folder: Path, handles: dict[str, str]) -> None:
        self._path = folder / "pseudonyms.json"
        self._numbers = _numbers(self._path)
        self._handles = handles
        self._public: dict[str, str] = {}
        for actor in actors(folder / "ledger"):
            if actor.public_role:
                for alias in (actor.id, *actor.aliases):
                    self._public[_plain(alias)] = actor.name or actor.id

    def is_public(self, account: str) -> bool:
        """Whether the account is an actor's with a public role."""
        return self._public_name(account) is not None

    def name(self, account: str) -> str:
        """The name to publish: the actor's, or 'account' and a number that stays the same for this case."""
        public = self._public_name(account)
        if public is not None:
            handle = self._handles.get(account)
            return f"{public} (@{visible(handle)})" if handle and _plain(handle) != _plain(public) else public
        return f"account {self._numbers.setdefault(account, len(self._numbers) + 1)}"

    def private_name(self, account: str) -> str:
        """The name for the analyst's own screen: handle and id, with what is invisible made visible."""
        handle = self._handles.get(account)
        return f"@{visible(handle)} ({visible(account)})" if handle else visible(account)

    def masks(self, texts: Iterable[str]) -> dict[str, str]:
        """What to print for the handles of private accounts that occur in texts, by folded handle."""
        by_handle = {_plain(h): a for a, h in self._handles.items()}
        found: dict[str, str] = {}
        for text in texts:
            for match in _HANDLE.findall(text):
                key = _plain(match)
                if key in self._public:
                    found[key] = match
                elif key in by_handle:
                    account = by_handle[key]
                    found[key] = match if self.is_public(account) else f"@[{self.name(account)}]"
        return found

    def save(self) -> None:
        """Keeps the numbers given so far."""
        write_whole(self._path, json.dumps(self._numbers, indent=1).encode())

    def _public_name(self, account: str) -> str | None:
        for key in (account, self._handles.get(account, "")):
            if key and (name := self._public.get(_plain(key))):
                return name
        return None


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


def _plain(handle: str) -> str:
    return handle.removeprefix("@").casefold()
