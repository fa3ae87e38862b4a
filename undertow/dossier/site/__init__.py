"""A static index of published dossiers: one page to search in, without a network, and the dossiers beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from undertow.dossier.page import asset, environment, policy, style
from undertow.dossier.site.published import Published, found_in, read
from undertow.dossier.site.relating import kin
from undertow.dossier.voice import Voice
from undertow.errors import BadSetting, UnreadableInput
from undertow.model import GRADES

FOLDER = "site"
_SLUG = re.compile(r"[^a-z0-9]+")
#: Findings of a dossier that the index prints; the search has all.
SHOWN = 5


class Site(NamedTuple):
    """What the site holds: each file with its content, and what was left out, and what was taken without a check, in words."""

    files: tuple[tuple[str, bytes], ...]
    left_out: tuple[str, ...]
    unchecked: tuple[str, ...] = ()


#: Says of a file and its SHA-256 whether the case beside it published it; None where there is no case.
Vouching = Callable[[Path, str], bool | None]


def site(folder: Path, vouched: Vouching = lambda _path, _sha256: None) -> Site:
    """The site of the dossiers that a folder holds.

    folder: of cases, of dossiers, or a case. Nothing but published files is read, and of a case only what its log vouches for.
    Raises: BadSetting where there is none.
    """
    dossiers: list[Published] = []
    left_out: list[str] = []
    for path in found_in(folder, folder / FOLDER):
        try:
            held = read(path)
            if (said := vouched(path, held.sha256)) is False:
                raise UnreadableInput(
                    f"{path}: the log of the case does not say that this was published. Publish the case again."
                )
            dossiers.append(replace(held, checked=bool(said)))
        except UnreadableInput as error:
            left_out.append(str(error))
    if not dossiers:
        raise BadSetting(
            f"{folder} holds no published dossier (looked for *.html, dossier/dossier.html and */dossier/dossier.html). "
            "Publish the cases first: undertow -C CASE publish." + "".join(f" {words}" for words in left_out)
        )
    dossiers.sort(key=lambda d: (d.day, d.title), reverse=True)
    names = [_file_name(dossier, folder) for dossier in dossiers]
    page = _page(dossiers, names)
    return Site(
        (("index.html", page.encode("utf-8", "replace")), *((n, d.data) for n, d in zip(names, dossiers, strict=True))),
        tuple(left_out),
        tuple(f"{d.path}: no case lies beside it whose log could vouch for it." for d in dossiers if not d.checked),
    )


def _file_name(dossier: Published, folder: Path) -> str:
    """'dossiers/name-of-the-case-1a2b3c4d.html': no word of a title, which may hold anything, is part of it."""
    parts = [p for p in dossier.path.relative_to(folder).with_suffix("").parts if p != "dossier"]
    slug = _SLUG.sub("-", "-".join(parts).casefold()).strip("-")[:40]
    return f"dossiers/{slug}{'-' if slug else ''}{dossier.sha256[:8]}.html"


def _page(dossiers: list[Published], names: list[str]) -> str:
    script = asset("site.js").strip()
    relations = kin(dossiers)
    return str(
        environment(Voice(str, lambda _: True, {}))
        .get_template("site.html")
        .render(
            dossiers=list(zip(dossiers, names, relations, strict=True)),
            shown=SHOWN,
            grades=GRADES,
            style=style("site.css"),
            script=script,
            policy=policy(script),
            data=_data(dossiers, names),
            fictional=all(dossier.fictional for dossier in dossiers),
        )
    )


def _data(dossiers: list[Published], names: list[str]) -> str:
    """What the search looks through; nothing in it can end the script element it stands in."""
    held = [
        {"t": d.title, "q": d.question, "h": name, "f": [list(row) for row in _rows(d)]}
        for d, name in zip(dossiers, names, strict=True)
    ]
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("\u2028", "\\u2028")


def _rows(dossier: Published) -> Iterator[tuple[int, str, str, str]]:
    for entry in dossier.findings:
        yield entry.number, entry.statement, entry.grade, entry.effect
