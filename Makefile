# Two commands: `make run` and `make test`. Both set up what they need and are quick when nothing has changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app app
# One more than there are cores: a third of a worker's time is waiting for disks, browsers and races.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

.PHONY: run test check bench lock vendor pictures words clean help

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /: /'

$(VENV)/run.ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Yaji needs Python 3.11 or newer; try: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/test.ready: requirements-dev.txt $(VENV)/run.ready
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: $(VENV)/run.ready ## set up, load the demo into an empty database (asks first when it is not), and serve
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tools/run.sh

test: $(VENV)/test.ready ## set up and run every test, on SQLite and PostgreSQL, with a browser where there is one
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: $(VENV)/test.ready ## everything that can be checked without running: format, lint, types, catalogues, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy core staff printing clients membership events invitations attendance api demo app.py
	$(BIN)/python -m pytest tests/conventions/test_files.py tests/conventions/test_migrations.py tests/conventions/test_rooms.py tests/conventions/test_words.py

bench: $(VENV)/test.ready ## measure the claims; one JSON object a line
	@for name in print door replies clients seating board; do $(BIN)/python bench/$$name.py; done

lock: ## compile requirements.in and requirements-dev.in into pinned and hashed lists (wants uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements.txt requirements.in
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements-dev.txt requirements-dev.in

vendor: ## copy the front-end parts that package.json pins into static/vendor (wants npm)
	npm ci --ignore-scripts
	$(PYTHON) tools/vendor.py

pictures: $(VENV)/test.ready ## take the pictures of docs/ anew, from the demo
	$(BIN)/python -m tools.screenshots

words: $(VENV)/test.ready ## which texts have no Chinese yet
	$(BIN)/python -m tools.catalogues

clean: ## forget the environment; the data stays
	rm -rf $(VENV) node_modules
