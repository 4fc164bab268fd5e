# Two commands do all the set-up: `make demo` shows the product, `make test` proves it.
# Needed beforehand: Python 3.11 or newer, and make. Everything else is brought here.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
DEMO_DATA ?= build/demo-data
HOST ?= 127.0.0.1
PORT ?= 8765

.PHONY: help demo demo-data test test-ml lint types docs bench golden lock clean install

help:  ## Say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.installed: pyproject.toml requirements/base.lock requirements/dev.lock
	@deploy/install "$(PYTHON)" "$(VENV)" requirements/base.lock $(EXTRA_LOCKS)
	@touch $@

install: $(VENV)/.installed  ## Make the virtual environment

demo-data: $(VENV)/.installed
	$(BIN)/mediagraph ingest samples/first-flights --manifest samples/first-flights/manifest.csv --data $(DEMO_DATA)

demo: demo-data  ## Ingest samples/ and serve the result
	@echo; $(BIN)/mediagraph status --data $(DEMO_DATA)
	$(BIN)/mediagraph serve --data $(DEMO_DATA) --host $(HOST) --port $(PORT)

test: EXTRA_LOCKS = requirements/dev.lock
test: $(VENV)/.tested  ## Bring what the tests need, and pass them
	@deploy/test "$(BIN)"

$(VENV)/.tested: pyproject.toml requirements/base.lock requirements/dev.lock
	@deploy/install "$(PYTHON)" "$(VENV)" requirements/base.lock requirements/dev.lock
	@touch $(VENV)/.installed $@

lint: $(VENV)/.tested  ## Style, imports, one-way order
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.tested  ## mypy --strict, and pyright on the public API
	$(BIN)/mypy
	$(BIN)/pyright

docs: $(VENV)/.tested  ## Check that generated pages are what their commands write
	@deploy/docs "$(BIN)"

bench: $(VENV)/.tested  ## All benchmarks, medians, peers in the same run
	@for b in benchmarks/*.py; do echo "== $$b"; $(BIN)/python "$$b" || exit 1; done

golden: $(VENV)/.tested  ## Rewrite the golden files; look at the difference before committing
	MEDIAGRAPH_GOLDEN=write $(BIN)/python -m pytest -q tests -k golden

lock: $(VENV)/.tested  ## Resolve the dependencies anew, with hashes
	@deploy/lock "$(BIN)"

clean:  ## Remove what was built here
	rm -rf build dist .venv .venv-ml .cache
