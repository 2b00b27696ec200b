#!/usr/bin/env bash
# Makes every kind of report of a database as HTML and looks at the pages in headless Chromium (see screenshots.mjs).
# Needs chromium and npm; what npm brings stays in the output folder. Not part of the gate. A database of 19,185 real items with
# many outlets and no credits to speak of is left by
#   WIRECOPY_KEEP=DIR cargo test --release --test it every_figure_over_real_items    (DIR/news.db)
#   tests/scripts/screenshots.sh DATABASE [OUT] [AGENCY] [OUTLET] [STORY]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
db=$(realpath "${1:?usage: screenshots.sh DATABASE [OUT] [AGENCY] [OUTLET] [STORY]}")
out=$(realpath -m "${2:-target/screenshots}")
wirecopy=${WIRECOPY:-$here/../../target/release/wirecopy}
mkdir -p "$out/pages"
report() { "$wirecopy" --db "$db" report --zone UTC --format html "$@"; }
first() { "$wirecopy" --db "$db" report --zone UTC --period all --format json | node -e "
  const r = JSON.parse(require('fs').readFileSync(0)); console.log(eval(process.argv[1]) ?? '')" "$1"; }
agency=${3:-$(first 'r.tables.origins.rows[0]?.origin')}
outlet=${4:-$(first 'r.tables.outlets.rows[0]?.outlet')}
story=${5:-$(first 'r.tables.stories.rows[0]?.story.number')}
report --period all -o "$out/pages/overview.html"
[ -z "$agency" ] || report --period all --agency "$agency" -o "$out/pages/agency.html"
[ -z "$outlet" ] || report --period all --outlet "$outlet" -o "$out/pages/outlet.html"
[ -z "$story" ] || report --story "$story" -o "$out/pages/story.html"
report --period all --corrections -o "$out/pages/corrections.html"
cd "$out"
[ -d node_modules/axe-core ] || npm install --no-fund --no-audit --silent playwright-core@1 axe-core@4
node "$here/screenshots.mjs" "$(command -v chromium)" "$out" "$out"/pages/*.html
