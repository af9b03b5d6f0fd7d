# A machine with python3, make and git is enough; everything else comes into .venv, as requirements.lock says.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
UV := $(BIN)/uv
PROVIDERS := tests/provider
DEPLOY_LINT := tests/deploy/lint
SOURCES := $(wildcard engine workflows notifications commands web cli.py tests bench)

# The place of the virtual environment that may be active in the caller's shell is none of ours.
unexport VIRTUAL_ENV
export UV_NO_PROGRESS := 1
# Behind an inspecting proxy, as in most hospitals, the machine's own certificates are the ones that hold.
export UV_SYSTEM_CERTS ?= 1

.DEFAULT_GOAL := help
.PHONY: help install run providers test lint spelling screenshots bench bench-plans mutants soak drill troubles released plans messages release guide lock clean

help:
	@echo "make run       the demo: Samsak with the example partnerships; installs first"
	@echo "make test      every test, on SQLite and PostgreSQL; installs first; wants node, npm, chromium, dovecot-imapd, systemd, nginx and caddy"
	@echo "make providers  what tests log in at; wants node and npm"
	@echo "make lint      ruff, mypy, deptry and vulture"
	@echo "make accessibility  axe on every page in every language, size and scheme; takes long"
	@echo "make spelling  hunspell over all that people read, in three languages; wants hunspell, hunspell-no and hunspell-en-gb"
	@echo "make screenshots  every page of the demo that runs (make run) as a picture, into screenshots/; wants chromium"
	@echo "make bench     what the engine costs beside the database"
	@echo "make bench-plans  what it costs to read large files and to import them, now and again"
	@echo "make mutants   change the modules that hold the promise, and see which changes no test notices; takes long"
	@echo "make soak      kill, freeze and stop workers by the hundred while they send; takes an hour or more; ARGS='--only kills --share 0.1'"
	@echo "make plans     write two thousand plans in as many ways and read each; the gate reads a hundred"
	@echo "make messages  find new sentences for the three catalogues"
	@echo "make release   dist/samsak: the program and all that it needs, to install without the network"
	@echo "make released  a backup of this version, whose cases later ones finish"
	@echo "make guide     follow docs/install.md in an empty Debian; wants root, debootstrap and systemd-container"
	@echo "make lock      renew requirements.lock and deploy/requirements.lock"
	@echo "make clean     remove .venv and what tests and builds left behind"

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(UV) || { sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.txt && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt; }
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

run: install
	$(BIN)/samsak demo

# What tests log in at; wants node and npm.
providers: $(PROVIDERS)/node_modules/installed

$(PROVIDERS)/node_modules/installed: $(PROVIDERS)/package-lock.json $(PROVIDERS)/package.json
	@command -v npm >/dev/null || { echo "The tests log in at a provider that wants node and npm. Debian: apt-get install nodejs npm"; exit 1; }
	npm ci --silent --prefix $(PROVIDERS)
	touch $@

# What reads the files of deploy/; wants node and npm.
$(DEPLOY_LINT)/node_modules/installed: $(DEPLOY_LINT)/package-lock.json $(DEPLOY_LINT)/package.json
	npm ci --silent --prefix $(DEPLOY_LINT)
	touch $@

test: install providers $(DEPLOY_LINT)/node_modules/installed
	$(BIN)/pytest -n auto --dist worksteal

soak: install
	$(BIN)/python -m tests.soak $(ARGS)

drill: install
	$(BIN)/python -m tests.soak --only drill $(ARGS)

troubles: install
	$(BIN)/python -m tests.transcripts

released: install
	$(BIN)/python -W ignore -m tests.released

accessibility: install
	$(BIN)/pytest -n auto --every-look tests/web/test_accessibility.py

lint: install
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/deptry .
	$(BIN)/vulture

spelling: install
	$(BIN)/python -m tests.words

screenshots: install
	$(BIN)/python -m tests.screenshots http://127.0.0.1:8080 screenshots

bench: install
	$(BIN)/python -m bench

bench-plans: install
	$(BIN)/python -m bench.tables
	$(BIN)/python -m bench.plans

mutants: install
	$(BIN)/mutmut run
	$(BIN)/python -m bench.mutants

plans: install
	SAMSAK_WRITTEN_PLANS=2000 $(BIN)/pytest -q tests/workflows/plan_import/test_written_plans.py

messages: install
	$(BIN)/python -m engine.language.catalogues

# All that an installation needs, for a machine without the network: see docs/install.md.
release: install
	rm -rf dist/samsak
	mkdir -p dist/samsak
	$(UV) build --quiet --wheel --no-build-isolation --python $(BIN)/python --out-dir dist/samsak
	rm -f dist/samsak/.gitignore
	cp -r deploy/. examples dist/samsak/
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
		--requirement deploy/requirements.lock --dest dist/samsak/wheels

# Wants root, debootstrap and systemd-container.
guide: release
	$(BIN)/python -m tests.deploy.clean_root

lock:
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(UV) || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(UV) pip compile --quiet --python $(BIN)/python --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --extra all --group dev --output-file requirements.lock pyproject.toml
	$(UV) pip compile --quiet --python $(BIN)/python --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --extra all --constraint requirements.lock --output-file deploy/requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) $(PROVIDERS)/node_modules $(DEPLOY_LINT)/node_modules mutants build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
