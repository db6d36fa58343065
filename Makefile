PYTHON ?= python3
BIN := .venv/bin
GALLERY := north-south-western
# Files of tests side by side, one to a core; TESTS names some of them.
SIDE_BY_SIDE := -n auto --dist loadfile
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: atlas test full quick lint py-lint wheel oldest page page-lint bench snapshot gallery validate browser clean fuzz

atlas: .venv/.installed
	$(BIN)/corridors atlas -o atlas

test: .venv/.tests browser
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(TESTS)

# Everything, also what takes too long for every day: all selections at all sizes.
full: .venv/.tests browser
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "full or not full" $(TESTS)

fuzz: .venv/.tests
	CORRIDORS_FUZZ=2000 $(BIN)/python -m pytest tests/test_geodata_osm_fuzz.py
	CORRIDORS_FUZZ=5000 $(BIN)/python -m pytest tests/test_corridors_fuzz.py

quick: .venv/.tests
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not browser and not slow"

lint: py-lint
	@if command -v npm >/dev/null 2>&1; then $(MAKE) --no-print-directory page-lint; \
	else echo "node is not installed: the page's script was not linted"; fi

py-lint: .venv/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.house

# What is published, installed where the checkout is out of sight.
wheel: .venv/bin/python
	rm -rf build/wheel build/clean && mkdir -p build/wheel
	$(PIP) wheel --no-deps --wheel-dir build/wheel .
	$(PYTHON) -m venv build/clean
	build/clean/bin/python -m pip --quiet --disable-pip-version-check install build/wheel/*.whl
	cd build/clean && bin/corridors check && bin/corridors lengths trans-caspian \
	  && bin/corridors map trans-caspian -o map.html

# The oldest versions that pyproject.toml allows; without the tests that need a browser. What they
# deprecate of each other is not ours to mend.
oldest: .venv/bin/python
	$(PIP) install uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python build/oldest
	$(BIN)/uv pip install --quiet --python build/oldest/bin/python --resolution lowest-direct \
	  --only-binary numpy --only-binary scipy --only-binary shapely --only-binary rasterio \
	  --editable ".[tests]"
	build/oldest/bin/python -m pytest $(SIDE_BY_SIDE) -W ignore::DeprecationWarning \
	  -m "not browser and not slow" $(TESTS)

# The page's script and style, built into the files that are committed; needs Node and npm.
page: maps/page/node_modules/.package-lock.json
	npm --prefix maps/page run --silent format -- --log-level warn
	npm --prefix maps/page run --silent build

page-lint: maps/page/node_modules/.package-lock.json
	npm --prefix maps/page run --silent lint

maps/page/node_modules/.package-lock.json: maps/page/package-lock.json
	npm --prefix maps/page ci --silent

bench: .venv/.bench browser
	$(BIN)/python -m tests.benchmarks

snapshot: .venv/.snapshot
	$(BIN)/python -m geodata.snapshot

# story.png beside them is the first step of `corridors brief`, opened at 1280 x 720; planner.png the atlas at
# #from=altynkol&to=poti&by=time&close=RU, 1200 x 750; phone.png the atlas and a briefing at 390 x 780, dark.
gallery: .venv/.installed
	$(BIN)/corridors figure -o docs/gallery/all.png --size a4 --dpi 120
	$(BIN)/python -c "from PIL import Image; p = 'docs/gallery/all.png'; \
	  Image.open(p).convert('RGB').quantize(128).save(p, optimize=True)"
	for id in $(GALLERY); do \
	  $(BIN)/corridors figure $$id -o docs/gallery/$$id.png --size fit --dpi 80 || exit 1; done
	$(BIN)/corridors figure china-kyrgyzstan-uzbekistan --lang zh --size fit --dpi 80 \
	  -o docs/gallery/china-kyrgyzstan-uzbekistan-zh.png
	$(BIN)/corridors ledger trans-caspian --chart docs/gallery/ledger.png

validate: .venv/.installed
	$(BIN)/corridors validate -o docs/validation.md

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | .venv/bin/python
	$(PIP) install --editable .
	touch $@

.venv/.%: .venv/.installed pyproject.toml
	$(PIP) install --editable ".[$*]"
	touch $@

# A browser that is there, else Debian's where apt and root are at hand, else the line to run.
browser:
	@command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null 2>&1 \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
	     && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } \
	|| { echo "The map's tests need Chromium. Run: sudo apt-get install chromium" >&2; exit 1; }

clean:
	rm -rf .venv atlas dist build
