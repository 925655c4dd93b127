#!/bin/sh
# tcpsim plot: the data of small runs, compared to the byte with what tests/plots
# keeps; runs laid over one another; files for xplot; and what is said about
# wrong words on its command line.
#
#   tests/plot.sh --update          keeps what the runs give now
. "${srcdir:-.}/tests/lib.sh"

kept=$source_dir/tests/plots
update=${1:-}
cd "$scratch" || exit 1
cp "$source_dir"/models/* .

# Runs `plot` with the words given, and expects the exit status $1.
run ()
{
  expected=$1
  shift
  status=0
  "$TCPSIM" plot "$@" >stdout 2>stderr || status=$?
  [ "$status" -eq "$expected" ] || fail "tcpsim plot $*: exit status $status: $(cat stderr)"
}

# The words $2... are refused in one line that matches $1, and nothing is written.
refused ()
{
  wanted=$1
  shift
  run 2 "$@" -o refused
  grep -q -- "$wanted" stderr || fail "tcpsim plot $*: '$wanted' is not in: $(cat stderr)"
  [ "$(wc -l <stderr)" -eq 1 ] || fail "tcpsim plot $*: more or less than a line: $(cat stderr)"
  [ ! -e refused ] || { fail "tcpsim plot $*: a folder was made"; rm -rf refused; }
}

# Holds file $1 against the kept one of that name.
hold ()
{
  if [ "$update" = --update ]; then
    cp "$1" "$kept/"
  elif ! diff -u "$kept/$(basename "$1")" "$1" >difference; then
    fail "$(basename "$1") is not what was kept"
    head -n 40 difference
  fi
}

data_is_what_was_kept ()
{
  run 0 lost-reply.ini --format xpl,svg -o out --cwnd
  for file in out/*.dat out/*.xpl out/lost-reply.sequence.gp; do
    case $file in
      *.gp) sed '/^$/,$d' "$file" >lost-reply.sequence.settings; hold lost-reply.sequence.settings ;;
      *) hold "$file" ;;
    esac
  done
  rm -rf out
}

# Where nothing arrives, or nothing any more, pictures are drawn all the same.
a_run_may_be_in_vain ()
{
  run 0 syn-given-up.ini --format xpl,svg -o out
  [ "$(grep -c '^[0-9]' out/syn-given-up.throughput.dat)" -lt 500 ] || fail "more intervals than can be drawn"
  rm -rf out
}

# What is acknowledged stays so, though ACKs overtake one another.
acknowledgements_only_rise ()
{
  run 0 lab-sheet.ini --what timeseq --format svg -o out
  awk '/^#/ { here = /server: acknowledged/; last = 0 }
    here && /^[0-9]/ { if ($2 < last) { print "from", last, "to", $2; exit 1 } last = $2; n++ }
    END { if (n < 10) exit 1 }' out/lab-sheet.timeseq.dat >fallen || fail "acknowledged: $(cat fallen)"
  rm -rf out
}

# A picture is the same, whichever others are drawn.
pictures_do_not_depend_on_one_another ()
{
  for picture in cwnd queue; do
    run 0 lost-reply.ini --what "$picture" --format svg -o out
    hold "out/lost-reply.$picture.dat"
  done
  rm -rf out
}

# Every line of a file for xplot is one of its commands, or belongs to one.
xpl_files_parse ()
{
  run 0 bulk.ini --format xpl -o out
  [ "$(find out -name '*.xpl' | wc -l)" -eq 8 ] || fail "not eight files for xplot: $(ls out)"
  for file in out/*.xpl; do
    awk -v time='^[0-9]+[.][0-9][0-9][0-9][0-9][0-9][0-9]$' '
      NR == 1 { ok = $0 == "timeval unsigned"; next_is_text = 0 }
      NR == 1 || next_is_text { next_is_text = 0; if (NR > 1 || ok) next }
      /^(title|xlabel|ylabel)$/ { next_is_text = 1; next }
      /^(white|green|red|blue|yellow|purple|orange|magenta|pink)$/ { next }
      /^(dot|[ud]arrow|[udlrhv]tick|diamond) / && NF == 3 && $2 ~ time && $3 ~ /^[0-9]+$/ { next }
      /^line / && NF == 5 && $2 ~ time && $4 ~ time { next }
      /^[ablr]text / && NF == 3 && $2 ~ time { next_is_text = 1; next }
      /^go$/ { ended = NR; next }
      { print FILENAME ":" NR ": " $0; exit 1 }
      END { if (ended != NR) exit 1 }' "$file" >wrong || fail "$file does not parse: $(cat wrong)"
  done
  rm -rf out
}

lays_runs_over_one_another ()
{
  run 0 bulk.ini --vary server.congestion_control=reno,cubic --vary link.limit=20,40 --what cwnd,queue --format svg -o out
  grep -q "^array label\[4\] = \['reno, 20', 'reno, 40', 'cubic, 20', 'cubic, 40'\]$" out/bulk.cwnd.gp ||
    fail "labels: $(grep '^array label' out/bulk.cwnd.gp)"
  for i in 1 2 3 4; do
    [ -s "out/bulk.queue.$i.dat" ] || fail "no data of run $i"
  done
  ! cmp -s out/bulk.cwnd.1.dat out/bulk.cwnd.3.dat || fail "reno and cubic are the same"
  rm -rf out
  run 0 bulk.ini lost-reply.ini --what timeseq --format svg
  grep -q "'bulk', 'lost-reply'" bulk-lost-reply/bulk-lost-reply.timeseq.gp || fail "two models: no labels"
  rm -rf bulk-lost-reply
  run 0 bulk.ini --connections 2 --flows 0,1 --what cwnd,queue --format svg -o out --name two
  grep -q "^array label\[2\] = \['connection 0', 'connection 1'\]$" out/two.cwnd.gp || fail "two connections: no labels"
  [ -s out/two.queue.1.dat ] && [ ! -e out/two.queue.2.dat ] || fail "two connections have one queue"
  rm -rf out
  run 0 cubic-against-bbr.ini --what cwnd --format svg -o out --name two
  grep -q "^array label\[2\] = \['connection 0 (cubic)', 'connection 1 (bbr)'\]$" out/two.cwnd.gp ||
    fail "two congestion controls: $(grep '^array label' out/two.cwnd.gp)"
  rm -rf out
  # The queue goes on for as long as any of them.
  run 0 two-fair.ini --flows 0 --what cwnd,queue --format svg -o out
  last=$(sed -n 's/^last = \([0-9]*\).*/\1/p' out/two-fair.cwnd.gp)
  [ "$(sed -n 's/^last = \([0-9]*\).*/\1/p' out/two-fair.queue.gp)" -gt "$last" ] ||
    fail "the queue is drawn until the first connection ends"
  rm -rf out
}

draws_what_it_says ()
{
  have gnuplot || { skip "the pictures: gnuplot is not installed"; return; }
  run 0 zero-window.ini --format svg,png,pdf -o out --packets 3-20
  [ "$(wc -l <stdout)" -eq 18 ] || fail "not three files of six pictures: $(cat stdout)"
  while read -r file; do
    [ -s "$file" ] || fail "$file was named, but is not there"
  done <stdout
  grep -q 'packets 3 to 20 of' out/zero-window.sequence.svg || fail "not the packets asked for"
  # A script draws again where it lies.
  rm out/zero-window.cwnd.svg
  (cd out && gnuplot -d zero-window.cwnd.gp) || fail "a script cannot be run by hand"
  [ -s out/zero-window.cwnd.svg ] || fail "a script run by hand draws nothing"
  rm -rf out
}

says_what_is_missing ()
{
  mkdir empty
  status=0
  PATH=$scratch/empty "$TCPSIM" plot lost-reply.ini --what cwnd -o out >stdout 2>stderr || status=$?
  [ "$status" -eq 0 ] || fail "without gnuplot: exit status $status"
  grep -q 'gnuplot is not installed' stderr || fail "without gnuplot: $(cat stderr)"
  [ -s out/lost-reply.cwnd.gp ] || fail "without gnuplot: no script"
  [ ! -s stdout ] || fail "without gnuplot pictures are named: $(cat stdout)"
  PATH=$scratch/empty "$TCPSIM" plot lost-reply.ini --what cwnd --format xpl -o out >stdout 2>stderr
  [ ! -s stderr ] || fail "xplot's files need no gnuplot: $(cat stderr)"
  rm -rf out
}

refuses_wrong_words ()
{
  refused 'no model is named'
  refused '^tcpsim: no-such.ini: ' no-such.ini
  refused '^tcpsim: --what: "cwmd" is no picture, did you mean "cwnd"?$' bulk.ini --what cwmd
  refused '^tcpsim: --what: no picture is named' bulk.ini --what none
  refused '^tcpsim: --format: "gif" is no format, there are: svg, png, pdf, xpl$' bulk.ini --format gif
  refused '^tcpsim: --side: "severs" is no side' bulk.ini --side severs
  refused '^tcpsim: --packets: "20-10" is no range' bulk.ini --packets 20-10
  refused '^tcpsim: --packets: "1-4000" is no range of packets, .*400 packets at most$' bulk.ini --packets 1-4000
  refused '^tcpsim: --flows: "x" is no number' bulk.ini --flows x
  refused '^tcpsim: --flows: there is no connection 1 in bulk.ini' bulk.ini --flows 0,1
  refused '^tcpsim: --vary "link.delay": no values are given' bulk.ini --vary link.delay
  refused '^tcpsim: --vary link.dellay: .*delay' bulk.ini --vary link.dellay=1ms,2ms
  refused '^tcpsim: --vary link.delay: .*"2mm"' bulk.ini --vary link.delay=1ms,2mm
  refused 'contradicts --set link.delay' bulk.ini --set link.delay=1ms --vary link.delay=2ms,3ms
  refused '9 runs are more than can be told apart' bulk.ini --vary link.delay=1ms,2ms,3ms --vary link.limit=1,2,3
  refused '5 runs with 2 connections each' bulk.ini --connections 2 --flows 0,1 --vary run.seed=1,2,3,4,5
  refused '^tcpsim: --name: ' bulk.ini --name a/b
}

data_is_what_was_kept
a_run_may_be_in_vain
acknowledgements_only_rise
pictures_do_not_depend_on_one_another
xpl_files_parse
lays_runs_over_one_another
draws_what_it_says
says_what_is_missing
refuses_wrong_words
finish
