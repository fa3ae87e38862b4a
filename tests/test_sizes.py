"""Files, functions and folders stay small enough to be read (STYLE: 400 lines, 50 code lines, 6 arguments, 20 modules)."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "undertow"
FILES = sorted(PACKAGE.rglob("*.py"))


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_file_and_its_functions_are_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400, f"{path.name} has {len(text.splitlines())} lines"
    long = {
        n.name: code_lines(n)
        for n in ast.walk(ast.parse(text))
        if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and code_lines(n) > 50
    }
    assert not long


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_says_what_it_is_and_every_public_function_what_the_caller_gets(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{path.name} has no docstring"
    bare = [
        n.name
        for n in tree.body
        if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and not n.name.startswith("_") and not ast.get_docstring(n)
    ]
    assert not bare


def test_statistics_name_their_sources():
    for path in sorted((PACKAGE / "statistics").glob("[a-z]*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                assert "Source:" in (ast.get_docstring(node) or ""), f"{path.name}: {node.name} names no source"


def test_no_folder_holds_too_many_modules():
    folders = {p.parent for p in FILES}
    counts = {str(f.relative_to(PACKAGE)): len([p for p in f.glob("*.py") if p.name != "__init__.py"]) for f in folders}
    assert {k: v for k, v in counts.items() if v > 20 and k != "formats"} == {}


def test_names_say_something():
    assert not [
        p.name for p in FILES if p.stem in {"util", "utils", "helper", "helpers", "misc", "common", "base", "manager"}
    ]
