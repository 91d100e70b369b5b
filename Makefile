# make            what there is to do
# Only python >= 3.11, make and the package registries are needed; everything goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help install demo test check faults bench eval train same-story lock schemas format clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "silkwire needs python >= 3.11: make PYTHON=/path/to/python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check $$(grep -oE '^uv==[0-9.]+' requirements.lock)
	@echo "installing the locked packages ..."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

install: $(READY)  ## everything into .venv; leaves .venv/bin/silkwire

demo: $(READY)  ## a page through a real Kafka, from raw text to clean articles
	@$(BIN)/silkwire demo

test: $(READY)  ## all tests, side by side on the cores, the flow on a real Kafka
	@$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadgroup

check: $(READY)  ## format, lint, types, import contracts, spelling, plain words
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo --config pyproject.toml | tail -n 3
	@$(BIN)/codespell schemas agents streams deploy tools training docs bench README.md CHANGELOG.md
	@$(BIN)/codespell --toml tools/plain_words.toml schemas agents streams deploy tools training docs bench tests README.md CHANGELOG.md

faults: $(READY)  ## play the flow under faults; ROW=name plays one, ROW=--mutants breaks each rule and sees it noticed; DRAFTS=3 partitions of drafts
	@$(if $(DRAFTS),SILKWIRE_DRAFTS_PARTITIONS=$(DRAFTS)) $(BIN)/python -m tests.faults $(ROW)

bench: $(READY)  ## one hop against plain Faust and bare aiokafka; the whole flow against walk
	@$(BIN)/python -m bench

REPORT = $(if $(ONLY),--only $(ONLY)) $(if $(ERRORS),--errors) $(if $(MARKDOWN),--markdown) $(if $(JSON),--json $(JSON))

eval: $(READY)  ## what the splitter reaches on labelled pages of every shape; FOLDS=1 on publishers it has not seen; ONLY="real single" ERRORS=1 MARKDOWN=1 JSON=file
ifdef FOLDS
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint requirements.lock --no-build-isolation --editable '.[train]'
	@$(BIN)/python -m training --figures $(REPORT)
else
	@$(BIN)/python -m training.evaluate $(REPORT)
endif

train: $(READY)  ## train the splitter's model from ../shared/data
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint requirements.lock --no-build-isolation --editable '.[train]'
	@$(BIN)/python -m training

same-story: $(READY)  ## whether a story keeps its id in other surroundings, by the models that `make train` leaves; UNHEARD=1 trains without a language's phrases; DRAWS=2000
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint requirements.lock --no-build-isolation --editable '.[train]'
	@$(BIN)/python -m training.same_story $(if $(UNHEARD),--unheard) $(if $(DRAWS),--draws $(DRAWS))

lock: $(READY)  ## resolve the newest allowed packages into requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra dev pyproject.toml -o requirements.lock

schemas: $(READY)  ## write schemas/json, schemas/examples, docs/metrics.md and the tables of docs/limits.md, docs/operations.md and docs/reading.md
	@$(BIN)/python -m tools.generate

format: $(READY)  ## format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix --quiet .

clean:  ## remove what was installed and built
	@rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
