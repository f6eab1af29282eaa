# The two commands of a newcomer: `make demo` and `make test`. Both set up what they need.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test browser test-ray test-stanza bench docs lint golden clean

demo: $(VENV)/.runtime
	@mkdir -p out
	$(BIN)/quoteattr extract fixtures/articles.jsonl -o out/attributions.jsonl
	$(BIN)/quoteattr show out/attributions.jsonl

test: lint browser
	$(BIN)/python -m pytest

# The tests of the report drive Debian's Chromium; without it they say so and are skipped.
browser:
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 \
	  || echo "Chromium cannot be installed here: the tests that need it will be skipped"

# Ray is half a gigabyte: its tests have a target of their own.
test-ray: $(VENV)/.ray
	$(BIN)/python -m pytest tests/test_ray.py

# Stanza brings PyTorch.
test-stanza: $(VENV)/.stanza
	$(BIN)/python -m pytest tests/test_stanza.py

# The documentation as a site in out/site.
docs: $(VENV)/.dev
	$(BIN)/python scripts/write_reference.py
	$(BIN)/mkdocs build --strict

# Speed and memory as ratios; takes about fifteen minutes.
bench: $(VENV)/.dev
	$(BIN)/python benchmarks/speed.py

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy

# Rewrite the golden records of the five articles after a wanted change; review them as a diff.
golden: $(VENV)/.dev
	$(BIN)/python -m tests.golden

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.runtime

$(VENV)/.ray: pyproject.toml | $(VENV)/.dev
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[ray]'
	@touch $@

# PyTorch's build for the processor where one is at hand; its default brings gigabytes for graphics cards.
$(VENV)/.stanza: pyproject.toml | $(VENV)/.dev
	$(BIN)/pip install --quiet --disable-pip-version-check 'torch==2.13.0'
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[stanza]'
	@touch $@

clean:
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache
