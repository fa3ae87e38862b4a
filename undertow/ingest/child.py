"""The reading process: recognises the material, reads it and leaves staged rows. Started by `undertow.ingest.read`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import msgspec

from undertow.errors import UndertowError, UnreadableInput
from undertow.formats import Format, Reading
from undertow.ingest import Failure, Report, Request
from undertow.ingest.isolation import isolate
from undertow.ingest.staging import Staging
from undertow.material import Material, open_material
from undertow.registry import member, members
from undertow.unloaded import leave_out

PACKAGE = "undertow.formats"


def main() -> int:
    """Reads a request from standard input; leaves report.json, or failure.json with the reason."""
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=Request)
    staging = Path(request.staging)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a TextIOWrapper unless embedded
    try:
        material, chosen = _material(request)
        isolate(staging, request.limits)
        report = _read(request, material, chosen)
    except UndertowError as error:
        _leave(staging / "failure.json", Failure(type(error).__name__, str(error)))
        return 1
    except MemoryError:
        _leave(staging / "failure.json", Failure("UnreadableInput", _too_large(request)))
        return 1
    _leave(staging / "report.json", report)
    return 0


def _material(request: Request) -> tuple[Material, Format]:
    """The material and its format. Modules a format needs are loaded here, before the process is shut in."""
    leave_out("numpy", "pandas")  # pyarrow loads them where they are, which takes longer than reading most files
    import pyarrow.parquet  # noqa: F401  # its native libraries are opened now, while that is still allowed

    material = open_material(Path(request.path), name=request.name, limits=request.limits)
    if not material.members:
        raise UnreadableInput(f"{request.name}: holds no files. Check what was exported.")
    if all(not m.head(1) for m in material.members[:50]):
        raise UnreadableInput(f"{request.name}: is empty (0 bytes). Export it again.")
    if request.format:
        return material, member(PACKAGE, Format, request.format)()  # type: ignore[type-abstract]  # members are concrete
    return material, recognise(material, request.name)


def recognise(material: Material, name: str) -> Format:
    """The one format that recognises the material.

    Raises: UnreadableInput naming the candidates when there are several, or what is missing when there is none.
    """
    known = [kind() for kind in members(PACKAGE, Format).values()]  # type: ignore[type-abstract]  # members are concrete
    for fallback in (False, True):
        found = [f for f in known if f.fallback is fallback and f.recognises(material)]
        if len(found) == 1:
            return found[0]
        if found:
            names = " or ".join(f"--format {f.name} ({f.title})" for f in found)
            raise UnreadableInput(f"{name}: could be more than one format. Say which: {names}.")
    if material.head.lstrip()[:5].lower() == b"<?xml":
        raise UnreadableInput(
            f"{name}: is XML, which is not read (XML can be made to exhaust a machine or reach other files). Export it as CSV or JSON."
        )
    nearest = [f"{f.name} ({f.title}): {lack}" for f in known if (lack := f.missing(material))]
    hint = f" Nearest: {'; '.join(nearest[:3])}." if nearest else ""
    raise UnreadableInput(
        f"{name}: no format recognises it.{hint} `undertow formats` lists what can be read; a table or JSON lines of "
        "any other shape can be added with --map COLUMN=FIELD."
    )


def _read(request: Request, material: Material, chosen: Format) -> Report:
    reading = Reading(
        mapping=request.mapping,
        timezone=request.timezone,
        actor=request.actor,
        audience_of=request.audience_of,
        reference=request.reference,
        platform=request.platform,
    )
    # Rows hold no cycles; looking for some in millions of young objects takes a third of the time.
    gc.freeze()
    gc.set_threshold(500_000, 50, 100)
    staging = Staging(
        Path(request.staging),
        only=request.only_rows,
        progress=lambda records: print(records, f"{material.meter.share():.4f}"),
    )
    material.meter.start()
    for row in chosen.read(material, reading):
        staging.take(row)
    return Report(chosen.name, staging.records, staging.close(), reading.notes, staging.reasons, staging.first_rejected)


def _too_large(request: Request) -> str:
    return (
        f"{request.name}: one record needs more than {request.limits.memory_bytes // 1_000_000:,} MB of memory. "
        "Nothing was added. Split the file; an ordinary export holds no such record."
    )


def _leave(path: Path, what: Report | Failure) -> None:
    path.write_bytes(msgspec.json.encode(what))


if __name__ == "__main__":
    sys.exit(main())
