"""Finds the members of a package that is one file per member, and those that other packages add."""

from __future__ import annotations

from functools import cache
from importlib import import_module, metadata
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any, TypeVar

from undertow.errors import BadSetting, UnknownName

T = TypeVar("T")


def members(package_name: str, kind: type[T]) -> dict[str, type[T]]:
    """Subclasses of `kind` by their `name`, from the modules of a package and from its entry points.

    Modules whose name starts with an underscore are shared parts, not members. What is installed is looked through once.
    Raises: BadSetting if two members have one name.
    """
    package = import_module(package_name)
    modules = [import_module(f"{package_name}.{m.name}") for m in iter_modules(package.__path__) if m.name[0] != "_"]
    local = [c for m in modules for c in vars(m).values() if _is_member(c, kind) and c.__module__ == m.__name__]
    found: dict[str, type[T]] = {}
    for member in (*local, *_added(package_name)):
        name: str = vars(member)["name"]
        if name in found:
            raise BadSetting(f"Two {package_name} are called {name!r}: {found[name]} and {member}. Rename one.")
        found[name] = member
    return dict(sorted(found.items()))


def member(package_name: str, kind: type[T], name: str) -> type[T]:
    """The one member called `name`. Raises: UnknownName, with the known names."""
    if (alone := _alone(package_name, kind, name)) is not None:
        return alone
    known = members(package_name, kind)
    if name not in known:
        raise UnknownName.among(package_name.rpartition(".")[2][:-1].replace("analyse", "analysis"), name, known)
    return known[name]


@cache
def _added(package_name: str) -> tuple[type[Any], ...]:
    """Those that other packages add. Reading what every installed package says of itself takes as long as a page may."""
    return tuple(entry.load() for entry in metadata.entry_points(group=package_name))


def _alone(package_name: str, kind: type[T], name: str) -> type[T] | None:
    """The member from the module of its name, without the others, which take a second to import; None where that may be another."""
    if any(vars(member)["name"] == name for member in _added(package_name)):
        return None
    module = name.replace("-", "_")
    if not module.isidentifier() or module.startswith("_") or find_spec(f"{package_name}.{module}") is None:
        return None
    own = import_module(f"{package_name}.{module}")
    found = [c for c in vars(own).values() if _is_member(c, kind) and c.__module__ == own.__name__]
    return next((c for c in found if vars(c)["name"] == name), None)


def _is_member(thing: object, kind: type) -> bool:
    return isinstance(thing, type) and issubclass(thing, kind) and thing is not kind and "name" in vars(thing)
