/* An endpoint's life and what can be asked of it. */
#include "tcp/ack.h"

static void
set_module (Tcb *tcb, const CcOps *ops)
{
  g_free (tcb->cc.priv);
  tcb->cc.priv = g_malloc0 (ops->priv_size);
  tcb->cc.ops = ops;
}

Tcb *
tcp_new (const TcpConfig *config)
{
  Tcb *tcb = g_new0 (Tcb, 1);

  g_assert (config->congestion_control != NULL && config->ts_tick > 0);
  tcb->cfg = config;
  tcb->isn = config->isn;
  tcb->tsval = config->tsval;
  tcb->nodelay = config->nodelay;
  set_module (tcb, config->congestion_control);
  tcp_clear (tcb);
  return tcb;
}

void
tcp_set_numbers (Tcb *tcb, SeqNum isn, guint32 tsval)
{
  g_assert (tcb->state == TCP_CLOSED && !tcb->was_established);
  tcb->isn = isn;
  tcb->tsval = tsval;
  tcb->snd.iss = tcb->snd.una = tcb->snd.nxt = isn;
}

void
tcp_set_seed (Tcb *tcb, guint64 seed)
{
  g_assert (tcb->state == TCP_CLOSED && !tcb->was_established);
  tcb->cc.seed = seed;
}

void
tcp_set_congestion_control (Tcb *tcb, const struct _CcOps *ops)
{
  g_assert (tcb->state == TCP_CLOSED && !tcb->was_established);
  set_module (tcb, ops);
}

void
tcp_free (Tcb *tcb)
{
  if (tcb == NULL)
    return;

  sendq_clear (&tcb->sendq);
  ring_clear (&tcb->out.pushes);
  reassembly_clear (&tcb->reassembly);
  g_free (tcb->rare);
  g_free (tcb->cc.priv);
  g_free (tcb);
}

TcpState
tcp_state (const Tcb *tcb)
{
  return tcb->state;
}

SeqNum
tcp_isn (const Tcb *tcb)
{
  return tcb->snd.iss;
}

guint
tcp_rcv_wscale (const Tcb *tcb)
{
  return tcb->agreed.wscale ? tcb->window.wscale : 0;
}

TcpError
tcp_error (const Tcb *tcb)
{
  return tcb->error;
}

guint64
tcp_readable (const Tcb *tcb)
{
  return tcb->in.received - tcb->in.read;
}

guint64
tcp_writable (const Tcb *tcb)
{
  return tcb->out.fin_wanted || !tcp_may_send (tcb) ? 0 : sndbuf_room (tcb);
}

guint64
tcp_read_offset (const Tcb *tcb)
{
  return tcb->in.read;
}

guint64
tcp_acked_offset (const Tcb *tcb)
{
  return tcb->out.acked;
}

gboolean
tcp_at_eof (const Tcb *tcb)
{
  return tcb->in.has_fin && tcp_readable (tcb) == 0;
}

gboolean
tcp_has_been_established (const Tcb *tcb)
{
  return tcb->was_established;
}

const char *
tcp_congestion_control (const Tcb *tcb)
{
  return tcb->cc.ops->name;
}

static guint32
microseconds (SimTime t)
{
  return MIN (t / SIM_US (1), G_MAXUINT32);
}

static void
fill_times (const Tcb *tcb, TcpInfo *info)
{
  info->rto = microseconds (tcb->rto.rto);
  info->rtt = microseconds (rto_srtt (&tcb->rto));
  info->rttvar = microseconds (tcb->rto.mdev4 / 4);
  info->min_rtt = microseconds (tcb->cc.min_rtt);
  info->ato = microseconds (tcb->delack.ato);
  info->rcv_rtt = microseconds (autotune_rtt (&tcb->autotune));
}

static void
fill_rates (const Tcb *tcb, TcpInfo *info)
{
  const Delivery *d = &tcb->delivery;

  info->pacing_rate = tcb->cc.pacing_rate;
  if (d->rate_interval > 0)
    info->delivery_rate = (guint64) d->rate_delivered * tcb->snd.mss * (SIM_SEC (1) / SIM_US (1))
                          / MAX (d->rate_interval / SIM_US (1), 1);
  info->delivery_rate_app_limited = d->is_rate_app_limited;
}

void
tcp_get_info (const Tcb *tcb, TcpInfo *info)
{
  const Totals *totals = &tcb->totals;

  *info = (TcpInfo) {
    .state = tcb->state, .bytes_acked = tcb->out.acked, .bytes_received = tcb->in.received,
    .bytes_sent = tcb->out.sent, .bytes_retrans = totals->bytes_retrans, .segs_out = totals->segs_out,
    .segs_in = totals->segs_in, .data_segs_out = totals->data_segs_out,
    .data_segs_in = totals->data_segs_in, .total_retrans = totals->total_retrans
  };
  info->snd_cwnd = tcb->cc.cwnd;
  info->snd_ssthresh = tcb->cc.ssthresh;
  info->ca_state = tcb->cc.state;
  info->unacked = sendq_count (&tcb->sendq);
  info->sacked = tcb->sendq.sacked;
  info->lost = tcb->sendq.lost;
  info->retrans = tcb->sendq.retrans;
  info->total_rto = tcb->recovery.total_rto;
  info->reordering = tcb->recovery.reordering;
  info->reord_seen = tcb->recovery.reord_seen;
  info->dsack_dups = tcb->recovery.dsack_dups;
  info->delivered = tcb->delivery.delivered;
  info->delivered_ce = tcb->delivery.delivered_ce;
  fill_rates (tcb, info);
  info->retransmits = tcb->retransmits;
  info->backoff = tcb->rto.backoff;
  info->probes = tcb->probes;
  fill_times (tcb, info);
  info->snd_mss = tcp_current_mss (tcb);
  info->rcv_mss = tcb->delack.rcv_mss;
  info->advmss = tcb->rcv.advmss;
  info->notsent_bytes = tcb->out.written - tcb->out.sent;
  info->snd_wnd = tcb->snd.wnd;
  info->rcv_wnd = tcb->window.wnd;
  info->rcv_ssthresh = tcb->window.threshold;
  info->rcv_space = tcb->autotune.space;
  info->snd_wscale = tcb->snd.wscale;
  info->rcv_wscale = tcp_rcv_wscale (tcb);
  info->in_pingpong = delack_in_pingpong (&tcb->delack, tcb->cfg);
  info->quickacks = tcb->delack.quick;
}

void
tcp_get_workings (const Tcb *tcb, TcpWorkings *workings)
{
  const Timers *t = &tcb->timers;
  gint32 out = seq_diff (tcb->snd.nxt, tcb->snd.una);

  *workings = (TcpWorkings) {
    .retransmit_is = t->retransmit_is, .retransmit_at = t->retransmit, .window_probe_at = t->window_probe,
    .keepalive_at = t->keepalive, .pacing_at = t->pacing, .delack_at = tcb->delack.deadline,
    .compress_at = tcb->delack.compress_deadline
  };
  workings->srtt = rto_srtt (&tcb->rto);
  workings->rto_var = tcb->rto.var;
  workings->rto = tcb->rto.rto;
  workings->min_rtt = tcb->cc.min_rtt;
  workings->ato = tcb->delack.ato;
  workings->rack_rtt = tcb->rack.rtt;
  workings->rack_window = rack_window (tcb);
  workings->in_flight = sendq_in_flight (&tcb->sendq);
  workings->prior_cwnd = tcb->cc.prior_cwnd;
  workings->prr_delivered = tcb->recovery.prr_delivered;
  workings->prr_out = tcb->recovery.prr_out;
  workings->window_left = MAX ((gint64) tcb->snd.wnd - out, 0);
  workings->owed = MAX (seq_diff (tcb->rcv.nxt, tcb->rcv.wup), 0);
  workings->probe_backoff = tcb->probe_backoff;
  workings->pingpong = tcb->delack.pingpong;
  workings->high_seq = tcb->recovery.high_seq;
  workings->is_frto = tcb->cc.state == TCP_CA_LOSS && tcb->recovery.is_frto;
  workings->undone = tcb->recovery.undone;
  workings->undone_by = tcb->recovery.undone_by;
  workings->has_small = tcb->has_small && seq_gt (tcb->small_end, tcb->snd.una);
}

void
tcp_get_control (const Tcb *tcb, SimTime now, TcpControl *control)
{
  const CcOps *ops = tcb->cc.ops;

  *control = (TcpControl) { .name = ops->name, .recovers_itself = ops->control != NULL };
  if (!tcp_is_synchronized (tcb))
    {
      control->rule = "RFC 5681 3.1";
      control->phase = "nothing yet: it begins with the connection";
      return;
    }
  ops->describe (&tcb->cc, now, control);
  if (!control->recovers_itself && cc_is_reducing (&tcb->cc))
    control->phase = "a reduction, in which PRR sets cwnd (RFC 9937)";
}
