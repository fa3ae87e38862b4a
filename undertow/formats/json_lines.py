"""JSON lines of any origin: one object a line, its keys mapped to the fields of a canonical table.

A key inside another object is named with dots: --map author.id=account.

Field names: undertow's own (docs/formats), and the usual names of other tools listed in formats/_fields.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from undertow.errors import UnreadableInput
from undertow.formats import Format, Kept, Reading, Rejected, Rejection, Row
from undertow.formats._cells import NoZone
from undertow.formats._fields import Plan, note_plan, plan, profile_from, values_from
from undertow.formats._json import (
    ODD_CHARACTERS,
    Line,
    excerpt,
    json_members,
    lines,
    one_object,
    openings,
)
from undertow.formats._keys import Object
from undertow.material import Material

#: So many times without zone, and nothing read, are the whole file's fault.
_NAIVE_ROWS = 50


class JsonLines(Format):
    """Posts, shares or documents from JSON lines; keys map themselves where their names are usual."""

    name = "json-lines"
    title = "JSON lines, keys mapped with --map"
    fills = ("posts", "shares", "documents", "follows", "accounts")
    fallback = True

    def recognises(self, material: Material) -> bool:
        return bool(openings(material)) and b"".join(material.head[:4].split()) not in (b"{", b"[")

    def read(self, material: Material, reading: Reading) -> Iterator[Row]:
        keys = _keys(openings(material), reading)
        audience = bool(reading.audience_of) or reading.reference
        found = plan(keys, reading.mapping, where=material.name, audience=audience)
        note_plan(found, reading)
        kept = naive = position = 0
        for member in json_members(material):
            if (
                found.table == "follows" and reading.reference and len(material.members) > 1
            ):  # each file of a folder of comparisons is a list
                position, found = 0, replace(found, where=member.name)
            for line in lines(member):
                position += 1
                place = material.reference(member, f"line {line.number}")
                try:
                    row = self._row(line, found, reading, place, position)
                except Rejection as reason:
                    naive += isinstance(reason, NoZone)
                    if naive >= _NAIVE_ROWS and not kept:
                        raise UnreadableInput(f"{material.name}, {place}: {reason}") from None
                    yield Rejected(place, str(reason), excerpt(line.raw))
                    continue
                kept += 1
                yield row

    def _row(self, line: Line, found: Plan, reading: Reading, place: str, position: int) -> Kept:
        record, odd = one_object(line)
        for column, _, _ in (*found.columns, *found.profile):
            if "." in column and column not in record:
                record[column] = _nested(record, column)
        table, values = values_from(record, found, reading, place, position)
        if odd and table in ("posts", "documents"):
            values["flags"] = [ODD_CHARACTERS]
        return Kept(table, place, values, profile_from(record, found, reading, values))


def _keys(records: tuple[Object, ...], reading: Reading) -> list[str]:
    """The keys of the first records, and the nested ones that the analyst named in place of the object around them."""
    keys = dict.fromkeys(key for record in records for key in record)
    for column in reading.mapping:
        if column not in keys and any(_nested(record, column) is not None for record in records):
            keys[column] = None
            around = column.partition(".")[0]
            if around not in reading.mapping:
                keys.pop(around, None)
    return list(keys)


def _nested(record: Object, path: str) -> object:
    """The value under a path of keys joined by dots; None where there is none."""
    value: object = record
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value
