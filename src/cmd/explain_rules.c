/* What a teacher would say of each reason for which a segment is sent. */
#include "cmd/explain_text.h"

#define WINDOWS "{room}"

static const ExplainRule rules[N_REASONS] = {
  [REASON_NONE] = {
    "none", "The {who} gave no reason.", "There are no numbers to it." },
  [REASON_SYN] = {
    "RFC 9293 3.5 and 3.10.1; RFC 6298 2.1 for the timer",
    "An active open sends a SYN. It tells the {peer} the initial sequence number of the {who}, which numbers "
    "its octets from here on, and offers options that only a SYN can offer. A SYN takes one number of its own, "
    "so that it can be acknowledged and sent again like data.",
    "The sequence number is {seq} as the diagram counts, {isn} on the wire; the window is {window} "
    "octets (that of a SYN is never scaled, RFC 7323 2.2), "
    "the options are {options}. The retransmission timer is set to {rto_after}." },
  [REASON_SYN_ACK] = {
    "{syn_ack_rule}",
    "A SYN has arrived{crossing}. The {who} agrees by a SYN of its own, which at the same time acknowledges the other: the "
    "number of the SYN and one. Options are in force only where both SYNs have them.",
    "It acknowledges up to {ack} and begins at {seq} itself ({isn} on the wire), the window is {window} octets, the "
    "options are {options}." },
  [REASON_HANDSHAKE_ACK] = {
    "RFC 9293 3.5 and 3.10.7.3",
    "The SYN of the {who} has been acknowledged, and the SYN of the {peer} has come with it. This ACK "
    "completes the handshake: the {who} is in {state} and may send data at once, the {peer} only when this has "
    "arrived. It takes no number, so it is never sent again by itself.",
    "It acknowledges up to {ack}. {rtt}" },
  [REASON_DATA] = {
    "RFC 9293 3.8 and 3.10.2; Nagle 3.7.4, as Linux narrows it; {control_rule} for cwnd",
    "New data goes out as soon as cwnd, the window of the peer and the Nagle algorithm allow it. {held}",
    WINDOWS " {nagle}" },
  [REASON_FIN] = {
    "RFC 9293 3.6 and 3.10.4",
    "The application of the {who} has closed, and all it had written has been sent, so the FIN follows. It says "
    "that no more data will come; it takes one number and is acknowledged and repeated like data. The other "
    "direction stays open until the {peer} closes, too.",
    "The FIN has the number {fin}. Without data it does not wait for cwnd, nor for Nagle. " WINDOWS },
  [REASON_ACK_QUICK] = {
    "Linux's quick-ACK mode, which RFC 9293 3.8.6.3 and RFC 5681 4.2 allow: an ACK may be delayed, it need not be",
    "Data has arrived that may be acknowledged late, but the {who} is in quick-ACK mode: a new or disturbed "
    "connection acknowledges each segment at once, so that the slow start of the {peer} is not held up.",
    "{quick} {owed}" },
  [REASON_ACK_SECOND_SEGMENT] = {
    "RFC 9293 3.8.6.3 and RFC 5681 4.2",
    "An ACK may wait, but not for more than one full-sized segment: at least every second one is acknowledged at "
    "once.",
    "{owed} The largest segment seen from the {peer} is {rcv_mss} octets: that is more than one." },
  [REASON_ACK_DELAYED] = {
    "RFC 9293 3.8.6.3 (an ACK is delayed by less than 0.5 s); the times are Linux's",
    "The ACK could have ridden along with data, so the {who} put it off; none was written in time. {mode}",
    "{delack} {owed}" },
  [REASON_ACK_ON_READ] = {
    "Linux (tcp_cleanup_rbuf); RFC 9293 3.8.6.3 leaves the moment free",
    "The application has read all that had arrived, and the last of it had been pushed: nothing more is to be "
    "waited for, and Linux sends the ACK that was owed.",
    "It acknowledges up to {ack}. {owed} {mode}" },
  [REASON_ACK_FIN] = {
    "RFC 9293 3.10.7.4, eighth step",
    "The FIN of the {peer} has arrived: it has to be acknowledged, and here there is nothing to wait for that "
    "the ACK could ride on.",
    "The FIN takes one number, so this acknowledges up to {ack}. The {who} is in {state}." },
  [REASON_ACK_OUT_OF_ORDER] = {
    "RFC 5681 4.2; RFC 2018 4 for SACK",
    "{gap} Such a segment is acknowledged at once, with the number that the {who} waits for: so the {peer} hears of "
    "the loss, or of its end.",
    "It waits for {ack}. {sack}" },
  [REASON_ACK_COMPRESSED] = {
    "Linux (tcp_comp_sack_delay_ns); RFC 5681 4.2 would send each at once",
    "Data goes on arriving beyond a gap. The first three ACKs went at once, so that the {peer} can count to three; "
    "after that Linux holds ACKs together for a small part of a round trip and sends one for all.",
    "ACKs wait for a twentieth of a round trip, at most {comp_delay}. The {who} waits for {ack}. {sack}" },
  [REASON_ACK_ECN] = {
    "{ecn_rule}", "{marks}",
    "It acknowledges up to {ack}, {ece}." },
  [REASON_ACK_DUPLICATE] = {
    "RFC 9293 3.10.7.4, first step; RFC 2883 for what is reported twice",
    "{useless} It is answered with an ACK all the same, for the {peer} may have missed an earlier one.",
    "It is {ack} that the {who} waits for. {sack}" },
  [REASON_ACK_PROBE] = {
    "RFC 9293 3.8.4 and 3.8.6.1",
    "A probe has arrived: a segment that has nothing new on purpose, so that an ACK must answer it. The answer says "
    "that the {who} is there, and how large its window is now.",
    "It waits for {ack} and has room for {window} octets." },
  [REASON_WINDOW_UPDATE] = {
    "RFC 9293 3.8.6.2.2 (the receiver's side of silly window avoidance); the measure is Linux's",
    "The application of the {who} has read, and so much room has come free that it is worth telling. A receiver "
    "that announced every octet would get a segment for each.",
    "The window is now {window} octets; {rcv_wnd_before} was the last one offered, and twice what is left of that is worth "
    "telling." },
  [REASON_CHALLENGE_ACK] = {
    "{challenge_rule} (challenge ACK)", "{challenged}",
    "The number expected is {ack}. {challenges}." },
  [REASON_TIME_WAIT_ACK] = {
    "RFC 9293 3.10.7.4, first and fifth step, TIME-WAIT",
    "{time_wait} TIME-WAIT is there so that such a segment finds somebody who knows the connection, and no new one with "
    "the same ports.",
    "TIME-WAIT lasts {timewait}. It acknowledges up to {ack}." },
  [REASON_RTO] = {
    "RFC 6298 2 and 5.4 to 5.6; {control_rule} for cwnd",
    "Nothing acknowledged the oldest segment in time. The timeout is the last resort: it takes everything that is "
    "out for lost and begins again with the oldest segment. {fall} {next_rto}",
    "{rto} {ssthresh} {original}" },
  [REASON_RTO_RECOVERY] = {
    "RFC 5681 4.3; {control_rule} for cwnd; RFC 5682 (F-RTO) tests whether it is needed",
    "A timeout has taken everything that was out for lost. It is sent again from the oldest on, as fast as the ACKs "
    "come back and cwnd, {regrowth}, allows.",
    "{original} {frto}" },
  [REASON_SYN_REPEATED] = {
    "Linux; RFC 9293 3.10.7.4, first step, would answer with an ACK",
    "The SYN of the {peer} has come again, so the SYN-ACK has not reached it, or not yet. It is sent again at once, and "
    "does not wait for its timer.",
    "{original} It acknowledges up to {ack}." },
  [REASON_FAST_RETRANSMIT] = {
    "{recovery_rule}",
    "ACKs have told the {who} that what it sent later has arrived, and this segment has not. It counts as lost and "
    "is sent again without waiting for the timeout. {detection}",
    "{original} {proof}{prr}" },
  [REASON_TAIL_LOSS_PROBE] = {
    "RFC 8985 7.2 and 7.3",
    "The last segments of a flight have no later ones whose ACKs could show their loss. So after some two round "
    "trips of silence the {who} sends a probe, whatever cwnd says: {probe}. Its ACK, or its SACK, tells what is "
    "missing.",
    "{pto} {flight}" },
  [REASON_WINDOW_PROBE] = {
    "{window_probe_rule}",
    "Data waits, nothing is out, and the window of the {peer} does not let it go. Were the ACK that opens it lost, "
    "both would wait for ever: so the {who} asks from time to time. The wait doubles with each probe. {asks}",
    "The window of the {peer} is {snd_wnd} octets, and {notsent} octets wait. This is probe {n}. {probe_wait}" },
  [REASON_KEEPALIVE] = {
    "RFC 9293 3.8.4",
    "The connection has been idle. The {who} repeats the number before the next, which any TCP must answer: to hear "
    "whether the {peer} is still there.",
    "This is probe {n}. The first comes after {keepalive_time} without a word, the next ones every "
    "{keepalive_intvl}, and after {keepalive_probes} in vain the connection is given up." },
  [REASON_RESET_NO_CONNECTION] = {
    "RFC 9293 3.5.2 (group 1) and 3.10.7.1",
    "The segment that arrived belongs to no connection that the {who} knows of. The reset says so; its number is "
    "taken from what it answers, so that the {peer} believes it.",
    "Its number is {seq}." },
  [REASON_RESET_REFUSED] = {
    "RFC 9293 3.5.2 (group 1) and 3.10.7.1",
    "A SYN has arrived for a port where nobody listens. The reset refuses it at once, so that the application of "
    "the {peer} hears \"connection refused\" and does not wait for timeouts.",
    "The reset acknowledges the SYN, up to {ack}: only that makes it acceptable in SYN-SENT (3.5.3)." },
  [REASON_RESET_ABORT] = {
    "RFC 9293 3.10.5",
    "The application of the {who} aborted: everything unsent is thrown away, and the {peer} is told by a reset that "
    "nothing more will come or be read.",
    "Its number is {seq}, the very next, so that the {peer} accepts it (RFC 5961 3.2)." },
  [REASON_RESET_UNREAD] = {
    "RFC 9293 3.6.1; RFC 2525 2.17",
    "The application of the {who} closed while data that had arrived was still unread. A FIN would let the {peer} "
    "believe that all went well, so a reset tells it of the loss.",
    "{received} octets had arrived by then. Its number is {seq}." },
  [REASON_RESET_DATA_AFTER_CLOSE] = {
    "RFC 9293 3.6.1; RFC 2525 2.17",
    "Data has arrived for an application that has gone: nobody will ever read it, and the reset tells the {peer} "
    "so. A FIN closes one direction only, but this application is not there to read either.",
    "Its number is {seq}." },
  [REASON_RESET_BAD_ACK] = {
    "{bad_ack_rule}",
    "The segment that arrived acknowledges what the {who} has not sent, or knows nothing of any more: it is of another "
    "connection than this. The reset takes its number from that ACK, so that it ends that connection and no other.",
    "Its number is {seq}." },
  [REASON_RESET_TIMEOUT] = {
    "RFC 9293 3.8.4; the counts are Linux's",
    "The {peer} has not answered for too long: the {who} gives up, tells its application, and sends a reset in case "
    "somebody is there after all.",
    "{probes} probes were in vain. Its number is {seq}." },
};

const ExplainRule *
explain_rule (SegReason reason)
{
  g_assert (reason < N_REASONS && rules[reason].rule != NULL);
  return &rules[reason];
}
