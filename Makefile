PREFIX  ?= /usr
DESTDIR ?=
JOBS    ?= $(shell nproc)

SUDO    := $(if $(filter-out 0,$(shell id -u)),sudo)
BINARY  := .build/release/reconcile
HOST    := Tests/Hosts/throwaway-host
SCRIPTS := .ci/run $(wildcard Tests/Hosts/*)
UNITS   := $(DESTDIR)$(PREFIX)/lib/systemd/system

# libyaml is linked; python3 judges the schema; the rest is what a throw-away host is made of.
PACKAGES := libyaml-dev pkg-config iproute2 dbus systemd iputils-ping python3-jsonschema python3-yaml \
  procps hostname
# What it renders is compared with; and what containers are made of.
TEST_PACKAGES := netplan.io systemd-container busybox-static
LINT_PACKAGES := shellcheck
VM_PACKAGES := qemu-system-x86 busybox-static cpio kmod
GUEST_PACKAGES := $(VM_PACKAGES) libvirt-daemon-system libvirt-daemon-driver-qemu libvirt-clients virtinst \
  qemu-guest-agent
BENCH_PACKAGES := $(GUEST_PACKAGES) hyperfine netplan.io strace time

# Without symbols, without what nothing calls, without a table of names for plug-ins, and without
# an index for exceptions, of which there are none.
LINK := -s --gc-sections --no-export-dynamic --no-eh-frame-hdr
# A megabyte of relocations becomes 20 kB where the loader knows how to read that: glibc 2.36.
GLIBC := $(lastword $(shell getconf GNU_LIBC_VERSION))
ifeq ($(shell printf '2.36\n$(GLIBC)\n' | sort -CV && echo yes),yes)
LINK += -z pack-relative-relocs
endif

# The suites with real guests.
GUEST_TESTS := ^EndToEndTests\.(Guest|Protection|LibvirtNetwork)Tests/

.PHONY: help setup build demo test walk test-vm test-guests lint format install uninstall bench clean swift

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

# Asks the package index, and the network, only when something is missing.
define install-packages
@missing=$$(for package in $(1); do \
    dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed \
      || echo $$package; \
  done); \
  install="$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"; \
  [ -z "$$missing" ] || $$install $$missing || { $(SUDO) apt-get update && $$install $$missing; }
endef

setup: ## install the Debian packages that building and testing need
	$(call install-packages,$(PACKAGES))

swift:
	@command -v swift >/dev/null || { \
	  echo 'swift is not on PATH: install Swift 6.3, https://www.swift.org/install/linux' >&2; exit 1; }

build: setup swift ## build the release binary
	swift build -c release --static-swift-stdlib -Xswiftc -use-ld=lld $(LINK:%=-Xlinker %) \
	  --product reconcile -j $(JOBS)

demo: build ## show the program at work, in a throw-away host
	@$(HOST) -- Tests/Hosts/demo

test: setup swift ## run all tests but those of the next two, the end-to-end ones too
	$(call install-packages,$(TEST_PACKAGES))
	swift build --build-tests -j $(JOBS)
	@# As root: without it the hosts of the end-to-end tests could not boot. Nothing is skipped for
	@# want of a tool.
	$(SUDO) env "PATH=$$PATH" RECONCILE_TEST_ALL=1 swift test --skip-build \
	  --skip '$(GUEST_TESTS)'

N ?= 1000

walk: setup swift ## walk N random manifests on one host; RECONCILE_WALK_SEED=S walks one again
	swift build --build-tests -j $(JOBS)
	$(SUDO) env "PATH=$$PATH" \
	  RECONCILE_WALK_SEED=$(or $(RECONCILE_WALK_SEED),$(shell shuf -n 1 -i 0-999999)) \
	  RECONCILE_WALK_STEPS=$(N) swift test --skip-build \
	  --filter '^EndToEndTests\.WalkTests/'

test-vm: setup swift ## run the tests that need all kinds of links, in a virtual machine
	$(call install-packages,$(VM_PACKAGES))
	Tests/Hosts/vm-kernel || { $(SUDO) apt-get update && Tests/Hosts/vm-kernel; }
	swift build --build-tests -j $(JOBS)
	@# `swift test` would compile the package's manifest in there.
	Tests/Hosts/vm-host -- .build/debug/reconcilePackageTests.xctest \
	  --testing-library swift-testing --filter '^EndToEndTests\.Kinds/'

test-guests: setup swift ## run the tests with the real libvirt and small Linux guests
	$(call install-packages,$(GUEST_PACKAGES))
	Tests/Hosts/vm-kernel || { $(SUDO) apt-get update && Tests/Hosts/vm-kernel; }
	swift build --build-tests -j $(JOBS)
	$(SUDO) env "PATH=$$PATH" RECONCILE_TEST_ALL=1 swift test --skip-build \
	  --filter '$(GUEST_TESTS)'

lint: setup swift ## check the format, and that nothing warns
	$(call install-packages,$(LINT_PACKAGES))
	swift format lint --strict --recursive --parallel Sources Tests Package.swift
	@! grep -rnE '^(@?[a-z_]+ )*import Foundation$$' Sources \
	  || { echo 'import FoundationEssentials, not the whole of Foundation' >&2; exit 1; }
	shellcheck $(SCRIPTS)
	@# SwiftPM gives -warnings-as-errors to our targets only, not to dependencies.
	swift build --build-tests -Xswiftc -warnings-as-errors --scratch-path .build-lint -j $(JOBS)

format: swift ## rewrite the sources in the enforced format
	swift format --in-place --recursive --parallel Sources Tests Package.swift

bench: build ## measure against the targets, in a throw-away host
	$(call install-packages,$(BENCH_PACKAGES))
	Tests/Hosts/vm-kernel || { $(SUDO) apt-get update && Tests/Hosts/vm-kernel; }
	@$(HOST) -- Tests/Hosts/bench

install: ## install under $(DESTDIR)$(PREFIX) what `make build` made
	@test -x $(BINARY) || { echo "nothing to install: run 'make build' first" >&2; exit 1; }
	install -D -m 0755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/reconcile
	install -d $(UNITS)
	install -m 0644 systemd/reconcile.service systemd/reconcile.timer $(UNITS)
	sed -i 's|/usr/bin/reconcile|$(PREFIX)/bin/reconcile|' $(UNITS)/reconcile.service

uninstall: ## remove what `make install` installed
	rm -f $(DESTDIR)$(PREFIX)/bin/reconcile $(UNITS)/reconcile.service $(UNITS)/reconcile.timer

clean: ## remove what was built
	rm -rf .build .build-lint
