#!/usr/bin/env bash
# Builds the wheel, looks for every file of the package in it, installs it into an empty environment and runs the demo there,
# away from the checkout. `make wheel-check`; takes the time of a demo and of an installation.
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"
python="${1:-python3}"
work="$(mktemp -d)"
trap 'rm -rf "$work" || { sleep 3; rm -rf "$work"; }' EXIT

# From a copy of what is under version control: what an earlier build left in build/ would hide a missing file.
echo "== building"
mkdir "$work/source"
(cd "$here" && git ls-files -z | tar --create --null --files-from -) | tar --extract --directory "$work/source"
"$python" -m pip wheel -qq --disable-pip-version-check --no-deps --wheel-dir "$work" "$work/source"
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
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check -c "$here/constraints.txt" "$wheel"

echo "== undertow demo, away from the checkout"
cd "$work"
rm -r "$work/source"
unset PYTHONPATH
undertow="$work/venv/bin/undertow"
"$work/venv/bin/python" -c 'import sys, undertow; sys.exit(not undertow.__file__.startswith(sys.prefix))'
"$undertow" demo "$work/case"
test -s "$work/case/dossier/dossier.html"
"$undertow" -C "$work/case" verify

echo "== what reads further files of the package: an index with search, every export without libraries of its own, a draft, the app"
"$undertow" publish --site "$work"
for form in annotations claimreview csv ftm gexf graphml parquet sqlite timelinejs; do "$undertow" -C "$work/case" export "$form" > /dev/null; done
echo "In 2019 there were 12 requests." > "$work/article.md"
"$undertow" -C "$work/case" draft article.md --sheet "$work/sheet.html"
"$work/venv/bin/python" "$here/tests/wheel_serve.py" "$work/case"
echo "== the wheel holds"
