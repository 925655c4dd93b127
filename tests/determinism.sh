#!/bin/sh
# The same model gives the same bytes: run twice, from other folders, under
# another locale, time zone and generator version, every output is equal.
#
# TCPSIM_OTHER names a second program, of another compiler or optimisation
# level, to be compared with the first; without it the first runs twice.
. "${srcdir:-.}/tests/lib.sh"

other=${TCPSIM_OTHER:-$TCPSIM}

# A locale that writes numbers and letters otherwise than C does, made for this
# test where the system can make one.
other_locale ()
{
  mkdir -p "$scratch/locale"
  if localedef -i de_DE -f UTF-8 "$scratch/locale/de_DE.UTF-8" >/dev/null 2>&1; then
    echo de_DE.UTF-8
  else
    locale -a 2>/dev/null | grep -i -m 1 'utf-*8' || echo C
  fi
}

# Runs "$@" in the folder $1 on the model $2; outputs to $1/out, terminal text to
# $1/stdout.
simulate ()
{
  folder=$1
  model=$2
  shift 2
  (cd "$folder" && "$@" "$model" -o out --charset ascii --color never >stdout 2>stderr) ||
    fail "$model in $folder: exit status $?: $(cat "$folder/stderr")"
}

# Says of every file of the two folders that is not in both with the same bytes.
compare ()
{
  diff -rq "$1" "$2" >"$scratch/differences" && return
  while read -r line; do
    fail "$line"
  done <"$scratch/differences"
}

locale=$(other_locale)
cp -R "$source_dir/models" "$scratch/models"
# Short sessions, in all their files.
for name in loopback bulk lost-reply zero-window lab-sheet reordered-by-20; do
  model=$source_dir/models/$name.ini
  here=$scratch/$name-here
  there=$scratch/$name-there/and/deeper
  mkdir -p "$here" "$there"
  simulate "$here" "$model" \
    env LC_ALL=C TZ=UTC0 "$TCPSIM"
  simulate "$there" ../../../models/"$name".ini \
    env LOCPATH="$scratch/locale" LC_ALL="$locale" LANGUAGE=de TZ=Asia/Kathmandu \
        G_RANDOM_VERSION=2.0 G_RANDOM_SEED=7 "$other"
  [ -s "$here/out/$name.pcap" ] || fail "$name: no capture was written"
  compare "$here" "$there"
  echo "$name: $(find "$here/out" -type f | grep -c .) files compared (C against $locale)"
done
finish
