# Two commands do all set-up: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

UV := .tools/bin/uv
UV_VERSION := 0.13.9
PY := .venv/bin/python
NPM_FOLDERS := web $(patsubst %/package.json,%,$(wildcard tests/interop/*/package.json))
WEB_FILES := $(shell find web -type f -not -path '*/node_modules/*')
WORKERS ?= 2
PYTHON_FOLDERS := src tests bench scripts
PURE := $(addsuffix %,$(addprefix tests/,actions consensus crypto enclave protocol store))  # need no pages
QUICK := $(addprefix tests/,actions cli consensus crypto enclave protocol rpc sdk store) --ignore-glob 'tests/cli/*.txt'

.PHONY: help demo test quick lint types unit browser bench chaos fuzz audit docs release-check hooks clean setup python npm web

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

demo: python web ## A town to visit with a browser, and the four flows told, on a node of your own
	@$(PY) -m idos.apps.demo

ifdef T
test: $(if $(filter-out $(PURE),$(T)),setup,python)
	@.venv/bin/pytest -s $(T)
else
test: setup lint types unit browser ## Everything that CI runs; T=tests/crypto/test_box.py for one file or test
endif

quick: python ## While you work: rules, protocol, store, SDK and node, with few examples; no pages, browser or demo
	@.venv/bin/ruff check --quiet $(PYTHON_FOLDERS)
	@.venv/bin/pytest -n $(WORKERS) --dist worksteal --hypothesis-profile quick -m "not slow" $(QUICK)

lint: python npm ## Style and layout of the code (ruff, biome)
	@echo "→ ruff"
	@.venv/bin/ruff check --quiet $(PYTHON_FOLDERS)
	@.venv/bin/ruff format --quiet --check $(PYTHON_FOLDERS)
	@echo "→ biome"
	@cd web && npm run --silent lint

types: python npm ## Types (mypy and tsc, strict)
	@echo "→ mypy"
	@.venv/bin/mypy --no-error-summary
	@echo "→ tsc"
	@cd web && npm run --silent types

unit: setup ## The tests, with the coverage gate
	@echo "→ vitest"
	@cd web && npm run --silent test
	@echo "→ pytest on $(WORKERS) workers"
	@rm -f .coverage .coverage.*
	@.venv/bin/pytest -n $(WORKERS) --dist worksteal --ignore tests/browser --cov --cov-report=term

browser: setup ## The pages in a real Chromium; pictures of every screen go to artefacts/screens
	@scripts/require $(if $(CHROMIUM),,chromium:chromium)
	@echo "→ pytest in Chromium, on $(WORKERS) workers"
	@.venv/bin/pytest -n $(WORKERS) --dist loadfile tests/browser

bench: python ## Speed and memory, with percentiles and a peer in the same run
	@for script in bench/*.py; do echo "→ $$script"; $(PY) $$script || exit 1; done

chaos: python ## Kill a node under load, hundreds of times, and check its promises (QUICK=1: a minute)
	@$(PY) -m tests.chaos

fuzz: python ## Look for inputs that break something, guided by coverage (SECONDS=30 for each kind)
	@$(UV) run --quiet --locked --all-extras --group fuzz python -m tests.fuzz

audit: python ## Ask the OSV and npm databases for known vulnerabilities of what is locked
	@$(UV) audit --locked
	@for folder in $(NPM_FOLDERS); do echo "→ npm audit ($$folder)"; (cd $$folder && npm audit) || exit 1; done

docs: python ## The documentation as a site in artefacts/site; broken links are errors
	@.venv/bin/properdocs build --config-file mkdocs.yml
	@echo "→ artefacts/site/index.html"

release-check: setup ## Whether the version can be released; builds it twice and lists its parts (TAG=v1.2.3)
	@$(PY) -m scripts.release

hooks: python web/node_modules/.done ## Let git check style and the subject before each commit (pre-commit)
	@.venv/bin/pre-commit install

clean: ## Remove everything that set-up made
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* artefacts \
	  src/idos/pages/dist $(NPM_FOLDERS:%=%/node_modules) web/*/node_modules

setup: python npm web ## Python environment, npm packages, and the pages

python: .venv/.done
npm: $(NPM_FOLDERS:%=%/node_modules/.done)
web: src/idos/pages/dist/.done

.venv/.done: pyproject.toml uv.lock | $(UV)
	@echo "→ Python environment (.venv)"
	@$(UV) sync --quiet --locked --all-extras
	@touch $@

$(UV):
	@echo "→ uv $(UV_VERSION) (.tools)"
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, this is " + sys.version.split()[0])'
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

%/node_modules/.done: %/package.json %/package-lock.json
	@scripts/require node:nodejs npm:npm
	@echo "→ npm packages ($*)"
	@cd $* && npm ci --silent --no-audit --no-fund
	@touch $@

web/node_modules/.done: $(wildcard web/*/package.json)

src/idos/pages/dist/.done: $(WEB_FILES) | web/node_modules/.done
	@echo "→ pages (web)"
	@cd web && npm run --silent build
	@touch $@
