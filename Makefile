# Two commands: `make run` brings everything up, `make test` runs every check.
# What they need beyond Go (>= 1.26) and Node 20 they install themselves, and say so.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

CACHE     ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/handinhand
DEV_HASH  := $(shell find dev -type f -not -name '*_test.go' -not -path '*/testdata/*' | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-16)
DEV_CACHE := $(CACHE)/handinhand-dev-$(DEV_HASH)
VERSION   := $(shell git describe --tags --always --dirty 2>/dev/null || echo unreleased)
GO_FILES   = $(shell find . -name '*.go' -not -path './dev/*' -not -path './tools/*' -not -path '*/node_modules/*')
UI_FILES   = $(shell find ui/assets ui/e2e -type f -not -path '*/node_modules/*' 2>/dev/null) ui/package.json ui/package-lock.json
FLAGS     ?=

.PHONY: help run demo build test check test-go test-dev test-e2e screenshots openapi bench clean tools chromium gcc

help: ## tell the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 22

run: build ## bring up everything on this machine and say where to click (RESET=1 starts clean)
	@bin/handinhand dev $(if $(RESET),--reset) $(FLAGS)

demo: build ## run one course registration from start to end and tell its timeline
	@bin/handinhand demo $(FLAGS)

build: bin/handinhand bin/handinhand-dev ## build bin/handinhand and the dev stack's bin/handinhand-dev

bin/handinhand: $(GO_FILES) go.mod go.sum ui/dist/manifest.json $(shell find api ui library policy store process demo -name '*.*' -not -name '*.go' -not -path '*/node_modules/*' -not -path 'ui/dist/*' -type f 2>/dev/null)
	@scripts/need go 1.26 && echo "building bin/handinhand (first time: about 3 minutes, then seconds)"
	@go build -tags nodynamic -ldflags "-X handinhand/cli.Version=$(VERSION)" -o $@ .

# Temporal's server is 700 modules: the binary is kept by the hash of its sources.
bin/handinhand-dev: $(DEV_CACHE)
	@mkdir -p bin && cp $(DEV_CACHE) $@.new && mv $@.new $@

$(DEV_CACHE):
	@scripts/need go 1.26 && echo "building bin/handinhand-dev, the dev stack with Temporal's server inside (first time: about 10 minutes on two cores, then seconds)"
	@mkdir -p $(CACHE) && cd dev && go build -o $@.new . && mv $@.new $@

ui/dist/manifest.json: ui/node_modules/.package-lock.json $(UI_FILES)
	@echo "building the pages' styles and scripts" && cd ui && npm run --silent build

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	@scripts/need node 20 && echo "installing the pages' npm packages (locked)" && cd ui && npm ci --no-audit --no-fund --silent && touch node_modules/.package-lock.json

test: build check test-go test-dev test-e2e ## run every check there is
	@echo "all checks passed"

check: tools ui/dist/manifest.json ## formatting, vet, staticcheck, workflowcheck, TypeScript
	@echo "check: gofmt, vet, staticcheck, workflowcheck, tsc"
	@unformatted=$$(git ls-files -co --exclude-standard '*.go' | xargs gofmt -l); if [ -n "$$unformatted" ]; then echo "not formatted: run gofmt -w on"; echo "$$unformatted"; exit 1; fi
	@go vet ./...
	@bin/tools/staticcheck ./...
	@bin/tools/workflowcheck -config workflows/workflowcheck.yaml ./workflows/...
	@cd ui && npm run --silent check

tools: bin/tools/staticcheck
bin/tools/staticcheck: tools/go.mod tools/go.sum
	@echo "building the checkers" && mkdir -p bin/tools && cd tools && go build -o ../bin/tools/ tool && touch ../bin/tools/staticcheck

test-go: build gcc ## Go tests on real PostgreSQL, Temporal and S3, under the race detector
	@echo "test: Go, under the race detector, on a stack of its own (first time: about 10 minutes, then 2)"
	@scripts/with-stack go test -race -count=1 ./...

test-dev: build ## the dev stack's own tests
	@echo "test: the dev stack"
	@cd dev && go vet ./... && go test -count=1 ./...

test-e2e: build chromium ## whole journeys in a real browser, with axe on every page
	@echo "test: end to end in Chromium"
	@cd ui && npm run --silent e2e

screenshots: build chromium ## a PNG of every page and state in screenshots/
	@cd ui && npm run --silent screenshots

openapi: ## write api/openapi.json anew from the code
	@go test ./api -run OpenAPI -update

bench: build ## measure: the engine against a workflow by hand, pages with 10,000 cases against 100, the core
	@echo "bench: the engine against a workflow written by hand, in turn (about 3 minutes)"
	@bin/handinhand bench $(FLAGS)
	@echo "bench: pages over HTTP, 10,000 cases against 100, in turn (about 2 minutes)"
	@scripts/with-stack go test ./cli -run '^$$' -bench Pages -benchtime 1x
	@echo "bench: the vault against the plain S3 store, 8 clients; what a copy costs; appends to the access log (about 3 minutes)"
	@scripts/with-stack go test ./documents ./audit -run '^$$' -bench . -benchtime 3x
	@echo "bench: the pure core"
	@go test ./process/... -run '^$$' -bench . -benchtime 1s

chromium:
	@scripts/need-debian chromium chromium fonts-noto-core

gcc:
	@scripts/need-debian gcc gcc libc6-dev

clean: ## remove what was built; the data of make run stays in data/
	@rm -rf bin ui/dist/* screenshots
