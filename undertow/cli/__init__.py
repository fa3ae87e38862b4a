"""The command line: one command per verb."""

from undertow.cli import findings, labelling, material, run, serve
from undertow.cli.group import main

__all__ = ["findings", "labelling", "main", "material", "run", "serve"]
