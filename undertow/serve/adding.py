"""Adding a file or folder of this machine from the browser: its path is given, the worker reads it where it lies.

Nothing is uploaded: the server runs where the files are, so an archive of many gigabytes is copied once, into the case.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from undertow.case.given import collected
from undertow.errors import BadSetting, UnreadableInput
from undertow.formats import Format
from undertow.language.display import visible
from undertow.registry import member, members
from undertow.serve.pages import Query
from undertow.times import zone_name

#: What may be said of a file, as `undertow add` takes it.
SAID = ("format", "actor", "audience_of", "timezone", "collected", "platform")


def titles() -> list[tuple[str, str]]:
    """Every format by name, with its title."""
    known = members("undertow.formats", Format)  # type: ignore[type-abstract]
    return sorted(((name, kind.title) for name, kind in known.items()), key=lambda one: one[1].casefold())


def asked(form: Query, case: Path) -> tuple[str, dict[str, Any]]:
    """What is to be added, by a name that can be shown, and how: settings of a job.

    Raises: BadSetting for a path or option that cannot be used, UnreadableInput for what cannot be read, UnknownName for a format.
    """
    path = _path(form.get("path", ""))
    if not path.exists():
        raise UnreadableInput(f"{visible(str(path))}: there is no such file or folder on this machine. Check the path.")
    if not os.access(path, os.R_OK) or not (path.is_file() or path.is_dir()):
        raise UnreadableInput(f"{visible(str(path))}: cannot be read. Check your permissions, or copy it elsewhere.")
    if case.resolve() == path.resolve() or case.resolve() in path.resolve().parents:
        raise BadSetting(f"{visible(str(path))}: lies in the case itself. Add a file from outside.")
    said: dict[str, Any] = {name: value for name in SAID if (value := form.get(name, "").strip())}
    if "format" in said:
        member("undertow.formats", Format, said["format"])  # type: ignore[type-abstract]
    if "timezone" in said:
        zone_name(said["timezone"])
    collected(said.get("collected", ""))
    if form.get("reference"):
        said["reference"] = True
    if "audience_of" in said and "reference" in said:
        raise BadSetting("A list is the audience asked about, or a comparison, and not both. Choose one.")
    return visible(path.name), {"path": str(path), **said}


def _path(text: str) -> Path:
    """The path as somebody writes or pastes it: with ~, in quotation marks, or as file://."""
    text = text.strip().strip("\"'")
    if text.startswith("file://"):
        text = unquote(urlsplit(text).path)
    if not text:
        raise BadSetting("No path was given. Write where the file or folder lies on this machine.")
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise BadSetting(f"{visible(text)}: nobody is called that on this machine. Write the whole path.") from None
    if not path.is_absolute():
        raise BadSetting(f"{visible(text)}: is not a whole path. Begin with {Path.home().anchor} or ~.")
    return path
