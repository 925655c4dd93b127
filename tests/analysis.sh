#!/bin/sh
# Wireshark's analysis, frame by frame: that our column tcp.analysis is what tshark
# says of the same capture, that the other columns named as its fields are, too, and
# that both agree with what the simulation knows where they can.
. "${srcdir:-.}/tests/lib.sh"

have tshark || { skip "tshark is not installed"; exit 77; }

flags="retransmission fast_retransmission spurious_retransmission out_of_order lost_segment
  ack_lost_segment duplicate_ack window_update window_full zero_window zero_window_probe
  zero_window_probe_ack keep_alive keep_alive_ack"
fields="frame.number frame.time_epoch tcp.srcport tcp.dstport tcp.flags tcp.seq tcp.ack tcp.window_size
  tcp.len tcp.options.mss_val tcp.options.wscale.shift
  tcp.options.timestamp.tsval tcp.options.timestamp.tsecr frame.len tcp.payload tcp.options.sack_le
  tcp.options.sack_re tcp.stream"
tried=0

# What tshark says of the capture $1: our columns, and the names of the flags that it
# has.  Every payload is data, whatever the port.
tshark_says ()
{
  set -- "$1" -n
  file=$1
  shift
  for field in $fields; do
    set -- "$@" -e "$field"
  done
  for flag in $flags; do
    set -- "$@" -e "tcp.analysis.$flag"
  done
  tshark -r "$file" -d tcp.port==1-65535,data -T fields "$@" 2>"$scratch/tshark-says" |
    awk -F '\t' -v flags="$flags" -v fields="$fields" '
      BEGIN { n_flags = split (flags, flag, " "); n_fields = split (fields, field, " ") }
      {
        words = ""
        for (i = 1; i <= n_flags; i++)
          if ($(n_fields + i) != "")
            words = words (words == "" ? "" : ",") flag[i]
        row = ""
        for (i = 1; i <= n_fields; i++)
          row = row $i "\t"
        print row words
      }'
}

# The same columns of the table $1.
we_say ()
{
  awk -F '\t' -v fields="$fields tcp.analysis" '
    BEGIN { n = split (fields, field, " ") }
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    {
      row = ""
      for (i = 1; i <= n; i++)
        row = row (i == 1 ? "" : "\t") $at[field[i]]
      print row
    }' "$1"
}

# Prints each frame of the table $1 that its host sent itself, the host at port $2,
# and that Wireshark takes for something else than it is: a retransmission is seen as
# one, or as overtaken, or, of one octet, as a keep-alive; and nothing else is, but a
# SYN-ACK in the place of the SYN.  A closed window and a keep-alive are seen.
untruths ()
{
  awk -F '\t' -v port="$2" '
    function has (list, word) { return index ("," list ",", "," word ",") > 0 }
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    {
      is = $at["tcpsim.truth"]
      looks = $at["tcp.analysis"]
      seen = has(looks, "retransmission") || has(looks, "out_of_order")
      if (has(is, "zero_window") != has(looks, "zero_window") ||
          has(is, "keep_alive") && !has(looks, "keep_alive"))
        print $1, "is", is, "looks", looks
      if ($at["tcp.srcport"] != port)
        next
      if (has(is, "retransmission") && !seen && !(has(looks, "keep_alive") && $at["tcp.len"] == 1) ||
          !has(is, "retransmission") && seen && $at["tcpsim.cause"] != "syn-ack")
        print $1, "is", is, "looks", looks
    }' "$1"
}

# The model $1, with the capture at $2: tshark says what we say.
agree ()
{
  name=$(basename "$1" .ini)
  "$TCPSIM" "$1" -q --outputs pcap,frames --vantage "$2" -o "$scratch/out" 2>/dev/null
  tshark_says "$scratch/out/$name.pcap" >"$scratch/theirs"
  we_say "$scratch/out/$name.frames.tsv" >"$scratch/ours"
  [ -s "$scratch/theirs" ] || fail "$name: tshark says nothing: $(tail -n 1 "$scratch/tshark-says")"
  diff "$scratch/theirs" "$scratch/ours" >"$scratch/difference" ||
    { fail "$name at the $2: tshark (<) sees otherwise"; head -n 6 "$scratch/difference"; }
  tried=$((tried + 1))
}

# And what it says is not misleading.
compare ()
{
  agree "$1" "$2"
  port=$(awk -F ' *= *' -v group="[$2]" '/^\[/ { here = $0 == group } here && $1 == "port" { print $2 }' "$1")
  untruths "$scratch/out/$name.frames.tsv" "$port" >"$scratch/untrue"
  [ ! -s "$scratch/untrue" ] || { fail "$name at the $2: Wireshark is misled"; head -n 3 "$scratch/untrue"; }
}

# Losses, reordering, duplicates, closed windows, keep-alives, marks: at both ends in turn.
vantage=client
for model in "$source_dir"/tests/runs/*.ini \
  "$source_dir"/tests/reference/[drtwz]*.ini "$source_dir"/tests/reference/loss1_*.ini \
  "$source_dir"/models/lost-reply.ini "$source_dir"/models/bulk.ini; do
  name=$(basename "$model" .ini)
  # Tables are about IPv4 here.
  ! grep -q '^address = .*:' "$model" || continue
  compare "$model" $vantage
  [ $vantage = client ] && vantage=server || vantage=client
done

# A flipped bit in a header is seen where it arrives, and Wireshark believes it, and what
# it makes of the frames after it.  Not so reserved bits, options and the payload.
fields="frame.number tcp.srcport tcp.dstport tcp.seq tcp.ack tcp.window_size tcp.len"
for seed in 1 2 3 5 6 7 9 10; do
  sed "s/^corrupt = .*/corrupt = 5%/; s/^\[link\]/[run]\nseed = $seed\n\n&/" "$source_dir/models/corrupted.ini" \
    >"$scratch/corrupted-$seed.ini"
  agree "$scratch/corrupted-$seed.ini" client
  agree "$scratch/corrupted-$seed.ini" server
done
echo "$tried captures compared"
finish
