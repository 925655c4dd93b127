/* What is known of a segment beside its bytes: the room its options take, and
 * the words for the reasons of sending.
 *
 * The options stand as Linux lays them out, each line a multiple of four
 * octets (wire.c writes them):
 *
 *   MSS                                4
 *   SACK-permitted, timestamps        12
 *     or NOP, NOP, timestamps         12
 *     or NOP, NOP, SACK-permitted      4
 *   NOP, window scale                  4
 *   NOP, NOP, SACK of n blocks         4 + 8 n
 */
#include "tcpsim/net/segment.h"

guint
seg_options_len (const Segment *seg)
{
  guint len = 0;

  if (seg->options & SEG_OPT_MSS)
    len += 4;
  if (seg->options & SEG_OPT_TIMESTAMPS)
    len += 12;
  else if (seg->options & SEG_OPT_SACK_PERMITTED)
    len += 4;
  if (seg->options & SEG_OPT_WSCALE)
    len += 4;
  if (seg->options & SEG_OPT_SACK && seg->n_sack > 0)
    len += 4 + 8 * seg->n_sack;
  return len;
}

static const SegReasonInfo reasons[N_REASONS] = {
  [REASON_NONE] = { "none", "no reason known", "" },
  [REASON_SYN] = { "syn", "SYN: active open", "RFC 9293 3.10.1" },
  [REASON_SYN_ACK] = { "syn-ack", "SYN-ACK: answers the SYN", "RFC 9293 3.10.7.2" },
  [REASON_HANDSHAKE_ACK] =
    { "handshake-ack", "ACK: completes the handshake", "RFC 9293 3.10.7.3" },
  [REASON_DATA] = { "data", "data: new", "RFC 9293 3.10.2" },
  [REASON_FIN] = { "fin", "FIN: the application closed", "RFC 9293 3.10.4" },
  [REASON_ACK_QUICK] = { "quick-ack", "ACK at once: quick-ACK mode", "Linux" },
  [REASON_ACK_SECOND_SEGMENT] =
    { "second-segment-ack", "ACK at once: second segment", "RFC 9293 3.8.6.3" },
  [REASON_ACK_DELAYED] = { "delayed-ack", "ACK: delayed-ACK timer", "RFC 9293 3.8.6.3" },
  [REASON_ACK_ON_READ] = { "read-ack", "ACK: the application read", "Linux" },
  [REASON_ACK_FIN] = { "ack-of-fin", "ACK at once: answers the FIN", "RFC 9293 3.10.7.4" },
  [REASON_ACK_OUT_OF_ORDER] =
    { "out-of-order-ack", "ACK at once: gap in the data", "RFC 5681 4.2" },
  [REASON_ACK_COMPRESSED] =
    { "compressed-ack", "ACK: several held together", "Linux" },
  [REASON_ACK_ECN] =
    { "ecn-ack", "ACK at once: congestion marks", "RFC 3168 6.1.3, RFC 8257 3.2" },
  [REASON_ACK_DUPLICATE] =
    { "duplicate-ack", "ACK at once: duplicate", "RFC 9293 3.10.7.4" },
  [REASON_ACK_PROBE] =
    { "probe-ack", "ACK at once: answers a probe", "RFC 9293 3.8.4, 3.8.6.1" },
  [REASON_WINDOW_UPDATE] = { "window-update", "ACK: window update", "RFC 9293 3.8.6.2.2" },
  [REASON_CHALLENGE_ACK] = { "challenge-ack", "ACK: challenge", "RFC 5961" },
  [REASON_TIME_WAIT_ACK] =
    { "time-wait-ack", "ACK at once: in TIME-WAIT", "RFC 9293 3.10.7.4" },
  [REASON_RTO] = { "rto", "retransmission: timeout", "RFC 6298 5.4" },
  [REASON_RTO_RECOVERY] = { "rto-recovery", "retransmission: after timeout", "RFC 5681 3.1" },
  [REASON_SYN_REPEATED] = { "syn-repeated", "retransmission: SYN repeated", "Linux" },
  [REASON_FAST_RETRANSMIT] = { "fast-retransmit", "retransmission: fast", "RFC 5681 3.2" },
  [REASON_TAIL_LOSS_PROBE] = { "tail-loss-probe", "tail loss probe", "RFC 8985 7.3" },
  [REASON_WINDOW_PROBE] = { "window-probe", "zero-window probe", "RFC 9293 3.8.6.1" },
  [REASON_KEEPALIVE] = { "keepalive", "keepalive probe", "RFC 9293 3.8.4" },
  [REASON_RESET_NO_CONNECTION] =
    { "reset-no-connection", "RST: no connection", "RFC 9293 3.10.7.1" },
  [REASON_RESET_REFUSED] = { "reset-refused", "RST: nobody listens", "RFC 9293 3.10.7.1" },
  [REASON_RESET_ABORT] = { "reset-abort", "RST: the application aborted", "RFC 9293 3.10.5" },
  [REASON_RESET_UNREAD] = { "reset-unread", "RST: closed with data unread", "RFC 9293 3.6.1" },
  [REASON_RESET_DATA_AFTER_CLOSE] =
    { "reset-data-after-close", "RST: data after the close", "RFC 9293 3.6.1" },
  [REASON_RESET_BAD_ACK] =
    { "reset-bad-ack", "RST: ACK of what was not sent", "RFC 9293 3.5.2" },
  [REASON_RESET_TIMEOUT] = { "reset-timeout", "RST: gave up", "RFC 9293 3.8.4" }
};

const SegReasonInfo *
seg_reason_info (SegReason reason)
{
  g_assert (reason < N_REASONS);
  return &reasons[reason];
}

const char *const *
seg_reason_names (void)
{
  static const char *names[N_REASONS + 1];

  for (guint i = 0; i < N_REASONS; i++)
    names[i] = reasons[i].name;
  return names;
}

const char *
direction_name (Direction dir)
{
  return dir == DIR_C2S ? "c2s" : "s2c";
}

const char *
side_name (Side side)
{
  return side == SIDE_CLIENT ? "client" : "server";
}
