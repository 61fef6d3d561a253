# Everything from a fresh clone: needs Python 3.11 or newer and make, nothing else set up.
#
#   make index                          index the default repository of data/repositories.yaml
#   make index REPO=/some/path NAME=x   index any folder
#   make test                           run the tests
#   make lint                           check style and types
#   make docs                           build the documentation into build/docs
#   make dev                            Dagster's web UI on http://127.0.0.1:3000
#   make bench                          time cold runs (see benchmarks/cold.py)
#   make bench-incremental              time runs after a change (see benchmarks/incremental.py)
#   make oracle                         score the index against answer keys (see benchmarks/oracle.py)
#   make fuzz                           extract spoiled sources for five minutes (see benchmarks/fuzz.py)
#   make soak                           index through 200 commits while others read (see benchmarks/soak.py)
#   make clean                          remove what these made

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Options of pytest: make test TESTS="-k registry"
TESTS ?=

.PHONY: index test lint docs dev bench bench-incremental oracle fuzz soak clean
.DEFAULT_GOAL := index

index: $(INSTALLED)
	$(BIN)/codegraph index $(if $(REPO),'$(REPO)') $(if $(NAME),--name '$(NAME)')

test: $(INSTALLED_DEV)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(TESTS)

lint: $(INSTALLED_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/dagster definitions validate

# The warning that is turned off is about mkdocs 2, which pyproject.toml rules out.
docs: $(INSTALLED_DEV)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --config-file docs/mkdocs.yml

dev: $(INSTALLED)
	$(BIN)/dagster dev --host 127.0.0.1

# Options of benchmarks/cold.py: make bench BENCH="sympy=/path/to/sympy --peer /path/to/codegraph"
BENCH ?=
bench: $(INSTALLED_DEV)
	$(BIN)/python benchmarks/cold.py $(BENCH)

# Options of benchmarks/incremental.py: make bench-incremental INCREMENTAL="sympy=/path --imported sympy/core/basic.py"
INCREMENTAL ?= project=. --imported codegraph_dagster/errors.py
bench-incremental: $(INSTALLED_DEV)
	$(BIN)/python benchmarks/incremental.py $(INCREMENTAL)

# Options of benchmarks/oracle.py: make oracle ORACLE="--oracle /path/to/keys flask"
ORACLE ?=
oracle: $(INSTALLED)
	$(BIN)/python benchmarks/oracle.py $(ORACLE)

# Options of benchmarks/fuzz.py: make fuzz FUZZ="--seconds 3600 /path/to/sources"
FUZZ ?=
fuzz: $(INSTALLED_DEV)
	$(BIN)/python -m benchmarks.fuzz $(FUZZ)

# Options of benchmarks/soak.py: make soak SOAK="--commits 1000"
SOAK ?=
soak: $(INSTALLED_DEV)
	$(BIN)/python -m benchmarks.soak $(SOAK)

# pip compiles what it installs, but not what it installs editable: every process would, where Python may not write
# bytecode by itself (PYTHONDONTWRITEBYTECODE).
$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	$(BIN)/python -m compileall -q codegraph_dagster
	touch $@

$(INSTALLED_DEV): $(INSTALLED)
	$(PIP) --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) data/index data/work data/dagster .tmp_dagster_home_* build dist *.egg-info
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
