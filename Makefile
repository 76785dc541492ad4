# Deep Learning You Can Run. `make help` lists the commands.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The first Python on the path that the course runs on.
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c "$(SUPPORTED)" 2>/dev/null && echo "$$p" && break; done)

PORT ?= 8000

NAMED = @test -n "$(N)" || { echo "Which chapter? make $@ N=02"; exit 1; }

.PHONY: help book chapter test lab serve pdf epub slides release grade exercises requirements lowest newest colab clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 20

book: $(READY) ## run every notebook that is stale and build the book in _build/html
	@$(BIN)/python -m tools.book

chapter: $(READY) ## run and render one chapter with its exercises and solutions: make chapter N=02
	$(NAMED)
	@$(BIN)/python -m tools.notebooks
	@$(BIN)/python -m tools.book --chapter "$(N)"

test: $(READY) ## run all tests and every notebook
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/python -m pytest --nbmake -n auto --dist worksteal

lab: $(READY) ## open JupyterLab
	@$(BIN)/python -m tools.lab

serve: $(READY) ## serve the built book on http://127.0.0.1:8000; another port: make serve PORT=8001
	@$(BIN)/python -m tools.serve --port "$(PORT)"

pdf: $(READY) ## print the built book into one PDF, _build/book.pdf
	@$(BIN)/python -m tools.pdf

epub: $(READY) ## put the built book into one file for e-readers, _build/book.epub
	@$(BIN)/python -m tools.epub

slides: $(READY) ## for teachers: one chapter as slides that open without a network: make slides N=02
	$(NAMED)
	@$(BIN)/python -m tools.slides "$(N)"

release: $(READY) ## for teachers: the file of a chapter for your students, in grading/: make release N=02
	$(NAMED)
	@$(BIN)/python -m tools.grading release "$(N)"

grade: $(READY) ## for teachers: grade what they have handed in: make grade N=02
	$(NAMED)
	@$(BIN)/python -m tools.grading grade "$(N)"

exercises: $(READY) ## make exercises/ and every .ipynb anew from the Markdown sources
	$(BIN)/python -m tools.notebooks

requirements: $(READY) ## compile requirements.txt from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --upgrade \
		--no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make requirements" pyproject.toml -o requirements.txt

lowest: $(READY) ## run all tests and notebooks on the oldest packages that pyproject.toml allows
	@$(BIN)/python -m tools.environments lowest

newest: $(READY) ## the same on the newest packages
	@$(BIN)/python -m tools.environments newest

colab: $(READY) ## run every notebook in a simulated Colab
	@$(BIN)/python -m tools.environments colab

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
