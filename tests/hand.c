/* Plays timetables on one endpoint. */
#include "hand.h"

#include <check.h>
#include <string.h>

#include "model/profile.h"

#define PEER_ISN 0xfffffff0u
#define OUR_ISN 0xffffff00u
#define PEER_MSS 1460
#define PEER_TSVAL 700000
#define SYN_WINDOW 64240
#define DEFAULT_WINDOW 1000     /* shifted by 7 */

/* A segment that left, and when. */
typedef struct {
  SimTime at;
  Segment seg;
} Sent;

typedef struct {
  Tcb *tcb;
  GQueue *sent;                 /* Sent, not wanted yet */
  gboolean has_timestamps;
  guint32 syn_tsval;            /* of the endpoint's SYN */
  guint32 mss;
  guint32 tsval;                /* of our clock at time 0 */
  GString *log;
} Hand;

TcpConfig
hand_config (void)
{
  TcpConfig config = profile_find ("linux")->tcp;

  config.mss = 1460;
  config.isn = seq_from (OUR_ISN);
  config.timestamps = FALSE;
  config.early_retrans = 0;
  config.sndbuf = 4 << 20;
  config.comp_sack_slack = 0;
  return config;
}

static guint8
parse_flags (const char *text)
{
  guint8 flags = 0;

  for (; *text != '\0'; text++)
    switch (*text)
      {
      case 'S': flags |= SEG_SYN; break;
      case 'F': flags |= SEG_FIN; break;
      case 'R': flags |= SEG_RST; break;
      case 'P': flags |= SEG_PSH; break;
      case 'E': flags |= SEG_ECE; break;
      case 'W': flags |= SEG_CWR; break;
      case '.': flags |= SEG_ACK; break;
      default:  break;          /* not of the TCP header */
      }
  return flags;
}

/* ECT(0) is 2, CE is 3. */
static guint8
parse_ecn (const char *text)
{
  return strchr (text, 'C') != NULL ? 3 : strchr (text, 'T') != NULL ? 2 : 0;
}

static void
print_flags (GString *out, guint8 flags)
{
  static const struct { guint8 flag; char letter; } letters[] = {
    { SEG_SYN, 'S' }, { SEG_FIN, 'F' }, { SEG_RST, 'R' }, { SEG_PSH, 'P' }, { SEG_ACK, '.' },
    { SEG_ECE, 'E' }, { SEG_CWR, 'W' }
  };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (flags & letters[i].flag)
      g_string_append_c (out, letters[i].letter);
}

/* "11-21 31-41". */
static char *
sack_text (const Segment *seg)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < seg->n_sack; i++)
    g_string_append_printf (text, "%s%u-%u", i > 0 ? " " : "", seg->sack[i].left.v - PEER_ISN,
                            seg->sack[i].right.v - PEER_ISN);
  return g_string_free (text, FALSE);
}

static void
log_segment (Hand *hand, const char *who, SimTime at, const Segment *seg)
{
  g_autofree char *sack = sack_text (seg);

  g_string_append_printf (hand->log, "  %s %" G_GINT64_FORMAT "us ", who, at / 1000);
  print_flags (hand->log, seg->flags);
  g_string_append_printf (hand->log, "%s seq %u ack %u len %u win %u sack [%s] (%s)\n",
                          seg->ecn != 0 ? "T" : "", seg->seq.v - OUR_ISN, seg->ack.v - PEER_ISN,
                          seg->len, seg->window, sack, seg_reason_info (seg->reason)->name);
}

static void
collect (Hand *hand, SimTime now)
{
  Segment seg;

  while (tcp_transmit (hand->tcb, now, &seg))
    {
      Sent *sent = g_new (Sent, 1);

      /* An ACK, and text with its options, fit the packet that the MSS is made from. */
      g_assert ((seg.flags & SEG_SYN) || seg.len + seg_options_len (&seg) <= hand->mss);
      *sent = (Sent) { now, seg };
      if (seg.flags & SEG_SYN)
        hand->syn_tsval = seg.tsval;
      g_queue_push_tail (hand->sent, sent);
      log_segment (hand, "sent", now, &seg);
    }
  tcp_check_invariants (hand->tcb);
}

/* Lets every timer up to @now run out. */
static void
pass_time (Hand *hand, SimTime now)
{
  while (tcp_next_expiry (hand->tcb) <= now)
    {
      SimTime at = tcp_next_expiry (hand->tcb);

      tcp_expire (hand->tcb, at);
      collect (hand, at);
    }
}

static void
fill_options (const Hand *hand, const HandStep *step, Segment *seg)
{
  if (seg->flags & SEG_SYN)
    {
      seg->options = SEG_OPT_MSS | SEG_OPT_WSCALE | SEG_OPT_SACK_PERMITTED;
      seg->mss = PEER_MSS;
      seg->wscale = 7;
    }
  if (hand->has_timestamps)
    {
      seg->options |= SEG_OPT_TIMESTAMPS;
      seg->tsval = PEER_TSVAL + step->at / SIM_MS (1) + step->ts;
      seg->tsecr = step->tsecr > 0 ? hand->tsval + step->tsecr : hand->syn_tsval;
    }
  if (step->sack_right > step->sack_left)
    {
      seg->options |= SEG_OPT_SACK;
      seg->n_sack = 1;
      seg->sack[0] = (SackBlock) {
        seq_from (OUR_ISN + step->sack_left), seq_from (OUR_ISN + step->sack_right)
      };
    }
}

static void
arrive (Hand *hand, const HandStep *step)
{
  guint8 flags = parse_flags (step->flags);
  Segment seg = {
    .flags = flags, .ecn = parse_ecn (step->flags),
    .seq = seq_from (PEER_ISN + step->seq), .len = step->len,
    .window = flags & SEG_SYN ? SYN_WINDOW : DEFAULT_WINDOW
  };

  if (step->window > 0)
    seg.window = step->window - 1;
  if (flags & SEG_ACK)
    seg.ack = seq_from (OUR_ISN + step->ack);
  if (seg.len > 0)
    seg.stream_offset = step->seq - 1;
  fill_options (hand, step, &seg);
  tcp_arrive (hand->tcb, &seg, step->at);
}

/* The front of what was sent must be what @step wants. */
static gboolean
matches (const HandStep *step, const Sent *sent)
{
  const Segment *seg = &sent->seg;
  guint8 flags = parse_flags (step->flags);
  guint32 ack = seg->flags & SEG_ACK ? seg->ack.v - PEER_ISN : 0;
  gboolean is_bare_reset = (seg->flags & SEG_RST) && seg->seq.v == 0;
  g_autofree char *sack = sack_text (seg);

  return sent->at == step->at && (seg->flags & ~SEG_PSH) == (flags & ~SEG_PSH)
         && (is_bare_reset || seg->seq.v - OUR_ISN == step->seq) && ack == step->ack
         && seg->len == step->len && seg->ecn == parse_ecn (step->flags)
         && (step->sack == NULL || strcmp (sack, step->sack) == 0) && (step->reason < 0 || seg->reason == step->reason)
         && (step->window == 0 || seg->window == step->window - 1);
}

static void
want_nothing (Hand *hand, guint row)
{
  if (!g_queue_is_empty (hand->sent))
    ck_abort_msg ("before row %u: a segment that nobody wanted; so far:\n%s", row, hand->log->str);
}

static void
want_segment (Hand *hand, const HandStep *step, guint row)
{
  Sent *sent = g_queue_pop_head (hand->sent);

  if (sent == NULL || !matches (step, sent))
    ck_abort_msg ("row %u: wanted %s seq %u ack %u len %u at %" G_GINT64_FORMAT "us (%s); so far:\n%s",
                  row, step->flags, step->seq, step->ack, step->len, step->at / 1000,
                  step->reason < 0 ? "any reason" : seg_reason_info (step->reason)->name,
                  hand->log->str);
  g_free (sent);
}

static void
want_state (Hand *hand, const HandStep *step, guint row)
{
  if (tcp_state (hand->tcb) != step->state)
    ck_abort_msg ("row %u: wanted %s, is %s; so far:\n%s", row, tcp_state_name (step->state),
                  tcp_state_name (tcp_state (hand->tcb)), hand->log->str);
}

static void
want_congestion (Hand *hand, const HandStep *step, guint row)
{
  guint32 ssthresh = step->ssthresh > 0 ? step->ssthresh : G_MAXINT32;
  TcpInfo info;

  tcp_get_info (hand->tcb, &info);
  if (info.ca_state != step->ca_state || info.snd_cwnd != step->cwnd || info.snd_ssthresh != ssthresh)
    ck_abort_msg ("row %u: wanted %s cwnd %u ssthresh %u, is %s cwnd %u ssthresh %u; so far:\n%s", row,
                  tcp_ca_state_name (step->ca_state), step->cwnd, ssthresh,
                  tcp_ca_state_name (info.ca_state), info.snd_cwnd, info.snd_ssthresh, hand->log->str);
}

static void
act (Hand *hand, const HandStep *step, guint row)
{
  TcpError error;

  switch (step->kind)
    {
    case HAND_CONNECT:  tcp_open_active (hand->tcb, step->at);                  break;
    case HAND_LISTEN:   tcp_open_passive (hand->tcb, step->at);                 break;
    case HAND_SHUTDOWN: tcp_shutdown (hand->tcb, step->at);                     break;
    case HAND_CLOSE:    tcp_close (hand->tcb, step->at);                        break;
    case HAND_ABORT:    tcp_abort (hand->tcb, step->at);                        break;
    case HAND_IN:       arrive (hand, step);                                    break;
    case HAND_EXPIRE:   tcp_expire (hand->tcb, step->at);                       break;
    case HAND_SEND:
      if (tcp_send (hand->tcb, step->len, &error, step->at) != step->len)
        ck_abort_msg ("row %u: SEND took less than %u", row, step->len);
      break;
    case HAND_RECEIVE:
      if (tcp_receive (hand->tcb, step->len, step->at) != step->len)
        ck_abort_msg ("row %u: RECEIVE gave less than %u", row, step->len);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
play_step (Hand *hand, const HandStep *step, guint row)
{
  pass_time (hand, step->at - (step->kind == HAND_IN || step->kind == HAND_EXPIRE));
  if (step->kind == HAND_OUT)
    {
      want_segment (hand, step, row);
      return;
    }
  want_nothing (hand, row);
  if (step->kind == HAND_STATE)
    {
      want_state (hand, step, row);
      return;
    }
  if (step->kind == HAND_CC)
    {
      want_congestion (hand, step, row);
      return;
    }
  act (hand, step, row);
  if (!step->is_left)
    collect (hand, step->at);
}

void
hand_play (const TcpConfig *config, const HandStep *steps, guint n_steps)
{
  Hand hand = {
    .tcb = tcp_new (config), .sent = g_queue_new (), .has_timestamps = config->timestamps,
    .mss = config->mss, .tsval = config->tsval,
    .log = g_string_new (NULL)
  };

  for (guint i = 0; i < n_steps; i++)
    play_step (&hand, &steps[i], i);
  want_nothing (&hand, n_steps);
  g_queue_free_full (hand.sent, g_free);
  g_string_free (hand.log, TRUE);
  tcp_free (hand.tcb);
}
