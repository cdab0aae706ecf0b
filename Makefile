# Two commands do all set-up: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

UV := .tools/bin/uv
UV_VERSION := 0.13.9
PY := .venv/bin/python
INTEROP := $(wildcard tests/interop/*/package.json)
WORKERS ?= 2

.PHONY: help demo test lint types unit bench chaos fuzz audit clean setup python npm

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: python ## The four flows of Alice, Neobank and Charlie on a node of your own
	@$(PY) -m idos.apps.demo

test: setup lint types unit ## Everything that CI runs

lint: python ## Style and layout of the code (ruff)
	@echo "→ ruff"
	@.venv/bin/ruff check --quiet src tests bench
	@.venv/bin/ruff format --quiet --check src tests bench

types: python ## Types (mypy strict)
	@echo "→ mypy"
	@.venv/bin/mypy --no-error-summary

unit: setup ## The tests, with the coverage gate
	@echo "→ pytest on $(WORKERS) workers"
	@rm -f .coverage .coverage.*
	@.venv/bin/pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term

bench: python ## Speed and memory, with percentiles and a peer in the same run
	@for script in bench/*.py; do echo "→ $$script"; $(PY) $$script || exit 1; done

chaos: python ## Kill a node under load, hundreds of times, and check its promises (QUICK=1: a minute)
	@$(PY) -m tests.chaos

fuzz: python ## Look for inputs that break something, guided by coverage (SECONDS=30 for each kind)
	@$(UV) run --quiet --locked --all-extras --group fuzz python -m tests.fuzz

audit: python ## Ask the OSV and npm databases for known vulnerabilities of what is locked
	@$(UV) audit --locked
	@for folder in $(dir $(INTEROP)); do echo "→ npm audit ($$folder)"; (cd $$folder && npm audit) || exit 1; done

clean: ## Remove everything that set-up made
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* tests/interop/*/node_modules

setup: python npm ## Python environment and npm packages

python: .venv/.done
npm: $(INTEROP:package.json=node_modules/.done)

.venv/.done: pyproject.toml uv.lock | $(UV)
	@echo "→ Python environment (.venv)"
	@$(UV) sync --quiet --locked --all-extras
	@touch $@

$(UV):
	@echo "→ uv $(UV_VERSION) (.tools)"
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, this is " + sys.version.split()[0])'
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

tests/interop/%/node_modules/.done: tests/interop/%/package.json tests/interop/%/package-lock.json
	@scripts/require node:nodejs npm:npm
	@echo "→ npm packages ($(@D))"
	@cd tests/interop/$* && npm ci --silent --no-audit --no-fund
	@touch $@
