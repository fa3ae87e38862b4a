#!/usr/bin/env bash
# Builds the wheel, looks for every file of the package in it, installs it into an empty environment and runs the demo there,
# away from the checkout. `make wheel-check`; takes the time of a demo and of an installation.
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"
python="${1:-python3}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

echo "== building"
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$work" "$here"
wheel="$(ls "$work"/undertow-*.whl)"

echo "== looking for what is missing in $(basename "$wheel")"
(cd "$here" && git ls-files undertow) | sort > "$work/in-repository"
"$python" -m zipfile --list "$wheel" | awk '/^undertow\// {print $1}' | sort > "$work/in-wheel"
if missing="$(comm -23 "$work/in-repository" "$work/in-wheel")" && [ -n "$missing" ]; then
  echo "not in the wheel, add it to package-data in pyproject.toml:"; echo "$missing"; exit 1
fi
echo "$(wc -l < "$work/in-wheel") files, none missing"

echo "== installing into an empty environment"
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check -c "$here/constraints.txt" "$wheel"

echo "== undertow demo, away from the checkout"
cd "$work"
"$work/venv/bin/undertow" demo "$work/case"
test -s "$work/case/dossier/dossier.html"
"$work/venv/bin/undertow" -C "$work/case" verify
