#!/bin/sh
# Captures as others read them: that tshark finds in the pcapng file the frames of
# every vantage, each packet under one number, and what the comments say.
. "${srcdir:-.}/tests/lib.sh"

have tshark || { skip "tshark is not installed"; exit 77; }

model=$source_dir/models/lost-reply.ini
out=$scratch/out

# The fields "$@" of each frame of the file $1 that the filter $2 takes.
fields ()
{
  file=$1
  filter=$2
  shift 2
  for field in "$@"; do
    set -- "$@" -e "$field"
    shift
  done
  tshark -n -r "$file" -Y "$filter" -T fields "$@" 2>"$scratch/tshark-says" ||
    fail "tshark cannot read $file: $(tail -n 1 "$scratch/tshark-says")"
}

# $1 and $2, two files of lines, must be the same; $3 says what they are.
expect_same ()
{
  diff "$1" "$2" >"$scratch/difference" && return
  fail "$3"
  cat "$scratch/difference"
}

run ()
{
  "$TCPSIM" "$model" -q --no-plots -o "$out" "$@" || fail "tcpsim $*: exit status $?"
}

each_vantage_is_the_pcap_taken_there ()
{
  for vantage in client server dropped; do
    run --vantage all
    fields "$out/lost-reply.pcapng" "frame.interface_name == \"$vantage\"" \
      frame.time_epoch ip.id tcp.seq_raw tcp.ack_raw tcp.len tcp.checksum >"$scratch/interface"
    run --vantage "$vantage"
    fields "$out/lost-reply.pcap" tcp frame.time_epoch ip.id tcp.seq_raw tcp.ack_raw tcp.len tcp.checksum \
      >"$scratch/pcap"
    [ -s "$scratch/pcap" ] || fail "the capture at $vantage is empty"
    expect_same "$scratch/pcap" "$scratch/interface" "the pcapng at $vantage is not the pcap taken there"
  done
}

a_packet_has_one_number_everywhere ()
{
  run
  fields "$out/lost-reply.pcapng" tcp frame.packet_id ip.src ip.id tcp.seq tcp.len | sort -u >"$scratch/packets"
  cut -f 1 "$scratch/packets" | uniq -d >"$scratch/ambiguous"
  [ ! -s "$scratch/ambiguous" ] || fail "a number stands for two packets: $(head -n 1 "$scratch/ambiguous")"
  fields "$out/lost-reply.pcapng" tcp frame.packet_id | sort -n | uniq -c | awk '{ print $1 }' | sort -u |
    grep -qx 2 || fail "no packet passes twice"
}

frames_stand_in_the_order_of_time ()
{
  fields "$out/lost-reply.pcapng" tcp frame.time_epoch >"$scratch/times"
  sort -n "$scratch/times" >"$scratch/sorted"
  expect_same "$scratch/times" "$scratch/sorted" "frames are out of order"
}

comments_find_the_frames ()
{
  found=$(fields "$out/lost-reply.pcapng" 'frame.comment contains "tcpsim.cause=tail-loss-probe"' frame.packet_id |
    sort -u | tr '\n' ' ')
  [ "$found" = "7 " ] || fail "the probe is packet 7, found: $found"
  found=$(fields "$out/lost-reply.pcapng" 'frame.comment contains "tcpsim.fate=rule"' frame.interface_name |
    tr '\n' ' ')
  [ "$found" = "server dropped " ] || fail "the lost packet leaves the server and is dropped, found: $found"
}

# What a first timeout sends is found by the one word; the classic idle wait of a
# lost SYN is such a thing.
a_timeout_is_found_by_its_word ()
{
  run --fault 'drop c2s syn 1'
  found=$(fields "$out/lost-reply.pcapng" 'frame.comment contains "rto"' frame.packet_id | sort -u | tr '\n' ' ')
  [ "$found" = "2 " ] || fail "the repeated SYN is packet 2, found: $found"
}

snaplen_cuts_frames_and_nothing_else ()
{
  run --snaplen 70
  for file in pcap pcapng; do
    fields "$out/lost-reply.$file" tcp frame.cap_len | sort -n | tail -n 1 | grep -qx 70 ||
      fail "the longest frame of the $file is not cut to 70 octets"
    fields "$out/lost-reply.$file" tcp frame.len | sort -n | tail -n 1 | grep -qx 82 ||
      fail "the longest frame of the $file was not 82 octets long"
  done
}

formats_are_what_was_asked_for ()
{
  rm -rf "$out"
  run --format pcapng
  [ -e "$out/lost-reply.pcapng" ] && [ ! -e "$out/lost-reply.pcap" ] || fail "--format pcapng: $(ls "$out")"
  rm -rf "$out"
  run --format pcap --outputs pcap
  [ "$(ls "$out")" = lost-reply.pcap ] || fail "--format pcap: $(ls "$out")"
}

# A pipe cannot be gone back in: the heading stays without the fingerprint.
a_pipe_gets_the_same_frames ()
{
  have mkfifo || { skip "a pipe: no mkfifo"; return; }
  rm -rf "$out"
  run
  mv "$out/lost-reply.pcapng" "$scratch/whole.pcapng"
  mkfifo "$out/lost-reply.pcapng"
  cat "$out/lost-reply.pcapng" >"$scratch/piped.pcapng" &
  run
  wait
  fields "$scratch/whole.pcapng" tcp frame.packet_id frame.comment >"$scratch/whole"
  fields "$scratch/piped.pcapng" tcp frame.packet_id frame.comment >"$scratch/piped"
  expect_same "$scratch/whole" "$scratch/piped" "a pipe gets other frames than a file"
}

# Each table has the same rows in each format.
tables_say_the_same_in_each_format ()
{
  rm -rf "$out"
  run --outputs frames,tcp_info,queue
  run --outputs frames,tcp_info,queue --table-format csv
  run --outputs frames,tcp_info,queue --table-format jsonl
  for table in frames tcp_info queue; do
    # Only cells of several words have commas, and none has quotes or tabs.
    sed 's/"\([^",]*\),\([^"]*\)"/\1;\2/g; s/,/\t/g; s/;/,/g' "$out/lost-reply.$table.csv" >"$scratch/csv"
    expect_same "$out/lost-reply.$table.tsv" "$scratch/csv" "$table: csv is not tsv"
    [ "$(wc -l <"$out/lost-reply.$table.tsv")" -eq $(($(wc -l <"$out/lost-reply.$table.jsonl") + 1)) ] ||
      fail "$table: jsonl has other rows than tsv"
  done
  have python3 || { skip "JSON by another reader: no python3"; return; }
  python3 -c 'import json, sys; [json.loads(line) for line in sys.stdin]' <"$out/lost-reply.frames.jsonl" ||
    fail "frames: a line is no JSON"
}

each_vantage_is_the_pcap_taken_there
a_packet_has_one_number_everywhere
frames_stand_in_the_order_of_time
comments_find_the_frames
a_timeout_is_found_by_its_word
snaplen_cuts_frames_and_nothing_else
formats_are_what_was_asked_for
a_pipe_gets_the_same_frames
tables_say_the_same_in_each_format
finish
