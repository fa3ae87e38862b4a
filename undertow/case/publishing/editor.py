"""dossier.toml of a case: read, checked, changed and saved, each change in the log."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from undertow.case.findings import Held
from undertow.case.publishing.concerned import wrong_replies
from undertow.case.publishing.editing import edited
from undertow.case.publishing.edition import FILE, Edition, own_comments, parsed, read
from undertow.case.publishing.linting import blockers
from undertow.case.publishing.selection import on_what_is_left
from undertow.case.publishing.writing import GENERATED, written
from undertow.case.sources import write_whole
from undertow.dossier.linting import Blocker
from undertow.errors import BadSetting, ChangedMeanwhile

if TYPE_CHECKING:
    from undertow.case import Case
    from undertow.case.journal import Journal


class Editor:
    """What the analyst writes around the findings of a case, in dossier.toml."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.path: Path = case.folder / FILE

    @property
    def sha256(self) -> str:
        """The hash of the file as it stands; empty where there is none. Give it back with `save`."""
        return sha256(self.path.read_bytes()).hexdigest() if self.path.exists() else ""

    def read(self) -> Edition:
        """The edition as it stands now; an empty one where there is no file. Raises: BadSetting with the line."""
        return read(self.path)

    def text(self) -> str:
        """The file as it stands, or as it would be written: with its explanations and the findings to choose from."""
        return self.path.read_text("utf-8") if self.path.exists() else written(Edition(), self._shown())

    def begin(self, by: str = "") -> Path:
        """Writes the file with its explanations where there is none; one that is there stays as it is."""
        if not self.path.exists():
            self.save_text(self.text(), seen="", by=by)
        return self.path

    def save(self, edition: Edition, *, seen: str, by: str = "") -> str:
        """Writes the edition and returns the hash of the file; comments of the analyst's own are kept.

        seen: the hash of the file that was changed. Raises: ChangedMeanwhile if the file is no longer that one, BadSetting.
        """
        comments = own_comments(self.path.read_text("utf-8"), GENERATED) if self.path.exists() else []
        return self.save_text(written(edition, self._shown(edition), comments), seen=seen, by=by)

    def save_text(self, text: str, *, seen: str, by: str = "") -> str:
        """The same for the whole file as text. Raises: ChangedMeanwhile, BadSetting for a text that cannot be read."""
        try:
            data = text.encode("utf-8")
        except UnicodeEncodeError:
            raise BadSetting(f"{FILE}: the text holds half a character. Type it again.") from None
        parsed(text)
        with self._case.changing() as journal:
            self.note(journal)
            if self.sha256 != seen:
                raise ChangedMeanwhile(
                    f"{FILE} was changed since you opened it. Nothing was overwritten: load it again and repeat your change."
                )
            if sha256(data).hexdigest() != seen:
                write_whole(self.path, data)
                self._append(journal, text, by or os.environ.get("USER", "") or "unnamed")
        return self.sha256

    def blockers(self) -> list[Blocker]:
        """Everything that keeps the dossier from being published, in words, with where and what to do. Reads only."""
        held, _ = on_what_is_left(self._case, [h for h in self._case.findings() if h.found_again])
        return [*blockers(self._case, held, edited(self.read(), held)), *wrong_replies(self._case)]

    def note(self, journal: Journal) -> None:
        """Writes into the log what was changed by hand since the last time, so that it can be told later."""
        last = next((e.data["sha256"] for e in reversed(journal.entries()) if e.command == "edition"), "")
        if self.path.exists() and self.sha256 != last:
            self._append(journal, self.path.read_text("utf-8"), "in the file")

    def _append(self, journal: Journal, text: str, by: str) -> None:
        before = next((e.data for e in reversed(journal.entries()) if e.command == "edition"), {})
        journal.append(
            "edition",
            sha256=self.sha256,
            before=before.get("sha256", ""),
            changed=_changed(before, text),
            by=by,
            text=text,
        )

    def _shown(self, edition: Edition | None = None) -> Sequence[Held]:
        held, _ = on_what_is_left(self._case, [h for h in self._case.findings() if h.found_again])
        return edited(edition or Edition(), held).shown


def _changed(before: dict[str, str], text: str) -> list[str]:
    """Which parts of the edition changed."""
    try:
        was, now = parsed(before.get("text", "")), parsed(text)
    except BadSetting:
        return ["what could not be read"]
    parts = ("title", "language", "summary", "order", "names", "left_out", "against", "prose")
    return [part for part in parts if _without_lines(getattr(was, part)) != _without_lines(getattr(now, part))]


def _without_lines(part: object) -> object:
    """A part without the lines on which it stands, which move when anything above them does."""
    if isinstance(part, tuple):
        return [
            {key: getattr(entry, key) for key in entry.__slots__ if key != "line"}
            if not isinstance(entry, str)
            else entry
            for entry in part
        ]
    return part
