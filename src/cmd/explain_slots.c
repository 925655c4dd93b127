/* The slots of the texts: each has a name and a function that says what the run has
 * for it. */
#include "cmd/explain_text.h"

#include <string.h>

#include "trace/repair.h"

/* Linux's bit of tcp_recovery, and its slack for an ACK on its way. */
#define RACK_LOSS_DETECTION 1
#define PROBE_SLACK SIM_MS (2)

static void
put_time (GString *out, SimTime time)
{
  g_autofree char *text = repair_time_text (time);

  g_string_append (out, text);
}

/* "1 segment", "3 segments". */
static void
put_count (GString *out, guint64 n, const char *thing)
{
  g_string_append_printf (out, "%" G_GUINT64_FORMAT " %s%s", n, thing, n == 1 ? "" : "s");
}

static const TcpConfig *
config_of (const ExplainCase *c)
{
  return &c->model->host[c->side].tcp;
}

/* Names and fields. */

static void
put_who (const ExplainCase *c, GString *out)
{
  g_string_append (out, side_name (c->side));
}

static void
put_peer (const ExplainCase *c, GString *out)
{
  g_string_append (out, side_name (!c->side));
}

static void
put_seq (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", (guint32) seq_diff (c->packet->seg.seq, c->packet->record.sender_isn));
}

static void
put_fin (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", seq_diff (seg_end (&c->packet->seg), c->packet->record.sender_isn) - 1);
}

static void
put_ack (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", (guint32) seq_diff (c->packet->seg.ack, c->packet->record.peer_isn));
}

static void
put_n (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", c->packet->seg.reason_n);
}

static void
put_window (const ExplainCase *c, GString *out)
{
  guint shift = c->packet->seg.flags & SEG_SYN ? 0 : c->packet->record.sender_wscale;

  g_string_append_printf (out, "%u", (guint32) c->packet->seg.window << shift);
}

static void
put_options (const ExplainCase *c, GString *out)
{
  const Segment *seg = &c->packet->seg;
  const char *before = "";

  if (seg->options & SEG_OPT_MSS)
    g_string_append_printf (out, "MSS %u", seg->mss), before = ", ";
  if (seg->options & SEG_OPT_SACK_PERMITTED)
    g_string_append_printf (out, "%sSACK permitted", before), before = ", ";
  if (seg->options & SEG_OPT_TIMESTAMPS)
    g_string_append_printf (out, "%stimestamps", before), before = ", ";
  if (seg->options & SEG_OPT_WSCALE)
    g_string_append_printf (out, "%swindow scale %u", before, seg->wscale), before = ", ";
  if (*before == '\0')
    g_string_append (out, "none");
}

static void
put_sack (const ExplainCase *c, GString *out)
{
  const Segment *seg = &c->packet->seg;

  if (!(seg->options & SEG_OPT_SACK) || seg->n_sack == 0)
    {
      g_string_append (out, "It carries no SACK block.");
      return;
    }
  g_string_append (out, "It reports as SACK:");
  for (guint i = 0; i < seg->n_sack; i++)
    g_string_append_printf (out, "%s %u-%u", i > 0 ? "," : "",
                            seq_diff (seg->sack[i].left, c->packet->record.peer_isn),
                            seq_diff (seg->sack[i].right, c->packet->record.peer_isn));
  if (seq_lt (seg->sack[0].left, seg->ack))
    g_string_append (out, " (the first is a D-SACK: it came twice)");
  g_string_append_c (out, '.');
}

static void
put_ece (const ExplainCase *c, GString *out)
{
  g_string_append (out, c->packet->seg.flags & SEG_ECE ? "with ECE: there were marks" : "without ECE: there are no more marks");
}

/* Numbers of the endpoint. */

static void
put_state (const ExplainCase *c, GString *out)
{
  g_string_append (out, tcp_state_name (c->moment->after.info.state));
}

/* What a timeout does to cwnd. */
static void
put_fall (const ExplainCase *c, GString *out)
{
  guint32 was = c->moment->before.info.snd_cwnd, is = c->moment->met.info.snd_cwnd;

  if (is < was)
    g_string_append_printf (out, "cwnd falls from %u to %u: slow start begins anew.", was, is);
  else
    g_string_append_printf (out, "cwnd stays at %u.", is);
}

/* The timeout that follows a timeout. */
static void
put_next_rto (const ExplainCase *c, GString *out)
{
  SimTime was = c->moment->before.workings.rto, is = c->moment->met.workings.rto;

  g_string_append (out, "The next timeout comes after ");
  put_time (out, is);
  if (is > was)
    g_string_append (out, ", for each one doubles the wait for the next.");
  else if (c->packet->seg.flags & SEG_SYN)
    g_string_append (out, ", too: Linux keeps the wait as it is for the first few SYNs.");
  else
    g_string_append (out, ", the longest wait there is.");
}

static void
put_rto_after (const ExplainCase *c, GString *out)
{
  put_time (out, c->moment->after.workings.rto);
}

static void
put_snd_wnd (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", c->moment->ready.info.snd_wnd);
}

static void
put_rcv_wnd_before (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", c->moment->before.info.rcv_wnd);
}

static void
put_rcv_mss (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", c->moment->ready.info.rcv_mss);
}

static void
put_notsent (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%" G_GUINT64_FORMAT, c->moment->ready.info.notsent_bytes);
}

static void
put_received (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%" G_GUINT64_FORMAT, c->moment->after.info.bytes_received);
}

static void
put_probes (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", c->moment->before.info.probes);
}

static void
put_rtt (const ExplainCase *c, GString *out)
{
  if (c->moment->after.workings.srtt == 0)
    {
      g_string_append (out, "No round trip could be measured: the SYN had been sent more than once (Karn, RFC 6298 3).");
      return;
    }
  g_string_append (out, "The handshake gave the first measurement of a round trip: SRTT is ");
  put_time (out, c->moment->after.workings.srtt);
  g_string_append (out, ", the RTO ");
  put_time (out, c->moment->after.workings.rto);
  g_string_append_c (out, '.');
}

static void
put_owed (const ExplainCase *c, GString *out)
{
  put_count (out, c->moment->ready.workings.owed, "octet");
  g_string_append (out, " (a FIN counts as one) had arrived in order without being acknowledged.");
}

static void
put_flight (const ExplainCase *c, GString *out)
{
  g_string_append (out, "In flight before it: ");
  put_count (out, c->moment->ready.workings.in_flight, "segment");
  g_string_append_printf (out, ", of a cwnd of %u.", c->moment->ready.info.snd_cwnd);
}

/* New data. */

static void
put_room (const ExplainCase *c, GString *out)
{
  const Standing *s = &c->moment->ready;

  put_flight (c, out);
  g_string_append_printf (out, " The window of the peer was %u octets, of which %u were free.", s->info.snd_wnd,
                          s->workings.window_left);
}

static void
put_nagle (const ExplainCase *c, GString *out)
{
  const Segment *seg = &c->packet->seg;
  guint32 mss = c->moment->ready.info.snd_mss;

  if (seg->len >= mss)
    g_string_append_printf (out, "It is a full segment of %u octets, which Nagle never holds.", seg->len);
  else if (c->moment->ready.workings.has_small)
    g_string_append_printf (out, "It is small, %u octets of %u, and another small one is out: without %s it would "
                            "have had to wait.", seg->len, mss, seg->flags & SEG_FIN ? "its FIN" : "nodelay");
  else
    g_string_append_printf (out, "It is small, %u octets of %u, but no other small one is out, so Nagle does not "
                            "hold it.", seg->len, mss);
}

/* What had held the data back before the event. */
static void
put_held (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;
  const Standing *was = &m->before;
  guint32 len = c->packet->seg.len;

  if (was->info.notsent_bytes == 0)
    g_string_append (out, "It has only now been written, and nothing held it back.");
  else if (was->workings.in_flight >= was->info.snd_cwnd)
    g_string_append_printf (out, "It had been waiting for cwnd: %u of %u segments were in flight.",
                            was->workings.in_flight, was->info.snd_cwnd);
  else if (was->workings.window_left < len)
    g_string_append_printf (out, "It had been waiting for the window of the %s, of which %u octets were left.",
                            side_name (!c->side), was->workings.window_left);
  else if (m->cause == CAUSE_TIMER && m->has_timer && m->timer == STORY_PACING)
    g_string_append (out, "It had been waiting for its turn: segments are spaced out (pacing).");
  else if (was->workings.has_small && len < m->ready.info.snd_mss + 1)
    g_string_append (out, "It had been waiting by Nagle's rule: a small segment was out and not acknowledged.");
  else
    g_string_append (out, "It had been written before, and follows now.");
}

/* ACKs. */

static void
put_quick (const ExplainCase *c, GString *out)
{
  guint32 left = c->moment->ready.info.quickacks;

  g_string_append (out, "Quick ACKs that were left, this one among them: ");
  g_string_append_printf (out, "%u; they end sooner where data answers data (ping-pong mode).", left);
}

static void
put_mode (const ExplainCase *c, GString *out)
{
  if (c->moment->before.info.in_pingpong)
    g_string_append (out, "The connection is in ping-pong mode, as one that answers data with data or has received "
                     "a FIN is: there ACKs wait.");
  else
    g_string_append_printf (out, "The connection is not in ping-pong mode; quick ACKs left: %u.",
                            c->moment->before.info.quickacks);
}

static void
put_delack (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;

  if (m->cause != CAUSE_TIMER || !m->has_timer || m->timer != STORY_DELACK)
    {
      g_string_append (out, "The timer was about to run out anyway, so the ACK goes now.");
      return;
    }
  g_string_append (out, "The delayed-ACK time in force was ");
  put_time (out, m->note.by.workings.ato > 0 ? m->note.by.workings.ato : config_of (c)->delack_min);
  g_string_append (out, ", between ");
  put_time (out, config_of (c)->delack_min);
  g_string_append (out, " and ");
  put_time (out, config_of (c)->delack_max);
  g_string_append (out, "; the timer ran for ");
  put_time (out, m->note.at - m->note.set_at);
  if (config_of (c)->hz > 0)
    g_string_append_printf (out, ", as a kernel with %u ticks a second rounds it", config_of (c)->hz);
  g_string_append_c (out, '.');
}

static void
put_comp_delay (const ExplainCase *c, GString *out)
{
  put_time (out, config_of (c)->comp_sack_delay);
}

/* Timeouts. */

/* The RTO from its parts, without backoff. */
static void
put_rto_parts (const ExplainCase *c, const Standing *by, GString *out)
{
  const TcpConfig *cfg = config_of (c);

  if (by->workings.srtt == 0)
    {
      g_string_append (out, "No round trip had been measured, so the RTO began at ");
      put_time (out, cfg->rto_initial);
      return;
    }
  g_string_append (out, "RTO = SRTT ");
  put_time (out, by->workings.srtt);
  g_string_append (out, cfg->rto_min_on_variance ? " + the variance term " : " + 4 * RTTVAR ");
  put_time (out, by->workings.rto_var);
  if (cfg->rto_min_on_variance)
    {
      g_string_append (out, " (4 * RTTVAR, at least ");
      put_time (out, cfg->rto_min);
      g_string_append (out, ", and Linux lets it fall slowly)");
    }
  g_string_append (out, " = ");
  put_time (out, by->workings.srtt + by->workings.rto_var);
  if (cfg->rto_min_on_variance)
    return;
  g_string_append (out, ", at least ");
  put_time (out, cfg->rto_min);
}

static void
put_rto (const ExplainCase *c, GString *out)
{
  const Moment *m = c->moment;
  const Standing *by = m->has_timer ? &m->note.by : &m->before;
  guint backoff = by->info.backoff;

  put_rto_parts (c, by, out);
  if (backoff > 0)
    g_string_append_printf (out, ", doubled %u time%s", backoff, backoff == 1 ? "" : "s");
  g_string_append (out, "; in force was ");
  put_time (out, by->workings.rto);
  g_string_append_printf (out, ". This is timeout %u in a row", c->packet->seg.reason_n);
  if (config_of (c)->hz > 0)
    g_string_append_printf (out, "; timers are rounded up as in a kernel with %u ticks a second",
                            config_of (c)->hz);
  g_string_append_c (out, '.');
}

static void
put_ssthresh (const ExplainCase *c, GString *out)
{
  guint32 was = c->moment->before.info.snd_ssthresh, is = c->moment->met.info.snd_ssthresh;

  if (is == G_MAXINT32)
    g_string_append (out, "ssthresh stays unset.");
  else if (was == is)
    g_string_append_printf (out, "ssthresh stays at %u: one reduction for a window is enough.", is);
  else
    g_string_append_printf (out, "ssthresh becomes %u, from a cwnd of %u.", is, c->moment->before.info.snd_cwnd);
}

/* The packet that carried the same before; STORY_NO_PACKET: none. */
static guint
find_original (const ExplainCase *c)
{
  const Journal *journal = story_journal (c->story);

  for (guint i = c->index; i-- > 0;)
    {
      const JournalPacket *packet = journal_packet (journal, i);

      if (packet->record.dir == c->packet->record.dir && seg_seq_len (&packet->seg) > 0
          && seq_le (packet->seg.seq, c->packet->seg.seq) && seq_lt (c->packet->seg.seq, seg_end (&packet->seg)))
        return i;
    }
  return STORY_NO_PACKET;
}

static void
put_original (const ExplainCase *c, GString *out)
{
  guint original = find_original (c);
  const JournalPacket *packet;
  g_autofree char *name = NULL;

  if (original == STORY_NO_PACKET)
    {
      g_string_append (out, "It had not been sent before.");
      return;
    }
  packet = journal_packet (story_journal (c->story), original);
  name = explain_name (c, original);
  g_string_append_printf (out, "It had been sent ");
  put_time (out, c->packet->record.sent_at - packet->record.sent_at);
  g_string_append_printf (out, " before, in %s.", name);
}

/* Fast retransmission. */

static gboolean
with_rack (const ExplainCase *c)
{
  return c->model->host[SIDE_CLIENT].tcp.sack && c->model->host[SIDE_SERVER].tcp.sack
         && (config_of (c)->recovery & RACK_LOSS_DETECTION);
}

static void
put_recovery_rule (const ExplainCase *c, GString *out)
{
  if (with_rack (c))
    g_string_append (out, "RFC 8985 6.2 (RACK); RFC 9937 (PRR) for cwnd");
  else
    g_string_append (out, "RFC 5681 3.2, with SACK RFC 6675 5, else RFC 6582; RFC 9937 (PRR) for cwnd");
}

/* The reordering window is done without in recovery, and when three are SACKed. */
static gboolean
needs_no_window (const ExplainCase *c)
{
  const TcpInfo *was = &c->moment->before.info, *is = &c->moment->met.info;

  return is->reord_seen == 0 && (was->ca_state >= TCP_CA_RECOVERY || is->sacked >= is->reordering);
}

static void
put_detection (const ExplainCase *c, GString *out)
{
  const TcpInfo *is = &c->moment->met.info;

  if (!with_rack (c))
    {
      put_count (out, is->sacked, "segment");
      g_string_append_printf (out, " beyond what is acknowledged are known to have arrived, by SACK or by duplicate "
                              "ACKs; a recovery begins with %u, and then each partial ACK shows the next loss.",
                              is->reordering);
    }
  else if (needs_no_window (c))
    g_string_append_printf (out, "RACK looks at times of sending: a segment is lost when one sent later has been "
                            "delivered. No reordering has been seen, and %s, so no time is left for any.",
                            c->moment->before.info.ca_state >= TCP_CA_RECOVERY
                            ? "recovery has begun" : "three segments beyond it have arrived");
  else
    g_string_append (out, "RACK looks at times of sending: a segment is lost when one sent later has been "
                     "delivered, and a reordering window has passed, too.");
}

static void
put_rack (const ExplainCase *c, GString *out)
{
  const TcpWorkings *w = &c->moment->met.workings;

  if (!with_rack (c))
    {
      g_string_append (out, "Counted as lost: ");
      put_count (out, c->moment->met.info.lost, "segment");
      g_string_append (out, ". ");
      return;
    }
  g_string_append (out, "RACK.rtt, of what was delivered last, is ");
  put_time (out, w->rack_rtt);
  g_string_append (out, ", the reordering window ");
  if (needs_no_window (c))
    g_string_append_c (out, '0');
  else
    {
      put_time (out, w->rack_window);
      g_string_append (out, " (a quarter of the least round trip, ");
      put_time (out, w->min_rtt);
      g_string_append (out, ", or a multiple of it)");
    }
  g_string_append (out, ": a segment sent longer ago than their sum, before what was delivered, is lost. ");
}

static void
put_prr (const ExplainCase *c, GString *out)
{
  const Standing *s = &c->moment->ready;

  g_string_append_printf (out, "PRR brings cwnd from %u to ssthresh %u: %u delivered since recovery began, %u sent, "
                          "%u in flight, so cwnd is %u for now.", s->workings.prior_cwnd, s->info.snd_ssthresh,
                          s->workings.prr_delivered, s->workings.prr_out, s->workings.in_flight, s->info.snd_cwnd);
}

/* Probes. */

static void
put_probe (const ExplainCase *c, GString *out)
{
  g_string_append (out, c->packet->seg.is_retransmission ? "the last segment once more, for there is no new data that "
                                                           "could go" : "new data, of which there is some");
}

static void
put_pto (const ExplainCase *c, GString *out)
{
  const Standing *by = c->moment->has_timer ? &c->moment->note.by : &c->moment->before;
  SimTime slack = by->info.unacked == 1 ? config_of (c)->rto_min : PROBE_SLACK;

  if (by->workings.srtt == 0)
    {
      g_string_append (out, "PTO = the initial RTO ");
      put_time (out, config_of (c)->rto_initial);
      g_string_append (out, ", for no round trip is known.");
      return;
    }
  g_string_append (out, "PTO = 2 * SRTT ");
  put_time (out, by->workings.srtt);
  g_string_append (out, " + ");
  put_time (out, slack);
  g_string_append (out, by->info.unacked == 1 ? " (one segment is out, whose ACK may be delayed) = " : " (Linux's slack) = ");
  put_time (out, 2 * by->workings.srtt + slack);
  g_string_append (out, ", but no later than the RTO, ");
  put_time (out, by->workings.rto);
  g_string_append_c (out, '.');
}

static void
put_probe_wait (const ExplainCase *c, GString *out)
{
  const Standing *by = c->moment->has_timer ? &c->moment->note.by : &c->moment->before;

  g_string_append (out, "The wait was the RTO, ");
  put_time (out, by->workings.rto);
  g_string_append (out, ", at least ");
  put_time (out, config_of (c)->rto_min);
  g_string_append_printf (out, ", doubled for each probe so far, %u, up to ", by->workings.probe_backoff);
  put_time (out, config_of (c)->rto_max);
  g_string_append_c (out, '.');
}

static void
put_keepalive_time (const ExplainCase *c, GString *out)
{
  put_time (out, config_of (c)->keepalive_time);
}

static void
put_keepalive_intvl (const ExplainCase *c, GString *out)
{
  put_time (out, config_of (c)->keepalive_intvl);
}

static void
put_keepalive_probes (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", config_of (c)->keepalive_probes);
}

static void
put_timewait (const ExplainCase *c, GString *out)
{
  put_time (out, config_of (c)->timewait);
}

static void
put_challenges (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", config_of (c)->challenge_ack_limit);
}

static const struct {
  const char *name;
  void (*put) (const ExplainCase *c, GString *out);
} slots[] = {
  { "ack", put_ack }, { "challenges", put_challenges }, { "comp_delay", put_comp_delay },
  { "delack", put_delack }, { "detection", put_detection }, { "ece", put_ece },
  { "fall", put_fall }, { "fin", put_fin }, { "flight", put_flight }, { "held", put_held },
  { "keepalive_intvl", put_keepalive_intvl }, { "keepalive_probes", put_keepalive_probes },
  { "keepalive_time", put_keepalive_time }, { "mode", put_mode }, { "n", put_n }, { "nagle", put_nagle },
  { "next_rto", put_next_rto }, { "notsent", put_notsent }, { "options", put_options }, { "original", put_original },
  { "owed", put_owed }, { "peer", put_peer }, { "probe", put_probe }, { "probe_wait", put_probe_wait },
  { "probes", put_probes }, { "prr", put_prr }, { "pto", put_pto }, { "quick", put_quick },
  { "rack", put_rack }, { "rcv_mss", put_rcv_mss }, { "rcv_wnd_before", put_rcv_wnd_before },
  { "received", put_received }, { "recovery_rule", put_recovery_rule }, { "room", put_room },
  { "rto", put_rto }, { "rto_after", put_rto_after }, { "rtt", put_rtt }, { "sack", put_sack },
  { "seq", put_seq }, { "snd_wnd", put_snd_wnd }, { "ssthresh", put_ssthresh }, { "state", put_state },
  { "timewait", put_timewait }, { "who", put_who }, { "window", put_window },
};

static void
fill_slot (const ExplainCase *c, const char *name, gsize len, GString *out)
{
  gsize before = out->len;

  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    if (strlen (slots[i].name) == len && strncmp (slots[i].name, name, len) == 0)
      slots[i].put (c, out);
  g_assert (out->len > before);
}

char *
explain_fill (const ExplainCase *c, const char *text)
{
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *open = strchr (text, '{'), *end = open != NULL ? strchr (open, '}') : NULL;

      if (open == NULL)
        {
          g_string_append (out, text);
          break;
        }
      g_assert (end != NULL);
      g_string_append_len (out, text, open - text);
      fill_slot (c, open + 1, end - open - 1, out);
      text = end + 1;
    }
  return g_string_free (out, FALSE);
}
