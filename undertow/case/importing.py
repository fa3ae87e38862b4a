"""What came of adding something, in a record or in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from undertow import ingest
from undertow.case.given import collected
from undertow.case.journal import now
from undertow.case.sources import Incoming, Options, Source, request
from undertow.errors import BadSetting, UnreadableInput
from undertow.model import Ledger
from undertow.times import zone_name


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of adding one file or folder. `already` says that these bytes were in the case before."""

    source: Source
    already: bool = False

    @property
    def ledger(self) -> Ledger:
        return self.source.ledger

    @property
    def notes(self) -> list[str]:
        return self.source.notes


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked to be read: under which name, as which format (empty: recognise it), how."""

    name: str
    format: str
    options: Options
    progress: ingest.Progress | None = None


def usable(options: Options) -> Options:
    """The options, which fit together. Raises: BadSetting."""
    if options.timezone:
        zone_name(options.timezone)
    if options.audience_of and options.reference:
        raise BadSetting(
            "--audience-of and --reference exclude each other: a list is the audience asked about, or a comparison."
        )
    collected(options.collected)
    return options


def staged_from(asked: Asked, incoming: Incoming, staging: Path) -> tuple[Source, ingest.Report]:
    """Reads what came in into `staging`, which is made. Raises: UnreadableInput when no row of it can be used."""
    staging.mkdir(parents=True)
    files = [stored for stored, _ in incoming.files]
    source = Source(
        incoming.sha256,
        asked.name,
        asked.format,
        incoming.bytes,
        now(),
        asked.options,
        Ledger(),
        [],
        files,
        incoming.is_folder,
    )
    report = ingest.read(request(source, incoming.path, staging), asked.progress)
    if all(table == "quarantine" for table in report.tables):
        raise UnreadableInput(nothing_usable(asked.name, report))
    return replace(source, format=report.format, notes=report.notes), report


def already(known: Source, options: Options, format: str) -> ImportReport:
    """The answer to adding the same bytes again. Raises: BadSetting if they are to be read in another way."""
    if options != known.options or format not in ("", known.format):
        raise BadSetting(
            f"{known.name}: these bytes are in the case already, read with other options. To read them anew, take them out "
            f"first: undertow remove {known.sha256[:12]}"
        )
    return ImportReport(known, already=True)


def nothing_usable(name: str, report: ingest.Report) -> str:
    """Why a file of which no row can be used was refused, with its first reason."""
    if not report.records:
        return f"{name}: holds no rows ({report.format}). Nothing was added. Check what was exported."
    common = sorted(report.reasons.items(), key=lambda item: -item[1])
    more = (
        f" Other reasons: {'; '.join(f'{reason} ({count:,} times)' for reason, count in common[1:4])}."
        if common[1:]
        else ""
    )
    return (
        f"{name}: none of its {report.records:,} rows can be used ({report.format}). The first, {report.first_rejected}.{more} "
        "Nothing was added. Correct the file or export it again."
    )
