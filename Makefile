# Every target only calls `python3 -m ops`, so a machine without make uses that.
PYTHON ?= python3
T ?=

.DEFAULT_GOAL := help
.PHONY: help install run test check e2e contract bench fmt lock

help install run check e2e contract fmt lock:
	@exec $(PYTHON) -m ops $@

test bench:
	@exec $(PYTHON) -m ops $@ $(T)
