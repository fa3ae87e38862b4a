"""`result.json` as Telegram Desktop exports it: one chat, or all of them.

Field names: telegramdesktop/tdesktop (export_output_json.cpp). `date` is the clock of the exporting machine, without
zone; `date_unixtime` is used where it is there. The export holds no view counts, no channel names in addresses, and
of a forwarded message only the display name it came from: that is no id, and none is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from undertow.formats import Format, Kept, Reading, Rejected, Rejection, Row, Values
from undertow.formats._cells import NoZone, when
from undertow.formats._json import ODD_CHARACTERS, excerpt, json_members, one_object, openings
from undertow.formats._keys import Object, id_in, kind_of, objects_in, required_id, text_in
from undertow.formats._stream import elements
from undertow.formats._tabular import no_zone
from undertow.material import Material

FORWARDED = "forwarded from a name only: "
_CHATS = {
    "saved_messages": "user",
    "personal_chat": "user",
    "bot_chat": "user",
    "private_group": "chat",
    "private_supergroup": "channel",
    "public_supergroup": "channel",
    "private_channel": "channel",
    "public_channel": "channel",
}
_PRIVATE = frozenset({"saved_messages", "personal_chat", "bot_chat", "private_group", "private_supergroup"})
_NAIVE_ROWS = 50
_REMEMBERED = 20_000
_LISTED = 30


class TelegramDesktop(Format):
    """Messages of one or all chats, in order; joins, pins and other service messages are counted and left out."""

    name = "telegram-desktop"
    title = "Telegram Desktop export (result.json)"
    fills = ("posts", "accounts")

    def recognises(self, material: Material) -> bool:
        return any(_is_chat(record) or _is_full_export(record) for record in openings(material))

    def read(self, material: Material, reading: Reading) -> Iterator[Row]:
        kept = naive = private = 0
        told: dict[str, str] = {}
        chats: dict[str, _Chat] = {}
        for member in json_members(material):
            for element in elements(
                member, "messages", material.reference(member) if not material.only else material.name
            ):
                place = material.reference(member, f"line {element.line.number}, item {element.number}")
                chat = _chat_of(element.beside, chats)
                try:
                    message, odd = one_object(element.line)
                    values = _post(message, element.beside, reading)
                except Rejection as reason:
                    naive += isinstance(reason, NoZone)
                    chat.why = chat.why or str(reason)
                    if naive >= _NAIVE_ROWS and not kept:
                        raise no_zone(f"{material.name}, {place}", str(reason)) from None
                    yield Rejected(place, str(reason), excerpt(element.line.raw))
                    continue
                kept += 1
                chat.taken += 1
                private += element.beside.get("type") in _PRIVATE
                if odd:
                    values["flags"].append(ODD_CHARACTERS)
                yield Kept("posts", place, values, _profile(values["account"], message, told))
        if len(chats) > 1:
            _note_chats(list(chats.values()), reading)
        if private:
            reading.note(
                f"Messages from private chats and groups: {private:,}. They are private conversations: remove the source "
                "and export public channels only, unless you need them."
            )


@dataclass(slots=True)
class _Chat:
    """A chat of an export: its name and kind, messages taken, and why the first one that was not taken was left out."""

    title: str
    taken: int = 0
    why: str = ""


def _chat_of(beside: Object, chats: dict[str, _Chat]) -> _Chat:
    kind = str(beside.get("type", "chat of no kind")).replace("_", " ")
    key = f"{kind} {beside.get('id')}"
    if key not in chats:
        chats[key] = _Chat(f"“{str(beside.get('name') or beside.get('id'))[:60]}” ({kind})")
    return chats[key]


def _note_chats(chats: list[_Chat], reading: Reading) -> None:
    """Add to the import report which of several chats were taken and which were not, and why."""
    taken = sorted((c for c in chats if c.taken), key=lambda c: -c.taken)
    left = [c for c in chats if not c.taken]
    reading.note(
        f"This export holds {len(chats):,} chats with messages, and all were read. If you need only some of them, remove "
        "the source, export those alone in Telegram Desktop and add them."
    )
    if taken:
        reading.note(f"Chats taken: {_listed([f'{c.title}: {c.taken:,} messages' for c in taken])}.")
    if left:
        reading.note(f"Chats of which no message was taken: {_listed([f'{c.title}: {c.why}' for c in left])}.")


def _listed(parts: list[str]) -> str:
    more = len(parts) - _LISTED
    return "; ".join(parts[:_LISTED]) + (f"; and {more:,} more" if more > 0 else "")


def _is_chat(record: Object) -> bool:
    return "messages" in record and "id" in record and record.get("type") in _CHATS


def _is_full_export(record: Object) -> bool:
    return "about" in record and bool(record.keys() & {"personal_information", "chats", "left_chats"})


def chat_id(chat: Object) -> str:
    """The chat as Telegram Desktop writes senders ('channel123'), without the -100 that other programs put before it."""
    kind = _CHATS.get(str(chat.get("type")), "chat")
    number = required_id(chat, "id")
    return kind + number.removeprefix("-100").removeprefix("-")


def _post(message: Object, chat: Object, reading: Reading) -> Values:
    kind = message.get("type")
    if kind != "message":
        what = (
            f"service message ({str(message.get('action'))[:40]})" if kind == "service" else f"{str(kind)[:40]} message"
        )
        raise Rejection(f"{what}, not a post")
    room = chat_id(chat)
    sender = id_in(message, "from_id") or (
        room if room.startswith("channel") and "channel" in str(chat["type"]) else None
    )
    if sender is None:
        raise Rejection("from_id is missing: no account can be named")
    time = when(message.get("date_unixtime") or message.get("date"), reading)
    values: Values = {
        "post": f"telegram:{room}/{required_id(message, 'id')}",
        "platform": "telegram",
        "account": f"telegram:{sender}",
        "at": time.at,
        "at_precision": time.precision,
        "at_origin": time.origin,
        "kind": "original",
        "flags": [],
    }
    if answered := id_in(message, "reply_to_message_id"):
        other = id_in(message, "reply_to_peer_id") or room
        values["kind"], values["reply_to"] = "reply", f"telegram:{other}/{answered}"
    if (name := text_in(message, "forwarded_from")) or "forwarded_from" in message:
        values["kind"] = "forward"
        values["flags"].append(f"{FORWARDED}{name or 'a deleted account'}")
    _words(values, message)
    return values


def _words(values: Values, message: Object) -> None:
    """Fill in text, links, hashtags and mentions from the marked parts, or from `text` in older exports."""
    parts = objects_in(message, "text_entities")
    plain = message.get("text")
    if not parts and isinstance(plain, str):
        values["text"] = plain
        return
    if not parts and plain is not None:
        if not isinstance(plain, list):
            raise Rejection(f"text is {kind_of(plain)} where a text is due")
        parts = [{"type": "plain", "text": p} if isinstance(p, str) else p for p in plain if isinstance(p, (str, dict))]
    values["text"] = "".join(text_in(part, "text") or "" for part in parts)
    links, hashtags, mentions = [], [], []
    for part in parts:
        kind, words = part.get("type"), text_in(part, "text") or ""
        if kind == "link":
            links.append(words)
        elif kind == "text_link" and (address := text_in(part, "href")):
            links.append(address)
        elif kind == "hashtag":
            hashtags.append(words.removeprefix("#"))
        elif kind == "mention":
            mentions.append(words.removeprefix("@"))
        elif kind == "mention_name" and (user := id_in(part, "user_id")):
            mentions.append(f"telegram:user{user.removeprefix('user')}")
    values["links"], values["hashtags"], values["mentions"] = list(dict.fromkeys(links)), hashtags, mentions


def _profile(account: str, message: Object, told: dict[str, str]) -> list[tuple[str, Values]]:
    """The display name of the sender, when it is new."""
    name = message.get("from")
    if not isinstance(name, str) or told.get(account) == name:
        return []
    if len(told) >= _REMEMBERED:
        told.clear()
    told[account] = name
    return [("accounts", {"account": account, "platform": "telegram", "name": name})]
