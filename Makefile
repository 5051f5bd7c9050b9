# `make help` lists the commands. GNU make and Python 3.11 to 3.13 suffice.
# All that is made lies in .venv*, .make and _build; `make clean` removes it.

DATA := glyphs
WORKERS ?= 2
CONSTRAINTS ?= constraints.txt
PAGES := $(basename $(notdir $(wildcard book/*.ipynb)))
COLAB_PAGES := gans combined
SUITES := library pages site
BACKENDS := tensorflow jax torch
PEERS := torch-fidelity==0.4.0 tqdm==4.70.1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help book test notebooks lint format test-backends test-colab \
  constraints browser clean bench bench-check studies FORCE $(SUITES:%=test-%) $(BACKENDS:%=backend-%)

# The first Python that TensorFlow has a build for.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
  "$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
  2>/dev/null && { echo $$p; break; }; done)
endif
ifeq ($(PYTHON),)
$(error No Python 3.11, 3.12 or 3.13 on PATH. Install one, or name it: \
  make PYTHON=/path/to/python3)
endif
PY := .venv/bin/python
TASK := $(PYTHON) tests/commands

export AEGAN_DATA := $(DATA)
export CONSTRAINTS
export TF_CPP_MIN_LOG_LEVEL := 3
ifneq ($(AEGAN_DATA_DIR),)
FOUND := $(shell cd "$(AEGAN_DATA_DIR)" 2>/dev/null && pwd)
ifeq ($(FOUND),)
$(error AEGAN_DATA_DIR is not a folder: $(AEGAN_DATA_DIR))
endif
override AEGAN_DATA_DIR := $(FOUND)
export AEGAN_DATA_DIR
endif

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' \
	  Makefile
	@echo 'make book DATA=mnist AEGAN_DATA_DIR=folder: on another data set'

# --- Keys -------------------------------------------------------------------
# A key is the hash of what a result depends on. Its file changes only when
# the hash does: results are made again when an input was changed, added or
# deleted, and not when it was merely touched or checked out anew.
KEY = @mkdir -p .make; $(TASK)/key.py $@
HERE := $(shell $(PYTHON) -VV) $(CURDIR)
.make/venv.key: FORCE
	$(KEY) --text "$(HERE)" $(CONSTRAINTS)
.make/backends.key: FORCE
	$(KEY) --text "$(HERE) $(PEERS)" $(CONSTRAINTS) constraints-backends.txt
.make/colab.key: FORCE
	$(KEY) --text "$(HERE)" tests/colab/constraints.txt \
	  tests/colab/requirements.txt
.make/project.key: FORCE
	$(KEY) pyproject.toml tests/commands/kernel.py
.make/library.key: FORCE .make/venv.key
	$(KEY) --text "$(DATA) $(if $(DATA:glyphs=),$(AEGAN_DATA_DIR))" \
	  aegan_lib .make/venv.key
.make/book.key: FORCE .make/library.key
	$(KEY) book _config.yml _toc.yml .make/library.key

# --- Environments -----------------------------------------------------------
PIP = $(1)/bin/python -m pip install -qq --disable-pip-version-check \
  $(2:%=-c %)
define new_venv
@echo "Making $(1): $(HERE)"
@$(PYTHON) -m venv --clear $(1) || { echo "This Python cannot make" \
  "environments. On Debian: apt-get install python3-venv"; exit 1; }
@$(call PIP,$(1),$(2)) "setuptools>=77"
endef

.venv/.made: .make/venv.key
	$(call new_venv,.venv,$(CONSTRAINTS))
	@touch $@
.venv/.installed: .venv/.made .make/project.key
	@echo "Installing into .venv (minutes the first time)"
	@$(call PIP,.venv,$(CONSTRAINTS)) --no-build-isolation -e '.[book,test]'
	@$(PY) tests/commands/kernel.py
	@touch $@

# Keras, a backend and the library, but no TensorFlow.
.venv-torch/.installed: BACKEND := torch==2.13.0
# Only the image networks of torch-fidelity need torchvision.
.venv-torch/.installed: ALONE := $(PEERS)
.venv-jax/.installed: BACKEND := jax
.venv-jax/.installed .venv-torch/.installed: LIMITS = \
  $(CONSTRAINTS) constraints-backends.txt
.venv-jax/.installed .venv-torch/.installed: .make/backends.key \
  .make/project.key
	$(call new_venv,$(@D),$(LIMITS))
	@$(call PIP,$(@D),$(LIMITS)) $(BACKEND) \
	  $$($(TASK)/requirements.py --without tensorflow)
	@$(if $(ALONE),$(call PIP,$(@D)) --no-deps $(ALONE))
	@$(call PIP,$(@D)) --no-build-isolation --no-deps -e .
	@touch $@

.venv-colab/.installed: .make/colab.key
	$(call new_venv,.venv-colab)
	@$(call PIP,.venv-colab,tests/colab/constraints.txt) \
	  -r tests/colab/requirements.txt
	@touch $@

browser: .venv/.installed
	@$(PY) tests/browser/find_chromium.py --install

# --- Book -------------------------------------------------------------------
book: _build/html/.built  ## run all pages, HTML into _build/html
	@echo "The book ($(DATA)): _build/html/index.html"

# jupyter-cache looks at cells alone; a changed library runs them again too.
.make/fresh: .make/library.key
	@rm -rf _build/.jupyter_cache
	@touch $@
# The pages run two or more at a time; the build would take them in turn.
_build/html/.built: .make/fresh .make/book.key | .venv/.installed
	@rm -rf _build/html
	@$(PY) book/_ext/execute.py
	.venv/bin/jupyter-book build . --path-output . --all -W -n --keep-going
	@touch $@

notebooks: .venv/.installed  ## run the pages and store their outputs
	@$(PY) book/_ext/notebooks.py $(PAGES:%=book/%.ipynb)
	@$(PY) book/_ext/picture.py

# --- Checks -----------------------------------------------------------------
lint: .venv/.installed  ## ruff on code and notebooks
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@$(PY) book/_ext/notebooks.py --check

format: .venv/.installed  ## let ruff rewrite code and notebooks
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

PYTEST = .venv/bin/pytest --junitxml=.make/junit/$@.xml
SPREAD := -n $(WORKERS) --dist loadfile
# Every suite runs, also after one that failed; the last line sums them up.
define all_of
@rm -f $(1:%=.make/junit/%.xml); status=0; for suite in $(1); do \
  echo "--- $$suite"; $(MAKE) --no-print-directory $$suite || status=1; \
  done; $(TASK)/sum_up.py $(1:%=.make/junit/%.xml) && exit $$status
endef

test: book browser  ## unit tests on the wheel, pages, built site
	$(call all_of,$(SUITES:%=test-%))
test-library: .venv/.installed  # on the wheel, in an empty environment
	@$(PY) tests/commands/wheel.py $(SPREAD) \
	  --junitxml="$(CURDIR)/.make/junit/$@.xml"
# Stored outputs against those of the book's build. A book on other data has
# others: nbval runs the pages then, as `pytest --nbval` always does.
EXECUTED := $(if $(DATA:glyphs=),,-p executed)
test-pages: book
	@env -u AEGAN_DATA PYTHONPATH=tests/commands $(PYTEST) $(SPREAD) \
	  $(EXECUTED) --nbval \
	  --nbval-kernel-name aegan-book --nbval-cell-timeout 240 \
	  --nbval-sanitize-with tests/nbval_sanitize.cfg $(PAGES:%=book/%.ipynb)
test-site: book browser  # the repository and the built site
	@$(PYTEST) $(SPREAD) -m checkout tests

# TensorFlow writes its numbers, JAX and PyTorch compare theirs with them.
OTHERS := .venv-jax/.installed .venv-torch/.installed
test-backends: .venv/.installed $(OTHERS)  ## unit tests on JAX and PyTorch
	@rm -rf .make/backends; mkdir -p .make/backends
	$(call all_of,$(BACKENDS:%=backend-%))
ON = KERAS_BACKEND=$(@:backend-%=%) AEGAN_BACKENDS_DIR="$(CURDIR)/.make/backends"
OPTIONS = $(SPREAD) --junitxml=.make/junit/$@.xml
backend-tensorflow:
	@$(ON) .venv/bin/pytest $(OPTIONS) tests/test_backends*.py
# XLA compiles the same networks over and over: it may look them up.
COMPILED = JAX_COMPILATION_CACHE_DIR="$(CURDIR)/.make/jax" \
  JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0 \
  JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES=-1
backend-jax backend-torch:
	@$(ON) $(COMPILED) .venv$(@:backend%=%)/bin/pytest $(OPTIONS) \
	  -m "not checkout and not tensorflow" tests

test-colab: browser .venv-colab/.installed  ## two pages and the explorer, Colab's versions
	@$(PY) tests/colab/run_pages.py .venv-colab $(COLAB_PAGES)

# Two environments: PyTorch, the peer, lives in the second.
bench: browser .venv-torch/.installed  ## all benchmarks, about 80 minutes
	@$(PY) benchmarks/run.py
bench-check: .venv/.installed .venv-torch/.installed  ## ratios against the stored ones
	@$(PY) benchmarks/check.py

studies: .venv/.installed  ## what is missing of the study of the method: hours
	@$(PY) studies/autoencoder_helps/run.py tune pilot main
	@$(PY) studies/autoencoder_helps/analyse.py

constraints:  ## resolve anew: constraints.txt, constraints-backends.txt
	$(call new_venv,.venv-new)
	@$(call PIP,.venv-new) --no-build-isolation -e '.[book,test]'
	@$(TASK)/freeze.py .venv-new constraints.txt
	@$(call PIP,.venv-new,constraints.txt) jax torch==2.13.0
	@$(TASK)/freeze.py .venv-new constraints-backends.txt constraints.txt
	@rm -rf .venv-new

clean:  ## remove all that make made
	rm -rf .venv .venv-* .make _build *.egg-info
