"""Vega-Lite to the SVG of a dossier: small, silent inside, in ten colours that the page can turn dark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from undertow.dossier.paths import shortened
from undertow.errors import BadSetting

COLOURS = frozenset(
    {"#14212b", "#43525e", "#5d6b76", "#d5d9d6", "#e6e8e4", "#0b5a73", "#b4500b", "#8322c3", "#8a949b", "#ffffff"}
)
_SVG = "{http://www.w3.org/2000/svg}"
_DECIMALS = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_PLACE = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")
_CIRCLE = re.compile(r"M(-?[\d.]+),0A(-?[\d.]+),\2,0,1,1,-\1,0A\2,\2,0,1,1,\1,0")
_PAINT = ("fill", "stroke", "stroke-width", "stroke-opacity", "fill-opacity", "opacity", "stroke-dasharray")
_SHAPE = ("d", "transform", "x", "x2", "y", "y2", "cx", "cy", "r", "width", "height", "viewBox")
_TEXT = ("text-anchor", "font-size", "font-weight", "dy")
_CURVED = re.compile(r"[ACSQTaqcst]|[HV]")
_POINT = re.compile(r"([ML])(-?[\d.]+),(-?[\d.]+)")
_KEPT = frozenset((*_PAINT, *_SHAPE, *_TEXT, "stroke-linecap", "stroke-linejoin"))


def svg(spec: dict[str, Any], alt: str, shape: str) -> str:
    """One drawing as SVG with its alternative text; `shape` is its class, wide or narrow.

    Raises: BadSetting when the drawing holds a colour outside the theme.
    """
    theme = _theme()
    root = ET.fromstring(_drawn(json.dumps(spec)))
    _tidy(root)
    _round(root)
    width, height = root.get("width", "0"), root.get("height", "0")
    wrong = {
        value
        for node in root.iter()
        for key in ("fill", "stroke")
        if (value := node.get(key, "none")) not in COLOURS | {"none"}
    }
    if wrong:
        raise BadSetting(
            f"The drawing “{alt[:60]}” uses {', '.join(sorted(wrong))}, which the page cannot turn dark. "
            f"Use the colours of the theme: {', '.join(sorted(COLOURS))}."
        )
    attributes = {
        "class": shape,
        "role": "img",
        "aria-label": alt,
        "viewBox": root.get("viewBox", ""),
        "width": width,
        "height": height,
    }
    root.attrib.clear()
    root.attrib.update(attributes | {"font-family": theme["font"]})
    ET.register_namespace("", _SVG[1:-1])
    return ET.tostring(root, encoding="unicode").replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)


@lru_cache(maxsize=512)
def _drawn(spec: str) -> str:
    """What Vega makes of a specification; figures that findings have in common are drawn once."""
    import vl_convert

    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **json.loads(spec)}
    drawn: str = vl_convert.vegalite_to_svg(whole, config=_theme(), allowed_base_urls=[])
    return drawn


@cache
def _theme() -> dict[str, Any]:
    theme: dict[str, Any] = json.loads((Path(__file__).parent / "assets" / "vega-theme.json").read_text("utf-8"))
    return theme


def _tidy(node: ET.Element) -> None:
    """Drops what is not seen, and joins marks that look alike into one path."""
    for child in list(node):
        if child.get("display") == "none" or child.get("class") == "background" or child.tag == f"{_SVG}defs":
            node.remove(child)
            continue
        _tidy(child)
        if child.tag == f"{_SVG}g" and not len(child):
            node.remove(child)
        elif child.tag == f"{_SVG}g" and not set(child.attrib) & {"transform", "fill", "stroke"} and len(child) == 1:
            node[list(node).index(child)] = child[0]
    for key in list(node.attrib):
        if key not in _KEPT or (key in ("opacity", "fill-opacity", "stroke-opacity") and node.get(key) == "1"):
            del node.attrib[key]
    if node.get("transform") == "translate(0,0)":
        del node.attrib["transform"]
    if len(node) > 3:
        _join(node)
    if len(node) and all(child.tag == f"{_SVG}text" for child in node):
        _set(node)


def _join(node: ET.Element) -> None:
    strokes = [_as_path(child) for child in node]
    if any(stroke is None for stroke in strokes):
        return
    joined = []
    for look, same in groupby([stroke for stroke in strokes if stroke], key=lambda stroke: stroke[0]):
        joined.append(ET.Element(f"{_SVG}path", {"d": "".join(path for _, path in same), **dict(look)}))
    node[:] = joined


def _set(node: ET.Element) -> None:
    """Words in few characters: their place as numbers, and what all of a group have in common once."""
    for child in node:
        if place := _PLACE.fullmatch(child.get("transform", "")):
            del child.attrib["transform"]
            child.attrib = {"x": place[1], "y": place[2], **child.attrib}
    for key in (*_TEXT, "fill"):
        said = {child.get(key) for child in node}
        if key != "dy" and len(node) > 1 and len(said) == 1 and None not in said:
            for child in node:
                node.set(key, child.attrib.pop(key))


def _as_path(child: ET.Element) -> tuple[tuple[tuple[str, str], ...], str] | None:
    """A mark as (how it looks, absolute path), if it is a line, a rectangle or a dot; None for anything else."""
    place = _PLACE.fullmatch(child.get("transform", "translate(0,0)"))
    if not place or len(child):
        return None
    x, y = float(place[1]), float(place[2])
    look = {key: value for key, value in child.attrib.items() if key not in ("transform", "x", "y", "x2", "y2", "d")}
    if child.tag == f"{_SVG}line":
        return tuple(look.items()), f"M{x},{y}{_step(child.get('x2', '0'), child.get('y2', '0'))}"
    if child.tag != f"{_SVG}path":
        return None
    d = child.get("d", "")
    dot = _CIRCLE.fullmatch(d)
    if dot and "stroke" not in look and "fill" in look:
        fill = look.pop("fill")
        opacity = look.pop("fill-opacity", "")
        size = round(2 * abs(float(dot[1])), 1)
        look |= {"stroke": fill, "fill": "none", "stroke-width": str(size), "stroke-linecap": "round"}
        # one path paints an overlap of its own strokes once, so dots that share a place stay as light as one
        return tuple((look | ({"stroke-opacity": opacity} if opacity else {})).items()), f"M{x},{y}h.01"
    if d.startswith("M") and not _CURVED.search(d):
        return tuple(look.items()), _POINT.sub(lambda p: f"{p[1]}{float(p[2]) + x},{float(p[3]) + y}", d)
    return None


def _step(across: str, down: str) -> str:
    return f"h{across}" if down == "0" else f"v{down}" if across == "0" else f"l{across},{down}"


def _round(root: ET.Element) -> None:
    for node in _all(root):
        for key, value in node.attrib.items():
            if key not in ("fill", "stroke", "opacity", "fill-opacity", "stroke-opacity"):
                node.set(key, _DECIMALS.sub(_short, value))
        if "d" in node.attrib:
            node.set("d", shortened(node.attrib["d"]))


def _all(root: ET.Element) -> Iterable[ET.Element]:
    return list(root.iter())


def _short(match: re.Match[str]) -> str:
    text = f"{float(match[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
