"""The command line: one command per verb."""

from undertow.cli import draft, findings, labelling, material, publication, run, serve
from undertow.cli.group import main

__all__ = ["draft", "findings", "labelling", "main", "material", "publication", "run", "serve"]
