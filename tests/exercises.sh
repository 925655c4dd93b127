#!/bin/sh
# The exercises: docs/exercises.md says of each model what its header says; what is
# to be changed "then" can be typed as it stands, and changes something; and the
# display filter finds something in the model's capture.
#
#   tests/exercises.sh --update     writes the text of the exercises anew, in the
#                                   sections and the order that the file has
. "${srcdir:-.}/tests/lib.sh"

page=$source_dir/docs/exercises.md
models=$source_dir/models
update=${1:-}

# The paragraph of the header of model $1 that begins with the word $2, in one line.
paragraph ()
{
  awk -v word="$2" '
    !/^#/ { exit }
    { sub (/^# ?/, "") }
    /^[A-Z][a-z]+: / { here = index ($0, word ": ") == 1; sub (/^[A-Z][a-z]+: /, "") }
    /^$/ { here = 0 }
    here { text = text (text == "" ? "" : " ") $0 }
    END { print text }' "$models/$1.ini"
}

# Only the filter, of what a header says under "Look".
filter ()
{
  paragraph "$1" Look | sed 's/, .*//'
}

capitalised ()
{
  awk '{ print toupper (substr ($0, 1, 1)) substr ($0, 2) }'
}

# Puts what can be typed between backquotes: options with their arguments, and
# commands that name models.
marked ()
{
  sed -E "s/(--[a-z]+ ('[^']*'|[^ ']*[^ '.,;:?])( --[a-z]+ ('[^']*'|[^ ']*[^ '.,;:?]))*)/\`\\1\`/g
          s/(tcpsim [a-z]+( models\/[a-z0-9_-]+\.ini)+)/\`\\1\`/g"
}

# The text of the exercise on model $1.
exercise ()
{
  cat <<END
### $1

$(paragraph "$1" Question | capitalised)

*Then:* $(paragraph "$1" Then | marked)

*Look:* $(paragraph "$1" Look | sed -E 's/^([^,]*)/`\1`/'). *Read:* $(paragraph "$1" Read).

<details><summary>Prediction</summary>

$(paragraph "$1" Predict | capitalised | marked)
</details>

END
}

# The page as the headers have it: its own headings, what stands above the first
# exercise, and the exercises.
whole_page ()
{
  exercises=
  while IFS= read -r line; do
    case $line in
      '### '*) exercises=yes; exercise "${line#'### '}" ;;
      '## '*) exercises=; printf '%s\n' "$line" ;;
      *) [ -n "$exercises" ] || printf '%s\n' "$line" ;;
    esac
  done <"$page" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
}

each_model_is_an_exercise ()
{
  sed -n 's/^### //p' "$page" | sort >"$scratch/exercises"
  (cd "$models" && ls ./*.ini) | sed 's|^\./||; s/\.ini$//' | sort >"$scratch/models"
  diff "$scratch/models" "$scratch/exercises" >"$scratch/difference" ||
    { fail "models (<) and exercises (>) are not the same"; cat "$scratch/difference"; }
}

page_says_what_the_headers_say ()
{
  whole_page >"$scratch/page"
  if [ "$update" = --update ]; then
    cp "$scratch/page" "$page"
  elif ! diff -u "$page" "$scratch/page" >"$scratch/difference"; then
    fail "docs/exercises.md is not what the models' headers say"
    cat "$scratch/difference"
  fi
}

fingerprint ()
{
  "$TCPSIM" run "$@" --outputs none 2>"$scratch/stderr" | sed -n 's/^fingerprint *//p'
}

# Whatever stands under "Then" between backquotes is a change that can be made.  Where
# the capture is taken is none of the run.
changes_change_something ()
{
  while read -r model; do
    before=$(fingerprint "$models/$model.ini")
    paragraph "$model" Then | marked | grep -o '`--[^`]*`' | tr -d '`' | grep -v vantage >"$scratch/changes"
    while read -r change; do
      after=$(eval "fingerprint \"\$models/\$model.ini\" $change")
      [ -n "$after" ] || fail "$model: $change: $(cat "$scratch/stderr")"
      [ "$before" != "$after" ] || fail "$model: $change changes nothing"
    done <"$scratch/changes"
  done <"$scratch/exercises"
}

# Whether a checksum is verified is a preference, and the exercise says so.
filters_find_something ()
{
  have tshark || { skip "the filters: tshark is not installed"; return; }
  while read -r model; do
    "$TCPSIM" run "$models/$model.ini" -q --outputs pcap -o "$scratch/out" 2>"$scratch/stderr"
    found=$(tshark -r "$scratch/out/$model.pcap" -d tcp.port==1-65535,data -o tcp.check_checksum:TRUE \
      -Y "$(filter "$model")" -T fields -e frame.number -c 20000 2>"$scratch/stderr" | wc -l)
    [ "$found" -gt 0 ] || fail "$model: $(filter "$model") finds nothing: $(cat "$scratch/stderr")"
    rm -rf "$scratch/out"
  done <"$scratch/exercises"
}

each_model_is_an_exercise
page_says_what_the_headers_say
changes_change_something
filters_find_something
finish
