# The words of the house. Everything else is said by `.venv/bin/liemchinh --help`.
#
#   make demo    set everything up and serve a living demo commune on this machine
#   make test    set everything up and run every test, on SQLite and on PostgreSQL

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
ifeq ($(strip $(PYTHON)),)
$(error Cần Python 3.11 trở lên: cài gói python3 rồi chạy lại)
endif
LIEMCHINH := .venv/bin/liemchinh
# Names of tests or folders to run alone: make test ONLY=rules, make test ONLY="rules sqlite"
ONLY ?=

.PHONY: setup run demo test check bench docs help

help:
	@sed -n 's/^#   //p' Makefile

setup:
	@$(PYTHON) scripts/setup.py all

run:
	@$(PYTHON) scripts/setup.py run
	@exec $(LIEMCHINH) serve

demo:
	@$(PYTHON) scripts/setup.py run
	@exec $(LIEMCHINH) demo

test:
	@$(PYTHON) scripts/setup.py test
	@exec .venv/bin/python scripts/test.py $(ONLY)

check:
	@$(PYTHON) scripts/setup.py check
	@exec .venv/bin/python scripts/check.py $(ONLY)

bench:
	@$(PYTHON) scripts/setup.py test
	@exec .venv/bin/python scripts/bench.py $(ONLY)

docs:
	@$(PYTHON) scripts/setup.py check
	@exec .venv/bin/python scripts/reference.py
