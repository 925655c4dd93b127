#!/bin/sh
# The command line and what it does when something is wrong: the exit status, one
# line on stderr, and nothing half done.
. "${srcdir:-.}/tests/lib.sh"

model=$source_dir/models/loopback.ini
esc=$(printf '\033')
cd "$scratch" || exit 1

# Runs the program with "$@" in $scratch; leaves status, stdout and stderr.
run ()
{
  command="tcpsim $*"
  status=0
  "$TCPSIM" "$@" >stdout 2>stderr </dev/null || status=$?
}

expect_status ()
{
  [ "$status" -eq "$1" ] || fail "$command: exit status $status, not $1: $(head -n 1 stderr)"
}

# stderr holds one line, which says who speaks.
expect_one_line ()
{
  lines=$(wc -l <stderr)
  [ "$lines" -eq 1 ] || fail "$command: $lines lines on stderr, not 1"
  grep -q '^tcpsim: ' stderr || fail "$command: stderr does not begin with 'tcpsim: ': $(head -n 1 stderr)"
}

# Takes a file and a pattern that must be (or must not be) in it.
expect_in ()
{
  grep -q -e "$2" "$1" || fail "$command: '$2' is not in its $1"
}

expect_not_in ()
{
  if LC_ALL=C grep -q -e "$2" "$1"; then fail "$command: '$2' is in its $1"; fi
}

# "$@" is refused: status 2, one line, and the output folder is not even made.
expect_refused ()
{
  run "$@"
  expect_status 2
  expect_one_line
  [ ! -s stdout ] || fail "$command: printed something on stdout"
  for left in out loopback bad; do
    [ ! -e "$left" ] || { fail "$command: $left was written"; rm -rf "$left"; }
  done
}

# Writes the model bad.ini: the echo session, with the sed script $1 at work.
spoil ()
{
  sed "$1" "$model" >bad.ini
  cp "$source_dir/models/loopback.recorded.tsv" . 2>/dev/null
}

informs_about_itself ()
{
  run --help
  expect_status 0
  for word in run MODEL --list --version; do
    expect_in stdout "$word"
  done
  run run --help
  expect_status 0
  for word in -o -q --quiet --no-plots --set --fault --seed --until --connections --vantage --format --snaplen --color --charset; do
    expect_in stdout "$word"
  done
  run whatif --help
  expect_status 0
  for word in --action --only --first --pairs --compare -j --jobs --table-format --set --fault --color; do
    expect_in stdout "$word"
  done
  run explain --help
  expect_status 0
  for word in MODEL 'c2s N' --set --fault --color; do
    expect_in stdout "$word"
  done
  run --version
  expect_status 0
  expect_in stdout '^tcpsim [0-9][0-9.]*$'
  run --list
  expect_status 0
  expect_in stdout reno
  expect_in stdout delack_min
}

lists_one_thing_when_asked ()
{
  run --list congestion-controls
  expect_status 0
  expect_in stdout '^reno$'
  run --list link.c2s
  expect_status 0
  expect_in stdout '^\[link\]  *mtu '
  expect_not_in stdout 'delack_min'
  run --list
  for word in profiles congestion-controls loss-models distributions queues fault-actions fault-fields script-steps outputs table-formats causes fates pictures vantages formats; do
    expect_in stdout "^$word  *[a-z]"
  done
  expect_refused --list lnik
  expect_in stderr '"lnik" is nothing that has a list, did you mean "link"?'
  expect_refused --list link tcp
}

every_word_of_the_outputs_stands_in_their_manual ()
{
  for list in causes fates outputs table-formats vantages; do
    run --list $list
    expect_status 0
    while read -r word; do
      grep -q -E "^\.(It )?Cm (.* )?$word( |\$)" "$source_dir/man/tcpsim-outputs.5" ||
        fail "$word, of the list of $list, is not in tcpsim-outputs(5)"
    done <stdout
  done
}

# A row of the list is "group  key  default  unit  meaning"; the manual has it as
# "key: unit, default", without a default where there is none.
every_key_stands_in_the_manual_as_in_the_list ()
{
  run --list
  awk -F '  +' '$2 !~ /^[a-z]/ || $1 !~ /^\[/ { next }
    { print ".It Ic " $2 " : No " $4 ($3 == "-" ? "" : ", " $3) }' stdout | sort >wanted
  grep '^\.It Ic [a-z0-9_]* : No ' "$source_dir/man/tcpsim-model.5" | sort >found
  [ -s wanted ] || { fail "no key in the list"; return; }
  for difference in '<' '>'; do
    where=$([ "$difference" = '<' ] && echo list || echo manual)
    diff wanted found | sed -n "s/^$difference .It Ic //p" >only
    [ ! -s only ] || fail "only in the $where: $(tr '\n' ';' <only)"
  done
}

# Prints the options of the subcommand $1 as its --help has them.
options_of ()
{
  run "$1" --help
  grep -o -E -e '--[a-z][a-z-]*' stdout | sort -u
}

# What is not in the manual or not completed is not found; what is only there
# does not work.
every_option_stands_in_the_manual_and_is_completed ()
{
  run --help
  grep -o -E -e '--(list|version|help)' stdout | sort -u >offered
  for command in run whatif explain plot check; do
    options_of $command >options
    [ -s options ] || fail "tcpsim $command --help: no option"
    cat options >>offered
  done
  sort -u offered >wanted
  grep -o -E -e 'Fl -[a-z][a-z-]*' "$source_dir/man/tcpsim.1" | sed 's/^Fl /-/' | sort -u >manual
  grep -o -E -e '--[a-z][a-z-]*' "$source_dir/completions/tcpsim.bash" | sort -u >completed
  for place in manual completed; do
    diff wanted $place | sed -n 's/^[<>] //p' >only
    [ ! -s only ] || fail "not alike in --help and $place: $(tr '\n' ' ' <only)"
  done
}

# The part of tcpsim(1) with the heading $1.
manual_part ()
{
  sed -n "/^\\.S[hs] $1\$/,/^\\.S[hs] /p" "$source_dir/man/tcpsim.1"
}

# Beside those that all have, which stand with those of a run.
every_option_stands_in_the_part_of_its_command ()
{
  while read -r command heading; do
    manual_part "$heading" | grep -o -E -e '^\.It .*' | grep -o -E -e 'Fl -[a-z][a-z-]*' |
      sed 's/^Fl /-/' | sort -u >there
    [ -s there ] || fail "no option under $heading in the manual"
    options_of "$command" |
      grep -v -x -E -e '--(set|fault|seed|until|connections|color|charset|help|list)' >own
    comm -23 own there >only
    [ ! -s only ] || fail "not under $heading in the manual: $(tr '\n' ' ' <only)"
  done <<END
run DESCRIPTION
whatif What if?
explain Why a frame was sent
check Regression tests
plot Pictures
END
}

helps_within_80_columns ()
{
  for command in run whatif explain plot check; do
    run $command --help
    expect_status 0
    expect_not_in stdout '.\{81\}'
  done
  run --help
  expect_not_in stdout '.\{81\}'
}

refuses_a_wrong_command_line ()
{
  expect_refused
  expect_refused run
  expect_refused --frobnicate "$model"
  expect_refused "$model" --color sometimes
  expect_refused "$model" --charset ebcdic
  expect_refused "$model" -o
  expect_refused "$model" "$model"
  expect_refused frobnicate "$model"
  expect_refused "$model" -o out --plots cwnd,rttt
  expect_in stderr '^tcpsim: --plots: "rttt" is no picture, did you mean "rtt"?$'
}

refuses_a_wrong_model ()
{
  expect_refused no-such-model.ini -o out
  expect_refused "$scratch" -o out
  : >bad.ini
  expect_refused bad.ini -o out
  printf '[run]\nseed = \377\376\n' >bad.ini
  expect_refused bad.ini -o out
  spoil 's/^seed = 1/sed = 1/'
  expect_refused bad.ini -o out
  expect_in stderr 'bad\.ini:[0-9][0-9]*: \[run\] sed: '
  expect_in stderr 'seed'
  spoil 's/^port = 12345/port = 70000/'
  expect_refused bad.ini -o out
  expect_in stderr 'bad\.ini:[0-9][0-9]*: \[server\] port: '
  spoil 's/wait 2109850ns/wiat 2109850ns/'
  expect_refused bad.ini -o out
  expect_in stderr 'bad\.ini:[0-9][0-9]*: \[client\] script: '
}

refuses_a_folder_it_cannot_write_to ()
{
  : >in-the-way
  expect_refused "$model" --no-plots -o /dev/null/x
  expect_refused "$model" --no-plots -o in-the-way
  [ -f in-the-way ] && [ ! -s in-the-way ] || fail "$command: what was in the way is gone"
}

fails_on_a_full_disk ()
{
  [ -c /dev/full ] || { skip "a full disk: no /dev/full"; return; }
  for option in --help --version --list "$model"; do
    command="tcpsim $option >/dev/full"
    status=0
    "$TCPSIM" "$option" >/dev/full 2>stderr || status=$?
    expect_status 1
    expect_one_line
  done
}

draws_the_pictures_it_is_asked_for ()
{
  run "$model" -q -o out --plots cwnd,rtt
  expect_status 0
  for file in out/loopback.cwnd.dat out/loopback.rtt.gp; do
    [ -s "$file" ] || fail "$command: no $file"
  done
  [ ! -e out/loopback.sequence.dat ] || fail "$command: a picture nobody asked for"
  run "$model" -q -o out --plots none
  expect_status 0
  rm -rf out
}

# What was there stays until it can be replaced, and then is replaced.
replaces_outputs_only_on_success ()
{
  mkdir old
  echo old >old/bad.pcap
  spoil 's/^seed = 1/seed = one/'
  run bad.ini -o old --no-plots
  expect_status 2
  [ "$(cat old/bad.pcap)" = old ] || fail "a wrong model replaced an output"
  spoil ''
  run bad.ini -o old --no-plots
  expect_status 0
  [ "$(wc -c <old/bad.pcap)" -gt 100 ] || fail "a good model did not replace an output"
  find old -type f ! -name 'bad.*' >left
  [ ! -s left ] || fail "left in the output folder: $(cat left)"
  rm -rf old
}

# Two hosts that each wait for the other.
says_who_waits_in_a_deadlock ()
{
  spoil 's/send "Hello, server!\\n"/receive 5/'
  run bad.ini -o out --no-plots
  expect_status 1
  expect_in stderr client
  expect_in stderr server
  rm -rf out loopback
}

# An interrupt in the middle of a run that would take hours: the old output
# stays, and no part of a new one is left beside it.
leaves_nothing_half_done_when_interrupted ()
{
  env --default-signal=INT true 2>/dev/null || { skip "an interrupt: env has no --default-signal"; return; }
  have timeout || { skip "an interrupt: no timeout"; return; }
  spoil 's/^seed = 1/seed = 1\nuntil = 1000h\nmax_events = 1000000000000/
         s/^  wait 2979423ns/  repeat 1000000000000 ( wait 1us )/'
  mkdir old
  echo old >old/bad.pcap
  command="tcpsim bad.ini, interrupted"
  status=0
  timeout --preserve-status -s INT 1 env --default-signal=INT \
    "$TCPSIM" bad.ini -o old --no-plots >stdout 2>stderr || status=$?
  expect_status 130
  [ "$(cat old/bad.pcap)" = old ] || fail "$command: replaced an output"
  [ "$(find old | grep -c .)" -eq 2 ] || fail "$command: left $(find old -type f ! -name bad.pcap)"
  rm -rf old
}

colours_only_a_terminal ()
{
  run "$model" -o out --no-plots
  expect_status 0
  expect_not_in stdout "$esc"
  run "$model" -o out --no-plots --color always
  expect_in stdout "$esc"
  run "$model" -o out --no-plots --color always --color never
  expect_not_in stdout "$esc"
  run "$model" -o out --no-plots --quiet
  [ ! -s stdout ] || fail "$command: printed something"
  rm -rf out loopback
}

keeps_to_ascii_where_told ()
{
  run "$model" -o out --no-plots --charset ascii
  expect_not_in stdout '[^ -~]'
  run "$model" -o out --no-plots --charset utf-8
  LC_ALL=C grep -q '[^ -~]' stdout || fail "$command: nothing beyond ASCII"
  command="LC_ALL=C tcpsim"
  LC_ALL=C "$TCPSIM" "$model" -o out --no-plots >stdout 2>stderr
  expect_not_in stdout '[^ -~]'
  rm -rf out loopback
}

# script(1) gives the program a terminal of its own.
obeys_no_color_on_a_terminal ()
{
  have script || { skip "colour on a terminal: script is not installed"; return; }
  on_terminal="'$TCPSIM' '$model' -o out --no-plots"
  command="tcpsim on a terminal"
  env -u NO_COLOR TERM=xterm script -qec "$on_terminal" /dev/null >stdout 2>stderr </dev/null
  expect_in stdout "$esc\\["
  command="NO_COLOR=1 tcpsim on a terminal"
  NO_COLOR=1 TERM=xterm script -qec "$on_terminal" /dev/null >stdout 2>stderr </dev/null
  expect_not_in stdout "$esc\\["
  command="TERM=dumb tcpsim on a terminal"
  env -u NO_COLOR TERM=dumb script -qec "$on_terminal" /dev/null >stdout 2>stderr </dev/null
  expect_not_in stdout "$esc\\["
  rm -rf out loopback
}

# tcpsim MODEL, tcpsim run MODEL: the same; without -o into a folder named after
# the model.
writes_into_the_folder_of_the_model ()
{
  run "$model" --no-plots
  expect_status 0
  cp stdout first
  run run "$model" --no-plots
  expect_status 0
  cmp -s first stdout || fail "$command: prints other than tcpsim MODEL"
  for suffix in pcap txt tsv; do
    [ -s loopback/loopback.$suffix ] || fail "$command: no loopback/loopback.$suffix"
  done
  rm -rf loopback
}

# A disk that fills up in the middle: none of the three captures is replaced, and
# a folder made for them is not left behind.
replaces_all_captures_or_none ()
{
  run "$model" -q --no-plots -o out
  cp -R out before
  spoil 's/Hello, server/Good day, server/'
  mv bad.ini loopback.ini
  command="tcpsim with room for 4 blocks"
  status=0
  (ulimit -f 4; "$TCPSIM" loopback.ini -q --no-plots -o out 2>stderr) || status=$?
  expect_status 1
  expect_one_line
  diff -r before out >/dev/null || fail "$command: outputs of two runs are mixed"
  (ulimit -f 4; "$TCPSIM" loopback.ini -q --no-plots -o other 2>stderr)
  [ ! -e other ] || fail "$command: an empty folder was left"
  rm -rf out before other loopback.ini loopback.recorded.tsv
}

# What is printed must not get into a file that happens to be opened next.
does_not_print_into_its_files ()
{
  run "$model" --no-plots -o out
  command="tcpsim with its output closed"
  status=0
  "$TCPSIM" "$model" --no-plots -o closed >&- 2>stderr || status=$?
  expect_status 1
  expect_one_line
  diff -r out closed >/dev/null || fail "$command: other files than with it open"
  rm -rf out closed
}

# The model's own limit is no failure, but is said; the default one is one.
says_that_a_limit_stopped_the_run ()
{
  spoil 's/^seed = 1/until = 20ms/'
  run bad.ini -q --no-plots -o out
  expect_status 0
  expect_one_line
  expect_in stderr '\[run\] until: stopped at 20ms'
  spoil 's/^  accept/  accept\n  wait 1h/'
  run bad.ini -q --no-plots -o out
  expect_status 1
  expect_in stderr '600s, the default'
  spoil 's/^seed = 1/max_events = 5/'
  run bad.ini -q --no-plots -o out
  expect_status 1
  expect_in stderr '5 events'
  rm -rf out bad.ini
}

says_which_notes_and_rules_met_nothing ()
{
  { sed /^recorded/d "$model"; printf '99 = never\n\n[faults]\ndrop c2s pkt 300\n'
    echo "drop s2c pkt $(seq -s, 300 400)"; } >bad.ini
  run bad.ini -q --no-plots -o out
  expect_status 0
  expect_in stderr '\[notes\] 99: no frame'
  expect_in stderr '\[faults\]: "drop c2s pkt 300": met no packet'
  expect_in stderr '\[faults\]: "drop s2c pkt 300,301,[0-9,]*\.\.\.": met no packet'
  rm -rf out bad.ini
}

takes_faults_from_the_command_line ()
{
  run "$model" -q --no-plots -o out --fault 'drop c2s seg 1' --fault 'delay s2c fin 1 by 5'
  expect_status 0
  grep -q 'tail-loss-probe' out/loopback.tsv || fail "$command: nothing was lost"
  run "$model" -q --no-plots -o out --fault 'drop s2c rst 1'
  expect_status 0
  expect_in stderr '^tcpsim: --fault "drop s2c rst 1": met no packet'
  rm -rf out loopback
  expect_refused "$model" -o out --fault 'drop c2s seq 1'
  expect_in stderr '^tcpsim: --fault "drop c2s seq 1": "seq" is not a field, did you mean "seg"?'
  expect_refused "$model" -o out --fault ''
  expect_in stderr 'lacks an action'
}

# What is set outside the file is checked with the file, and named as it was typed.
takes_changes_from_the_command_line ()
{
  run "$model" -q --no-plots -o out --set run.seed=5 --set client.delay=1ms --set link.c2s.delay=2ms
  expect_status 0
  run "$model" --no-plots -o out --until 5ms
  expect_status 0
  expect_in stderr '^tcpsim: --until: stopped at 5ms, before the run had ended'
  run "$model" -q --no-plots -o out --set 'client.script=connect; receive 6; close'
  expect_status 1
  expect_in stderr '^tcpsim: --set client.script: "receive 6" waits for 6 more octets'
  run "$model" -q --no-plots -o out --connections 3 --set connections.stagger=1ms
  expect_status 0
  [ "$(wc -l <out/loopback.connections.tsv)" -eq 4 ] || fail "$command: not 3 connections"
  run "$model" -q --no-plots -o out --connections 3 --set 'connections.congestion_control=reno bbr' \
    --set 'connections.start=list 1s 2s 4s'
  expect_status 0
  [ "$(cut -f 4,15 out/loopback.connections.tsv | tr '\t\n' '  ')" = \
    "begins client.congestion_control 1.000000000 reno 2.000000000 bbr 4.000000000 reno " ] ||
    fail "$command: not each in turn"
  rm -rf out loopback
}

refuses_wrong_changes_from_the_command_line ()
{
  expect_refused "$model" -o out --set
  expect_refused "$model" -o out --set link.dealy=5ms
  expect_in stderr '^tcpsim: --set link.dealy: unknown key, did you mean "delay"?'
  expect_refused "$model" -o out --set link.delay=5
  expect_in stderr '^tcpsim: --set link.delay: "5" has no unit'
  expect_refused "$model" -o out --seed 1 --seed 2
  expect_in stderr '^tcpsim: --seed: set twice, to "1" and to "2", keep one'
  expect_refused "$model" -o out --seed 1 --set run.seed=2
  expect_in stderr '^tcpsim: --set run.seed: "2" contradicts --seed, which says "1"'
  expect_refused "$model" -o out --until soon
  expect_in stderr '^tcpsim: --until: "soon"'
  expect_refused "$model" -o out --connections 0
  expect_in stderr '^tcpsim: --connections: "0" is out of range'
  expect_refused "$model" -o out --vantage everywhere
  expect_in stderr '^tcpsim: --vantage: unknown vantage "everywhere", there are: client, server'
  expect_refused "$model" -o out --format pcapgn
  expect_in stderr '^tcpsim: --format: unknown format "pcapgn", did you mean "pcapng"?'
  expect_refused "$model" -o out --snaplen 300000
  expect_in stderr '^tcpsim: --snaplen: "300000" is out of range'
  expect_refused "$model" -o out --format pcap --outputs pcapng,txt
  expect_in stderr '^tcpsim: --outputs: pcapng is not the format of this capture, "--format pcapng"'
  expect_refused "$model" -o out --table-format cvs
  expect_in stderr '^tcpsim: --table-format: "cvs" is no format of tables, did you mean "csv"?'
  expect_refused "$model" -o out --set client.port=12345
  expect_in stderr '^tcpsim: --set client.port: the server has the same address and port'
}

informs_about_itself
lists_one_thing_when_asked
takes_changes_from_the_command_line
refuses_wrong_changes_from_the_command_line
every_key_stands_in_the_manual_as_in_the_list
every_word_of_the_outputs_stands_in_their_manual
every_option_stands_in_the_manual_and_is_completed
every_option_stands_in_the_part_of_its_command
helps_within_80_columns
refuses_a_wrong_command_line
refuses_a_wrong_model
refuses_a_folder_it_cannot_write_to
fails_on_a_full_disk
draws_the_pictures_it_is_asked_for
replaces_outputs_only_on_success
replaces_all_captures_or_none
does_not_print_into_its_files
says_that_a_limit_stopped_the_run
says_which_notes_and_rules_met_nothing
takes_faults_from_the_command_line
says_who_waits_in_a_deadlock
leaves_nothing_half_done_when_interrupted
colours_only_a_terminal
keeps_to_ascii_where_told
obeys_no_color_on_a_terminal
writes_into_the_folder_of_the_model
finish
