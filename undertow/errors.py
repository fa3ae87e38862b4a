"""Every error undertow raises on purpose.

UndertowError
├── UnreadableInput   a file is not what its format promises, or no format knows it
├── UnknownName       no analysis, format, finding, source or run has that name
├── BadSetting        a setting or option has a value that cannot be used
├── TooLittleData     a measure is not defined on this few rows
├── DamagedCase       a case folder is not whole, or was made by a newer version
├── EngineFailed      DuckDB or Spark could not do what was asked
├── MissingExtra      an optional program or package is not installed
├── NotPublishable    what would be published says something that it may not say, or rests on nothing
└── ChangedMeanwhile  a file was changed by somebody else since it was read

Each message says what is wrong (with the value), where, and what to do. Only the command line and the web
catch these; anything else that escapes is a bug and ends in a crash report.
"""

from __future__ import annotations

from collections.abc import Iterable


class UndertowError(Exception):
    """What is wrong, where, and what to do about it."""


class UnreadableInput(UndertowError):
    """An input file is not what its format promises, or no format knows it."""


class UnknownName(UndertowError):
    """No member of a set of names is called that."""

    @classmethod
    def among(cls, what: str, name: str, known: Iterable[str], advice: str = "") -> UnknownName:
        """The error for `name`, listing what is known."""
        names = ", ".join(sorted(known)) or "none yet"
        return cls(f"There is no {what} called {name!r}. Known: {names}.{' ' + advice if advice else ''}")


class BadSetting(UndertowError):
    """A setting or option has a value that cannot be used."""


class TooLittleData(UndertowError):
    """A measure is not defined on this few rows."""


class DamagedCase(UndertowError):
    """A case folder is not whole, or was made by a newer version."""


class EngineFailed(UndertowError):
    """DuckDB or Spark could not do what was asked."""


class CaseBusy(EngineFailed):
    """Another process is at work in the case and holds its tables."""


class MissingExtra(UndertowError):
    """An optional program or package is not installed."""


class NotPublishable(UndertowError):
    """What would be published says something that it may not say, or that rests on nothing; nothing was written.

    blockers: each such thing, with where it stands and what to do.
    """

    def __init__(self, message: str, blockers: Iterable[object] = ()) -> None:
        super().__init__(message)
        self.blockers = tuple(blockers)


class ChangedMeanwhile(UndertowError):
    """A file was changed by somebody else since it was read; nothing was overwritten."""
