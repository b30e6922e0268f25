#!/usr/bin/env bash
# Starts a screen, a desktop bus and Orca, and runs a command beside them; all end with it.
#   run.sh FOLDER COMMAND...     what Orca says is written to FOLDER/spoken
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="$1"; shift
export HOME="$folder/home" XDG_RUNTIME_DIR="$folder/run" SPOKEN="$folder/spoken" SPEECHD="$here"
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"; chmod 700 "$XDG_RUNTIME_DIR"; : > "$SPOKEN"

exec 7>"$folder/display"
Xvfb -displayfd 7 -screen 0 1280x1000x24 >"$folder/xvfb.log" 2>&1 & screen=$!
trap 'kill $screen' EXIT
for _ in $(seq 100); do [ -s "$folder/display" ] && break; sleep 0.1; done
export DISPLAY=":$(cat "$folder/display")"

dbus-run-session -- bash -c '
  /usr/libexec/at-spi-bus-launcher --launch-immediately >"$XDG_RUNTIME_DIR/atspi.log" 2>&1 & started=($!)
  openbox >"$XDG_RUNTIME_DIR/openbox.log" 2>&1 & started+=($!)
  sleep 1
  PYTHONPATH="$SPEECHD" orca --replace --disable=braille >"$XDG_RUNTIME_DIR/orca.log" 2>&1 & started+=($!)
  trap "kill ${started[*]}" EXIT
  "$@"' run "$@" 2>"$folder/bus.log"
