"""Values under the keys of a JSON object: each as the type that is due, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from undertow.formats import Rejection
from undertow.times import UnclearTime, moment, post_moment

Object = dict[str, Any]

#: What JSON types are called in reasons.
KINDS = {
    "str": "a text",
    "int": "a number",
    "float": "a number",
    "object": "an object",
    "array": "a list",
    "bool": "true or false",
}


def an_object(value: object) -> Object:
    """The value, if it is an object. Raises: Rejection."""
    if isinstance(value, dict):
        return value
    raise Rejection(f"the record is {kind_of(value)} where an object is due")


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "null"
    return KINDS["array" if isinstance(value, list) else "object" if isinstance(value, dict) else type(value).__name__]


def text_in(record: Mapping[str, Any], key: str) -> str | None:
    """The text under a key; None where there is none. Raises: Rejection for anything but a text."""
    value = record.get(key)
    if value is None or isinstance(value, str):
        return value
    raise Rejection(f"{key} is {kind_of(value)} where a text is due")


def id_in(record: Mapping[str, Any], key: str) -> str | None:
    """The id under a key as text, exactly; None where it is missing or blank. Raises: Rejection."""
    value = record.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        raise Rejection(f"{key} is {value!r}: an id written as a fraction or a power of ten has lost digits")
    found = text_in(record, key)
    return found.strip() or None if found else None


def required_id(record: Mapping[str, Any], key: str) -> str:
    """Like `id_in`, but there must be one. Raises: Rejection."""
    found = id_in(record, key)
    if found is None:
        raise Rejection(f"{key} is missing or blank")
    return found


def count_in(record: Mapping[str, Any], key: str) -> int | None:
    """The count under a key, which may be written as text; None where there is none. Raises: Rejection."""
    value = record.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    raise Rejection(f"{key} is {str(value)[:40]!r} where a count is due")


def truth_in(record: Mapping[str, Any], key: str) -> bool | None:
    """True or false under a key; None where there is neither."""
    value = record.get(key)
    return value if isinstance(value, bool) else None


def list_in(record: Mapping[str, Any], key: str) -> list[Any]:
    """The list under a key; empty where there is none. Raises: Rejection."""
    value = record.get(key)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise Rejection(f"{key} is {kind_of(value)} where a list is due")


def objects_in(record: Mapping[str, Any], key: str) -> list[Object]:
    """The objects in the list under a key; other members of the list are passed over."""
    return [member for member in list_in(record, key) if isinstance(member, dict)]


def object_in(record: Mapping[str, Any], key: str) -> Object:
    """The object under a key; empty where there is none. Raises: Rejection."""
    value = record.get(key)
    return {} if value is None else an_object_at(key, value)


def an_object_at(key: str, value: object) -> Object:
    """The value, if it is an object; `key` is named otherwise. Raises: Rejection."""
    if isinstance(value, dict):
        return value
    raise Rejection(f"{key} is {kind_of(value)} where an object is due")


def posted(record: Mapping[str, Any], key: str, *, zone: str = "") -> tuple[datetime, str]:
    """When a post was made, and how finely that is known. Raises: Rejection."""
    value = record.get(key)
    if value is None:
        raise Rejection(f"{key} is missing: a post without a time cannot be used")
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise Rejection(f"{key} is {kind_of(value)} where a time is due")
    try:
        return post_moment(value, zone=zone)
    except UnclearTime as error:
        raise Rejection(f"{key}: {error}") from None


def known_moment(value: object, *, zone: str = "") -> tuple[datetime, str] | tuple[None, None]:
    """A time that a row can do without, and its precision; nothing where it is missing or unclear."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return None, None
    try:
        return moment(value, zone=zone)
    except UnclearTime:
        return None, None
