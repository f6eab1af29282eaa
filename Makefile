# The two commands of a newcomer: `make demo` and `make test`. Both set up what they need.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test test-ray bench lint golden clean

demo: $(VENV)/.runtime
	@mkdir -p out
	$(BIN)/quoteattr extract fixtures/articles.jsonl -o out/attributions.jsonl
	$(BIN)/quoteattr show out/attributions.jsonl

test: lint
	$(BIN)/python -m pytest

# Ray is half a gigabyte: its tests have a target of their own.
test-ray: $(VENV)/.ray
	$(BIN)/python -m pytest tests/test_ray.py

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

clean:
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache
