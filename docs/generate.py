"""Writes the pages of docs/ that say what the code says: commands, analyses, formats, tables, errors.

`make docs` runs it; tests/test_docs.py fails when a page is not what this would write.
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import click

from undertow import errors
from undertow.analyses import Analysis
from undertow.cli import main as command_line
from undertow.dossier.exports import Export
from undertow.formats import Format
from undertow.registry import members
from undertow.tables import GIVEN, TABLES

DOCS = Path(__file__).parent
NOTE = "<!-- Written by docs/generate.py (make docs). Change the code, not this page. -->\n"


def pages() -> dict[str, str]:
    """Every generated page, by its path below docs/."""
    written = {
        "commands.md": commands(),
        "tables.md": tables(),
        "errors.md": error_tree(),
        "formats.md": formats(),
        "exports.md": exports(),
        "analyses.md": analyses(),
    }
    return {path: NOTE + text for path, text in written.items()}


def commands() -> str:
    """The command line, from its own help."""
    parts = [
        "# Commands\n\n`undertow -C DIR COMMAND`, or inside the case folder without `-C`. Exit status: 0 done, 1 a check failed, 2 usage or input error.\n"
    ]
    for name, command in sorted(command_line.commands.items()):
        parts.append(f"## undertow {name}\n\n{command.help}\n")
        rows = [_parameter(p) for p in command.params if p.name != "as_json"]
        if rows:
            parts.append("| | meaning | default |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def exports() -> str:
    """What the findings can be written as, from the forms themselves."""
    parts = [
        "# Exports\n\n`undertow export FORMAT` writes into `dossier/exports/FORMAT/`, masked like the dossier: private accounts appear by "
        "number, rejected findings only where a column or an opinion says so. `stix` and `ro-crate` need libraries of their own: "
        "`pip install 'undertow[exports]'`.\n"
    ]
    for kind in members("undertow.dossier.exports", Export).values():  # type: ignore[type-abstract]  # members are concrete
        module = inspect.getmodule(kind)
        about = f"{inspect.cleandoc(module.__doc__ or '')}\n\n{inspect.getdoc(kind)}"
        parts.append(f"## {kind.name}\n\n{kind.title}.\n\n{about}\n")
    return "\n".join(parts)


def _parameter(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        known = isinstance(parameter.default, (str, int, float)) and parameter.default != ""
        default = f"`{parameter.default}`" if known and not parameter.is_flag else ""
        return f"| `{' / '.join(parameter.opts)}` | {parameter.help} | {default} |"
    return f"| `{parameter.human_readable_name}` | argument | |"


def analyses() -> str:
    """The analyses, from their docstrings and settings."""
    parts = ["# Analyses\n"]
    for kind in members("undertow.analyses", Analysis).values():  # type: ignore[type-abstract]  # members are concrete
        module = inspect.getmodule(kind)
        parts.append(f"## {kind.name}\n\n{inspect.cleandoc(module.__doc__ or '')}\n\n{inspect.getdoc(kind)}\n")
        parts.append(
            f"Reads: {', '.join(f'`{t}`' for t in kind.lacks(lambda _: False))}.\n\n**Known errors.** {kind.error_statement}\n"
        )
        parts.append("| setting | default | meaning |\n|---|---|---|\n" + "\n".join(_settings(kind)) + "\n")
    return "\n".join(parts)


def _settings(kind: Any) -> Iterator[str]:
    hints = get_type_hints(kind, include_extras=True)
    for field in dataclasses.fields(kind):
        default = '""' if field.default == "" else field.default
        no = f" / `--no-{field.name.replace('_', '-')}`" if isinstance(default, bool) else ""
        yield f"| `--{field.name.replace('_', '-')}`{no} | `{default}` | {hints[field.name].__metadata__[0]} |"


def formats() -> str:
    """The formats, from their docstrings."""
    parts = [
        "# Formats\n\nExactly one format recognises a file, or undertow asks. `.gz`, `.zst` and `.zip` of any of them are read too.\n"
    ]
    for kind in members("undertow.formats", Format).values():  # type: ignore[type-abstract]  # members are concrete
        module = inspect.getmodule(kind)
        parts.append(
            f"## {kind.name}\n\n{kind.title}. Fills {', '.join(f'`{t}`' for t in kind.fills)}.\n\n{inspect.cleandoc(module.__doc__ or '')}\n"
        )
    return "\n".join(parts)


def tables() -> str:
    """The canonical tables, column by column."""
    parts = [
        "# Canonical tables\n\nIds are text, always. NULL is never 0. Times are UTC. The last ones hold what the analyst stated, "
        "wrote and judged: `reference_sources`, `codebooks`, `labels`, `actors`, `events`, and what is known of the case by then: `groups`, `languages`.\n"
    ]
    for table in (TABLES | GIVEN).values():
        rows = [f"| `{c.name}` | {c.type} | {c.meaning} |" for c in table.columns]
        parts.append(
            f"## {table.name}\n\nOne row is {table.row}.\n\n| column | type | meaning |\n|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "\n".join(parts)


def error_tree() -> str:
    """The errors, from their docstrings."""
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.UndertowError)]
    rows = [f"| `{k.__name__}` | {inspect.getdoc(k)} |" for k in kinds]
    return (
        "# Errors\n\nEvery message says what is wrong, where, and what to do.\n\n| error | raised when |\n|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def main() -> int:
    """Writes every page."""
    for path, text in pages().items():
        (DOCS / path).write_text(text, encoding="utf-8")
        print(f"docs/{path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
