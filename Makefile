# Set-up, tests and releases. Toolchains and built fixtures are kept in
# ${XDG_CACHE_HOME:-~/.cache}/panicscope; `make clean` leaves them alone.

SWIFT ?= swift
GO_VERSION ?= 1.27.3
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/panicscope
PANICSCOPE := .build/release/panicscope

.PHONY: help demo setup build test nightly corpus bench release clean

help:
	@echo "make demo     build panicscope and audit the example service"
	@echo "make build    .build/release/panicscope, a static executable"
	@echo "make test     all tests"
	@echo "make nightly  the whole truth matrix and the long tests"
	@echo "make corpus   audit real programs from Debian"
	@echo "make bench    measure speed and memory against other tools"
	@echo "make release  dist/panicscope, without symbols"
	@echo "make clean    remove what was built here"

setup:
	@Scripts/setup-debian-packages
	@Scripts/setup-toolchains

# One toolchain is enough to look around.
demo:
	@Scripts/setup-debian-packages build
	@Scripts/setup-toolchains $(GO_VERSION)
	@$(MAKE) --no-print-directory build
	@Scripts/build-example $(GO_VERSION) .build/example-service
	@echo
	@$(PANICSCOPE) audit --fail-on never .build/example-service

build:
	@SWIFT="$(SWIFT)" Scripts/build

test: setup
	Scripts/matrix --set ci
	Scripts/crash-corpus --set ci
	@SWIFT="$(SWIFT)" Scripts/test

nightly: setup
	Scripts/matrix --set full
	Scripts/crash-corpus --set full
	@PANICSCOPE_MATRIX=full SWIFT="$(SWIFT)" Scripts/test
	Scripts/core-truth
	Scripts/mutants 20000
	Scripts/simulate-truth 2000
	Scripts/broken-rules

corpus: build
	@Scripts/setup-corpus >/dev/null
	$(PANICSCOPE) audit --fail-on never $(CACHE)/debian

bench: release
	Scripts/bench
	Scripts/bench-trace

release:
	Scripts/release

clean:
	rm -rf .build dist
