# Everything one does with a checkout. `make` alone lists the targets.
# Needs Node.js 20.12 and a C++ toolchain; the tests also want Java 17 with Maven, Go, and Rust with cargo.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export npm_config_fund := false
export npm_config_audit := false
export npm_config_update_notifier := false

# Node 20 does not run TypeScript; as an import hook, tsx needs no process of its own.
RUN_TS := node --import tsx

SOURCE_FOLDERS := $(wildcard plugin broker core events integrated-services settings records metrics template-repositories \
  control-api page-api page attach bin)
SOURCES := $(wildcard *.ts) package.json tsconfig.json tsconfig.build.json \
  $(shell find $(SOURCE_FOLDERS) generated -type d -o -type f)
CRUISED := $(SOURCE_FOLDERS) $(filter-out %.config.ts,$(wildcard *.ts)) $(wildcard test bench)

# $(call step,what,command): says what runs, and what failed.
step = @echo "== $(1)" >&2; $(2) || { echo "make $@: $(1) FAILED" >&2; exit 1; }

# $(PREFIX)/bin gets the command. The link runs Node itself, so that signals reach the program.
PREFIX ?= $(if $(filter 0,$(shell id -u)),/usr/local,$(HOME)/.local)
COMMAND := $(PREFIX)/bin/aliecs-kafka
PROGRAM := $(CURDIR)/dist/bin/aliecs-kafka.js

##@ Use
.PHONY: install
install: dist/.stamp ## the command aliecs-kafka, a link to this checkout, in ~/.local/bin, for root in /usr/local/bin [PREFIX=…]
	@if [ -e "$(COMMAND)" ] || [ -L "$(COMMAND)" ]; then \
	  case "$$(readlink "$(COMMAND)")" in \
	    */node_modules/*) owner="an installation by npm" ;; \
	    */dist/bin/aliecs-kafka.js) owner= ;; \
	    *) owner="another program" ;; \
	  esac; \
	  [ -z "$$owner" ] || { echo "make install: $(COMMAND) is $$owner: remove it, or choose another PREFIX" >&2; exit 1; }; \
	fi
	@mkdir -p "$(PREFIX)/bin"
	@ln -sfn "$(PROGRAM)" "$(COMMAND)"
	@echo "installed: $(COMMAND)"
	@case ":$$PATH:" in \
	  *":$(PREFIX)/bin:"*) ;; \
	  *) echo "its folder is not on the PATH: export PATH=\"$(PREFIX)/bin:\$$PATH\"" ;; \
	esac

.PHONY: uninstall
uninstall: ## removes that link
	@[ "$$(readlink "$(COMMAND)")" = "$(PROGRAM)" ] || \
	  { echo "make uninstall: $(COMMAND) is not a link to this checkout" >&2; exit 1; }
	@rm "$(COMMAND)"

.PHONY: demo
demo: dist/.stamp ## one command: a broker in the process, two environments, every record read back [ARGS=--json]
	@node dist/bin/aliecs-kafka.js demo $(ARGS)

.PHONY: demo-page
demo-page: dist/.stamp ## the same with the page up, http://127.0.0.1:32180, until Ctrl-C
	@exec node dist/bin/aliecs-kafka.js demo --page $(ARGS)

.PHONY: services
services: node_modules/.stamp ## a real Kafka and Consul in the foreground; prints their addresses; Ctrl-C stops both
	@exec $(RUN_TS) test/services/main.ts

# Of a real core: any of test/golden/core.
RECORDING ?= test/golden/core/lifecycle.jsonl
.PHONY: demo-attach
demo-attach: dist/.stamp ## a real core's recording through attach, its delays beside the Go plugin's [RECORDING=… ARGS='--speed 1']
	@exec node dist/bin/aliecs-kafka.js demo-attach $(RECORDING) $(ARGS)

##@ Check
.PHONY: test
test: node_modules/.stamp ## everything: types, lint, imports, build, all tests; the last line of stdout has the counts
	$(call step,type check,tsc --noEmit && tsc -p page)
	$(call step,lint,biome check --error-on-warnings >&2)
	$(call step,direction of imports,depcruise --config .dependency-cruiser.cjs $(CRUISED) >&2)
	$(call step,build,$(MAKE) --no-print-directory dist/.stamp)
	$(call step,servers for the tests,$(RUN_TS) test/services/fetch.ts)
	$(call step,tests,vitest run $(ARGS))

.PHONY: test-unit
test-unit: node_modules/.stamp dist/.stamp ## the tests that need no server
	@ALIECS_TEST_SERVICES=0 CI= vitest run $(ARGS)

.PHONY: lint
lint: node_modules/.stamp ## types, lint and format, direction of imports
	$(call step,type check,tsc --noEmit && tsc -p page)
	$(call step,lint,biome check --error-on-warnings)
	$(call step,direction of imports,depcruise --config .dependency-cruiser.cjs $(CRUISED))

.PHONY: format
format: node_modules/.stamp ## formats, and repairs what the linter can
	@biome check --write

.PHONY: bench
bench: dist/.stamp ## the table of docs/performance.md, measured here
	@$(RUN_TS) bench/main.ts $(ARGS)

##@ Build
.PHONY: build
build: dist/.stamp ## dist/, what npm publishes

.PHONY: generate
generate: node_modules/.stamp ## generated/ from proto/, with protoc from Maven Central
	@proto/generate.sh

.PHONY: fdset
fdset: ## fdset/, descriptor sets of proto/ for pq, grpcurl and others, with protoc from Maven Central
	@proto/fdset.sh
	@ls fdset/*.fdset

.PHONY: clean
clean: ## removes dist/, fdset/ and node_modules/; the cache of servers, $${XDG_CACHE_HOME:-~/.cache}/aliecs-kafka, stays
	@rm -rf dist fdset coverage node_modules

# Whether what is installed fits package.json, compiled addon included; whoever installs with npm by hand keeps it.
INSTALLED := npm ls --depth=0 >/dev/null 2>&1 && node -e "require('node-rdkafka')" 2>/dev/null

# The stamp is a copy of the lock file: an edit of package.json that changes no package costs nothing.
node_modules/.stamp: package.json package-lock.json
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "make needs Node.js 20.12 or newer, with npm" >&2; exit 1; }
	@if ! cmp -s package-lock.json $@ && ! { $(INSTALLED); }; then \
	  echo "== npm ci (node-rdkafka compiles librdkafka: 2 to 5 minutes)" >&2; \
	  npm ci --no-progress >&2; \
	fi
	@cp package-lock.json $@

dist/.stamp: node_modules/.stamp $(SOURCES)
	@echo "== tsc -> dist/, vite -> dist/page/" >&2
	@rm -rf dist
	@tsc -p tsconfig.build.json
	@chmod +x dist/bin/aliecs-kafka.js
	@vite build --logLevel warn page
	@touch $@

.PHONY: help
help: ## this list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { gsub(/\$$\$$/, "$$", $$2); printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
