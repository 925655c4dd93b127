#!/bin/sh
# tcpsim whatif: whole transcripts, compared to the byte with those that
# tests/whatif keeps; the same whatever the number of threads; and what is said
# about wrong words on its command line.
#
#   tests/whatif.sh --update        keeps what the runs show now
. "${srcdir:-.}/tests/lib.sh"

kept=$source_dir/tests/whatif
update=${1:-}
cd "$scratch" || exit 1

# Runs `whatif` of the model $2 with the words behind it; its transcript is $1.
transcript ()
{
  name=$1
  model=$source_dir/$2
  shift 2
  {
    "$TCPSIM" whatif "$model" --charset ascii --color never "$@" 2>stderr </dev/null
    echo "exit status $?"
    cat stderr
  } | sed "s|$source_dir/||g" >"$name.txt"
}

# Holds the transcript of the same words against the kept one.
hold ()
{
  transcript "$@"
  if [ "$update" = --update ]; then
    cp "$1.txt" "$kept/$1.txt"
  elif ! diff -u "$kept/$1.txt" "$1.txt" >difference; then
    fail "$1 is not what was kept"
    cat difference
  fi
}

echo_session=models/loopback.ini

hold echo              $echo_session
hold echo-pairs        $echo_session --pairs --only data,syn
hold echo-dup          $echo_session --action dup
hold echo-delay        $echo_session --action 'delay by 50'
hold echo-hold         $echo_session --action 'hold past 1'
hold echo-server-tsv   $echo_session --only s2c --table-format tsv
hold echo-jsonl        $echo_session --first 2 --table-format jsonl
hold echo-csv          $echo_session --first 2 --table-format csv
hold echo-with-fault   $echo_session --fault 'drop c2s pkt 3' --set link.delay=20ms
hold echo-nothing      $echo_session --only rst
hold compare-lost-data $echo_session --compare 53
hold compare-both      $echo_session --compare 51,55
hold compare-rules     $echo_session --compare 'drop c2s data 1,2; dup s2c pkt 2' --compare 'ce s2c pkt 99'
hold compare-delay     $echo_session --compare 'delay c2s data 1 by 50'
hold compare-alike     $echo_session --compare 67 \
  --set 'client.script=connect; repeat 9 ( send 5; receive 5; wait 1ms ); close' \
  --set 'server.script=accept; repeat 9 ( receive 5; send 5 ); receive eof; close'
hold refused           tests/runs/refused.ini
hold aborted           tests/runs/aborted.ini
hold unread            tests/runs/unread.ini
hold keepalive         tests/runs/keepalive.ini
hold closed-window     tests/runs/closed-window.ini --only ack
hold echo-first        $echo_session --first 3
hold simultaneous-open tests/runs/simultaneous-open.ini
hold deadlock          $echo_session --set 'client.script=connect; send 9; receive 99; close'
hold connections       $echo_session --connections 3 --set connections.stagger=1ms --only data
hold connection-1      $echo_session --connections 3 --set connections.stagger=1ms --connection 1 --only data
hold compare-connection $echo_session --connections 3 --set connections.stagger=1ms --connection 1 \
  --compare 'drop s2c data 1 connection 1'

# Any number of threads gives the same.
transcript one-thread $echo_session --pairs --jobs 1
for n in 2 7; do
  transcript "threads-$n" $echo_session --pairs --jobs $n
  cmp one-thread.txt "threads-$n.txt" || fail "--jobs $n prints something else than --jobs 1"
done

# $1 in the one line that `whatif` with the words behind it has to say, with
# status 2 and nothing on its standard output.
refuses ()
{
  want=$1
  shift
  status=0
  "$TCPSIM" whatif "$@" >stdout 2>stderr </dev/null || status=$?
  [ "$status" -eq 2 ] || fail "whatif $*: exit status $status, not 2"
  [ ! -s stdout ] || fail "whatif $*: printed something"
  [ "$(wc -l <stderr)" -eq 1 ] || fail "whatif $*: not one line on stderr"
  grep -q -F -e "tcpsim: $want" stderr || fail "whatif $*: '$want' is not in: $(cat stderr)"
}

model=$source_dir/$echo_session
refuses 'no model is named'
refuses '--action "drpo": "drpo" is not an action, did you mean "drop"?' "$model" --action drpo
refuses '--action "delay"' "$model" --action delay
refuses '--action ""' "$model" --action ''
refuses "--action: a stall is of a time, not of a packet" "$model" --action stall
refuses '--only: "dta" is no kind of packet, did you mean "data"?' "$model" --only dta
refuses '--only: ""' "$model" --only ''
refuses '--first: "0" is no number of packets' "$model" --first 0
refuses '--first: "x" is no number of packets' "$model" --first x
refuses '--jobs: "0" is no number of threads' "$model" --jobs 0
refuses '--table-format: "xml" is no format of a table' "$model" --table-format xml
refuses '--format "tsv": whatif writes no captures or pictures; for its table write --table-format' "$model" --format tsv
refuses '--connection: "x" is no number of a connection' "$model" --connection x
refuses '--connection: there is no connection 1 in' "$model" --connection 1
refuses '--compare "drop c2s pkt 1 connection 7": "drop c2s pkt 1 connection 7" is about connection 7, but they go from 0 to 2' "$model" --connections 3 \
  --compare 'drop c2s pkt 1 connection 7'
refuses '--compare "7": no frame of this session has that number, they go from 50 to 62' "$model" --compare 7
refuses '--compare "53,,": no number of a frame' "$model" --compare 53,,
refuses '--compare "drop c2s": ' "$model" --compare 'drop c2s'
refuses '--compare "": ' "$model" --compare ''
refuses '--set link.dealy: unknown key, did you mean "delay"?' "$model" --set link.dealy=1ms
finish
