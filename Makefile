# The goals of this repository; `make` without a goal prints them.
.DEFAULT_GOAL := help

.PHONY: help
help: ## Print the goals.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## Build if needed, and start the exporter; flags in FLAGS="-redis.addr=...".
	bin/redis-exporter $(FLAGS)

.PHONY: demo
demo: ## Start a Redis with a small load, and the exporter for it.
	bin/redis-exporter demo $(FLAGS)

.PHONY: test
test: ## Run all tests; installs what they need.
	./test

.PHONY: dist
dist: ## Make the files of a release in dist/: archives, packages, images, the chart.
	packaging/dist $(FLAGS)

.PHONY: format
format: ## Format the sources.
	bin/maven spotless:apply

.PHONY: golden
golden: ## Rewrite the golden pages and the rendered chart; review the diff.
	testing/install-servers
	deploy/install-tools
	bin/maven test '-Dtest=GoldenPageTest,QueueExporterTest#thePage*,ChartTest#theObjects*' -Dgolden=write -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: mixin
mixin: ## Render the dashboards, alerts and recording rules of mixin/.
	mixin/render

.PHONY: docs
docs: ## Rewrite the generated pages in docs/.
	testing/install-servers redis-exporter-original
	bin/maven test '-Dtest=CatalogueTest#the*,AccessListTest#the*,MigratingTest,PackagesTest,DashboardsPageTest#the*' -Dgolden=write -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: pictures
pictures: ## Write the pictures of the live page to docs/images/; needs about six minutes.
	testing/install-servers
	browser/install-tools
	bin/maven test -pl browser -am -Dtest=LiveScreenshotsTest -Dscreenshots=write -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: bench
bench: ## Measure, and compare with the original; see bench/README.md.
	testing/install-servers
	bench/scrapes
	bench/keys

.PHONY: parity
parity: ## Compare the pages with the original's, on servers of its own; see parity/README.md.
	parity/run
