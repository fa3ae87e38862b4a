"""The material of the fictional case in the formats in which such material arrives, apart from posts and accounts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from undertow.synthetic import codebook
from undertow.synthetic.fiction import Fiction, Headline, Message
from undertow.synthetic.names import CHANNEL, CHANNEL_NUMBER
from undertow.tables.ledger import LEDGERS, entered

#: The channel was exported on a machine three hours ahead of UTC.
_EXPORT_OFFSET = timedelta(hours=3)
_EPOCH = datetime(1970, 1, 1)


def write_speeches(fiction: Fiction, folder: Path) -> None:
    """One text file a speech, and a table of speaker, date and title beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    speeches = sorted(fiction.speeches, key=lambda speech: (speech.date, speech.speaker))
    for speech in speeches:
        text = "\n\n".join(" ".join(passage) for passage in speech.passages)
        _write(folder / f"{speech.name}.txt", text + "\n")
    rows = [(f"{s.name}.txt", s.speaker, s.outlet, s.date, s.title, "en") for s in speeches]
    write_csv(folder / "metadata.csv", ("file", "speaker", "outlet", "date", "title", "language"), rows)


def write_newspapers(fiction: Fiction, path: Path) -> None:
    """Headlines in the columns of a newspaper collection, with the rows that cannot be used at the end."""
    odd = fiction.defects.headlines if fiction.defects is not None else ()
    rows = [_headline(number, headline) for number, headline in enumerate((*fiction.headlines, *odd), 1)]
    columns = ("id", "indexed_date", "language", "media_name", "media_url", "publish_date", "title", "url")
    write_csv(path, columns, rows)


def write_channel(fiction: Fiction, path: Path) -> None:
    """The channel as the desktop program exports it: local times, and seconds since 1970."""
    messages: list[dict[str, Any]] = [
        {
            "id": 1,
            "type": "service",
            "date": "2022-08-31T15:00:00",
            "date_unixtime": "1661947200",
            "actor": CHANNEL,
            "action": "create_channel",
        }
    ]
    messages += [_message(number, message) for number, message in enumerate(fiction.messages, 2)]
    export = {"name": CHANNEL, "type": "public_channel", "id": CHANNEL_NUMBER, "messages": messages}
    _write(path, json.dumps(export, ensure_ascii=False, indent=1) + "\n")


def write_notes(fiction: Fiction, folder: Path) -> None:
    """Each note as a text and a short TOML of the same name."""
    folder.mkdir(parents=True, exist_ok=True)
    for note in fiction.notes:
        _write(folder / f"{note.name}.txt", note.text)
        stated = {"kind": note.kind, "who": note.who, "when": note.when, "where": note.where, "consent": note.consent}
        lines = [f"{key} = {json.dumps(value)}" for key, value in stated.items()]
        lines += [f"protect_source = {str(note.protect).lower()}", f"reliability = {json.dumps(note.reliability)}"]
        _write(folder / f"{note.name}.toml", "\n".join(lines) + "\n")


def write_ledger(fiction: Fiction, folder: Path) -> None:
    """The tables an analyst would keep by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in sorted(fiction.ledger.items()):
        columns = tuple(column.name for column in entered(LEDGERS[name]))
        write_csv(folder / f"{name}.csv", columns, [[row.get(column, "") for column in columns] for row in rows])


def write_codebook(folder: Path) -> None:
    """The codebook an analyst would have written for the case."""
    _write(folder / f"{codebook.NAME}.toml", codebook.TOML)


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table in UTF-8, with line feeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _headline(number: int, headline: Headline) -> tuple[str, ...]:
    site = f"{headline.outlet.replace('The ', '').replace(' ', '-').lower()}.example"
    url = f"https://{site}/{headline.date}/{number}"
    return (
        sha256(url.encode()).hexdigest(),
        headline.date,
        "en",
        headline.outlet,
        site,
        headline.date,
        headline.title,
        url,
    )


def _message(number: int, message: Message) -> dict[str, Any]:
    at = message.at.replace(microsecond=0)
    entities: list[dict[str, str]] = [{"type": "plain", "text": message.text}]
    if message.link:
        entities = [{"type": "plain", "text": message.text + " "}, {"type": "link", "text": message.link}]
    written: dict[str, Any] = {
        "id": number,
        "type": "message",
        "date": (at + _EXPORT_OFFSET).isoformat(),
        "date_unixtime": str(int((at - _EPOCH).total_seconds())),
        "from": CHANNEL,
        "from_id": f"channel{CHANNEL_NUMBER}",
        "text": [message.text + " ", {"type": "link", "text": message.link}] if message.link else message.text,
        "text_entities": entities,
    }
    if message.forwarded_from:
        written["forwarded_from"] = message.forwarded_from
    return written


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
