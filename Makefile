# Each command is one line; the work is in bootstrap/ and in management commands.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help demo manage test test-all check format docs setup database stop lock screenshots benchmarks clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## From a bare machine to the platform in a browser, with an invented country
	@$(PYTHON) -m bootstrap demo

manage: ## Run a management command on the demonstration (ARGS="import_questionnaire FILE")
	@$(PYTHON) -m bootstrap manage $(ARGS)

test: ## Install what is missing, then run the tests that take minutes together (ARGS="-k word" to choose among all)
	@$(PYTHON) -m bootstrap test $(or $(ARGS),--quick)

test-all: ## Install what is missing, then run every test, from engines to browser
	@$(PYTHON) -m bootstrap test $(ARGS)

check: setup ## Style, types, layers
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/lint-imports && .venv/bin/mypy

format: setup ## Format the code
	@.venv/bin/ruff check --fix -q . ; .venv/bin/ruff format .

docs: setup ## Write the generated parts of docs/reference again
	@.venv/bin/python -m tests.harness.reference

setup: ## Install the development packages, as locked
	@$(PYTHON) -m bootstrap setup

database: ## Start the demonstration's database and print its address
	@$(PYTHON) -m bootstrap database

stop: ## Stop every database of this folder left running
	@$(PYTHON) -m bootstrap stop

lock: setup ## Choose the versions again, within the bounds of pyproject.toml
	@$(PYTHON) -m bootstrap lock

screenshots: setup ## Take the pictures of docs/images again, in Chromium
	@.venv/bin/python -m tests.harness.screenshots

benchmarks: setup ## List the benchmarks, one command each
	@ls benchmarks/*.py | sed 's|^|  .venv/bin/python |'

clean: stop ## Remove what the commands made: environment, packages, databases, data of the demonstration
	rm -rf .venv node_modules var
