# run: the console at http://127.0.0.1:8501     test: every test     check: what to run before a commit
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEV := $(VENV)/.dev-installed
APP := $(VENV)/.app-installed
VK_IO := tests/sandbox/vk_io
NODE := $(VK_IO)/node_modules/.installed

.PHONY: run test check bench prove messages clean

run: $(APP)
	@exec $(BIN)/streamlit run streamlit_app.py

test: $(DEV) $(NODE)
	@# Most tests wait more than they work, so four at a time keep two cores busy; a browser keeps one busy by itself.
	@# Browser tests run also where others have failed: one run tells all.
	$(BIN)/python -m pytest -n 4 --dist worksteal -m "not bench and not e2e"; others=$$?; \
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "e2e and not bench" && exit $$others

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 4 --dist worksteal -m "not bench and not e2e and not slow"

bench: $(DEV)
	$(BIN)/python -m tests.bench

prove: $(DEV)
	PULT_PROVE=1 $(BIN)/python -m pytest -m "slow and not bench" --timeout 3600

# Collects the messages of the code into both catalogues; translate what is new in ru/LC_MESSAGES/pult.po.
messages: $(DEV)
	$(BIN)/python -m tests.messages

$(VENV):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pult needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "No venv module: on Debian or Ubuntu run  sudo apt install python3-venv  and try again"; exit 1; }

$(APP): requirements.txt | $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEV): requirements.txt requirements-dev.txt | $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(APP) $@

# Node's vk-io, a foreign client of the local VK. A machine without npm tests everything else.
$(NODE): $(VK_IO)/package-lock.json
	@if ! command -v npm >/dev/null; then echo "No npm: the test of Node's vk-io will be skipped"; \
	elif npm ci --prefix $(VK_IO) --silent --no-audit --no-fund; then touch $@; \
	else echo "npm could not install vk-io: its test will be skipped"; fi

clean:
	rm -rf $(VENV) $(VK_IO)/node_modules .mypy_cache .ruff_cache .hypothesis
