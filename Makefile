# The two commands are `make demo` and `make test`; each sets up all that it needs.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# The warehouse is that of DBT_PROFILES_DIR, else the demo's, else of the profile that dbt finds.
PROFILE := if [ -z "$$DBT_PROFILES_DIR" ] && [ -f .demo/env ]; then . ./.demo/env; fi
# More cases for `make conformance`, in the same form, where there are some.
EXAMPLES ?= ../shared/reference

.PHONY: help demo down report docs test lint types unit browser soak conformance bench-localshift bench-scd2 bench-streaming lock clean

help:  ## Show what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(INSTALLED)  ## Run the whole pipeline on this machine; BIKES=trips.csv replays a real download
	@$(BIN)/python -m demo up $(if $(BIKES),--bikes "$(BIKES)")

down: $(INSTALLED)  ## Stop what `make demo` left running
	@$(BIN)/python -m demo down

docs: $(INSTALLED)  ## Write a page about all models, with the warehouse of your dbt profile, or the demo's
	@$(PROFILE); $(BIN)/python -m demo docs

report: $(INSTALLED)  ## Write report.html, charts from the marts of your dbt profile, or of the demo's
	@$(PROFILE); $(BIN)/python -m report

test: lint types unit  ## Lint, check types, run all tests, the pipeline's included

lint: $(INSTALLED)  ## ruff, sqlfluff, dbt's own warnings, dbt-bouncer, cfn-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --disable-progress-bar models analyses tests/sql
	@mkdir -p target/lint && cp profiles.example.yml target/lint/profiles.yml
	$(BIN)/dbt --quiet --warn-error parse --no-partial-parse --profiles-dir target/lint \
		--target-path target/lint --log-path target/lint
	$(BIN)/dbt-bouncer run
	$(BIN)/cfn-lint infra/*.yml

types: $(INSTALLED)  ## mypy
	$(BIN)/mypy

unit: $(INSTALLED) browser  ## pytest; PYTEST='-k history' selects
	$(BIN)/pytest -n 3 --dist worksteal $(PYTEST)

browser: $(INSTALLED)  ## A headless Chromium for the tests of pages, where none is installed
	@$(BIN)/python -m tests.browser

soak: $(INSTALLED)  ## 5,000 random histories through dbt; HISTORIES=100000 for longer
	HISTORIES=$(or $(HISTORIES),5000) $(BIN)/pytest tests/dbt/test_type_2_property.py

conformance: $(INSTALLED)  ## Hold localshift against Redshift: cases, dbt's adapter tests, clients
	$(BIN)/python -m tests.conformance $(if $(wildcard $(EXAMPLES)),--examples $(EXAMPLES))

bench-localshift: $(INSTALLED)  ## Measure localshift against DuckDB and PostgreSQL; SMALL=1 takes a tenth
	@$(BIN)/python -m benchmarks $(if $(SMALL),--small)

bench-scd2: $(INSTALLED)  ## Measure type-2 merges against three others; SIZES=1 for a look
	@$(BIN)/pip install -qq --disable-pip-version-check -r benchmarks/requirements.txt
	@$(BIN)/python -m benchmarks.scd2 $(if $(SIZES),--sizes $(SIZES))

bench-streaming: $(INSTALLED)  ## Measure whether a streaming view keeps up with 1,000 records a second
	@$(BIN)/python -m benchmarks.streaming

lock: $(INSTALLED)  ## Renew requirements.lock from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --all-extras --no-strip-extras --generate-hashes \
		--python-version 3.11 --no-header --no-annotate --upgrade --quiet --output-file requirements.lock

clean: down  ## Forget the demo's data and the virtual environment
	rm -rf .demo $(VENV) target logs

# A stamp after a whole install, so that an interrupted one is done again.
$(INSTALLED): requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: $(PYTHON) was not found. PYTHON=/path/to/python3.11 names another."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Python 3.11 is needed; $(PYTHON) is another version. PYTHON=/path/to/python3.11 names another."; exit 1; }
	@echo "Setting up $(VENV), which takes a minute or two the first time"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@
