#!/bin/sh
# Held against a real TCP: each model of tests/reference is set up as a session
# that was recorded from a Linux kernel, and must send what the kernel sent.
#
# Every segment that takes sequence space, and every reset, must come in the same
# order with the same flags (PSH apart), number and length, within 6 ms of the
# recorded time or within 12.5 % of the recorded gap since the one before in its
# direction: the kernel rounds its timers up by so much, and its applications
# take time.  How many ACKs went alone must agree, too.
. "${srcdir:-.}/tests/lib.sh"

compare='
function matters(flags, len) { return flags % 8 > 0 || len > 0 }
function number(hex,  i, n) {
  n = 0
  for (i = 3; i <= length(hex); i++) n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
  return n
}
function add(table, dir, time, flags, seq, len) {
  if (!matters(flags, len)) { acks[table, dir]++; return }
  flags -= int(flags / 8) % 2 * 8
  if (int(flags / 4) % 2) seq = "any"   # a reset that answers a SYN has no number to count from
  key[table, dir, ++n[table, dir]] = flags " seq " seq " len " len
  at[table, dir, n[table, dir]] = time
}
function differ(text) { print "  " text; bad = 1 }
function seconds(epoch,  parts) {
  split(epoch, parts, ".")
  return (parts[1] - first_second) * 1000000 + substr(parts[2] "000000000", 1, 9) / 1000
}
/^#/ || /^time_us/ { next }
FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
FILENAME == recorded { add("want", $2, $1, number($3), $4, $6); next }
{
  time = $column["frame.time_epoch"]
  if (client == "") { client = $column["tcp.srcport"]; split(time, start, "."); first_second = start[1]; zero = seconds(time) }
  add("got", $column["tcp.srcport"] == client ? "c2s" : "s2c", seconds(time) - zero,
      number($column["tcp.flags"]), $column["tcp.seq"], $column["tcp.len"])
}
END {
  split("c2s s2c", dirs, " ")
  for (d = 1; d <= 2; d++) {
    dir = dirs[d]
    before = 0
    for (i = 1; i <= n["want", dir] || i <= n["got", dir]; i++) {
      if (key["want", dir, i] != key["got", dir, i]) {
        differ(dir " segment " i ": recorded " key["want", dir, i] ", here " key["got", dir, i])
        break
      }
      late = at["got", dir, i] - at["want", dir, i]
      may = (at["want", dir, i] - before) * 0.125
      if (may < 6000) may = 6000
      if (late > may || late < -may)
        differ(dir " segment " i " (" key["want", dir, i] "): recorded at " at["want", dir, i] " us, here at " at["got", dir, i])
      before = at["want", dir, i]
    }
    if (acks["want", dir] != acks["got", dir])
      differ(dir ": recorded " acks["want", dir] + 0 " ACKs alone, here " acks["got", dir] + 0)
  }
  exit bad
}'

for model in "$source_dir"/tests/reference/*.ini; do
  name=$(basename "$model" .ini)
  recorded=$source_dir/tests/reference/$name.tsv
  "$TCPSIM" "$model" -q --no-plots -o "$scratch/$name" ||
    fail "$name: exit status $?"
  awk -F '\t' -v recorded="$recorded" "$compare" "$recorded" "$scratch/$name/$name.tsv" ||
    fail "$name is not as recorded"
done
finish
