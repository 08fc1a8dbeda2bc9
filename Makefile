# `make help` lists the targets. Each sets up what it needs, on a machine with Python 3.13, or with uv
# and a network.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
READY := .venv/.ready
AUDIT := .venv-audit/bin
AUDIT_READY := .venv-audit/.ready
EMULATOR_READY := .venv-rehearse/.ready
PEERS := tests/npm/node_modules/.package-lock.json
TYPESCRIPT := clients/typescript/node_modules/.package-lock.json
TYPESCRIPT_BUILT := clients/typescript/dist/index.js

# A virtual environment that happens to be activated is not ours.
unexport VIRTUAL_ENV
unexport PYTHONHOME
export SAM_CLI_TELEMETRY := 0
# SAM builds the layer with the first python3.13 that it finds.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ------------------------------------------------------------------ what people run

.PHONY: setup
setup: $(READY) ## Build .venv from uv.lock

.PHONY: demo
demo: $(READY) ## Run the main job, end to end, on the local stack
	jetbridge demo $(ARGS)

.PHONY: up
up: $(READY) ## Start the local stack with demo data and leave it running (ARGS="--port 3000 …")
	jetbridge up --demo $(ARGS)

# Tests wait for browsers and servers: two cores have time for three workers.
WORKERS = $(shell $(BIN)/python -c 'import os; print(os.process_cpu_count() * 3 // 2 or 1)')
.PHONY: test
test: $(READY) $(PEERS) $(TYPESCRIPT) chromium ## Run every test (ARGS="-k consent" for some)
	pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder --durations 20 $(ARGS)

CHECKS := types template words described format-check lint imports requirements-check
.PHONY: check
check: $(READY) ## Check style, types, imports, words, the API's description and the template
	$(MAKE) --jobs 2 --output-sync=target $(CHECKS)

.PHONY: build
build: $(READY) ## Build the functions and the layer for AWS
	sam build $(ARGS)

.PHONY: rehearse
rehearse: $(READY) $(EMULATOR_READY) ## Rehearse a deployment without an account (ARGS="tests/e2e/flows" tests the deployed stack)
	$(if $(ARGS),pytest --deployed $(ARGS),python -m jetbridge_local.rehearsal)

DIST := dist
.PHONY: cli
cli: $(READY) ## Build the operator's tool: a wheel, and the versions that it was tested with
	uv build --quiet --wheel --out-dir $(DIST) cli
	$(EXPORT) --package jetbridge-cli --output-file $(DIST)/requirements.txt

.PHONY: client
client: $(READY) $(TYPESCRIPT_BUILT) ## Build the client libraries: a wheel, and a package for npm
	uv build --quiet --wheel --out-dir $(DIST) clients/python
	npm pack --silent --pack-destination $(DIST) ./clients/typescript

.PHONY: bench
bench: $(READY) $(PEERS) ## Measure everything and write docs/performance.md (ARGS="broker …" for some)
	$(MAKE) build ARGS="--parameter-overrides Architecture=$$(uname -m | sed s/aarch64/arm64/)"
	python -m bench $(ARGS)

.PHONY: fuzz
fuzz: $(READY) ## Try requests for every boundary of the API's description, and longer histories
	pytest --thorough tests/e2e/described tests/unit/flows/journey/test_histories.py $(ARGS)

.PHONY: mutants
mutants: $(READY) ## Weaken the code at one place after the other, list what no test notices (ARGS="--in store")
	python -m tests.mutants $(ARGS)

.PHONY: format
format: $(READY) ## Format the code
	ruff format
	ruff check --fix

.PHONY: requirements
requirements: $(READY) ## Write the layer's requirements from uv.lock
	$(EXPORT) --output-file layers/jetbridge/requirements.txt

.PHONY: dialects
dialects: $(READY) ## Write docs/dialects.md from the partner modules
	python -m jetbridge_local.dialects > docs/dialects.md

.PHONY: settings
settings: $(READY) ## Write the operator's tool's copies of what template.yaml says
	python -m jetbridge_local.settings_table > cli/jetbridge_cli/settings.json
	python -m jetbridge_local.template_facts > cli/jetbridge_cli/template.json

.PHONY: roles
roles: $(READY) ## Write the statements of template.yaml by which the functions' roles reach the table
	python -m tests.unit.infra.roles

.PHONY: catalogues
catalogues: $(READY) ## Collect the sentences of the pages, and compile their translations
	python -m jetbridge_local.catalogues

.PHONY: cost
cost: $(READY) ## Write docs/cost.md from what the flows use, and the prices
	python -m bench.bill > docs/cost.md

.PHONY: policy-schema
policy-schema: $(READY) ## Write docs/schemas/policy.v1.json from the policy's model
	python -m jetbridge_cli.policy_schema > docs/schemas/policy.v1.json

.PHONY: modules
modules: $(READY) ## Write the table "Where is …?" of docs/architecture.md from the modules' docstrings
	python -m jetbridge_local.modules

.PHONY: openapi
openapi: $(READY) ## Write the descriptions of API and events, and the paths of template.yaml
	python -m jetbridge_local.openapi
	$(MAKE) clients

.PHONY: clients
clients: $(READY) $(TYPESCRIPT) ## Write the parts of the client libraries that are made of the API's description
	python -m jetbridge_local.clients

.PHONY: clean
clean: ## Remove everything that a target has made
	rm -rf .venv .venv-audit .venv-rehearse .venv-uv .aws-sam .mutants dist tests/npm/node_modules \
		clients/typescript/{node_modules,dist,.examples} \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -type d -name __pycache__ -prune -exec rm -rf {} +

# ------------------------------------------------------------------ the parts of `make check`

.PHONY: format-check lint types imports words described template requirements-check

format-check: $(READY)
	ruff format --check

lint: $(READY)
	ruff check

types: $(READY)
	mypy

imports: $(READY)
	lint-imports --no-logo

words: $(READY)
	pytest --quiet tests/unit/infra/test_words.py

described: $(READY)
	pytest --quiet tests/unit/infra/test_openapi.py tests/unit/infra/test_clients.py \
		tests/unit/infra/test_modules.py

template: $(READY) $(AUDIT_READY)
	sam validate --lint --region us-east-1
	cfn-lint template.yaml
	@# A template that it cannot read is no failure to checkov.
	report=$$($(AUDIT)/checkov --file template.yaml 2>&1) || { echo "$$report"; exit 1; }; \
		echo "$$report" | tail -n 3; ! grep -E "Parsing errors|Passed checks: 0" <<< "$$report"

# The layer ships what was locked and tested.
EXPORT := uv export --quiet --frozen --no-default-groups --no-emit-project --no-header

requirements-check: $(READY)
	uv lock --quiet --check
	diff layers/jetbridge/requirements.txt <($(EXPORT)) \
		|| { echo "uv.lock has moved on: run 'make requirements'"; exit 1; }

# ------------------------------------------------------------------ what the targets need

# uv itself is pinned where everything is, in uv.lock.
UV_VERSION := $(shell awk '/^name = "uv"$$/ {found = 1} found && /^version/ {print $$3; exit}' uv.lock)

$(READY): uv.lock pyproject.toml cli/pyproject.toml clients/python/pyproject.toml .python-version
	test -x $(BIN)/python || { python="$$(local/find-python $(UV_VERSION))" && "$$python" -m venv .venv; }
	test "$$($(BIN)/uv --version 2>/dev/null | cut -d ' ' -f 2)" = $(UV_VERSION) \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv sync --quiet --frozen
	touch $@

$(AUDIT_READY): uv.lock | $(READY)
	UV_PROJECT_ENVIRONMENT=.venv-audit uv sync --quiet --frozen --only-group audit --python $(BIN)/python
	touch $@

$(EMULATOR_READY): uv.lock | $(READY)
	UV_PROJECT_ENVIRONMENT=.venv-rehearse uv sync --quiet --frozen --only-group rehearse --python $(BIN)/python
	touch $@

$(TYPESCRIPT): clients/typescript/package.json clients/typescript/package-lock.json
	@command -v npm >/dev/null || { \
		echo "The TypeScript client is built by programs from npm: install Node.js 20 or later"; exit 1; }
	npm ci --silent --prefix clients/typescript
	touch $@

$(TYPESCRIPT_BUILT): $(wildcard clients/typescript/src/*.ts) clients/typescript/tsconfig.json | $(TYPESCRIPT)
	npm run --silent --prefix clients/typescript build

$(PEERS): tests/npm/package.json tests/npm/package-lock.json
	@command -v npm >/dev/null || { \
		echo "The tests run against programs from npm: install Node.js 20 or later"; exit 1; }
	npm ci --silent --prefix tests/npm
	touch $@

.PHONY: chromium
chromium:
	@command -v chromium chromium-headless-shell | wc -l | grep -q 2 || { \
		echo "The browser tests need chromium: installing Debian's, as root"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends \
			chromium chromium-headless-shell fonts-liberation; }
