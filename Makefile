# The same verbs as bin/, for those whose fingers know make. `make` alone explains itself.
.DEFAULT_GOAL := help
.PHONY: help run reset test quick services services-down status lint format types check schema pictures requirements bench clean
environment := $(or $(PORTAL_VENV),.venv)/bin

help: ## 列出可用的目标
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: ## 启动门户（bin/run）
	@bin/run

reset: ## 删除演示数据，重新开始（bin/run --reset）
	@bin/run --reset

test: ## 运行全部测试（bin/test）
	@bin/test

quick: ## 只运行不需要服务器的测试（bin/test --quick）
	@bin/test --quick

services: ## 启动 PostgreSQL、Redis、Elasticsearch、Chromium（bin/services up）
	@bin/services up

services-down: ## 停止它们（bin/services down）
	@bin/services down

status: ## 哪些服务在运行（bin/services status）
	@bin/services status

bench: ## 性能，以同一次运行里的比值表示（bin/bench）
	@bin/bench

lint: ## 检查代码：风格、类型、楼层
	@$(environment)/python -m ruff check .
	@$(environment)/python -m ruff format --check .
	@$(environment)/python -m mypy .
	@$(environment)/lint-imports

format: ## 整理代码格式
	@$(environment)/python -m ruff check --fix .
	@$(environment)/python -m ruff format .

check: ## 提交前的全部检查（.ci/run）
	@bash .ci/run

schema: ## 重新写成接口说明 docs/openapi.yaml（改了接口之后，提交前看一遍差异）
	@bin/manage spectacular --validate --fail-on-warn --file docs/openapi.yaml

pictures: ## 重新拍摄用户手册的图片（先用 bin/run --reset 启动一个新的演示）
	@$(environment)/python -m tests.e2e.pictures http://localhost:8000

requirements: ## 由 requirements*.in 重新锁定版本和校验值（需要 uv）
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements.in -o requirements.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements-dev.in -o requirements-dev.txt

clean: ## 删除 Python 环境和各种缓存（数据不动）
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
