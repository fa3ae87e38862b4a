"""What was handed to `undertow add`: a file, a folder or an archive, opened within limits.

Unpacking happens while reading, never to disk, and stops at the first byte beyond a limit. A name inside an archive is
only ever a label: nothing is written under it.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from undertow.errors import UnreadableInput

MB = 1_000_000
HEAD_BYTES = 256 * 1024
PACKED = (".gz", ".zst", ".zip")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one source may ask of the machine. Bytes are counted after unpacking."""

    bytes_unpacked: int = 200_000 * MB
    ratio: float = 200.0
    ratio_from_bytes: int = 16 * MB
    members: int = 200_000
    line_bytes: int = 64 * MB
    memory_bytes: int = 3_000 * MB
    json_depth: int = 64


class Reader(Protocol):
    """The part of a binary file that the limits need."""

    def read(self, size: int = -1, /) -> bytes: ...
    def close(self) -> None: ...


class Meter:
    """How much of the material's stored bytes has been read, for a forecast of the time left."""

    def __init__(self) -> None:
        self.total = 0
        self._read = 0
        self._open: tuple[BinaryIO, int] | None = None

    def start(self) -> None:
        """Forgets what was read before, as when heads were looked at."""
        self._read, self._open = 0, None

    def watch(self, file: BinaryIO, size: int) -> BinaryIO:
        """Counts what is read of `file`, of `size` bytes. Another file watched before counts as read; a file opened
        again is counted from its start.
        """
        if self._open is not None and self._open[0].name != file.name:
            self._read += self._open[1]
        self._open = (file, size)
        return file

    def share(self) -> float:
        """The part read so far, 0 to 1."""
        at = 0
        if self._open is not None:
            file, size = self._open
            at = size if file.closed else file.tell()
        return min((self._read + at) / self.total, 1.0) if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the material. `name` is a label with forward slashes; `open` gives its unpacked bytes from the start."""

    name: str
    open: Callable[[], BinaryIO]

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem

    def head(self, size: int = HEAD_BYTES) -> bytes:
        """The first bytes, fewer if the file is shorter."""
        with self.open() as file:
            return file.read(size)


@dataclass(frozen=True)
class Material:
    """What was handed in, as one or more members in order of their names. A plain file has exactly one."""

    name: str
    members: tuple[Member, ...]
    is_folder: bool = False
    meter: Meter = field(default_factory=Meter)

    @property
    def only(self) -> Member | None:
        """The one member of a plain or packed file; None for a folder or an archive of several files."""
        return self.members[0] if len(self.members) == 1 and not self.is_folder else None

    @cached_property
    def head(self) -> bytes:
        """First bytes of the first member."""
        return self.members[0].head() if self.members else b""

    def reference(self, member: Member, place: str = "") -> str:
        """The `row_ref` of a place in a member: 'line 12' in a plain file, 'AZE_75_2020.txt, line 12' otherwise."""
        if self.only is not None and not self.name.lower().endswith(".zip"):
            return place or "whole file"
        return f"{member.name}, {place}" if place else member.name


def open_material(path: Path, *, name: str = "", limits: Limits = Limits()) -> Material:
    """The material at `path`; `name` is the name it was handed in under, when it is stored under another.

    Raises: UnreadableInput for an archive that is damaged, too large or names places outside itself.
    """
    name = name or path.name
    meter = Meter()
    if path.is_dir():
        return Material(name, tuple(_folder(path, limits, meter)), is_folder=True, meter=meter)
    lower = name.lower()
    if lower.endswith((".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".7z", ".rar", ".bz2", ".xz")):
        raise UnreadableInput(
            f"{name}: this kind of archive is not read. Unpack it and add the folder, or pack it as .zip, .gz or .zst."
        )
    with path.open("rb") as file:
        magic = file.read(4)
    meter.total = path.stat().st_size
    if magic == b"PK\x03\x04" and not lower.endswith(".docx"):
        return Material(name, tuple(_zip(path, name, limits, meter)), meter=meter)
    if magic[:2] == b"\x1f\x8b":
        return Material(
            name, (Member(_unpacked_name(name, ".gz"), partial(_gzip, path, name, limits, meter)),), meter=meter
        )
    if magic == b"\x28\xb5\x2f\xfd":
        return Material(
            name, (Member(_unpacked_name(name, ".zst"), partial(_zstd, path, name, limits, meter)),), meter=meter
        )
    for suffix in PACKED:
        if lower.endswith(suffix) and magic:
            raise UnreadableInput(
                f"{name}: ends in {suffix} but is not packed that way. Export it again, or rename it to what it is."
            )
    return Material(name, (Member(name, partial(_plain, path, meter)),), meter=meter)


def _plain(path: Path, meter: Meter) -> BinaryIO:
    return meter.watch(path.open("rb"), path.stat().st_size)


def _folder(path: Path, limits: Limits, meter: Meter) -> Iterator[Member]:
    """Plain files below a folder. Hidden files and links are left out."""
    files = sorted(
        file
        for file in path.rglob("*")
        if file.is_file()
        and not file.is_symlink()
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    if len(files) > limits.members:
        raise UnreadableInput(
            f"{path.name}: holds {len(files):,} files, more than {limits.members:,}. Add its parts one by one."
        )
    meter.total = sum(file.stat().st_size for file in files)
    for file in files:
        yield Member(label(file.relative_to(path).as_posix()), partial(_plain, file, meter))


def _zip(path: Path, name: str, limits: Limits, meter: Meter) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise UnreadableInput(f"{name}: is not a whole zip archive ({error}). Download or export it again.") from None
    if len(entries) > limits.members:
        raise UnreadableInput(f"{name}: holds {len(entries):,} files, more than {limits.members:,}. Split it.")
    for entry in entries:
        _check_zip_entry(entry, name, limits)
    keep = [e for e in entries if not any(p.startswith((".", "__MACOSX")) for p in PurePosixPath(e.filename).parts)]
    for entry in sorted(keep, key=lambda e: e.filename):
        yield Member(label(entry.filename), partial(_zip_member, path, entry, name, limits, meter))


def _check_zip_entry(entry: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    where = f"{name}: the file named {entry.filename!r} inside it"
    raw_name = entry.orig_filename.replace("\\", "/")
    if raw_name.startswith("/") or ".." in raw_name.split("/") or ":" in raw_name.split("/")[0]:
        raise UnreadableInput(
            f"{where} points outside the archive. Nothing was read. Ask for the archive again, or unpack it by hand and look."
        )
    if entry.flag_bits & 0x1:
        raise UnreadableInput(f"{where} needs a password. Unpack it and add the folder.")
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise UnreadableInput(f"{where} is a link. Unpack the archive by hand and look before you add the folder.")
    if PurePosixPath(raw_name).suffix.lower() in (".zip", ".gz", ".zst", ".tar", ".tgz", ".7z", ".rar"):
        raise UnreadableInput(f"{where} is an archive too. Unpack the outer one and add the folder.")
    if entry.file_size > limits.ratio_from_bytes and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        raise UnreadableInput(_too_dense(f"{where}", entry.file_size, entry.compress_size, limits))


def _zip_member(path: Path, entry: zipfile.ZipInfo, name: str, limits: Limits, meter: Meter) -> BinaryIO:
    raw = path.open("rb")
    archive = zipfile.ZipFile(meter.watch(raw, path.stat().st_size))
    return _limited(archive.open(entry), entry.compress_size, f"{name}: {entry.filename}", limits, also_close=raw)


def _gzip(path: Path, name: str, limits: Limits, meter: Meter) -> BinaryIO:
    size = path.stat().st_size
    raw = meter.watch(path.open("rb"), size)
    return _limited(gzip.GzipFile(fileobj=raw), size, name, limits, also_close=raw)


def _zstd(path: Path, name: str, limits: Limits, meter: Meter) -> BinaryIO:
    import zstandard

    size = path.stat().st_size
    raw = meter.watch(path.open("rb"), size)
    unpacker = zstandard.ZstdDecompressor(max_window_size=2**31)
    return _limited(unpacker.stream_reader(raw, read_across_frames=True), size, name, limits, also_close=raw)


class _Limited(io.RawIOBase):
    """Counts what comes out of a packed stream, and turns its errors into ours."""

    def __init__(self, stream: Reader, packed: int, where: str, limits: Limits, also_close: BinaryIO | None) -> None:
        self._stream, self._packed, self._where, self._limits, self._also = stream, packed, where, limits, also_close
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed wants Buffer; a memoryview is one
        try:
            data = self._stream.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, RuntimeError) as error:
            raise UnreadableInput(self._damaged(error)) from None
        except Exception as error:
            # zstandard is imported only where needed, so its error class has no name here.
            if type(error).__name__ != "ZstdError":
                raise
            raise UnreadableInput(self._damaged(error)) from None
        self._count += len(data)
        if self._count > self._limits.bytes_unpacked:
            raise UnreadableInput(
                f"{self._where}: unpacks to more than {self._limits.bytes_unpacked:,} bytes. Split it and add the parts."
            )
        if self._count > self._limits.ratio_from_bytes and self._count > self._limits.ratio * self._packed:
            raise UnreadableInput(_too_dense(self._where, self._count, self._packed, self._limits))
        buffer[: len(data)] = data
        return len(data)

    def _damaged(self, error: Exception) -> str:
        return (
            f"{self._where}: the archive is damaged or cut off after {self._count:,} unpacked bytes ({error}). "
            "Nothing was added. Download or export it again."
        )

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            if self._also is not None:
                self._also.close()
        super().close()


def _limited(stream: Reader, packed: int, where: str, limits: Limits, also_close: BinaryIO | None = None) -> BinaryIO:
    return io.BufferedReader(_Limited(stream, packed, where, limits, also_close), buffer_size=1 << 18)


def _too_dense(where: str, unpacked: int, packed: int, limits: Limits) -> str:
    return (
        f"{where}: unpacks to {unpacked:,} bytes or more from {packed:,}, over {limits.ratio:.0f} times its size. Real exports do not; "
        "an archive made to exhaust a machine does. Nothing was added. If it is genuine, unpack it yourself and add the file."
    )


def label(name: str) -> str:
    """A file's name as text: bytes that are not UTF-8 become U+FFFD, so that every record can hold it."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _unpacked_name(name: str, suffix: str) -> str:
    return name[: -len(suffix)] if name.lower().endswith(suffix) else name
