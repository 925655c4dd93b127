/* What must always hold of an endpoint between two calls, once everything that
 * it had to send has been taken. */
#include "tcp/tcb.h"

#define IN(tcb, states) ((1u << (tcb)->state) & (states))
#define STATE(name) (1u << TCP_##name)

/* States by what has happened before them (RFC 9293 section 3.3.2). */
#define FIN_IS_WANTED (STATE (FIN_WAIT_1) | STATE (FIN_WAIT_2) | STATE (CLOSING) | STATE (LAST_ACK) | STATE (TIME_WAIT))
#define FIN_IS_ACKED (STATE (FIN_WAIT_2) | STATE (TIME_WAIT))
#define PEER_IS_DONE (STATE (CLOSE_WAIT) | STATE (CLOSING) | STATE (LAST_ACK) | STATE (TIME_WAIT))

/* The windows of RFC 7323 are no larger. */
#define WINDOW_MAX (1u << 30)

/* Nothing that was to be sent has been left behind. */
static void
check_nothing_pending (const Tcb *tcb)
{
  const Pending *p = &tcb->pending;

  g_assert (!p->has_reply && !p->timed_out && !p->loss_probe);
  g_assert (p->syn == REASON_NONE && p->probe == REASON_NONE);
  g_assert (tcb->delack.now == REASON_NONE && tcb->is_settled);
}

/* Numbers and offsets in the stream are the same thing, from different origins. */
static void
check_sending (const Tcb *tcb)
{
  const SendStream *out = &tcb->out;
  gboolean is_fin_acked = !!IN (tcb, FIN_IS_ACKED);
  SeqNum data = seq_add (tcb->snd.iss, 1);

  g_assert (out->acked <= out->sent && out->sent <= out->written && out->pushed <= out->written);
  g_assert (!out->fin_sent || (out->fin_wanted && out->sent == out->written));
  if (!tcp_is_synchronized (tcb))
    return;

  g_assert (out->fin_wanted == !!IN (tcb, FIN_IS_WANTED));
  g_assert (!is_fin_acked || out->fin_sent);
  g_assert (seq_eq (tcb->snd.nxt, seq_add (data, out->sent + out->fin_sent)));
  g_assert (seq_eq (tcb->snd.una, seq_add (data, out->acked + is_fin_acked)));
  g_assert (seq_diff (tcb->snd.nxt, tcb->snd.una) >= 0);
  g_assert ((guint32) seq_diff (tcb->snd.nxt, tcb->snd.una) <= tcb->snd.max_wnd);
  g_assert (tcb->snd.wnd <= tcb->snd.max_wnd && tcb->snd.max_wnd <= WINDOW_MAX);
  g_assert (tcb->snd.mss > 0);
}

static void
check_receiving (const Tcb *tcb)
{
  const RecvStream *in = &tcb->in;
  const RecvWindow *w = &tcb->window;

  g_assert (in->read <= in->received);
  if (!tcp_is_synchronized (tcb))
    return;

  g_assert (in->has_fin == !!IN (tcb, PEER_IS_DONE));
  g_assert (seq_eq (tcb->rcv.nxt, seq_add (tcb->rcv.irs, 1 + in->received + in->has_fin)));
  g_assert (seq_le (tcb->rcv.wup, tcb->rcv.nxt));
  g_assert ((guint32) seq_diff (tcb->rcv.nxt, tcb->rcv.wup) <= w->wnd + in->has_fin);
  g_assert (w->wnd <= WINDOW_MAX);      /* that of a SYN may be more than its field says */
  g_assert (w->threshold <= w->clamp);
  g_assert (!w->is_selected || !seq_eq (tcb->rcv.nxt, tcb->rcv.wup)
            || w->wnd == window_select (w, tcb->delack.rcv_mss, w->wnd));
  g_assert (w->buffer <= MAX (w->buffer_max, tcb->cfg->rcvbuf));
  g_assert ((w->used_memory > 0) == (in->received > in->read));
  g_assert ((w->held_memory > 0) == !reassembly_is_empty (&tcb->reassembly));
  g_assert (reassembly_is_empty (&tcb->reassembly) == (tcb->reassembly.octets == 0));
}

/* Whatever is out is watched by a timer, and whatever waits waits for one. */
static void
check_timers (const Tcb *tcb)
{
  const Timers *t = &tcb->timers;
  gboolean has_out = sendq_count (&tcb->sendq) > 0, is_open = tcp_is_synchronized (tcb)
                                                             && tcb->state != TCP_TIME_WAIT;

  if (tcb->state == TCP_CLOSED || tcb->state == TCP_LISTEN)
    {
      g_assert (tcp_next_expiry (tcb) == SIM_NEVER && !has_out);
      return;
    }
  g_assert (has_out == (t->retransmit != SIM_NEVER));
  g_assert (has_out || t->retransmit_is == TIMER_RTO);
  g_assert (tcp_is_stuck (tcb) == (t->window_probe != SIM_NEVER));
  g_assert (t->rest <= tcp_first_of_rest (t) && tcp_next_expiry (tcb) <= tcp_first_of_rest (t));
  g_assert (t->pacing == SIM_NEVER || tcb->cc.is_paced);
  g_assert ((t->keepalive != SIM_NEVER) == (is_open && tcb->cfg->keepalive));
  g_assert (tcb->state != TCP_TIME_WAIT || t->gone != SIM_NEVER);
  g_assert (tcb->state != TCP_FIN_WAIT_2 || !tcb->is_orphan || tcb->cfg->fin_timeout == 0
            || t->gone != SIM_NEVER);
  g_assert (!tcb->delack.is_due || tcb->delack.deadline != SIM_NEVER
            || tcb->delack.compress_deadline != SIM_NEVER);
}

static void
check_recovery (const Tcb *tcb)
{
  const SendQueue *q = &tcb->sendq;
  const Recovery *r = &tcb->recovery;
  guint32 most_reordering = MAX (tcb->cfg->reordering, tcb->cfg->max_reordering);

  g_assert (tcb->cc.cwnd >= 1 && tcb->cc.cwnd < CC_SSTHRESH_UNSET);
  g_assert (tcb->cc.ssthresh >= 1 && tcb->cc.ssthresh <= CC_SSTHRESH_UNSET);
  g_assert (r->undo_retrans >= -1);
  g_assert (r->reordering >= 1 && r->reordering <= most_reordering);
  g_assert (tcb->cc.state == TCP_CA_OPEN || seq_le (r->high_seq, tcb->snd.nxt));
  g_assert (tcb->rto.rto > 0 && tcb->rto.rto <= MAX (tcb->cfg->rto_max, tcb->cfg->rto_initial));
  g_assert (q->sacked <= sendq_count (q) && q->lost <= sendq_count (q) && q->retrans <= sendq_count (q));
  g_assert (q->sacked + q->lost <= sendq_count (q));
  g_assert (q->waiting <= q->lost && q->n_timed + q->waiting <= sendq_count (q));

  /* What cwnd lets go again has gone. */
  g_assert (q->waiting == 0 || r->hold != HOLD_NOTHING || tcb->timers.pacing != SIM_NEVER
            || sendq_in_flight (q) >= tcb->cc.cwnd);
}

static void
check_segment (const Tcb *tcb, const SentSegment *s, SeqNum next)
{
  gboolean is_sacked = !!(s->marks & SENT_SACKED), is_lost = !!(s->marks & SENT_LOST);
  gboolean is_waiting = is_lost && !(s->marks & SENT_RETRANS);

  g_assert (seq_eq (s->seq, next));
  g_assert (s->n_sent > 0 && s->first_sent <= s->last_sent);
  g_assert (s->len == 0 || seq_eq (s->seq, seq_add (tcb->snd.iss, 1 + tcp_stream_offset (tcb, s))));
  g_assert (tcp_stream_offset (tcb, s) + s->len <= tcb->out.sent);
  g_assert (!(is_lost && is_sacked));
  g_assert (!!(s->marks & SENT_TIMED) == (!is_sacked && !is_waiting));
  g_assert (!is_sacked || seq_le (sent_end (s), tcb->sendq.highest_sacked) || !tcb->agreed.sack);
}

/* The scoreboard's counts are those of its marks, and its entries contiguous. */
static void
check_send_queue (const Tcb *tcb)
{
  const SendQueue *q = &tcb->sendq;
  guint sacked = 0, judged_sacked = 0, lost = 0, retrans = 0, waiting = 0, again = 0, timed = 0;
  SeqNum next = tcb->snd.una;

  for (guint i = 0; i < sendq_count (q); i++)
    {
      const SentSegment *s = sendq_at (q, i);
      gboolean is_sacked = !!(s->marks & SENT_SACKED), is_lost = !!(s->marks & SENT_LOST);
      gboolean is_waiting = is_lost && !(s->marks & SENT_RETRANS);

      check_segment (tcb, s, next);
      g_assert (!is_waiting || i >= q->lost_from - q->first);
      sacked += is_sacked;
      judged_sacked += is_sacked && i < q->judged - q->first;
      lost += is_lost;
      retrans += !!(s->marks & SENT_RETRANS);
      waiting += is_waiting;
      again += !!(s->marks & SENT_EVER_RETRANS);
      timed += !!(s->marks & SENT_TIMED);
      next = sent_end (s);
    }
  g_assert (sendq_count (q) == 0 || seq_eq (next, tcb->snd.nxt));
  g_assert (lost == q->lost && retrans == q->retrans && waiting == q->waiting);
  g_assert (again == q->again && timed == q->n_timed);
  g_assert (!tcb->agreed.sack || (sacked == q->sacked && judged_sacked == q->judged_sacked));
}

/* The list by time ascends: RACK stops at the first that was sent too late. */
static void
check_times (const Tcb *tcb)
{
  const SentSegment *s = sendq_oldest (&tcb->sendq), *next;
  guint n = s != NULL;

  for (; s != NULL && (next = sendq_newer (&tcb->sendq, s)) != NULL; s = next, n++)
    {
      g_assert (s->marks & next->marks & SENT_TIMED);
      g_assert (s->last_sent <= next->last_sent && (gint32) (next->order - s->order) > 0);
    }
  g_assert (n == tcb->sendq.n_timed);
}

static void
check_reassembly (const Tcb *tcb)
{
  const Reassembly *r = &tcb->reassembly;
  SeqNum before = tcb->rcv.nxt;
  guint32 octets = 0;

  for (guint i = 0; i < r->n; i++)
    {
      const SackBlock *range = reassembly_at (r, i);

      g_assert (seq_gt (range->left, before) && seq_gt (range->right, range->left));
      octets += seq_diff (range->right, range->left);
      before = range->right;
    }
  g_assert (octets == r->octets);
  for (guint i = 0; i < r->n_recent; i++)
    {
      const SackBlock *b = &r->recent[i];
      gboolean is_fin = r->has_fin && seq_eq (b->left, r->fin) && seq_eq (b->right, r->fin);

      g_assert (seq_gt (b->left, tcb->rcv.nxt));
      g_assert (is_fin || (seq_lt (b->left, b->right) && seq_le (b->right, before)));
    }
}

void
tcp_check_numbers (const Tcb *tcb)
{
  check_nothing_pending (tcb);
  check_sending (tcb);
  check_receiving (tcb);
  check_timers (tcb);
  check_recovery (tcb);
}

void
tcp_check_invariants (const Tcb *tcb)
{
  tcp_check_numbers (tcb);
  check_send_queue (tcb);
  check_times (tcb);
  if (tcp_is_synchronized (tcb))
    check_reassembly (tcb);
}
