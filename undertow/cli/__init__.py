"""The command line: one command per verb."""

from undertow.cli import findings, material, run
from undertow.cli.group import main

__all__ = ["findings", "main", "material", "run"]
