# Deep Learning You Can Run. `make help` lists the commands.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The first Python on the path that the course runs on.
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c "$(SUPPORTED)" 2>/dev/null && echo "$$p" && break; done)

.PHONY: help book test lab serve exercises requirements clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 20

book: $(READY) ## run every notebook that is stale and build the book in _build/html
	$(BIN)/python -m tools.book

test: $(READY) ## run all tests and every notebook
	$(BIN)/ruff check --quiet .
	$(BIN)/python -m pytest --nbmake -n 2

lab: $(READY) ## open JupyterLab
	$(BIN)/jupyter lab

serve: $(READY) ## serve the built book on http://127.0.0.1:8000
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

exercises: $(READY) ## make exercises/ and every .ipynb anew from the Markdown sources
	$(BIN)/python -m tools.notebooks

requirements: $(READY) ## compile requirements.txt from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --upgrade \
		--no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make requirements" pyproject.toml -o requirements.txt

clean: ## remove the built book and its cache
	rm -rf _build dist build

$(READY): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 found." \
		"Install one, or name it: make PYTHON=/path/to/python3.12 ..."; exit 1; }
	@"$(PYTHON)" -c "$(SUPPORTED)" || { echo "$(PYTHON) is not Python 3.11, 3.12 or 3.13."; exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(READY)
