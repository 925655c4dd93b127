#!/bin/sh
# `make bench`: what runs cost, beside what they may cost at most and what is
# aimed at; fails where a figure is above what it may be.
#
# Instructions are counted (by callgrind), not seconds, so that the figure is the
# same on a busy machine; the CPU time beside it is this machine's.  A segment is
# one with data that was sent, retransmissions included.  Every job is run with
# two sizes, and what they differ by is counted: start-up, set-up and the end
# cancel.
. "${srcdir:-.}/tests/lib.sh"

USAGE=${USAGE:-$PWD/tests/usage}

# Writes $scratch/$1.ini: $2 connections that begin within a second, each of
# which carries $3 octets from the server, over a link of $4 with a queue of $5;
# more lines for [link] come from $6.
write_model ()
{
  cat >"$scratch/$1.ini" <<END
[run]
until = 80000h
max_events = 100000000000

[link]
delay = 10ms
rate = $4
limit = $5
$6

[tcp]
congestion_control = cubic

[connections]
count = $2
start = uniform 0 1s

[client]
address = 192.0.2.1
port = 50000
script =
  connect
  receive eof
  close

[server]
address = 192.0.2.2
port = 80
script =
  accept
  send $3B
  close
END
}

# The program on model $1, without the outputs that are not asked for in $2.
run ()
{
  model=$1 outputs=$2
  shift 2
  "$@" "$TCPSIM" "$scratch/$model.ini" --quiet --outputs "$outputs" -o "$scratch/out" ||
    { fail "$model: the run failed"; echo 0 0; }
}

# Instructions of model $1 with outputs $2.
instructions ()
{
  run "$1" "$2" valgrind --tool=callgrind --callgrind-out-file=/dev/null 2>"$scratch/callgrind"
  awk '/Collected/ { print $NF }' "$scratch/callgrind"
}

# Packets of model $1 that the server has sent, and both ends together.
packets ()
{
  "$TCPSIM" "$scratch/$1.ini" --outputs none |
    awk '/^client sent/ { c = $3 } /^server sent/ { s = $3 } END { print s, c + s }'
}

# Prints a row: job, figure, must, aim, whether it met them, and CPU seconds.
row ()
{
  awk -v job="$1" -v is="$2" -v must="$3" -v aim="$4" -v unit="$5" -v cpu="$6" 'BEGIN {
    most = must ~ /^>/ ? -1 : 1; m = must; a = aim; gsub (/[^0-9.]/, "", m); gsub (/[^0-9.]/, "", a)
    verdict = must == "" ? "" : most * is > most * m ? "MISSED" : most * is > most * a ? "must met" : "aim met"
    printf "%-52s %10s %9s %9s %-22s %7s  %s\n", job, is, must, aim, unit, cpu, verdict
    exit verdict == "MISSED"
  }' || fail "$1: $2, must be $3"
}

# The CPU seconds of model $1.
seconds ()
{
  run "$1" none "$USAGE" | awk '{ print $2 }'
}

# Instructions per segment by models $1 and $2, which differ in size.
per_segment ()
{
  small=$(instructions "$1" none) large=$(instructions "$2" none)
  few=$(packets "$1") many=$(packets "$2")
  echo "$small $large ${few% *} ${many% *}" | awk '{ printf "%.0f", ($2 - $1) / ($4 - $3) }'
}

bulk ()
{
  name=$1 what=$2 must=$3 aim=$4 loss=$5
  write_model "$name-small" 1 20000000 100Mbit 100 "$loss"
  write_model "$name-large" 1 60000000 100Mbit 100 "$loss"
  row "$what" "$(per_segment "$name-small" "$name-large")" "$must" "$aim" 'instructions/segment' \
    "$(seconds "$name-large")"
}

# $1 connections, which carry 200 and 400 MB together.
shared ()
{
  write_model "shared-$1-small" "$1" $((200000000 / $1)) 1Gbit 1000
  write_model "shared-$1-large" "$1" $((400000000 / $1)) 1Gbit 1000
  per_segment "shared-$1-small" "shared-$1-large"
}

instruction_jobs ()
{
  if ! have valgrind; then
    skip 'instructions: valgrind is not installed'
    return
  fi
  bulk bulk 'bulk, no loss' 2000 1000
  bulk loss 'bulk, 1 % random loss' 3000 1500 'loss = random 1%'
  for n in 1 10 100 1000 10000; do
    figure=$(shared $n)
    row "$n connections share 1 Gbit/s" "$figure" '' '' 'instructions/segment' "$(seconds "shared-$n-large")"
    [ $n -eq 10 ] && ten=$figure
  done
  row '10000 connections against 10' "$(echo "$figure $ten" | awk '{ printf "%.2f", $1 / $2 }')" 2 1.3 'times as many' ''
  pcap_job
}

# Beyond the same job without the file; the copy of the octets into it included.
pcap_job ()
{
  plain=$(($(instructions bulk-large none) - $(instructions bulk-small none)))
  written=$(($(instructions bulk-large pcap) - $(instructions bulk-small pcap)))
  few=$(packets bulk-small) many=$(packets bulk-large)
  row 'pcap of the bulk job, full payload' $(((written - plain) / (${many#* } - ${few#* }))) 1000 400 \
    'instructions/frame' "$(run bulk-large pcap "$USAGE" | awk '{ print $2 }')"
}

# The best of three: the others have had to wait for something.
speed_job ()
{
  write_model gigabyte 1 1000000000 100Mbit 100
  sent=$(packets gigabyte)
  best=$(for i in 1 2 3; do seconds gigabyte; done | sort -n | head -n 1)
  row 'bulk of 1 GB' "$(echo "${sent% *} $best" | awk '{ printf "%.1f", $1 / $2 / 1e6 }')" '>3' '>6' \
    'million segments/CPU s' "$best"
}

# MB (millions of octets) and CPU seconds of model $1.
memory ()
{
  run "$1" none "$USAGE" | awk '{ printf "%.1f %s", $1 * 1.024 / 1000, $2 }'
}

memory_jobs ()
{
  write_model crowd 10000 40000 1Gbit 1000
  used=$(memory crowd)
  row '10000 connections' "${used% *}" 40 15 'MB at the peak' "${used#* }"
  write_model megabyte 1 1000000 100Mbit 100
  write_model gigabytes 1 10000000000 100Mbit 100
  small=$(memory megabyte) large=$(memory gigabytes)
  row '1 MB transferred' "${small% *}" '' '' 'MB at the peak' "${small#* }"
  row '10 GB transferred' "${large% *}" '' '' 'MB at the peak' "${large#* }"
  row '10 GB against 1 MB' "$(echo "${large% *} ${small% *}" | awk '{ printf "%.2f", $1 / $2 }')" 1.1 1.1 'times as much' ''
}

# The whole program on a session of 11 frames, its four files included.
echo_session ()
{
  cp "$source_dir/models/loopback.ini" "$source_dir/models/loopback.recorded.tsv" "$scratch"
  have valgrind &&
    row 'echo session, files written' "$(instructions loopback pcap,txt,tsv | awk '{ printf "%.1f", $1 / 1e6 }')" 5 5 'million instructions' ''
  used=$(run loopback pcap,txt,tsv "$USAGE")
  row 'echo session, files written' "$(echo "$used" | awk '{ printf "%.1f", $1 * 1.024 / 1000 }')" 8 8 'MB at the peak' "${used#* }"
}

printf '%-52s %10s %9s %9s %-22s %7s\n' job figure must aim unit 'CPU s'
instruction_jobs
speed_job
memory_jobs
echo_session
[ "$failures" -eq 0 ]
