"""From a case to what goes out: the dossier and the exports.

`selection` says which findings, `contents` gathers the records, `naming` gives accounts their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from undertow.case.findings import Held
from undertow.case.publishing.contents import gathered
from undertow.case.publishing.hearing import hear
from undertow.case.publishing.naming import people, texts
from undertow.case.publishing.selection import on_what_is_left
from undertow.case.publishing.statements import statements
from undertow.case.sources import write_whole
from undertow.dossier import Reviewed, masking, render, smaller
from undertow.dossier.exports import Export, Outgoing
from undertow.dossier.linting import Blocker
from undertow.errors import BadSetting, NotPublishable
from undertow.registry import member

if TYPE_CHECKING:
    from undertow.case import Case
    from undertow.case.people import People
    from undertow.dossier.voice import Voice

FORMS = ("html", "pdf", "audio")
_MOST = 5


def publish(
    case: Case, folder: Path, forms: Sequence[str], *, working: bool, voice: str = ""
) -> Iterator[tuple[Path, str]]:
    """Writes the dossier in the forms asked for, the page first and always; yields each file written with its SHA-256.

    voice: the program that speaks the audio edition, where it is not espeak-ng.
    Raises: BadSetting for a form this version does not write, MissingExtra, once the page is written, for what a PDF or an
    audio edition needs.
    """
    for form in forms:
        if form not in FORMS:
            raise BadSetting(f"--to {form!r} is not a form this version writes. Known: {', '.join(FORMS)}.")
    held, gone = on_what_is_left(case, [h for h in case.findings() if h.found_again])
    if not working and (found := case.edition.blockers()):
        raise NotPublishable(_told(found), found)
    names = people(case, held)
    dossier = gathered(case, held, gone)
    name, public, masks = _named(case, names, held, working=working)
    heard = hear(dossier, masking(name, public, masks), voice) if "audio" in forms else None
    page = render(dossier, name, public, masks, heard.listening if heard else None)
    path = folder / "working" / "dossier.html" if working else folder / "dossier.html"
    if not working:
        names.save()
    path.parent.mkdir(parents=True, exist_ok=True)
    yield _kept(path, smaller(page).encode("utf-8", "replace"))
    if heard and heard.listening.file:
        yield _kept(path.with_suffix(heard.listening.file.suffix), heard.listening.file.data)
    if working:
        from undertow.dossier.exports.spreadsheets import Spreadsheets

        everyone = masking(names.private_name, _anyone)
        tables = _exported(case, Spreadsheets(), everyone, (held, gone), path.parent / "data")
        yield from ((table, sha256(table.read_bytes()).hexdigest()) for table in tables)
    if "pdf" in forms:
        from undertow.dossier.pdf import pdf

        yield _kept(path.with_suffix(".pdf"), pdf(page))
    if heard and heard.lacking:
        raise heard.lacking


def _named(
    case: Case, names: People, held: Sequence[Held], *, working: bool
) -> tuple[Callable[[str], str], Callable[[str], bool], Mapping[str, str]]:
    """What `render` asks for: who is called what, who may be named, and what is masked."""
    if working:
        return names.private_name, _anyone, {}
    return names.name, names.is_public, names.masks(texts(case, held))


def _kept(path: Path, data: bytes) -> tuple[Path, str]:
    write_whole(path, data)
    return path, sha256(data).hexdigest()


def export(case: Case, folder: Path, form: str) -> tuple[Path, ...]:
    """Writes the findings for other programs, masked like the dossier, into a folder of the form's name.

    Raises: UnknownName for a form there is not, MissingExtra where its library is not installed.
    """
    kind = member("undertow.dossier.exports", Export, form)  # type: ignore[type-abstract]
    held, gone = on_what_is_left(case, case.findings())
    names = people(case, held)
    voice = masking(names.name, names.is_public, names.masks(texts(case, held)))
    written = _exported(case, kind(), voice, (held, gone), folder / form)
    names.save()
    return written


def _exported(
    case: Case, form: Export, voice: Voice, found: tuple[Sequence[Held], int], folder: Path
) -> tuple[Path, ...]:
    held, gone = found
    dossier = gathered(case, [h for h in held if h.found_again], gone)
    unseen = {one.finding for one in dossier.left_out}
    held = [h for h in held if h.finding.id not in unseen]
    numbered = {reviewed.finding.id: reviewed for reviewed in dossier.findings}
    judged = [
        numbered.get(h.finding.id) or Reviewed(finding=h.finding, number=n, verdict=h.verdict)
        for n, h in enumerate(held, len(numbered) + 1)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    begun = case.journal.entries()[0].hash
    return tuple(
        form.write(
            Outgoing(
                dossier=dossier,
                judged=tuple(judged),
                voice=voice,
                case=uuid5(NAMESPACE_OID, begun),
                statements=statements(case),
            ),
            folder,
        )
    )


def _told(found: Sequence[Blocker]) -> str:
    """What keeps a dossier from being published, the first few of many."""
    more = f"\n… and {len(found) - _MOST:,} more" if len(found) > _MOST else ""
    lines = "\n".join(str(one) for one in found[:_MOST])
    count = "One thing keeps" if len(found) == 1 else f"{len(found):,} things keep"
    return f"{count} the dossier from being published; nothing was written.\n{lines}{more}\n`undertow publish --check` lists them."


def _anyone(_: str) -> bool:
    return True
