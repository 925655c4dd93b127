/* One endpoint, told whatever might be told it: segments that are nearly right,
 * user calls in any order, timers early and late.  It may refuse anything, but
 * must stay sound.  Beside it a twin is told the same, and takes the long way
 * wherever there is a short one: nobody must see a difference. */
#include <stdlib.h>

#include "draw.h"
#include "model/profile.h"
#include "repeat.h"
#include "watch.h"

/* Where `make check` begins, and how far it goes. */
#define SEED_DEFAULT 1
#ifdef __SANITIZE_ADDRESS__
#define RUNS_DEFAULT 3000
#else
#define RUNS_DEFAULT 20000
#endif

/* What happens to an endpoint in its life. */
#define STEPS 250

/* Segments that one call may cause: a window of the smallest, and then some. */
#define MOST_AT_ONCE 70000

typedef struct {
  Rng rng;
  TcpConfig config;
  Tcb *tcb;
  Tcb *twin;                    /* ... that never takes a short way */
  Watch watch;
  SimTime now;
  guint32 peer_isn, peer_tsval;
  guint32 heard_tsval;          /* of the endpoint */
  guint closed_for;             /* steps */
  gboolean is_hasty;            /* its owner does not take all before the next event */
} Fuzz;

static gint64 seed = -1, runs = -1;

static const GOptionEntry options[] = {
  { "seed", 's', 0, G_OPTION_ARG_INT64, &seed, "Begin with the endpoint of seed N (1)", "N" },
  { "runs", 'r', 0, G_OPTION_ARG_INT64, &runs, "Try so many endpoints (1 where a seed is given)", "N" },
  { NULL, 0, 0, 0, NULL, NULL, NULL }
};

/* The endpoint. */

static void
configure (Fuzz *f)
{
  static const guint32 buffers[] = { 2304, 5000, 20000, 131072, 131072 }, sndbufs[] = { 1, 3000, 100000, 4000000 };
  static const guint32 mss[] = { 28, 88, 536, 1460, 1460, 8960, 65495 }, ticks[] = { 0, 0, 100, 250, 1000 };
  static const char *const modules[] = { "reno", "cubic", "bbr", "dctcp" };
  TcpConfig *c = &f->config;

  *c = profile_find (draw_chance (&f->rng, 80) ? "linux" : "rfc")->tcp;
  c->congestion_control = cc_find (DRAW_FROM (&f->rng, modules));
  c->mss = DRAW_FROM (&f->rng, mss);
  c->rcvbuf = DRAW_FROM (&f->rng, buffers);
  c->rcvbuf_locked = draw_chance (&f->rng, 30);
  c->rcvbuf_max = MAX (c->rcvbuf_max, c->rcvbuf);
  c->sndbuf = DRAW_FROM (&f->rng, sndbufs);
  c->timestamps = draw_chance (&f->rng, 60);
  c->sack = draw_chance (&f->rng, 70);
  c->window_scaling = draw_chance (&f->rng, 80);
  c->dsack = draw_chance (&f->rng, 80);
  c->ecn = draw_below (&f->rng, 3);
  c->recovery = draw_below (&f->rng, 8);
  c->early_retrans = draw_chance (&f->rng, 60) ? 3 : 0;
  c->frto = draw_chance (&f->rng, 70) ? 2 : 0;
  c->pacing = draw_chance (&f->rng, 20);
  c->nodelay = draw_chance (&f->rng, 30);
  c->keepalive = draw_chance (&f->rng, 20);
  c->keepalive_time = SIM_SEC (1 + draw_below (&f->rng, 100));
  c->hz = DRAW_FROM (&f->rng, ticks);
  c->reordering = 1 + draw_below (&f->rng, 6);
  c->initial_cwnd = 1 + draw_below (&f->rng, 40);
  c->user_timeout = draw_chance (&f->rng, 10) ? SIM_MS (1 + draw_below (&f->rng, 20000)) : 0;
  c->isn = seq_from (draw_chance (&f->rng, 50) ? 0u - draw_below (&f->rng, 20000) : rng_next (&f->rng));
  c->tsval = draw_chance (&f->rng, 30) ? 0u - draw_below (&f->rng, 5000) : rng_next (&f->rng);
}

/* What it sends is of its stream, and fits the path. */
static void
check_segment (const Fuzz *f, const Segment *seg)
{
  const Tcb *tcb = f->tcb;

  g_assert (seg_header_len (seg) <= 60);
  g_assert ((seg->flags & SEG_SYN) || seg->len + seg_options_len (seg) <= MAX (f->config.mss, 40));
  if (seg->len == 0)
    return;

  g_assert (seq_eq (seg->seq, seq_add (tcb->snd.iss, 1 + seg->stream_offset)));
  g_assert (seg->stream_offset + seg->len <= tcb->out.sent);
  g_assert (seq_ge (seg->seq, tcb->snd.una));
}

/* The twin. */

/* The window is to be selected again, and whether anything is to be sent is to be
 * asked again: TCP_NODELAY as it was says nothing new. */
static void
forget_shortcuts (Tcb *twin, SimTime now)
{
  twin->window.is_selected = FALSE;
  tcp_set_nodelay (twin, twin->nodelay, now);
}

/* A SACK block that reports nothing: what it comes with is looked at in every way. */
static void
add_empty_block (const Tcb *twin, Segment *seg)
{
  if (!twin->agreed.sack || sendq_count (&twin->sendq) == 0 || seg->n_sack > 0
      || (seg->flags & (SEG_SYN | SEG_ACK)) != SEG_ACK
      || !seq_gt (seg->ack, twin->snd.una) || seq_gt (seg->ack, twin->snd.nxt))
    return;

  seg->options |= SEG_OPT_SACK;
  seg->n_sack = 1;
  seg->sack[0] = (SackBlock) { twin->snd.nxt, twin->snd.nxt };
}

static gboolean
is_same_segment (const Segment *a, const Segment *b)
{
  return a->flags == b->flags && seq_eq (a->seq, b->seq) && seq_eq (a->ack, b->ack) && a->len == b->len
         && a->window == b->window && a->options == b->options && a->n_sack == b->n_sack
         && a->tsval == b->tsval && a->tsecr == b->tsecr && a->ecn == b->ecn && a->reason == b->reason
         && a->stream_offset == b->stream_offset && a->is_retransmission == b->is_retransmission;
}

/* What tcp_info does not tell, and each has a part of its own in. */
static gboolean
works_the_same (const Tcb *a, const Tcb *b)
{
  TcpWorkings w, v;

  tcp_get_workings (a, &w);
  tcp_get_workings (b, &v);
  return w.retransmit_is == v.retransmit_is && w.retransmit_at == v.retransmit_at
         && w.window_probe_at == v.window_probe_at && w.pacing_at == v.pacing_at && w.delack_at == v.delack_at
         && w.compress_at == v.compress_at && w.rto_var == v.rto_var && w.rack_rtt == v.rack_rtt
         && w.rack_window == v.rack_window && w.prr_delivered == v.prr_delivered && w.prr_out == v.prr_out
         && w.has_small == v.has_small && w.undone == v.undone && seq_eq (w.high_seq, v.high_seq);
}

static void
compare_twins (Fuzz *f)
{
  TcpInfo info, twins;
  Segment seg;

  forget_shortcuts (f->twin, f->now);
  g_assert (!tcp_transmit (f->twin, f->now, &seg));
  tcp_get_info (f->tcb, &info);
  tcp_get_info (f->twin, &twins);
  g_assert (tcp_info_is_equal (&info, &twins) && works_the_same (f->tcb, f->twin));
  g_assert (tcp_next_expiry (f->tcb) == tcp_next_expiry (f->twin));
  g_assert (tcp_writable (f->tcb) == tcp_writable (f->twin));
}

/* Output. */

static void
take_segment (Fuzz *f, const Segment *seg)
{
  Segment twins;

  if (seg->options & SEG_OPT_TIMESTAMPS)
    f->heard_tsval = seg->tsval;
  check_segment (f, seg);
  watch_segment (&f->watch, seg, tcp_rcv_wscale (f->tcb));
  forget_shortcuts (f->twin, f->now);
  g_assert (tcp_transmit (f->twin, f->now, &twins) && is_same_segment (seg, &twins));
}

/* All that there is, but for an owner in haste, who may take nothing; a SYN it does
 * take, for nobody acknowledges one that was never sent. */
static guint
most_taken (Fuzz *f)
{
  gboolean is_hasty = f->is_hasty && tcp_is_synchronized (f->tcb) && draw_chance (&f->rng, 25);

  return is_hasty ? draw_below (&f->rng, 3) : MOST_AT_ONCE;
}

static void
take_output (Fuzz *f)
{
  guint n, most = most_taken (f);
  Segment seg;

  for (n = 0; n < most && tcp_transmit (f->tcb, f->now, &seg); n++)
    take_segment (f, &seg);
  g_assert (n < MOST_AT_ONCE);
  if (n == most)
    return;

  g_assert (!tcp_transmit (f->tcb, f->now, &seg));
  watch_look (&f->watch, f->tcb);
  compare_twins (f);
}

/* Segments. */

/* A number not far from those that mean something to the receiving side. */
static SeqNum
some_seq (Fuzz *f)
{
  const Tcb *tcb = f->tcb;
  gint near[] = { 0, 0, 0, 1, -1, 2, 1460, -1460 };
  SeqNum right = seq_add (tcb->rcv.wup, tcb->window.wnd);

  switch (draw_below (&f->rng, 12))
    {
    case 0:  return seq_add (right, DRAW_FROM (&f->rng, near));
    case 1:  return seq_add (right, -(gint64) draw_below (&f->rng, 3000));
    case 2:  return seq_from (rng_next (&f->rng));
    case 3:  return seq_add (tcb->rcv.irs, draw_below (&f->rng, 3));
    case 4:
    case 5:
    case 6:  return seq_add (tcb->rcv.nxt, draw_below (&f->rng, tcb->window.wnd + 1));
    case 7:  return seq_add (tcb->rcv.nxt, -(gint64) draw_below (&f->rng, 5000));
    default: return seq_add (tcb->rcv.nxt, DRAW_FROM (&f->rng, near));
    }
}

/* The number of a segment that is out, or of what follows the last. */
static SeqNum
some_boundary (Fuzz *f)
{
  const SendQueue *q = &f->tcb->sendq;
  guint i = draw_below (&f->rng, sendq_count (q) + 1);

  return i == sendq_count (q) ? f->tcb->snd.nxt : sendq_at (q, i)->seq;
}

static SeqNum
some_ack (Fuzz *f)
{
  const Tcb *tcb = f->tcb;

  switch (draw_below (&f->rng, 20))
    {
    case 0:  return seq_add (tcb->snd.nxt, 1 + draw_below (&f->rng, 3));
    case 1:  return seq_add (tcb->snd.una, -(gint64) draw_below (&f->rng, 3000));
    case 2:  return seq_from (rng_next (&f->rng));
    case 3:  return seq_add (tcb->snd.una, draw_below (&f->rng, seq_diff (tcb->snd.nxt, tcb->snd.una) + 1));
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:  return some_boundary (f);
    case 9:
    case 10: return tcb->snd.nxt;
    default: return tcb->snd.una;
    }
}

static void
add_sack (Fuzz *f, Segment *seg)
{
  if (!f->tcb->agreed.sack ? !draw_chance (&f->rng, 3) : !draw_chance (&f->rng, 50))
    return;

  seg->options |= SEG_OPT_SACK;
  seg->n_sack = 1 + draw_below (&f->rng, seg->options & SEG_OPT_TIMESTAMPS ? 3 : 4);
  for (guint i = 0; i < seg->n_sack; i++)
    {
      SeqNum left = some_boundary (f);

      if (draw_chance (&f->rng, 15))
        left = seq_add (f->tcb->snd.una, (gint64) draw_below (&f->rng, 6000) - 3000);
      seg->sack[i].left = left;
      seg->sack[i].right = draw_chance (&f->rng, 70) ? some_boundary (f) : seq_add (left, draw_below (&f->rng, 5000));
    }
}

static void
add_timestamps (Fuzz *f, Segment *seg)
{
  gboolean has = seg->flags & SEG_SYN ? draw_chance (&f->rng, 60) : f->tcb->agreed.timestamps && !draw_chance (&f->rng, 3);

  if (!has)
    return;

  seg->options |= SEG_OPT_TIMESTAMPS;
  seg->tsval = f->peer_tsval + f->now / SIM_MS (1) - (draw_chance (&f->rng, 8) ? draw_below (&f->rng, 3000) : 0);
  seg->tsecr = draw_chance (&f->rng, 5) ? rng_next (&f->rng) : f->heard_tsval - (draw_chance (&f->rng, 30) ? draw_below (&f->rng, 300) : 0);
}

static void
add_syn_options (Fuzz *f, Segment *seg)
{
  static const guint16 mss[] = { 0, 1, 48, 88, 536, 1460, 1460, 1460, 65535 };

  if (draw_chance (&f->rng, 90))
    {
      seg->options |= SEG_OPT_MSS;
      seg->mss = DRAW_FROM (&f->rng, mss);
    }
  if (draw_chance (&f->rng, 70))
    {
      seg->options |= SEG_OPT_WSCALE;
      seg->wscale = draw_below (&f->rng, 16);
    }
  if (draw_chance (&f->rng, 80))
    seg->options |= SEG_OPT_SACK_PERMITTED;
}

static guint8
some_flags (Fuzz *f)
{
  guint8 flags = draw_chance (&f->rng, 96) ? SEG_ACK : 0;

  if (draw_chance (&f->rng, 40))
    flags |= SEG_PSH;
  if (draw_chance (&f->rng, 3))
    flags |= SEG_FIN;
  if (draw_chance (&f->rng, 1))
    flags |= SEG_SYN;
  if (draw_chance (&f->rng, 1) && draw_chance (&f->rng, 50))
    flags |= SEG_RST;
  if (draw_chance (&f->rng, 10))
    flags |= SEG_ECE;
  if (draw_chance (&f->rng, 10))
    flags |= SEG_CWR;
  return flags;
}

static void
deliver (Fuzz *f, const Segment *seg)
{
  Segment twins = *seg;

  add_empty_block (f->twin, &twins);
  tcp_arrive (f->tcb, seg, f->now);
  tcp_arrive (f->twin, &twins, f->now);
}

/* A segment that may come at any time. */
static void
any_segment (Fuzz *f)
{
  static const guint32 lengths[] = { 0, 0, 0, 1, 8, 88, 536, 1448, 1460, 1460, 9000, 65495 };
  static const guint16 windows[] = { 0, 1, 40, 500, 3000, 65535, 65535, 65535 };
  Segment seg = { .flags = some_flags (f), .seq = some_seq (f) };

  seg.ack = some_ack (f);
  seg.len = DRAW_FROM (&f->rng, lengths);
  seg.window = DRAW_FROM (&f->rng, windows);
  seg.ecn = draw_below (&f->rng, 4);
  add_timestamps (f, &seg);
  if (seg.flags & SEG_SYN)
    add_syn_options (f, &seg);
  else
    add_sack (f, &seg);
  deliver (f, &seg);
}

/* What opens the connection, or would. */
static void
open_segment (Fuzz *f)
{
  gboolean is_active = f->tcb->state == TCP_SYN_SENT;
  Segment seg = {
    .flags = SEG_SYN | (is_active && draw_chance (&f->rng, 90) ? SEG_ACK : 0), .seq = seq_from (f->peer_isn),
    .ack = f->tcb->snd.nxt, .window = 1 + draw_below (&f->rng, 65535)
  };

  if (f->tcb->state == TCP_SYN_RECEIVED)
    {
      seg.flags = SEG_ACK;
      seg.seq = f->tcb->rcv.nxt;
    }
  if ((seg.flags & SEG_SYN) && draw_chance (&f->rng, 60))
    seg.flags |= seg.flags & SEG_ACK ? SEG_ECE : SEG_ECE | SEG_CWR;
  add_timestamps (f, &seg);
  if (seg.flags & SEG_SYN)
    add_syn_options (f, &seg);
  deliver (f, &seg);
}

/* User calls. */

typedef enum {
  CALL_NONE, CALL_NODELAY, CALL_SHUTDOWN, CALL_CLOSE, CALL_ABORT, CALL_SEND, CALL_RECEIVE
} CallKind;

typedef struct {
  CallKind kind;
  guint64 n;                    /* octets, or whether there is to be no delay */
} Call;

static CallKind
some_call (Fuzz *f)
{
  switch (draw_below (&f->rng, 40))
    {
    case 0:  return CALL_NODELAY;
    case 1:  return draw_chance (&f->rng, 40) ? CALL_SHUTDOWN : CALL_NONE;
    case 2:  return draw_chance (&f->rng, 20) ? CALL_CLOSE : CALL_NONE;
    case 3:  return draw_chance (&f->rng, 5) ? CALL_ABORT : CALL_NONE;
    default: return draw_chance (&f->rng, 55) ? CALL_SEND : CALL_RECEIVE;
    }
}

static void
carry_out (Tcb *tcb, Call call, SimTime now)
{
  TcpError error;

  switch (call.kind)
    {
    case CALL_NODELAY:  tcp_set_nodelay (tcb, call.n, now);    break;
    case CALL_SHUTDOWN: tcp_shutdown (tcb, now);               break;
    case CALL_CLOSE:    tcp_close (tcb, now);                  break;
    case CALL_ABORT:    tcp_abort (tcb, now);                  break;
    case CALL_SEND:     tcp_send (tcb, call.n, &error, now);   break;
    case CALL_RECEIVE:  tcp_receive (tcb, call.n, now);        break;
    case CALL_NONE:                                            break;
    }
}

static void
call (Fuzz *f)
{
  static const guint64 amounts[] = { 1, 10, 1000, 1460, 5000, 50000, 400000 };
  Call call = { .kind = some_call (f) };

  if (call.kind == CALL_NODELAY)
    call.n = draw_chance (&f->rng, 50);
  else if (call.kind == CALL_SEND || call.kind == CALL_RECEIVE)
    call.n = DRAW_FROM (&f->rng, amounts);
  carry_out (f->tcb, call, f->now);
  carry_out (f->twin, call, f->now);
}

/* Time. */

/* Until the next timer, now and then a little longer, or somewhere before it. */
static void
pass_time (Fuzz *f)
{
  static const SimTime waits[] = { 0, 1, SIM_US (20), SIM_MS (1), SIM_MS (12), SIM_MS (300), SIM_SEC (3), SIM_SEC (200) };
  SimTime expiry = tcp_next_expiry (f->tcb);

  if (expiry != SIM_NEVER && draw_chance (&f->rng, 50))
    f->now = MAX (f->now, expiry) + (draw_chance (&f->rng, 20) ? DRAW_FROM (&f->rng, waits) : 0);
  else
    f->now += waits[draw_below (&f->rng, 5)];
  tcp_expire (f->tcb, f->now);
  tcp_expire (f->twin, f->now);
}

/* Lives. */

/* The twin's queue counts as if much had gone through it, and soon wraps around; of
 * what was delivered both have as much behind them. */
static void
wind_on (Fuzz *f)
{
  SendQueue *q = &f->twin->sendq;

  q->first = q->lost_from = q->judged = 0u - draw_below (&f->rng, 100);
  q->next_order = f->twin->rack.order = 0u - draw_below (&f->rng, 100);
  f->tcb->delivery.delivered = f->twin->delivery.delivered = G_MAXUINT32 - draw_below (&f->rng, 100);
}

static void
begin (Fuzz *f, guint64 n)
{
  void (*open) (Tcb *, SimTime);

  rng_init (&f->rng, n, "fuzz");
  f->peer_isn = rng_next (&f->rng);
  f->peer_tsval = rng_next (&f->rng);
  f->is_hasty = draw_chance (&f->rng, 20);
  configure (f);
  open = draw_chance (&f->rng, 60) ? tcp_open_active : tcp_open_passive;
  f->tcb = tcp_new (&f->config);
  f->twin = tcp_new (&f->config);
  wind_on (f);
  open (f->tcb, f->now);
  open (f->twin, f->now);
  take_output (f);
}

static void
step (Fuzz *f)
{
  guint kind = draw_below (&f->rng, 100);

  if (kind < 20)
    pass_time (f);
  else if (kind < 40)
    call (f);
  else if (!tcp_is_synchronized (f->tcb) && f->tcb->state != TCP_CLOSED && draw_chance (&f->rng, 70))
    open_segment (f);
  else
    any_segment (f);
  take_output (f);
  f->closed_for += f->tcb->state == TCP_CLOSED;
}

static void
live (guint64 n)
{
  Fuzz f = { .now = 0 };

  begin (&f, n);
  for (guint i = 0; i < STEPS && f.closed_for < 5; i++)
    step (&f);
  tcp_free (f.tcb);
  tcp_free (f.twin);
}

/* The program. */

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- tell an endpoint whatever might be told it");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("fuzz-endpoint: %s\n", error->message);
      return 2;
    }
  if (runs < 0)
    runs = seed < 0 ? RUNS_DEFAULT : 1;
  if (seed < 0)
    seed = SEED_DEFAULT;
  repeat_catch ();
  for (gint64 n = seed; n < seed + runs; n++)
    {
      repeat_with ("endpoint %" G_GINT64_FORMAT " failed; repeat it with: %s --seed %" G_GINT64_FORMAT "\n",
                  n, argv[0], n);
      live (n);
    }
  g_print ("%" G_GINT64_FORMAT " endpoints\n", runs);
  return EXIT_SUCCESS;
}
