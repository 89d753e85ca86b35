# One command file for developers; `make help` lists it.
# `make demo` and `make test` set up everything they need in .venv.

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
WORKERS ?= 2

.PHONY: help setup demo test test-quick check format bench rules pictures clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(READY): setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(READY_DEV): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

setup: $(READY) ## make the virtual environment with what the program needs

demo: $(READY) ## the main job on the sample workspace: check, consolidate, master workbook
	rm -rf demo
	$(BIN)/midterm init demo --sample
	@# exit code 1 means findings, which the sample has by design
	$(BIN)/midterm consolidate demo || [ $$? -eq 1 ]

test: $(READY_DEV) ## all tests, those that drive LibreOffice included
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

test-quick: $(READY_DEV) ## the tests that take milliseconds
	$(BIN)/python -m pytest -q -m "not office and not slow"

check: $(READY_DEV) ## formatting, linting, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY_DEV) ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY_DEV) ## time to consolidate, as ratios (benchmarks/README.md)
	$(BIN)/python -m benchmarks.consolidate 60

rules: $(READY) ## generate the rule manual again
	$(BIN)/midterm rules --out docs/rules.md

pictures: $(READY_DEV) ## the master's pictures in docs/pictures, printed and on a screen
	$(BIN)/python -m tests.pictures

clean: ## remove what the targets made
	rm -rf $(VENV) demo build *.egg-info .pytest_cache .mypy_cache .ruff_cache
