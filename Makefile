# Every target sets up what it needs. PYTHON=python3.12 make test   uses another interpreter (3.11 or newer).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo-case

# make score GOLD=tests/gold/quantities_second.jsonl   scores the rules for numbers or demands on any gold file
GOLD ?= tests/gold/quantities_second.jsonl

# The tests start hundreds of processes; without bytecode each of them would compile the package again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: fresh setup score demo test check docs site wheel-check bench test-slow test-shown test-browser test-spark clean

setup: $(VENV)/.ready

# What the program needs; the demo waits for no more than this.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "undertow needs Python 3.11 or newer; set PYTHON=/path/to/it"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv"; exit 2; }
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.ready: $(VENV)/.installed
	@echo "Installing what tests and checks need into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(VENV)/.installed
	@rm -rf $(DEMO)
	@$(BIN)/undertow demo $(DEMO)

test: setup
	@$(BIN)/pytest -n 2 --dist worksteal

score: setup
	@$(BIN)/python -m tests.gold.score $(GOLD)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: setup
	@$(BIN)/python docs/generate.py

site: setup
	@PYTHONPATH=. $(BIN)/mkdocs build --quiet --clean
	@echo "site/index.html: the documentation, complete in itself"

wheel-check: setup
	@bash tests/wheel.sh $(BIN)/python

bench: setup
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python bench/coordination.py
	$(BIN)/python bench/near_miss.py
	$(BIN)/python bench/near_duplicates.py
	$(BIN)/python bench/codebook.py
	$(BIN)/python bench/coordination_rules.py
	$(BIN)/python bench/forecast.py
	$(BIN)/python bench/audience.py
	$(BIN)/python bench/audience_audit.py
	$(BIN)/python bench/ingest.py
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/claims.py
	$(BIN)/python bench/serve.py

test-slow: setup
	@$(BIN)/pytest -m slow -s

test-shown: setup
	@$(BIN)/pytest -n 2 --dist loadfile -m "slow or not slow" tests/test_commands_shown.py tests/test_tutorial.py tests/test_example_notebook.py -k "not does_what_it_says"

test-browser: setup
	@$(BIN)/pytest -n 2 --dist worksteal -m "not slow" tests/browser

test-spark: setup
	@sh tests/install_java.sh
	@echo "Installing PySpark into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[spark]'
	@$(BIN)/pytest -m spark

fresh:
	@find undertow -name "*.nbi" -o -name "*.nbc" | xargs rm -f

clean:
	rm -rf $(VENV) $(DEMO)
