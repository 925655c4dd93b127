#!/bin/sh
# `make bench`: what one run of the echo session costs, beside what it may cost.
# Instructions are counted, not seconds, so that the figure is the same on a
# busy machine.
. "${srcdir:-.}/tests/lib.sh"

max_instructions=5000000
max_peak_kib=8192
model=$source_dir/models/loopback.ini

# Prints one row of the table; fails where the figure is above its limit.
row ()
{
  awk -v what="$1" -v is="$2" -v limit="$3" 'BEGIN {
    printf "%-14s %12d %12d  %s\n", what, is, limit, is <= limit ? "ok" : "TOO MUCH"
    exit is > limit
  }' || fail "$1: $2, at most $3"
}

echo_session ()
{
  "$@" "$TCPSIM" "$model" --quiet --no-plots -o "$scratch/out"
}

printf '%-14s %12s %12s\n' 'echo session' 'is' 'at most'
if have valgrind; then
  echo_session valgrind --tool=callgrind --callgrind-out-file=/dev/null 2>"$scratch/callgrind" ||
    fail "the run under callgrind failed: $(tail -n 1 "$scratch/callgrind")"
  row instructions "$(awk '/Collected/ { print $NF }' "$scratch/callgrind")" "$max_instructions"
else
  skip "instructions: valgrind is not installed"
fi
peak=$(echo_session "${PEAK_MEMORY:-$PWD/tests/peak-memory}") || fail "the run failed"
row 'peak KiB' "$peak" "$max_peak_kib"
[ "$failures" -eq 0 ]
