/* The slots of the texts: each has a name and a function that says what the run has
 * for it. */
#include "cmd/explain_slots.h"

#include <string.h>

#include "trace/repair.h"

/* Linux's slack for an ACK on its way. */
#define PROBE_SLACK SIM_MS (2)

void
put_time (GString *out, SimTime time)
{
  g_autofree char *text = repair_time_text (time);

  g_string_append (out, text);
}

void
put_count (GString *out, guint64 n, const char *thing)
{
  g_string_append_printf (out, "%" G_GUINT64_FORMAT " %s%s", n, thing, n == 1 ? "" : "s");
}

const TcpConfig *
explain_config (const ExplainCase *c)
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

/* The first number as it is on the wire. */
static void
put_isn (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", c->packet->record.sender_isn.v);
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

/* Numbers of the endpoint. */

static void
put_state (const ExplainCase *c, GString *out)
{
  g_string_append (out, tcp_state_name (c->moment->after.info.state));
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

void
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
    {
      g_string_append_printf (out, "It is a full segment of %u octets, which Nagle never holds.", seg->len);
      return;
    }
  g_string_append (out, "It is small, ");
  put_count (out, seg->len, "octet");
  g_string_append_printf (out, " of %u, ", mss);
  if (c->moment->ready.workings.has_small)
    g_string_append_printf (out, "and another small one is out: without %s it would have had to wait.",
                            seg->flags & SEG_FIN ? "its FIN" : "nodelay");
  else
    g_string_append (out, "but no other small one is out, so Nagle does not hold it.");
}

/* Timeouts. */

/* The RTO from its parts, without backoff. */
static void
put_rto_parts (const ExplainCase *c, const Standing *by, GString *out)
{
  const TcpConfig *cfg = explain_config (c);

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
  g_string_append_printf (out, ". This is timeout %u in a row.", c->packet->seg.reason_n);
}

guint
explain_original (const ExplainCase *c)
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
  guint original = explain_original (c);
  const JournalPacket *packet;
  g_autofree char *name = NULL;

  if (original == STORY_NO_PACKET)
    {
      g_string_append (out, "It had not been sent before.");
      return;
    }
  packet = journal_packet (story_journal (c->story), original);
  name = explain_name (c, original);
  if (c->packet->record.sent_at == packet->record.sent_at)
    {
      g_string_append_printf (out, "It had been sent at this very instant, in %s.", name);
      return;
    }
  g_string_append (out, "It had been sent ");
  put_time (out, c->packet->record.sent_at - packet->record.sent_at);
  g_string_append_printf (out, " before, in %s.", name);
}

/* Probes. */

static void
put_probe (const ExplainCase *c, GString *out)
{
  g_string_append (out, c->packet->seg.is_retransmission ? "the last segment once more, for there is no new data that "
                                                           "could go" : "new data, for there is some");
}

static void
put_pto (const ExplainCase *c, GString *out)
{
  const Standing *by = c->moment->has_timer ? &c->moment->note.by : &c->moment->before;
  SimTime slack = by->info.unacked == 1 ? explain_config (c)->rto_min : PROBE_SLACK;
  SimTime pto = 2 * by->workings.srtt + slack;

  if (by->workings.srtt == 0)
    {
      g_string_append (out, "PTO = the initial RTO ");
      put_time (out, explain_config (c)->rto_initial);
      g_string_append (out, ", for no round trip is known.");
      return;
    }
  g_string_append (out, "PTO = 2 * SRTT ");
  put_time (out, by->workings.srtt);
  g_string_append (out, " + ");
  put_time (out, slack);
  g_string_append (out, by->info.unacked == 1 ? " (one segment is out, whose ACK may be delayed) = "
                                              : " (Linux's slack) = ");
  put_time (out, pto);
  g_string_append (out, ", but no later than the RTO, ");
  put_time (out, by->workings.rto);
  g_string_append (out, by->workings.rto < pto ? ", which comes first." : ".");
}

static void
put_probe_wait (const ExplainCase *c, GString *out)
{
  const Standing *by = c->moment->has_timer ? &c->moment->note.by : &c->moment->before;
  guint doublings = by->workings.probe_backoff;

  g_string_append (out, "The wait was the RTO, ");
  put_time (out, by->workings.rto);
  g_string_append (out, " (at least ");
  put_time (out, explain_config (c)->rto_min);
  g_string_append_printf (out, "), doubled for each probe before, %u, and at most ", doublings);
  put_time (out, explain_config (c)->rto_max);
  if (c->moment->has_timer)
    {
      g_string_append (out, ": ");
      put_time (out, c->moment->note.at - c->moment->note.set_at);
    }
  g_string_append_c (out, '.');
}

/* A window that is not closed, but too small, gets what fits. */
static void
put_asks (const ExplainCase *c, GString *out)
{
  if (c->packet->seg.len > 0)
    g_string_append_printf (out, "The window is open, but not as far as a segment: what fits goes now, %u octets.",
                            c->packet->seg.len);
  else
    g_string_append (out, "The probe carries nothing and has an old number, which any TCP answers.");
}

static void
put_window_probe_rule (const ExplainCase *c, GString *out)
{
  g_string_append (out, c->packet->seg.len > 0 ? "RFC 9293 3.8.6.2.1, case 4 (the override timeout)"
                                               : "RFC 9293 3.8.6.1, which would send an octet of data; Linux does not");
}

static void
put_keepalive_time (const ExplainCase *c, GString *out)
{
  put_time (out, explain_config (c)->keepalive_time);
}

static void
put_keepalive_intvl (const ExplainCase *c, GString *out)
{
  put_time (out, explain_config (c)->keepalive_intvl);
}

static void
put_keepalive_probes (const ExplainCase *c, GString *out)
{
  g_string_append_printf (out, "%u", explain_config (c)->keepalive_probes);
}

static void
put_timewait (const ExplainCase *c, GString *out)
{
  put_time (out, explain_config (c)->timewait);
}

static const struct {
  const char *name;
  void (*put) (const ExplainCase *c, GString *out);
} slots[] = {
  { "ack", put_ack }, { "asks", put_asks }, { "bad_ack_rule", put_bad_ack_rule },
  { "challenge_rule", put_challenge_rule }, { "challenged", put_challenged }, { "challenges", put_challenges },
  { "comp_delay", put_comp_delay }, { "control_rule", put_control_rule }, { "crossing", put_crossing },
  { "delack", put_delack }, { "detection", put_detection }, { "ece", put_ece }, { "ecn_rule", put_ecn_rule },
  { "fall", put_fall }, { "fin", put_fin }, { "flight", put_flight }, { "frto", put_frto }, { "gap", put_gap },
  { "held", put_held }, { "isn", put_isn }, { "keepalive_intvl", put_keepalive_intvl },
  { "keepalive_probes", put_keepalive_probes }, { "keepalive_time", put_keepalive_time }, { "marks", put_marks },
  { "mode", put_mode }, { "n", put_n }, { "nagle", put_nagle }, { "next_rto", put_next_rto },
  { "notsent", put_notsent }, { "options", put_options }, { "original", put_original }, { "owed", put_owed },
  { "peer", put_peer }, { "probe", put_probe }, { "probe_wait", put_probe_wait }, { "probes", put_probes },
  { "proof", put_proof }, { "prr", put_prr }, { "pto", put_pto }, { "quick", put_quick }, { "rcv_mss", put_rcv_mss },
  { "rcv_wnd_before", put_rcv_wnd_before }, { "received", put_received }, { "recovery_rule", put_recovery_rule },
  { "regrowth", put_regrowth }, { "room", put_room }, { "rto", put_rto }, { "rto_after", put_rto_after },
  { "rtt", put_rtt }, { "sack", put_sack }, { "seq", put_seq }, { "snd_wnd", put_snd_wnd },
  { "ssthresh", put_ssthresh }, { "state", put_state }, { "syn_ack_rule", put_syn_ack_rule },
  { "time_wait", put_time_wait }, { "timewait", put_timewait }, { "useless", put_useless }, { "who", put_who },
  { "window", put_window }, { "window_probe_rule", put_window_probe_rule },
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
