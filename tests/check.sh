#!/bin/sh
# tcpsim check: every model that comes along is as it expects; what is not is said,
# in words, in TAP and for JUnit; transcripts are kept and compared; and what is
# wrong in [expect] is refused.
. "${srcdir:-.}/tests/lib.sh"

cd "$scratch" || exit 1

# Runs `check` with the words given, and expects the exit status $1.
check ()
{
  expected=$1
  shift
  status=0
  "$TCPSIM" check "$@" >stdout 2>stderr || status=$?
  [ "$status" -eq "$expected" ] || fail "tcpsim check $*: exit status $status: $(cat stderr stdout)"
}

says ()
{
  grep -q -e "$1" stdout stderr || fail "nothing says \"$1\": $(cat stdout stderr)"
}

check 0 "$source_dir/models"
says '^65 passed, 0 failed, 0 skipped$'

# What is wrong with an option is no matter of each model.
check 2 "$source_dir/models" --set link.dealy=1ms
[ "$(wc -l <stderr)" -eq 1 ] || fail "a wrong --set is told $(wc -l <stderr) times"

# A model of its own, with $1 below [expect].
model ()
{
  cat >model.ini <<END
[link]
delay = 20ms

[client]
address = 192.0.2.1
port = 50000
script =
  connect
  send 20KB
  close

[server]
address = 192.0.2.2
port = 9
script =
  accept
  receive eof
  close

[faults]
drop c2s seg 5

[expect]
$1
END
}

# What holds, and what does not: of the run, of an end, of a direction.
while read -r condition; do
  model "$condition"
  check 0 model.ini
done <<'END'
end = done
duration = 100ms .. 300ms
packets = > 20
goodput = < 10Mbit
connections.completed = 1
connections.fairness = 1
client.bytes = >= 20KB
client.retransmissions = 1
client.sent.fast-retransmit = 1
client.error = none
client.state = TIME-WAIT
client.ca_state = != Loss
client.rto = 200ms .. 1s
client.snd_cwnd.min = 7
client.snd_cwnd.max = > 10
server.bytes_received = 20000
c2s.lost = 1
s2c.lost = 0
c2s.duplicated = 0
c2s.queue.drops = 0
s2c.queue.sojourn.max = < 1us
client.retransmits = 1
duration = < 400ms
frames = 34
server.state = CLOSED
completion = 100ms .. 300ms
packets = 34
retransmissions = 1
lost = 1
lost.rule = 1
lost.queue = 0
client.lost = 1
client.lost.rule = 1
server.lost = 0
client.tcp_info.lost = 0
client.tcp_info.retransmits = 0
bytes = >= 20KB
s2c.queue.octets.max = 64
connections.goodput.min = < 10Mbit
connections.goodput.max = < 10Mbit
connections.goodput.sum = < 10Mbit
connections.completion.max = < 300ms
connections.total_retrans = 1
connection.0.client.retransmits = 1
connection.0.completion = < 300ms
connection.0.client.snd_cwnd.max = > 10
server.snd_ssthresh = unset
server.snd_ssthresh = 2147483647
client.snd_ssthresh = != unset
client.sent.fast_retransmit = 1
client.state = TIME_WAIT
END
while read -r condition; do
  model "$condition"
  check 1 model.ini
  says "model.ini:24: \[expect\] ${condition%% *}: is .*, ${condition#*= } was expected$"
done <<'END'
duration = < 1ms
client.retransmissions = 2
client.state = CLOSED
client.snd_cwnd.max = 10
c2s.lost = != 1
frames = 33
completion = never
connection.0.goodput = > 1Gbit
server.snd_ssthresh = < 100
fingerprint = 0123456789abcdef
END

# What is wrong.
while IFS='|' read -r condition message; do
  model "$condition"
  check 2 model.ini
  says "^tcpsim: model.ini:24: \[expect\] $message"
done <<'END'
foo = 1|foo: nothing is reported by that name, "tcpsim --list expect" names all
client.retransmisions = 1|client.retransmisions: nothing is reported by that name, did you mean "client.retransmissions"?
queue.drops = 1|queue.drops: nothing is reported by that name, write c2s.queue.drops or s2c.queue.drops
client.lost.max = 1|client.lost.max: nothing is reported by that name, write client.tcp_info.lost.max for the field
lost.fault = 1|lost.fault: nothing is reported by that name, there are: rule, queue
connection.1.goodput = 1Mbit|connection.1.goodput: there is one connection, write connection.0
connection.goodput = 1Mbit|connection.goodput: no connection is named
client.sent.rtoo = 1|client.sent.rtoo: nothing is reported by that name, did you mean "rto"?
c2s.lots = 1|c2s.lots: nothing is reported by that name, did you mean "c2s.lost"?
server.state = CLOSD|server.state: "CLOSD" is none of its words, did you mean "CLOSED"?
duration = 5|duration: "5" has no unit, write a time
duration =|duration: no value
duration = 2s .. 1s|duration: the range is empty
duration = 5fortnights|duration: "5fortnights" has an unknown unit, there are: ns, us
goodput = 5Mbps|goodput: "5Mbps" is .*, write 5Mbit, or
packets = 1 ..|packets: the range lacks an end
end = < done|end: words are not ordered
connections.fairness = 1.5|connections.fairness: "1.5" is no share
fingerprint = xyz|fingerprint: no fingerprint
END

# On the command line, too: the names have dots of their own.
model 'end = done'
check 0 model.ini --set 'expect.client.retransmits=1' --set 'expect.frames = 33' --set capture.vantage=server
check 1 model.ini --set 'expect.client.retransmits=2'
says '^      --set expect.client.retransmits: is 1, 2 was expected$'

# Transcripts.
model 'transcript = model.transcript'
check 2 model.ini
says '^tcpsim: model.ini:24: \[expect\] transcript: model.transcript: no such file, .*--update'
check 2 --update model.ini --set link.delay=21ms
check 0 --update model.ini
says '^wrote  model.transcript$'
check 0 --update model.ini
says '^same   model.transcript$'
check 0 model.ini
check 1 model.ini --set link.delay=21ms
says '^      model.ini:24: \[expect\] transcript: packet 2 differs in seconds$'
says '^        - 0.020000000'
says '^        + 0.021000000'
cp model.transcript whole
sed 1,3d whole >model.transcript
check 1 model.ini
sed '$d' whole >model.transcript
check 1 model.ini
says 'transcript: packet 34 is too many: 34 instead of 33 packets$'
sed '$p' whole >model.transcript
check 1 model.ini
says 'transcript: packet 35 was not sent: 34 instead of 35 packets$'
while IFS='|' read -r change message; do
  sed "$change" whole >model.transcript
  check 2 model.ini
  says "^tcpsim: $message"
  [ ! -s stdout ] || fail "a transcript that is none was compared: $(cat stdout)"
done <<'END'
3s/c2s/c2x/;3s/s2c/s2x/|model.transcript:3: direction: "s2x" is none of its words, did you mean "s2c"?
3s/\t/ /|model.transcript:3: 9 columns, a packet has 10 with tabs between: seconds, connection
3s/^[^\t]*/soon/|model.transcript:3: seconds: "soon" is no time, write seconds with nine decimals
4s/arrives/arrived/|model.transcript:4: fate: "arrived" is none of its words, did you mean "arrives"?
4s/handshake/handshke/|model.transcript:4: cause: "handshke-ack" is none of its words, did you mean "handshake-ack"?
2,$d|model.ini:24: \[expect\] transcript: model.transcript: no packet is in it
END
rm model.transcript
mkdir model.transcript
check 2 model.ini
says 'model.transcript: is a directory, a file is needed'
check 1 --update model.ini
rmdir model.transcript

# A rule that met nothing makes a test of little worth.
model 'client.retransmissions = 1'
check 0 model.ini --fault 'drop c2s seg 500'
says '^      warning: --fault "drop c2s seg 500": met no packet$'
says '^1 passed, 0 failed, 0 skipped, 1 warning$'

# For machines.
model 'client.retransmissions = 2'
check 1 --tap model.ini "$source_dir/models/lost-syn.ini"
says '^1..2$'
says '^not ok 1 - model.ini$'
says '^ok 2 - '
check 1 --junit report.xml --jobs 2 model.ini
grep -q '<testsuite name="tcpsim" tests="1" failures="1" errors="0" skipped="0">' report.xml || fail "report.xml: $(cat report.xml)"
check 1 --quiet "$source_dir/models/lost-syn.ini" model.ini
[ "$(wc -l <stdout)" -eq 2 ] || fail "--quiet is not: $(cat stdout)"
sed -i '/expect/,$d' model.ini
check 0 model.ini
says '^skip  model.ini$'
check 2 --junit nowhere/report.xml model.ini
[ ! -s stdout ] || fail "a report that cannot be written is told too late: $(cat stdout)"

# A line is printed as soon as it is known: the first model's while the second
# runs on and on, which is then interrupted.
model 'client.retransmissions = 1'
sed 's/20KB/100GB/; /^drop/d' model.ini >endless.ini
mkfifo lines
"$TCPSIM" check --jobs 1 --tap --junit late.xml model.ini endless.ini model.ini >lines 2>stderr &
pid=$!
exec 3<lines
read -r plan <&3
read -r line <&3
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
cat <&3 >stdout
exec 3<&-
[ "$plan $line" = '1..3 ok 1 - model.ini' ] || fail "the first lines are: $plan $line"
[ "$status" -eq 130 ] || fail "an interrupt gives $status: $(cat stderr)"
says '^Bail out! interrupted$'
says '^tcpsim: interrupted after 1 of 3 models$'
[ ! -e late.xml ] || fail "a report of half the models was written"

# What others make of it.
if have prove; then
  printf '#!/bin/sh\nexec "%s" check --tap model.ini "model #2.ini"\n' "$TCPSIM" >tap.t
  cp model.ini 'model #2.ini'
  chmod +x tap.t
  prove ./tap.t >stdout 2>&1 || fail "prove does not read --tap: $(cat stdout)"
  says 'Tests=2'
else
  skip "prove is not there"
fi
if have xmllint; then
  cp model.ini 'a<&>"model.ini'
  check 1 --junit report.xml 'a<&>"model.ini' --set 'expect.packets=< 1' --fault 'drop c2s seg 500'
  xmllint --noout report.xml || fail "--junit writes no XML: $(cat report.xml)"
else
  skip "xmllint is not there"
fi
if have bash; then
  bash -c '. "$1"; _tcpsim_quantities "$2"' - "$source_dir/completions/tcpsim.bash" "$TCPSIM" >stdout
  says '^expect.server.retransmits=$'
  says '^expect.c2s.queue.drops=$'
  says '^expect.frames=$'
else
  skip "bash is not there"
fi

# What can be expected has one list.
"$TCPSIM" --list expect >stdout
for name in frames client.retransmits; do
  grep -q "^\[expect\]  ${name#client.} .*count" stdout || fail "--list expect does not name $name"
done
"$TCPSIM" --list expectations | cmp -s - stdout || fail "--list expectations is another list"

# The README's first model is as the README expects it to be.
awk '/^    \[link\]/ { models++; here = models == 1 }
  /^    \[expect\]/ { here = 1 }
  /^[^ ]/ { here = 0 }
  here && !/transcript/ { print substr ($0, 5) }' "$source_dir/README.md" >readme.ini
check 0 readme.ini
says '^ok    readme.ini'

check 2
check 2 nowhere.ini
mkdir empty
check 2 empty
says '^tcpsim: empty: no model is in there'
finish
