"""The actors of a case as an analysis needs them: who may be named, what they are called, and which accounts are theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from undertow.analyses._texts import Text
from undertow.language.accounts import accounts_as_written, as_account
from undertow.language.gazetteer import Gazetteer
from undertow.tables.ledger import is_person


@dataclass(frozen=True)
class Actors:
    """rows: of the ledger. A person without a public role is neither looked for in texts nor given a name."""

    rows: Sequence[Mapping[str, Any]]

    @property
    def public(self) -> list[Mapping[str, Any]]:
        """Those with a public role, and organisations, states and places, which need none."""
        return [row for row in self.rows if row["public_role"] or not is_person(row["kind"] or "")]

    def gazetteer(self) -> Gazetteer:
        """Finds them in texts, by name and aliases; ids are for the ledger only."""
        return Gazetteer((row["id"], [row["name"], *(row["aliases"] or ())]) for row in self.public)

    def name(self, actor: str) -> str:
        """The name in print."""
        return next((row["name"] or row["id"] for row in self.rows if row["id"] == actor), actor)

    def of_account(self, account: str, handle: str = "") -> str:
        """The actor with a public role whose account it is; empty if it is nobody's."""
        wanted = set(accounts_as_written(account, handle))
        owning = (row for row in self.rows if row["public_role"])
        return next((row["id"] for row in owning if wanted & set(map(as_account, row["aliases"] or ()))), "")

    def of_speaker(self, name: str) -> str:
        """The public actor of that name; empty if the ledger has none."""
        return next((row["id"] for row in self.public if plain(name) in _called(row)), "")

    def voice(self, text: Text) -> str:
        """Whose words a text is: an actor by id, a speaker by name; empty for an account that is nobody's."""
        if text.is_account:
            return self.of_account(text.who, text.handle)
        return self.of_speaker(text.who) or text.who


def actors_of(table: Any) -> Actors:
    """The ledger from its lazy table, in the order of ids."""
    return Actors(sorted(table.to_pyarrow().to_pylist(), key=lambda row: row["id"]))


def plain(name: str) -> str:
    """A name for comparing: small letters, one blank, no @."""
    return " ".join(name.removeprefix("@").casefold().split())


def _called(row: Mapping[str, Any]) -> set[str]:
    return {plain(name) for name in (row["id"], row["name"], *(row["aliases"] or ())) if name}
