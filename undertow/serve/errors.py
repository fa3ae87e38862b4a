"""Errors of undertow as a browser is told them."""

from __future__ import annotations

from undertow.errors import (
    BadSetting,
    CaseBusy,
    ChangedMeanwhile,
    NotPublishable,
    TooLittleData,
    UndertowError,
    UnknownName,
    UnreadableInput,
)


def status_of(error: UndertowError) -> int:
    """The HTTP status of an error."""
    known: tuple[tuple[type[UndertowError], int], ...] = (
        (CaseBusy, 503),
        (UnknownName, 404),
        (BadSetting, 400),
        (UnreadableInput, 400),
        (NotPublishable, 422),
        (ChangedMeanwhile, 412),
        (TooLittleData, 409),
    )
    return next((status for kind, status in known if isinstance(error, kind)), 500)
