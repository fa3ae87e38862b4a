"""From a case to what goes out: the dossier and the exports.

`selection` says which findings, `contents` gathers the records, `naming` gives accounts their names, `wording` says whose
words may be read, `concerned` who was asked and what was corrected, `versions` what was published before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from undertow.case.findings import Held
from undertow.case.publishing.concerned import record
from undertow.case.publishing.contents import gathered
from undertow.case.publishing.hearing import Aloud
from undertow.case.publishing.naming import people, private_voice, voice
from undertow.case.publishing.numbering import as_published, complete, edition, encoded
from undertow.case.publishing.selection import on_what_is_left
from undertow.case.publishing.statements import statements
from undertow.case.sources import write_whole
from undertow.case.spans import spans
from undertow.dossier import Dossier, Reviewed
from undertow.dossier.exports import Export, Outgoing
from undertow.dossier.linting import Blocker
from undertow.errors import BadSetting, MissingExtra, NotPublishable
from undertow.registry import member, members

if TYPE_CHECKING:
    from undertow.case import Case
    from undertow.dossier.voice import Voice

FORMS = ("html", "pdf", "audio")
#: Stands for every form of export.
ALL = "all"
_MOST = 5
#: What is written down of going out, and changes nothing of what is told; a new version is an entry of its own.
_SAME = ("publish", "export")


def publish(
    case: Case, root: Path, forms: Sequence[str], *, working: bool, program: str = ""
) -> Iterator[tuple[Path, str]]:
    """Writes the dossier in the forms asked for, the page first and always; yields each file written with its SHA-256.

    root: the folder of the case. What is published lies in dossier/; the working edition, which names everybody, in working/.
    program: what speaks the audio edition, where it is not espeak-ng.
    Raises: BadSetting for a form this version does not write, MissingExtra, once the page is written, for what a PDF or an
    audio edition needs.
    """
    for form in forms:
        if form not in FORMS:
            raise BadSetting(f"--to {form!r} is not a form this version writes. Known: {', '.join(FORMS)}.")
    found = on_what_is_left(case, [h for h in case.findings() if h.found_again])
    if not working and (blockers := case.edition.blockers()):
        raise NotPublishable(_told(blockers), blockers)
    names = people(case, found[0])
    dossier = complete(case, gathered(case, *found))
    if working:
        aloud = Aloud(private_voice(names), program, wanted="audio" in forms)
        yield from _working(case, root / "working", (dossier, found), aloud, forms)
    else:
        record(case)
        aloud = Aloud(voice(case, found[0], names), program, wanted="audio" in forms)
        made = edition(case, dossier, aloud.drawn)
        path = root / "dossier" / "dossier.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        names.save()
        yield _kept(path, made.written)
        yield from _sound(path, aloud)
        if "pdf" in forms:
            yield _pdf(case, path, made.page, same=made.same)
    if aloud.lacking:
        raise aloud.lacking


def _working(
    case: Case, folder: Path, of: tuple[Dossier, tuple[Sequence[Held], int]], aloud: Aloud, forms: Sequence[str]
) -> Iterator[tuple[Path, str]]:
    """The edition for the case's own use, with data files beside it."""
    from undertow.dossier.exports.spreadsheets import Spreadsheets

    dossier, found = of
    page = aloud.drawn(replace(dossier, working=True))
    path = folder / "not-for-publication.html"
    folder.mkdir(parents=True, exist_ok=True)
    yield _kept(path, encoded(page))
    yield from _sound(path, aloud)
    for table in _written(Spreadsheets(), _outgoing(case, aloud.voice, found), folder / "data"):
        yield table, sha256(table.read_bytes()).hexdigest()
    if "pdf" in forms:
        yield _pdf(case, path, page, same=False)


def _sound(beside: Path, aloud: Aloud) -> Iterator[tuple[Path, str]]:
    if file := aloud.file:
        yield _kept(beside.with_suffix(file.suffix), file.data)


def _pdf(case: Case, beside: Path, page: str, *, same: bool) -> tuple[Path, str]:
    """The page set for print; where the page is that of the last version, the print of it stays as it is."""
    from undertow.dossier.pdf import pdf

    path = beside.with_suffix(".pdf")
    name = path.relative_to(case.folder.absolute()).as_posix()
    logged = [e.data["sha256"] for e in case.journal.entries() if e.command == "publish" and e.data["file"] == name]
    if same and path.exists() and logged and sha256(path.read_bytes()).hexdigest() == logged[-1]:
        return path, logged[-1]
    return _kept(path, pdf(page))


def _kept(path: Path, data: bytes) -> tuple[Path, str]:
    write_whole(path, data)
    return path, sha256(data).hexdigest()


def export(case: Case, folder: Path, forms: Sequence[str]) -> tuple[Path, ...]:
    """Writes the findings for other programs, masked like the dossier, each form into a folder of its name; "all" stands for every form.

    What keeps a dossier from being published keeps it from leaving in any other form. Each file is logged with its hash.
    Raises: NotPublishable, UnknownName for a form there is not, MissingExtra, once the others are written, where a library is not installed.
    """
    kinds = _kinds(forms)
    if blockers := case.edition.blockers():
        raise NotPublishable(_told(blockers), blockers)
    held, gone = on_what_is_left(case, case.findings())
    written: list[Path] = []
    lacking: list[MissingExtra] = []
    with case.changing() as journal:
        names = people(case, held)
        record(case)
        outgoing = _outgoing(case, voice(case, held, names), (held, gone))
        for name, kind in kinds.items():
            try:
                written += _written(kind(), outgoing, folder / name)
            except MissingExtra as error:
                lacking.append(error)
        names.save()
        known = {e.data["file"]: e.data["sha256"] for e in journal.entries() if e.command == "export"}
        for path in written:
            name, digest = path.relative_to(case.folder).as_posix(), sha256(path.read_bytes()).hexdigest()
            if known.get(name) != digest:  # the same again is nothing new
                journal.append("export", file=name, sha256=digest)
    if lacking:
        raise lacking[0] if len(lacking) == 1 else MissingExtra(" ".join(map(str, lacking)))
    return tuple(written)


def _kinds(forms: Sequence[str]) -> dict[str, type[Export]]:
    """The forms by name. Raises: UnknownName."""
    known = members("undertow.dossier.exports", Export)  # type: ignore[type-abstract]
    names = [name for form in forms for name in (known if form == ALL else [form])]
    return {name: member("undertow.dossier.exports", Export, name) for name in names}  # type: ignore[type-abstract]


def _written(form: Export, outgoing: Outgoing, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    return list(form.write(outgoing, folder))


def _outgoing(case: Case, spoken: Voice, found: tuple[Sequence[Held], int]) -> Outgoing:
    """What is told in every form."""
    held, gone = found
    dossier = as_published(case, complete(case, gathered(case, [h for h in held if h.found_again], gone)))
    unseen = {one.finding for one in dossier.left_out}
    held = [h for h in held if h.finding.id not in unseen]
    numbered = {reviewed.finding.id: reviewed for reviewed in dossier.findings}
    judged = [
        numbered.get(h.finding.id) or Reviewed(finding=h.finding, number=n, verdict=h.verdict)
        for n, h in enumerate(held, len(numbered) + 1)
    ]
    entries = case.journal.entries()
    return Outgoing(
        dossier=dossier,
        judged=tuple(judged),
        voice=spoken,
        case=uuid5(NAMESPACE_OID, entries[0].hash),
        statements=statements(case),
        changed=[e.at for e in entries if e.command not in _SAME][-1],
        spans=partial(spans, case),
    )


def _told(found: Sequence[Blocker]) -> str:
    """What keeps a dossier from being published, the first few of many."""
    more = f"\n… and {len(found) - _MOST:,} more" if len(found) > _MOST else ""
    lines = "\n".join(str(one) for one in found[:_MOST])
    count = "One thing keeps" if len(found) == 1 else f"{len(found):,} things keep"
    return f"{count} the dossier from being published; nothing was written.\n{lines}{more}\n`undertow publish --check` lists them."
