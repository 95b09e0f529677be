# Two verbs are enough: `make run` to look at the site, `make test` to see that it works. `make help` lists the others.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
TEMPLATES = $(shell find templates -name '*.html')

PORT_TAKEN = Something else answers on port $(PORT): end that first, or choose another with make run PORT=8123.
SERVER := --no-ws --blocking-threads 4 --backpressure 64 --log-level warning

# Debian packs what makes environments apart from Python itself; as root we may fetch it.
stop = { echo "$(1)" >&2; exit 1; }
NO_PYTHON := This needs Python 3.11 or newer, and $(PYTHON) is not: install it, or name another with PYTHON=python3.12.
NO_VENV := $(PYTHON) cannot make environments: install the package python3-venv (Debian, Ubuntu), then try again.
GET_VENV := { [ "$$(id -u)" = 0 ] && [ -e /etc/debian_version ] && apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv </dev/null >/dev/null; } || true

# The same tests on both databases. Coverage has a verb of its own: counting takes as long as testing.
# What Python and pytest have compiled may stay for the next of nine processes, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=
PYTEST := $(BIN)/python -m pytest
PARALLEL := -n auto --maxprocesses 8 --dist worksteal
# A test waits for its browser, and the browser for its test: one more of them keeps a machine busy.
BROWSERS := -n $(shell $(PYTHON) -c 'import os; print(min(8, (os.cpu_count() or 1) + 1))') --dist worksteal

.NOTPARALLEL:
.PHONY: help run test test-lite coverage check fix bench dist

help: ## list the verbs
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: export SITE_URL ?= http://127.0.0.1:$(PORT)
run: .venv/installed var/static/staticfiles.json ## show the site, with example data: `make run PORT=8123` for another port than 8000
	@! (exec 3<>/dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null || $(call stop,$(PORT_TAKEN))
	@$(MANAGE) compile_translations
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_reference
	@$(MANAGE) demo
	@echo "Open $$SITE_URL in a browser; Ctrl-C here ends it."
	@exec $(BIN)/granian --interface wsgi --port $(PORT) $(SERVER) integration_plan.wsgi:application

test: .venv/installed-for-tests ## everything: SQLite, PostgreSQL, a real browser
	@$(BIN)/python -m tests.provision
	@echo "== SQLite" && env -u DATABASE_URL $(PYTEST) $(PARALLEL)
	@echo "== PostgreSQL" && $(BIN)/python -m tests.postgres $(PYTEST) $(PARALLEL)
	@echo "== Browser" && env -u DATABASE_URL $(PYTEST) $(BROWSERS) tests/browser

test-lite: .venv/installed-for-tests ## the tests without PostgreSQL and without a browser
	@env -u DATABASE_URL $(PYTEST) $(PARALLEL)
	@echo "Left out: PostgreSQL and the browser. \`make test\` has them both."

coverage: .venv/installed-for-tests ## the tests on SQLite, and which lines and branches none of them reaches
	@env -u DATABASE_URL $(PYTEST) $(PARALLEL) --cov

check: .venv/installed-for-tests ## read the code: style, templates, migrations, translations, safety in production
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --target-version 5.2 --check $(TEMPLATES)
	@DATABASE_URL=sqlite://:memory: $(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) compile_translations --check
	@SITE_URL=https://example.org SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		$(MANAGE) check --deploy --fail-level WARNING

fix: .venv/installed-for-tests ## mend what can be mended by itself: style of code and templates
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES)

bench: .venv/installed-for-tests var/static/staticfiles.json ## measure how fast it is, beside the naive way
	@$(MANAGE) compile_translations
	@env -u DATABASE_URL $(MANAGE) benchmark
	@$(BIN)/python -m tests.postgres $(MANAGE) benchmark

dist: ## pack the last commit: var/dist/integratieplan-VERSION.tar.gz
	@mkdir -p var/dist
	@git archive --prefix=integratieplan-$(VERSION)/ -o var/dist/integratieplan-$(VERSION).tar.gz HEAD
	@echo var/dist/integratieplan-$(VERSION).tar.gz

# The manifest that collectstatic writes last; made again when a file of ours or of a package may have changed.
var/static/staticfiles.json: .venv/installed $(shell find static -type f 2>/dev/null)
	@$(MANAGE) collectstatic --no-input --verbosity 0

# Made again when the requirements change; what is there already stays.
.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(call stop,$(NO_PYTHON))
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(GET_VENV)
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call stop,$(NO_VENV))
	@$(PYTHON) -m venv .venv
	@echo "Installing what the site needs; the first time this takes a minute."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/installed-for-tests: requirements.txt requirements-dev.txt .venv/installed
	@echo "Installing what the tests need."
	@$(PIP) -r requirements-dev.txt
	@touch $@
