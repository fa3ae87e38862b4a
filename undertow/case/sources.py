"""The originals of a case: kept read-only under their SHA-256, listed in a manifest with how each was read."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, TypedDict

import msgspec

from undertow.errors import DamagedCase, EngineFailed, UnknownName, UnreadableInput
from undertow.ingest import Request
from undertow.material import label
from undertow.model import Ledger

#: Raised when a table changes its columns: tables of an older case are made again from its sources.
SCHEMA = 2
_SHA = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """One file as it lies in sources/."""

    name: str
    sha256: str
    bytes: int


class Adding(TypedDict, total=False):
    """What an analyst may say when adding; see Options."""

    mapping: dict[str, str]
    timezone: str
    actor: str
    audience_of: str
    reference: bool
    platform: str
    collected: str


@dataclass(frozen=True, slots=True)
class Options:
    """What the analyst said when adding, so that the tables can be made again."""

    mapping: dict[str, str] = field(default_factory=dict)
    timezone: str = ""
    actor: str = ""
    audience_of: str = ""
    reference: bool = False
    platform: str = ""
    collected: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that was added: a file, or a folder whose listing has the hash and whose files are stored too."""

    sha256: str
    name: str
    format: str
    bytes: int
    added_at: str
    options: Options
    ledger: Ledger
    notes: list[str] = field(default_factory=list)
    files: list[Stored] = field(default_factory=list)
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """sources/manifest.json."""

    schema: int = SCHEMA
    made_by: str = ""
    sources: list[Source] = field(default_factory=list)

    def find(self, name: str) -> Source:
        """The source with that name or the beginning of that hash. Raises: UnknownName."""
        found = [s for s in self.sources if s.name == name or (len(name) >= 6 and s.sha256.startswith(name))]
        if len(found) != 1:
            known = [f"{s.name} ({s.sha256[:12]})" for s in self.sources]
            advice = "More than one fits: use the hash." if found else ""
            raise UnknownName.among("source", name, known, advice)
        return found[0]


class Sources:
    """The folder sources/ of a case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / "manifest.json"

    def manifest(self) -> Manifest:
        """The manifest. Raises: DamagedCase if it is missing, broken or of a newer version."""
        try:
            raw = msgspec.json.decode(self._path.read_bytes(), type=dict[str, Any])
        except FileNotFoundError:
            raise DamagedCase(
                f"{self._path} is missing. Restore it from a backup; the log lists what was added."
            ) from None
        except msgspec.DecodeError as error:
            raise DamagedCase(f"{self._path} is not readable ({error}). Restore it from a backup.") from None
        schema = raw.get("schema", 0)
        if not isinstance(schema, int) or schema > SCHEMA:
            raise DamagedCase(
                f"This case was made by a newer undertow ({raw.get('made_by', 'unknown')}, schema {schema}; this one knows {SCHEMA}). "
                "Update undertow (pip install --upgrade undertow) and open it again."
            )
        try:
            return msgspec.convert(raw, Manifest)
        except msgspec.ValidationError as error:
            raise DamagedCase(f"{self._path} is not a list of sources ({error}). Restore it from a backup.") from None

    def save(self, manifest: Manifest) -> None:
        """Replaces the manifest in one step."""
        write_whole(self._path, msgspec.json.format(msgspec.json.encode(manifest), indent=1))

    def path(self, sha: str) -> Path:
        """Where the bytes with that hash lie."""
        return self.folder / sha

    def take(self, path: Path, workshop: Path) -> Incoming:
        """A private copy of what the analyst handed over, hashed while copied. Nothing is in the case yet.

        Raises: UnreadableInput if it cannot be read.
        """
        workshop.mkdir(parents=True, exist_ok=True)
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise UnreadableInput(
                f"{path}: is neither a file nor a folder. Copy what it holds into a file and add that."
            )
        try:
            if path.is_dir():
                return _take_folder(path, workshop)
            stored = _copy(path, workshop / "original", label(path.name))
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise EngineFailed(
                    f"There is no room for {path.name} in {self.folder}. Free disk space and add it again."
                ) from None
            raise UnreadableInput(
                f"{path}: cannot be read ({error.strerror or error}). Check the name and your permissions."
            ) from None
        return Incoming(
            stored.sha256, stored.bytes, workshop / "original", [(stored, workshop / "original")], is_folder=False
        )

    def keep(self, incoming: Incoming) -> None:
        """Moves the copies to their place, read-only. Already stored bytes are left as they are."""
        for stored, copy in incoming.files:
            target = self.path(stored.sha256)
            if not target.exists():
                os.chmod(copy, 0o444)
                os.replace(copy, target)
        _sync_folder(self.folder)

    def drop(self, source: Source, others: list[Source]) -> None:
        """Deletes the bytes of a source, except what other sources hold too."""
        shared = {f.sha256 for other in others for f in other.files} | {other.sha256 for other in others}
        for sha in {source.sha256, *(f.sha256 for f in source.files)} - shared:
            _remove(self.path(sha))

    def drop_unowned(self, hashes: Iterable[str], sources: Sequence[Source]) -> None:
        """Deletes those of the stored bytes that no source owns: what an interrupted command left."""
        owned = {f.sha256 for s in sources for f in s.files} | {s.sha256 for s in sources}
        for sha in hashes:
            if _SHA.fullmatch(sha) and sha not in owned:
                _remove(self.path(sha))

    def problems(self, source: Source) -> list[str]:
        """What is wrong with the stored bytes of a source, in words."""
        found = []
        for stored in source.files:
            path = self.path(stored.sha256)
            if not path.exists():
                found.append(f"sources/{stored.sha256} ({stored.name}) is missing.")
            elif _digest(path) != stored.sha256:
                found.append(
                    f"sources/{stored.sha256} ({stored.name}) was changed: its SHA-256 is now {_digest(path)}."
                )
        return found

    def lay_out(self, source: Source, workshop: Path) -> Path:
        """A path from which the source can be read again under its own name and structure (links, no copies)."""
        if not source.is_folder:
            return self.path(source.sha256)
        root = workshop / "folder"
        for stored in source.files[1:]:
            target = root / stored.name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(self.path(stored.sha256), target)
            except OSError:
                shutil.copyfile(self.path(stored.sha256), target)
        return root


@dataclass(frozen=True, slots=True)
class Incoming:
    """A private copy of something to be added: its hash, the path to read it from, and each file with its copy."""

    sha256: str
    bytes: int
    path: Path
    files: list[tuple[Stored, Path]]
    is_folder: bool


def request(source: Source, path: Path, staging: Path, only: tuple[str, ...] | None = None) -> Request:
    """What the child needs to read this source again as it was read the first time."""
    o = source.options
    return Request(
        path=str(path),
        name=source.name,
        staging=str(staging),
        format=source.format,
        mapping=o.mapping,
        timezone=o.timezone,
        actor=o.actor,
        audience_of=o.audience_of,
        reference=o.reference,
        platform=o.platform,
        only_rows=only,
    )


def write_whole(path: Path, data: bytes) -> None:
    """Replaces a file in one step: a reader sees the old bytes or the new ones, also after a crash."""
    scratch = path.with_name(f".{path.name}.new")
    with scratch.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(scratch, path)
    _sync_folder(path.parent)


def _take_folder(path: Path, workshop: Path) -> Incoming:
    root = workshop / "folder"
    stored: list[tuple[Stored, Path]] = []
    for file in sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink()):
        name = label(file.relative_to(path).as_posix())
        if any(part.startswith(".") for part in name.split("/")):
            continue
        copy = root / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        stored.append((_copy(file, copy, name), copy))
    listing = "".join(f"{s.sha256}  {s.name}\n" for s, _ in stored).encode("utf-8", "surrogateescape")
    sha = sha256(listing).hexdigest()
    copy = workshop / "listing"
    copy.write_bytes(listing)
    own = Stored("(listing of the folder)", sha, len(listing))
    total = sum(s.bytes for s, _ in stored)
    # The child reads from `folder`; what is kept are further copies of the same bytes, so that moving them is safe.
    kept = [(own, copy)] + [(s, _second(c, workshop / f"kept-{n}")) for n, (s, c) in enumerate(stored)]
    root.mkdir(exist_ok=True)
    return Incoming(sha, total, root, kept, is_folder=True)


def _second(path: Path, target: Path) -> Path:
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
    return target


def _copy(path: Path, target: Path, name: str) -> Stored:
    digest, size = sha256(), 0
    with path.open("rb") as source, target.open("wb") as copy:
        while block := source.read(1 << 20):
            digest.update(block)
            copy.write(block)
            size += len(block)
        copy.flush()
        os.fsync(copy.fileno())
    return Stored(name, digest.hexdigest(), size)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _remove(path: Path) -> None:
    """Deletes a file that is read-only; Windows deletes none that is."""
    if path.exists():
        os.chmod(path, 0o644)
        path.unlink()


def _sync_folder(folder: Path) -> None:
    """Makes the names in a folder last through a power cut, where a folder can be opened (not on Windows)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def with_sources(manifest: Manifest, sources: list[Source]) -> Manifest:
    """The manifest with another list of sources."""
    return replace(manifest, sources=sources)
