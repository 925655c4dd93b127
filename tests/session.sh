#!/bin/sh
# models/loopback.ini gives the recorded echo session: its text export byte for
# byte, and a capture in which another reader finds the same frames and no
# checksum wrong.
#
# What is kept here is enough for the text.  Where the folder of recordings
# stands beside the source tree (or TCPSIM_SHARED names it), the recording
# itself is compared, too.
. "${srcdir:-.}/tests/lib.sh"

shared=${TCPSIM_SHARED:-$source_dir/../shared}
out=$scratch/out
tried=0

text_has_the_recorded_sum ()
{
  wanted=$source_dir/tests/echo-loopback.sha256
  [ -r "$wanted" ] || { skip "the text's SHA-256: no $wanted"; return; }
  tried=$((tried + 1))
  sum=$(sha256sum <"$out/loopback.txt" | cut -d ' ' -f 1)
  grep -q "$sum" "$wanted" || fail "loopback.txt: SHA-256 $sum is not the recorded one"
}

text_is_the_recording ()
{
  recording=$shared/recorded/echo-loopback.txt
  [ -r "$recording" ] || { skip "the recording itself: no $recording"; return; }
  tried=$((tried + 1))
  cmp "$recording" "$out/loopback.txt" || fail "loopback.txt is not the recording"
}

frames_are_the_recorded_ones ()
{
  tool=$shared/tools/check-session
  [ -x "$tool" ] || { skip "the frames field by field: no $tool"; return; }
  have tshark || { skip "the frames field by field: tshark is not installed"; return; }
  tried=$((tried + 1))
  "$tool" "$out/loopback.pcap" || fail "loopback.pcap is not the recorded session"
}

checksums_are_right ()
{
  have tshark || { skip "checksums: tshark is not installed"; return; }
  tried=$((tried + 1))
  tshark -n -r "$out/loopback.pcap" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE \
    -T fields -e ip.checksum.status -e tcp.checksum.status \
    >"$scratch/checksums" 2>"$scratch/tshark-says" ||
    fail "tshark cannot read loopback.pcap: $(tail -n 1 "$scratch/tshark-says")"
  # tshark's word for a good checksum is 1; both must be, in each of 11 frames.
  good=$(grep -c '^1	1$' "$scratch/checksums")
  [ "$good" -eq 11 ] || fail "loopback.pcap: $good frames with good checksums, of 11"
}

# A packet lost makes other frames of the numbers that the notes are about.
notes_are_left_out_with_faults ()
{
  "$TCPSIM" "$source_dir/models/loopback.ini" --fault 'drop c2s data 1' --outputs none --charset utf-8 \
    >"$scratch/stdout" 2>"$scratch/stderr" || fail "the run with a fault failed"
  ! grep -q '│  # ' "$scratch/stdout" || fail "notes stand beside other packets"
  [ ! -s "$scratch/stderr" ] || fail "with a fault: $(cat "$scratch/stderr")"
  "$TCPSIM" "$source_dir/models/loopback.ini" --outputs none --charset utf-8 >"$scratch/stdout" 2>"$scratch/stderr"
  grep -q '│  # ' "$scratch/stdout" || fail "no notes beside the session as it is"
}

"$TCPSIM" "$source_dir/models/loopback.ini" -o "$out" --quiet --no-plots ||
  fail "the run failed with exit status $?"
for file in loopback.pcap loopback.txt loopback.tsv; do
  [ -s "$out/$file" ] || fail "$file was not written"
done
[ "$failures" -eq 0 ] || finish

text_has_the_recorded_sum
text_is_the_recording
frames_are_the_recorded_ones
checksums_are_right
notes_are_left_out_with_faults
[ "$tried" -gt 0 ] || exit 77
finish
