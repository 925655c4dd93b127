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

# What holds, and what does not.
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
END
while read -r condition; do
  model "$condition"
  check 1 model.ini
  says "model.ini:24: \[expect\] ${condition%% *} = .*: is "
done <<'END'
duration = < 1ms
client.retransmissions = 2
client.state = CLOSED
client.snd_cwnd.max = 10
c2s.lost = != 1
fingerprint = 0123456789abcdef
END

# What is wrong.
while IFS='|' read -r condition message; do
  model "$condition"
  check 2 model.ini
  says "^tcpsim: model.ini:24: \[expect\] $message"
done <<'END'
foo = 1|foo: nothing is reported by that name, there are: end
client.retransmisions = 1|client.retransmisions: nothing is reported by that name, did you mean "retransmissions"?
client.sent.rtoo = 1|client.sent.rtoo: nothing is reported by that name, did you mean "rto"?
c2s.lots = 1|c2s.lots: nothing is reported by that name, did you mean "lost"?
server.state = CLOSD|server.state: "CLOSD" is none of its words, did you mean "CLOSED"?
duration = 5|duration: "5" has no unit, write a time
duration =|duration: no value
duration = 2s .. 1s|duration: the range is empty
goodput = 5Mbps|goodput: "5Mbps"
end = < done|end: words are not ordered
connections.fairness = 1.5|connections.fairness: "1.5" is no share
fingerprint = xyz|fingerprint: no fingerprint
END

# Transcripts.
model 'transcript = model.transcript'
check 2 model.ini
says '^tcpsim: model.ini:24: \[expect\] transcript: .*--update'
check 0 --update model.ini
says '^kept .*model.transcript$'
check 0 model.ini
check 1 model.ini --set link.delay=21ms
says '^      model.ini:24: \[expect\] transcript: packet 2 differs$'
says '^        - 0.020000000'
says '^        + 0.021000000'

# For machines.
model 'client.retransmissions = 2'
check 1 --tap model.ini "$source_dir/models/lost-syn.ini"
says '^1..2$'
says '^not ok 1 - model.ini$'
says '^ok 2 - '
check 1 --junit report.xml --jobs 2 model.ini
grep -q '<testsuite name="tcpsim" tests="1" failures="1" skipped="0">' report.xml || fail "report.xml: $(cat report.xml)"
check 1 --quiet "$source_dir/models/lost-syn.ini" model.ini
[ "$(wc -l <stdout)" -eq 2 ] || fail "--quiet is not: $(cat stdout)"
sed -i '/expect/,$d' model.ini
check 0 model.ini
says '^skip  model.ini$'
check 2
check 2 nowhere.ini
mkdir empty
check 2 empty
says '^tcpsim: empty: no model is in there'
finish
