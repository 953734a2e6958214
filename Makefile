# `make run` starts the portal, `make test` tests it; docs/operate.md explains the rest.
PYTHON ?= python3
READY = $(PYTHON) apmbc_portal/run/bootstrap.py

.PHONY: run test lint bench golden manage pins backup restore

run:
	@$(READY) run apmbc_portal.run

# What the tests need is installed first (as root on Debian also the system packages).
test:
	@$(READY) test apmbc_portal.run.suite

lint:
	@$(READY) test apmbc_portal.run.lint

bench:
	@$(READY) test apmbc_portal.bench

# Draws the pictures of docs/documents.md anew.
golden:
	@$(READY) test apmbc_portal.run manage draw_documents

# Django's command line with the environment of `make run`: make manage c="verify_ledger"
manage:
	@$(READY) run apmbc_portal.run manage $(c)

# One archive with database and files, by default in var/backups; the keys are not in it. make backup TO=/safe/place
backup:
	@$(READY) run apmbc_portal.run manage backup $(TO)

# Stop the portal first. make restore FROM=portal-….tar
restore:
	@$(READY) run apmbc_portal.run manage restore $(FROM) $(if $(REPLACE),--replace-everything)

# Writes down the exact version of everything that is installed, after requirements*.txt were changed.
pins:
	@$(READY) test apmbc_portal.run.pins
