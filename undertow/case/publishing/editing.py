"""The findings of a case as the analyst's edition orders them: which are shown, which are left out, and what the edition gets wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from undertow.case.findings import Held
from undertow.case.publishing.edition import FILE, SECTIONS, Edition
from undertow.case.publishing.selection import rejected, reviewed, strength
from undertow.dossier.linting import Blocker

_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Edited:
    """shown: in order. left_out: with the reason. ids: of each short name and id used in the edition, the full id."""

    edition: Edition
    shown: tuple[Held, ...]
    left_out: tuple[tuple[Held, str], ...]
    ids: Mapping[str, str]

    def id_of(self, said: str) -> str:
        """The id of the finding that is meant by an id, its beginning or a short name; empty when none is."""
        return found(said, self.edition.names, self.ids)


def edited(edition: Edition, held: Sequence[Held]) -> Edited:
    """Those findings under that edition; what cannot be resolved has no effect, and `mistakes` tells it."""
    ids = {h.finding.id: h.finding.id for h in held}
    reasons = {found(entry.finding, edition.names, ids): entry.why for entry in edition.left_out}
    order = [found(said, edition.names, ids) for said in edition.order]
    place = {name: n for n, name in reversed(list(enumerate(order))) if name}
    against: dict[str, list[str]] = {}
    for entry in edition.against:
        against.setdefault(found(entry.finding, edition.names, ids), []).append(entry.text)
    shown = [
        replace(h, finding=replace(h.finding, counter_evidence=(*h.finding.counter_evidence, *against[h.finding.id])))
        if h.finding.id in against
        else h
        for h in held
        if not rejected(h) and h.finding.id not in reasons
    ]
    shown.sort(key=lambda h: (not reviewed(h), place.get(h.finding.id, len(place)), strength(h)))
    left = tuple((h, reasons[h.finding.id]) for h in held if h.finding.id in reasons and not rejected(h))
    return Edited(edition, tuple(shown), left, ids)


def found(said: str, names: Mapping[str, str], ids: Mapping[str, str]) -> str:
    """The full id of what is said, or an empty text where it is no finding or several."""
    said = names.get(said, said)
    fits = [full for full in ids if full.startswith(said)] if len(said) >= _SHORTEST else []
    return fits[0] if len(fits) == 1 else said if said in ids else ""


def mistakes(edited: Edited, held: Sequence[Held]) -> Iterator[Blocker]:
    """What the edition says of findings that there are not, twice, or against itself; each with its line."""
    edition, seen = edited.edition, dict[str, str]()
    for said in edition.order:
        yield from _unknown(edited, said, edition.lines.get(f"order {said}", 1), "order")
        if (name := edited.id_of(said)) and name in seen:
            line = edition.lines.get(f"order {said}", 1)
            yield _blocker(
                line, f"order names the finding {name} twice, as {seen[name]!r} and {said!r}", "Take one out."
            )
        seen[name] = said
    yield from _names(edited)
    yield from _entries(edited)
    gone = {h.finding.id: "was rejected" for h in held if rejected(h)} | {
        h.finding.id: "is left out" for h, _ in edited.left_out
    }
    for passage in edition.prose:
        place = passage.before or passage.after
        if place in SECTIONS:
            continue
        todo = f"Name a finding, or one of {', '.join(SECTIONS)}."
        yield from _unknown(edited, place, passage.line, "prose", todo)
        if (name := edited.id_of(place)) in gone:
            yield _blocker(passage.line, f"this text stands beside the finding {name}, which {gone[name]}", todo)


def _names(edited: Edited) -> Iterator[Blocker]:
    taken: dict[str, str] = {}
    for short, said in edited.edition.names.items():
        line = edited.edition.lines.get(f"names {short}", 1)
        yield from _unknown(edited, said, line, f"names.{short}")
        if short in SECTIONS or found(short, {}, edited.ids):
            yield _blocker(
                line, f"the short name {short!r} is already a section or the beginning of an id", "Choose another."
            )
        if short.casefold() in taken:
            yield _blocker(
                line, f"the short names {taken[short.casefold()]!r} and {short!r} cannot be told apart", "Change one."
            )
        taken[short.casefold()] = short


def _entries(edited: Edited) -> Iterator[Blocker]:
    seen: dict[str, int] = {}
    for entry in edited.edition.left_out:
        yield from _unknown(edited, entry.finding, entry.line, "left_out")
        name = edited.id_of(entry.finding)
        if name and name in seen:
            yield _blocker(entry.line, f"the finding {name} is left out twice (see line {seen[name]})", "Take one out.")
        seen[name] = entry.line
    for added in edited.edition.against:
        yield from _unknown(edited, added.finding, added.line, "against")


def _unknown(edited: Edited, said: str, line: int, where: str, todo: str = "") -> Iterator[Blocker]:
    if edited.id_of(said):
        return
    full = edited.edition.names.get(said, said)
    fits = [name for name in edited.ids if full and name.startswith(full)]
    what = f"{len(fits)} findings begin with {full!r}" if fits else f"no finding is called {said!r}"
    if len(fits) == 1:
        what = f"{full!r} is too short to name a finding; write at least {_SHORTEST} characters"
    known = ", ".join([*edited.edition.names, *(fits or list(edited.ids))][:8])
    yield _blocker(
        line,
        f"{where}: {what}",
        todo or f"Known: {known or 'none'}{' …' if len(edited.ids) > 8 else ''}. `undertow findings` lists them.",
    )


def _blocker(line: int, what: str, todo: str) -> Blocker:
    return Blocker(kind="edition", where=f"{FILE}, line {line}", what=what, todo=todo)
