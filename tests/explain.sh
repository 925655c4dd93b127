#!/bin/sh
# tcpsim explain: what it says of single frames, compared to the byte with what
# tests/explained keeps; that every frame of every session here is explained,
# without a gap in a sentence; and what is refused.
#
#   tests/explain.sh --update       keeps what it says now
. "${srcdir:-.}/tests/lib.sh"

kept=$source_dir/tests/explained
update=${1:-}
cd "$scratch" || exit 1

# $1: how the text is kept; $2...: the words of the command.
explained ()
{
  name=$1
  shift
  "$TCPSIM" explain "$@" --color never --charset ascii >"$name.txt" 2>stderr ||
    fail "tcpsim explain $*: exit status $?: $(cat stderr)"
  if [ "$update" = --update ]; then
    cp "$name.txt" "$kept/$name.txt"
  else
    diff -u "$kept/$name.txt" "$name.txt" || fail "$name is not what was kept"
  fi
}

models=$source_dir/models
explained echo "$models/loopback.ini"
explained connection "$models/loopback.ini" --connections 3 60
explained connection-1 "$models/loopback.ini" --connections 3 --connection 1
explained delayed-ack "$models/loopback.ini" 58
explained probe "$models/lost-tail.ini" 44
explained rack "$models/lost-tail.ini" 46
explained timeout "$models/lost-tail-no-probe.ini" 44
explained lost "$models/lost-middle.ini" c2s 17
explained nagle "$models/nagle-delayed-ack.ini" c2s 4
explained zero-window "$models/zero-window.ini" s2c 12
explained window-update "$models/zero-window.ini" 23

runs=$source_dir/tests/runs
explained given-up "$runs/given-up.ini"
explained keepalive "$runs/keepalive.ini" 4
explained refused "$runs/refused.ini"
explained unread "$runs/unread.ini"
explained window-probe "$runs/closed-window.ini" 15

recorded=$source_dir/tests/reference
explained compressed "$recorded/loss1_sack_reno.ini" 92
explained newreno "$recorded/loss1_nosack_cubic.ini" 92
explained sacked "$recorded/loss1_sack_reno.ini" 90

# What congestion control decides by, and what proves wrong.
long='client.script=connect; send 900KB; close'
spike='drop c2s time 150-420'
explained control-bbr "$models/sawtooth-bbr.ini" data 400
explained control-bbr-recovery "$models/sawtooth-bbr.ini" --fault 'drop s2c data 200' fast-retransmit
explained control-dctcp "$models/dctcp.ini" data 400
explained control-marks "$models/ecn-red.ini" 413
explained control-slow-start-ends "$models/bulk.ini" 203
explained control-restart "$models/idle-restart.ini" 132
explained control-reno "$models/sawtooth-reno.ini" data 900
explained dupthresh "$models/lost-middle.ini" fast-retransmit --set tcp.recovery=0
explained frto-test "$models/reordered-by-20.ini" --set "$long" --fault "$spike" 141
explained frto-decides "$models/reordered-by-20.ini" --set "$long" --fault "$spike" rto-recovery
explained undone-timestamp "$models/delay-spike.ini" 272
explained undone-dsack "$models/reordered-by-20.ini" --set tcp.timestamps=off 98
explained undone-frto "$models/delay-spike.ini" --set "$long" --set tcp.timestamps=off 220

# Of a paragraph's packet only where its event gave congestion control another course.
"$TCPSIM" explain "$models/idle-restart.ini" >paragraphs.txt
turns=$(grep -c 'Control: ' paragraphs.txt)
[ "$turns" -gt 0 ] && [ "$turns" -lt 20 ] || fail "paragraphs: $turns tell of a turn in cwnd"
tr '\n' ' ' <paragraphs.txt | grep -q ' cwnd falls from [0-9]* to [0-9]*: nothing was sent for longer than an RTO' ||
  fail "paragraphs: the restart after idling is not told"

# Every reason there is for a packet, in a run: the cause, then the model, which of the
# packets sent for it (the first unless said), and what is changed.
reasons ()
{
  cat <<END
syn                    models/loopback.ini
syn-ack                models/loopback.ini
handshake-ack          models/loopback.ini
data                   models/sawtooth-cubic.ini        500
fin                    models/loopback.ini
quick-ack              models/loopback.ini
second-segment-ack     models/lost-middle.ini
delayed-ack            models/half-close.ini
read-ack               models/satellite.ini
ack-of-fin             models/loopback.ini
out-of-order-ack       models/lost-middle.ini
compressed-ack         models/buffer-20.ini
ecn-ack                models/ecn-red.ini
duplicate-ack          models/duplicated.ini
probe-ack              models/zero-window.ini
window-update          models/zero-window.ini
challenge-ack          models/lost-syn-ack.ini
time-wait-ack          models/lost-last-ack.ini
rto                    models/lost-syn.ini
rto-recovery           models/lost-tail-no-probe.ini
syn-repeated           models/lost-syn-ack.ini
fast-retransmit        models/lost-middle.ini
tail-loss-probe        models/lost-reply.ini
window-probe           models/zero-window.ini           2
keepalive              models/dead-peer.ini             2
reset-no-connection    models/abort.ini
reset-refused          models/refused-port.ini
reset-abort            models/abort.ini
reset-unread           models/unread-reset.ini
reset-data-after-close tests/runs/data-after-close.ini
reset-bad-ack          tests/runs/bad-ack.ini
reset-timeout          models/dead-peer.ini
END
}

reasons >reasons.txt
while read -r cause model n; do
  explained "reason-$cause" "$source_dir/$model" "$cause" ${n:+"$n"} </dev/null
done <reasons.txt
for cause in $("$TCPSIM" --list causes); do
  [ "$cause" = none ] || grep -q "^$cause " reasons.txt || fail "$cause: no run shows it"
done

for model in "$models"/lost-*.ini "$models"/*-close.ini "$models"/*-open.ini "$models"/re*.ini \
  "$models"/dead-peer.ini "$models"/silly-window.ini "$models"/ecn-red.ini "$source_dir"/tests/runs/*.ini; do
  "$TCPSIM" explain "$model" >all.txt 2>stderr || fail "$model: exit status $?: $(cat stderr)"
  grep -q 'why sent\|^Frame\|^Packet' all.txt || fail "$model: nothing is explained"
  ! grep -n '[{}]\|(null)' all.txt || fail "$model: a sentence has a gap"
done

# $1: the exit status's message; the rest: the words.
refused ()
{
  message=$1
  shift
  status=0
  "$TCPSIM" explain "$@" >stdout 2>stderr || status=$?
  [ "$status" -eq 2 ] || fail "tcpsim explain $*: exit status $status"
  grep -q -e "$message" stderr || fail "tcpsim explain $*: $(cat stderr)"
}

refused 'there is no frame 99 of this session, whose frames go from 50 to 62' "$models/loopback.ini" 99
refused 'there is no frame 50 of connection 1, whose frames go from 51 to 83' "$models/loopback.ini" \
  --connections 3 --connection 1 50
refused 'there is no connection 3 in' "$models/loopback.ini" --connections 3 --connection 3
refused '"x" is no number of a connection' "$models/loopback.ini" --connection x
refused '"fast-retransmi" is no frame, .* as in fast-retransmit' "$models/loopback.ini" fast-retransmi
refused 'no packet of this session was sent for rto, its causes are syn, syn-ack, .*, ack-of-fin' "$models/loopback.ini" rto
refused 'there is no c2s 7 of this session, it has 6' "$models/loopback.ini" c2s 7
refused '"x" is no frame' "$models/loopback.ini" x
refused '"0" is no frame' "$models/loopback.ini" 0
refused 'one frame at a time' "$models/loopback.ini" 50 51
refused 'c2s' "$models/loopback.ini" c2s 70
finish
