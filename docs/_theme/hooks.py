"""What mkdocs is told while it builds: the pages by section, the style of the dossier, the version; tables that can be scrolled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from undertow.dossier.page import asset
from undertow.version import __version__

HERE = Path(__file__).parent
SECTIONS = {
    "Start": "",
    "Guides": "guides/",
    "Methods": "methods/",
    "Notebooks": "notebooks/",
    "Look up": "",
    "Decisions": "decisions/",
}
FIRST = ("index.md", "tutorial.md", "responsible-use.md")


def sections(pages: Sequence[Page]) -> list[tuple[str, list[Page]]]:
    """Every page under one heading: the first to read, guides, methods, what one looks up, decisions."""
    found: dict[str, list[Page]] = {title: [] for title in SECTIONS}
    for page in pages:
        path = page.file.src_uri
        folder = next((title for title, start in SECTIONS.items() if start and path.startswith(start)), "Look up")
        found["Start" if path in FIRST else folder].append(page)
    found["Start"].sort(key=lambda page: FIRST.index(page.file.src_uri))
    return [(title, held) for title, held in found.items() if held]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """What the template asks for."""
    config.extra |= {"sections": sections, "version": __version__}
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The style of the dossier, in one file."""
    style = "\n".join(
        [asset("tokens.css"), asset("base.css"), asset("dossier.css"), (HERE / "docs.css").read_text("utf-8")]
    )
    files.append(File.generated(config, "site.css", content=style))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Links to a folder lead to its first page in a site, where folders have none."""
    return re.sub(r"\]\((methods|decisions)/\)", lambda found: f"]({FOLDERS[found[1]]})", _indented(markdown))


def _indented(markdown: str) -> str:
    """What belongs to an item of a numbered list, set in by four spaces as this reader of Markdown wants it; pages use three."""
    lines, fenced, inner = [], False, False
    for line in markdown.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced and line.startswith("   ```"):
            inner = not inner
            line = ""
        elif not fenced and inner:
            line = f"        {line[3:]}" if line.strip() else ""
        elif not fenced and line.startswith("   ") and not line.startswith("    "):
            line = f" {line}"
        lines.append(line)
    return "\n".join(lines)


FOLDERS = {"methods": "methods/coordination.md", "decisions": "decisions/0001-ibis-behind-engines.md"}


def on_page_content(html: str, **_: Any) -> str:
    """Wide tables and code scroll by themselves, have a name, and can be reached by the keyboard."""
    tables, codes = count(1), count(1)
    html = re.sub(
        "<table>",
        lambda _: f'<div class="table" role="region" tabindex="0" aria-label="Table {next(tables)}"><table>',
        html,
    )
    html = re.sub("<pre>", lambda _: f'<pre tabindex="0" role="region" aria-label="Code {next(codes)}">', html)
    html = html.replace("</table>", "</table></div>").replace("<th></th>", "<td></td>")
    return html.replace("<th>", '<th scope="col">')
