# The same commands on a laptop, in .ci/run and in the GitHub workflows.

TOOL     = go tool -modfile=.ci/tools/go.mod
FUZZTIME ?= 30s
# .ci/run soaks for two minutes, with SOAKRACE=-race.
SOAKTIME ?= 30m
# The race detector needs a C compiler; .ci/run sees to it that there is one.
RACE := $(shell command -v "$$(go env CC)" >/dev/null 2>&1 && echo -race)

.PHONY: help build demo test lint fmt vuln golden docs bench fuzz soak cover conformance clients clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build bin/concur-mcp
	go build -trimpath -o bin/ ./cmd/concur-mcp

demo: ## Run the sample expense job against the built-in simulator
	go run ./cmd/concur-mcp demo

test: ## Check format, vet and go.mod, and run all tests with the race detector
	@test -n "$(RACE)" || echo "NOTE: no C compiler, so the tests run without the race detector"
	@files=$$($(TOOL) gofumpt -l .) && test -z "$$files" || { echo "not gofumpt-formatted (make fmt):" $$files; exit 1; }
	go vet ./...
	go mod tidy -diff
	@.ci/missing
	go test $(RACE) -count=1 ./...
	@.ci/missing

lint: ## Run golangci-lint with .golangci.yml
	$(TOOL) golangci-lint run ./...

fmt: ## Format the code and sort its imports
	$(TOOL) golangci-lint fmt

vuln: ## Look for known vulnerabilities in code that is reached
	$(TOOL) govulncheck ./...

golden: ## Rewrite the golden files from the code
	UPDATE_GOLDEN=1 go test -count=1 ./...

docs: ## Rewrite docs/ and the tables of README.md from the code
	UPDATE_DOCS=1 go test -count=1 -run "Docs|Matrix" ./internal/app ./internal/faults

bench: ## Run the benchmarks
	go test -run '^$$' -bench . -benchmem ./internal/bench/...

fuzz: ## Fuzz each target for FUZZTIME (30s)
	@list=$$(go test -list '^Fuzz' ./...) && echo "$$list" | \
	awk '/^Fuzz/ { names[++n] = $$1 } /^ok/ { for (i = 1; i <= n; i++) print names[i], $$2; n = 0 }' | \
	while read -r name pkg; do \
		go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s "$$pkg" || exit 1; \
	done

soak: ## Let 50 callers work for SOAKTIME (30m) while Concur fails and replicas are killed
	go test $(SOAKRACE) -v -count=1 -timeout 0 -run '^TestSoak$$' ./internal/soak -soak $(SOAKTIME)

cover: ## Measure how much of each package the tests reach
	@mkdir -p bin
	go test -count=1 -coverpkg=./... -coverprofile=bin/cover.out ./...
	go tool cover -func=bin/cover.out | tail -n 1

conformance: ## Run MCP's conformance suite on the test build and the product (npm)
	.ci/conformance

clients: ## Connect real MCP clients to serve --demo (npm)
	.ci/clients/run

clean: ## Remove what was built
	rm -rf bin dist .ci/clients/node_modules
