# The goals of this repository; bare `make` prints them.
.DEFAULT_GOAL := help

.PHONY: help
help: ## Print the goals.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## Build if needed and start; flags in FLAGS="-redis.addr=...".
	bin/redis-exporter $(FLAGS)

.PHONY: demo
demo: ## Start with a Redis of its own and a small load.
	bin/redis-exporter demo $(FLAGS)

.PHONY: test
test: ## Everything that must pass, with what it needs.
	./test

.PHONY: format
format: ## Format the sources.
	bin/maven spotless:apply

.PHONY: golden
golden: ## Rewrite the golden pages; review them as a diff.
	testing/install-servers
	bin/maven test -Dtest=GoldenPageTest -Dgolden=write -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: docs
docs: ## Rewrite the generated pages in docs/.
	testing/install-servers redis-exporter-original
	bin/maven test '-Dtest=CatalogueTest#the*,AccessListTest#the*,MigratingTest' -Dgolden=write -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: bench
bench: ## Measure beside the original; see bench/README.md.
	testing/install-servers
	bench/scrapes
	bench/keys

.PHONY: parity
parity: ## Compare with the original on servers of its own; see parity/README.md.
	parity/run
