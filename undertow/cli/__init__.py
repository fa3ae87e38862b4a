"""The command line: one command per verb."""

from undertow.cli import findings, labelling, material, publication, run, serve
from undertow.cli.group import main

__all__ = ["findings", "labelling", "main", "material", "publication", "run", "serve"]
