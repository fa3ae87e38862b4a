"""What other programs can read of a dossier: one form is one file here, found by its name.

Everything is masked as the dossier is: private accounts appear by number, and their words are withheld. What a form cannot say is left out, never guessed.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid5

from undertow.dossier.contents import Dossier, Reviewed
from undertow.errors import MissingExtra
from undertow.model import Finding

if TYPE_CHECKING:
    from undertow.dossier.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Where a statement stands: a source of the case by SHA-256 and place, or a publication or draft by name."""

    name: str
    sha256: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person found about a statement: supported or contradicted, by what, why, who, and when (ISO 8601, empty if not known)."""

    verdict: str
    against: tuple[str, ...]
    why: str
    by: str
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim of the ledger or a sentence of a draft. by: who said it, empty for a private person; person: whether that is one. key: tells it from the others."""

    key: tuple[str, ...]
    text: str
    by: str = ""
    person: bool = False
    date: str = ""
    rests_on: str = ""
    appearances: tuple[Appearance, ...] = ()
    judgement: Judgement | None = None


#: By account, or by two accounts, the first and last day on which they are seen, ISO 8601.
Spans = Mapping[tuple[str, ...], tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What is exported. judged: all findings of the case with their verdicts, rejected ones too, as the dossier numbers them.

    case: an id of the case that stays the same between runs; ids made from it stay the same too. statements: claims and judged sentences.
    changed: when something was last done in the case that may change what is told, in UTC, ISO 8601; empty if not known.
    spans: by id of a finding, when the accounts it joins are seen in all its rows; of the findings that a form asks for.
    """

    dossier: Dossier
    judged: tuple[Reviewed, ...]
    voice: Voice
    case: UUID
    statements: tuple[Statement, ...] = ()
    changed: str = ""
    spans: Callable[[Sequence[Finding]], Mapping[str, Spans]] = lambda _: {}

    def id(self, *key: str) -> UUID:
        """The id of a thing of this case, the same in every export."""
        return uuid5(self.case, "\n".join(key))

    @property
    def standing(self) -> tuple[Reviewed, ...]:
        """The findings of the dossier that no reader rejected."""
        return tuple(r for r in self.dossier.findings if r.verdict is None or r.verdict.verdict != "rejected")

    @property
    def title(self) -> str:
        """The title of the dossier as it may be printed."""
        return self.voice.given_plain(self.dossier.title)


class Export(ABC):
    """One form. `title` says what it is and which programs read it."""

    name: ClassVar[str]
    title: ClassVar[str]

    @abstractmethod
    def write(self, outgoing: Outgoing, folder: Path) -> Iterator[Path]:
        """Writes into an existing folder, and yields each file written. Raises: MissingExtra."""


def extra(module: str, form: str) -> Any:
    """A package that one form needs and most users do not. Raises: MissingExtra with the line that installs it."""
    try:
        return import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        how = "Install it: pip install 'undertow[exports]'."
        raise MissingExtra(f"The export {form} needs the package {package}, which is not installed. {how}") from None


def write_json(path: Path, value: Any) -> Path:
    """The file written, in UTF-8, indented."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
