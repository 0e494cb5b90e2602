# Each target calls one script or one command. `make help` lists them.
SHELL := /bin/bash
ARGS ?=
SOURCES := Package.swift Services Shared Tests

.PHONY: help up build test lint format unit acceptance bench

help:           ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: build       ## build everything and start it on this machine (ARGS="--port-base 9000")
	.build/release/paydesk up $(ARGS)

build:          ## build the executables, optimized
	@.ci/requirements run
	swift build -c release

test: lint unit acceptance  ## all tests: style, units and stories, then SDK and browser against the running suite

lint:           ## the formatter's rules, strictly
	swift format lint --strict --recursive $(SOURCES)

format:         ## let the formatter mend what it can
	swift format format --in-place --recursive $(SOURCES)

unit:           ## the Swift tests
	@.ci/requirements run
	swift build --build-tests
	swift test --skip-build --experimental-maximum-parallelization-width 4

acceptance:     ## the official SDK and a real browser against `paydesk up`
	@.ci/requirements test
	swift build
	.venv/bin/python -m pytest -q Tests/Acceptance $(ARGS)

bench:          ## POST /v1/checkout/sessions against pgbench with the same statement
	@.ci/requirements run
	swift build -c release
	bench/create
