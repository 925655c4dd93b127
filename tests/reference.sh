#!/bin/sh
# Held against a real TCP: each model of tests/reference is set up as a session
# that was recorded from a Linux kernel, and must send what the kernel sent.
#
# Every segment that takes sequence space, and every reset, must come in the same
# order with the same flags (PSH apart), number and length, within 6 ms of the
# recorded time or within 12.5 % of the recorded gap since the one before in its
# direction: the kernel rounds its timers up by so much, and its applications
# take time.  How many ACKs went alone must agree, too, where that does not depend
# on when a reader ran: in bulk it does.
#
# The sessions in `differs` are not as recorded, and must differ: one that agrees
# is taken off the list.  zero_window and periodic_loss_reno: the reader once took
# three segments at a time, a matter of microseconds, and ACKs are odd where they
# were even from there on.  bw10_reno: three drops of forty fall on a neighbour.
#
# tests/reference/from-recording made the models and the tables.
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
    if (exact_acks && acks["want", dir] != acks["got", dir])
      differ(dir ": recorded " acks["want", dir] + 0 " ACKs alone, here " acks["got", dir] + 0)
  }
  exit bad
}'

# Congestion state, ssthresh and cwnd must go through the same values as the
# client that was recorded, as long as somebody looked: until it closed.
compare_congestion='
/^#/ || /^time_us/ { next }
FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
FILENAME == recorded { if ($2 == "end") end = $1; else want[++n] = $2 " ssthresh " $3 " cwnd " $4; next }
$column["side"] != "client" || $column["cause"] == "out" || $column["time"] * 1000000 >= end { next }
{
  state = $column["ca_state"] " ssthresh " $column["snd_ssthresh"]
  if (state == last) next
  last = state
  if (state " cwnd " $column["snd_cwnd"] != want[++m]) {
    print "  congestion: recorded " want[m] ", here " state " cwnd " $column["snd_cwnd"] " at " $column["time"]
    exit bad = 1
  }
}
END { if (!bad && m != n) { print "  congestion: recorded " want[m + 1] ", here nothing more"; bad = 1 }; exit bad }'

exact_acks="ack3_lost bulk_cubic_100m_rtt50 client_fin_lost connect_refused delack_noread delack_pairs echo last_ack_lost
nagle_on pingpong_20 request_ack_lost_slow request_lost rst_unread rto_backoff simultaneous_close
syn_lost_1 syn_lost_2 synack_lost_1 tail1_notlp tail1_tlp tail3_tlp"

differs="bw10_reno periodic_loss_reno zero_window"

# Whether $1 is one of the words of $2.
is_one_of ()
{
  case " $(echo $2) " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

agreed=0 sessions=0
for model in "$source_dir"/tests/reference/*.ini; do
  name=$(basename "$model" .ini)
  recorded=$source_dir/tests/reference/$name.tsv
  sessions=$((sessions + 1))
  is_one_of "$name" "$exact_acks" && acks=1 || acks=0
  "$TCPSIM" "$model" -q --outputs tsv --tcp-info "$scratch/$name.tcp_info.tsv" -o "$scratch/$name" || fail "$name: exit status $?"
  if awk -F '\t' -v recorded="$recorded" -v exact_acks="$acks" "$compare" "$recorded" \
       "$scratch/$name/$name.tsv" >"$scratch/$name.differences" &&
     awk -F '\t' -v recorded="${recorded%.tsv}.tcp_info.tsv" "$compare_congestion" "${recorded%.tsv}.tcp_info.tsv" \
       "$scratch/$name.tcp_info.tsv" >>"$scratch/$name.differences"; then
    agreed=$((agreed + 1))
    is_one_of "$name" "$differs" && fail "$name is as recorded, though it is listed as different"
  elif ! is_one_of "$name" "$differs"; then
    cat "$scratch/$name.differences"
    fail "$name is not as recorded"
  fi
done
echo "$agreed of $sessions sessions as recorded"
finish
