"""The command line: one command per verb."""

from undertow.cli import draft, findings, labelling, material, run, serve
from undertow.cli.group import main

__all__ = ["draft", "findings", "labelling", "main", "material", "run", "serve"]
