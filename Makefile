# Each target sets up what it needs; all can be run again at any time.
.DEFAULT_GOAL := help
.PHONY: help setup demo test quick lint docs lock clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

setup: ## what a user needs: system packages, environment, the command .venv/bin/sohoa
	@scripts/setup run

demo: ## digitise the sample dossiers on this machine and search them
	@scripts/setup run
	@.venv/bin/sohoa demo

test: ## style, types, layers and every test
	@scripts/setup test
	@scripts/check

quick: ## the same without the long sweep
	@scripts/setup test
	@scripts/check -m "not slow"

lint: ## style, types and layers
	@scripts/setup test
	@scripts/check lint

docs: ## the settings reference, made from the settings class
	@scripts/setup run
	@.venv/bin/python -m pipeline.settings_reference > docs/settings.md

lock: ## pin the Python packages anew (needs uv)
	@scripts/lock

clean: ## remove the environment and caches; data of the embedded servers stays
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
