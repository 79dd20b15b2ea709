# Every target only calls `python3 -m ops`, so a machine without make uses that.
PYTHON ?= python3
T ?=
FULL ?=

.DEFAULT_GOAL := help
.PHONY: help install run test check e2e contract bench fmt lock

help install run check e2e fmt lock:
	@exec $(PYTHON) -m ops $@

contract:
	@exec $(PYTHON) -m ops $@ $(if $(FULL),--full)

test bench:
	@exec $(PYTHON) -m ops $@ $(T)
