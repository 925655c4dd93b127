#!/bin/sh
# Whole runs, compared to the byte: what the terminal shows of each model of
# tests/runs, and of the echo session with each of its packets lost in turn,
# must be what tests/golden keeps.
#
#   tests/golden.sh --update        keeps what the runs show now
. "${srcdir:-.}/tests/lib.sh"

golden=$source_dir/tests/golden
update=${1:-}

# Runs the model $1 as test $2; its transcript goes to $scratch/$2.txt.  What
# goes to standard error stands below it, for it belongs to what a user sees.
transcript ()
{
  (cd "$scratch" && "$TCPSIM" "$1" --no-plots --charset ascii --color never -o "out-$2" 2>stderr
   echo "exit status $?"
   sed "s|$source_dir/||; s|$scratch/||" stderr) >"$scratch/$2.txt"
}

# Holds the transcript of $1 against the kept one.
hold ()
{
  if [ "$update" = --update ]; then
    cp "$scratch/$1.txt" "$golden/$1.txt"
  elif ! diff -u "$golden/$1.txt" "$scratch/$1.txt" >"$scratch/difference"; then
    fail "$1 is not what was kept"
    cat "$scratch/difference"
  fi
}

for model in "$source_dir"/tests/runs/*.ini; do
  name=$(basename "$model" .ini)
  transcript "$model" "$name"
  hold "$name"
done

# The echo session with one packet lost.  The recorded frames are left out:
# they lie beside the model.
for packet in c2s-1 c2s-2 c2s-3 c2s-4 c2s-5 c2s-6 s2c-1 s2c-2 s2c-3 s2c-4 s2c-5; do
  name=echo-lost-$packet
  {
    sed '/^recorded/d' "$source_dir/models/loopback.ini"
    printf '\n[faults]\ndrop %s pkt %s\n' "${packet%-*}" "${packet#*-}"
  } >"$scratch/$name.ini"
  transcript "$scratch/$name.ini" "$name"
  hold "$name"
done
finish
