"""Loops that numpy cannot express, compiled on first use and kept for the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """The function as machine code. It takes numbers, arrays and named tuples of these, and nothing else.

    Dividing by zero gives infinity, as in numpy. Compiling takes a second or so once; numpy's own loops (sorting, masks,
    slices) take several inside such a function and are better left outside.
    Source: Lam, Pitrou and Seibert (2015), doi:10.1145/2833157.2833162 (Numba).
    """
    return cast(F, njit(cache=True, error_model="numpy")(function))
