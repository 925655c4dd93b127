/* TCP as its capture shows it.  Each suspicion is a predicate of its own over
 * the frame and what is remembered of the two directions before it. */
#include "trace/conversation.h"

#define CONNECTION_FLAGS (SEG_SYN | SEG_FIN | SEG_RST)

/* A repetition this soon after the second duplicate ACK was drawn by it. */
#define FAST_RETRANSMISSION_WITHIN SIM_MS (20)
/* A late segment this soon after the highest one was overtaken; where the
 * round trip is known, it stands in the place of this. */
#define OUT_OF_ORDER_WITHIN SIM_MS (3)

/* How much of a handshake was seen, in its order. */
enum { SAW_NOTHING, SAW_SYN, SAW_SYN_ACK, SAW_ACK };

/* A frame under examination. */
typedef struct {
  const Conversation *conversation;
  const Segment *seg;
  SeqNum ack;                   /* as in the header: 0 without SEG_ACK */
  SimTime at;
  const Flow *fwd;              /* the direction of the frame */
  const Flow *rev;
} Look;

guint32
conversation_window (const PacketRecord *packet)
{
  const Segment *seg = packet->seg;

  if (seg->flags & SEG_SYN)
    return seg->window;
  return (guint32) seg->window << packet->sender_wscale;
}

/* A direction first seen in mid-stream counts from one before its first
 * octet, as if the SYN had just been missed. */
static void
learn_bases (Flow *fwd, Flow *rev, const Segment *seg)
{
  if (!fwd->has_base)
    fwd->base = seg->flags & SEG_SYN ? seg->seq : seq_add (seg->seq, -1);
  fwd->has_base = TRUE;

  if (!(seg->flags & SEG_ACK))
    return;
  if (!rev->has_base)
    rev->base = seq_add (seg->ack, -1);
  rev->has_base = TRUE;
}

static void
follow_handshake (Conversation *c, const Segment *seg, SimTime at)
{
  guint kind = seg->flags & (SEG_SYN | SEG_ACK);

  if (kind == SEG_SYN)
    {
      c->syn_at = at;
      c->handshake = MAX (c->handshake, SAW_SYN);
    }
  else if (kind == (SEG_SYN | SEG_ACK) && c->handshake == SAW_SYN)
    c->handshake = SAW_SYN_ACK;
  else if (kind == SEG_ACK && c->handshake == SAW_SYN_ACK)
    {
      c->handshake = SAW_ACK;
      /* A SYN at the very beginning of 1970 is none to Wireshark: its time is zero. */
      c->first_rtt = c->syn_at != 0 ? at - c->syn_at : 0;
    }
}

/* Before a SYN that comes again, what lies beyond a gap is forgotten. */
static void
forget_beyond_gap (Flow *fwd, const Segment *seg)
{
  if (fwd->has_sent && (seg->flags & (SEG_SYN | SEG_ACK)) == SEG_SYN)
    fwd->next = fwd->unbroken;
}

/* Carries nothing, and comes where the next octet would. */
static gboolean
is_bare_ack (const Look *look)
{
  return look->seg->len == 0 && !(look->seg->flags & CONNECTION_FLAGS)
         && look->fwd->has_sent && seq_eq (look->seg->seq, look->fwd->next);
}

/* A bare ACK that says what the frame before it in its direction said. */
static gboolean
repeats_ack (const Look *look)
{
  return is_bare_ack (look) && seq_eq (look->ack, look->fwd->ack)
         && look->seg->window == look->fwd->window;
}

static gboolean
is_zero_window_probe (const Look *look)
{
  return look->seg->len == 1 && look->fwd->has_sent && look->rev->has_sent
         && seq_eq (look->seg->seq, look->fwd->next) && look->rev->window == 0;
}

static gboolean
is_zero_window (const Look *look)
{
  return look->seg->window == 0 && !(look->seg->flags & CONNECTION_FLAGS);
}

static gboolean
is_after_lost_segment (const Look *look)
{
  return look->fwd->has_sent && !(look->seg->flags & SEG_RST)
         && seq_gt (look->seg->seq, look->fwd->next);
}

static gboolean
is_keep_alive (const Look *look)
{
  return look->seg->len <= 1 && !(look->seg->flags & CONNECTION_FLAGS)
         && look->fwd->has_sent && seq_eq (seq_add (look->seg->seq, 1), look->fwd->next);
}

static gboolean
is_window_update (const Look *look)
{
  return is_bare_ack (look) && seq_eq (look->ack, look->fwd->ack)
         && look->seg->window != 0 && look->seg->window != look->fwd->window;
}

/* Fills the window that the other side offered to its last octet. */
static gboolean
is_window_full (const Look *look)
{
  SeqNum edge = seq_add (look->rev->ack, look->rev->window_octets);

  return look->seg->len > 0 && !(look->seg->flags & CONNECTION_FLAGS)
         && look->rev->has_sent
         && seq_eq (seq_add (look->seg->seq, look->seg->len), edge);
}

static gboolean
is_keep_alive_ack (const Look *look)
{
  return repeats_ack (look) && look->seg->window != 0
         && (look->rev->marks & VIEW_KEEP_ALIVE);
}

/* The probe's octet may have been taken or not. */
static gboolean
is_zero_window_probe_ack (const Look *look)
{
  return is_bare_ack (look) && look->seg->window == 0 && look->fwd->window == 0
         && (seq_eq (look->ack, look->fwd->ack)
             || seq_eq (look->ack, seq_add (look->fwd->ack, 1)))
         && (look->rev->marks & VIEW_ZERO_WINDOW_PROBE);
}

static gboolean
is_duplicate_ack (const Look *look)
{
  return repeats_ack (look) && look->seg->window != 0
         && !is_keep_alive_ack (look);
}

static gboolean
acks_unseen (const Look *look)
{
  return (look->seg->flags & SEG_ACK) && look->rev->has_sent
         && seq_gt (look->ack, look->rev->unbroken);
}

/* The other direction is blamed once, until it acknowledges something new, or when
 * it has sent less than was thought. */
static gboolean
is_ack_of_unseen (const Look *look)
{
  return acks_unseen (look)
         && (seq_gt (look->rev->unbroken, look->rev->next) || look->rev->n_duplicates == 0);
}

/* Nothing is acknowledged before an ACK field that is not zero. */
static gboolean
is_spurious (const Look *look)
{
  return look->seg->len > 0 && look->rev->has_sent && look->rev->ack.v != 0
         && seq_le (seq_add (look->seg->seq, look->seg->len), look->rev->ack);
}

static gboolean
is_fast_retransmission (const Look *look)
{
  return look->rev->n_duplicates >= 2 && seq_eq (look->seg->seq, look->rev->ack)
         && look->at - look->rev->ack_at < FAST_RETRANSMISSION_WITHIN;
}

/* Ends before the highest octet, and came too soon to be a repetition. */
static gboolean
is_out_of_order (const Look *look)
{
  SimTime rtt = look->conversation->first_rtt;
  SimTime within = rtt > 0 ? rtt : OUT_OF_ORDER_WITHIN;

  return look->at - look->fwd->next_at < within
         && !seq_eq (seg_end (look->seg), look->fwd->next);
}

/* What to call a frame that begins before the highest octet seen; 0 when it
 * does not, or carries nothing that could be repeated. */
static guint
repetition_mark (const Look *look)
{
  if (!look->fwd->has_sent || seg_seq_len (look->seg) == 0
      || seq_ge (look->seg->seq, look->fwd->next) || is_keep_alive (look))
    return 0;
  if (is_spurious (look))
    return VIEW_SPURIOUS_RETRANSMISSION;
  /* One octet back and longer: new data after a probe of one octet. */
  if (look->seg->len > 1 && seq_eq (seq_add (look->seg->seq, 1), look->fwd->next))
    return 0;
  if (is_fast_retransmission (look))
    return VIEW_FAST_RETRANSMISSION;
  return is_out_of_order (look) ? VIEW_OUT_OF_ORDER : VIEW_RETRANSMISSION;
}

static guint
judge (const Look *look)
{
  static const struct {
    gboolean (*holds) (const Look *look);
    guint mark;
  } suspicions[] = {
    { is_zero_window, VIEW_ZERO_WINDOW },
    { is_after_lost_segment, VIEW_LOST_SEGMENT },
    { is_keep_alive, VIEW_KEEP_ALIVE },
    { is_window_update, VIEW_WINDOW_UPDATE },
    { is_window_full, VIEW_WINDOW_FULL },
    { is_keep_alive_ack, VIEW_KEEP_ALIVE_ACK },
    { is_zero_window_probe_ack, VIEW_ZERO_WINDOW_PROBE_ACK },
    { is_duplicate_ack, VIEW_DUPLICATE_ACK },
  };
  guint marks = is_ack_of_unseen (look) ? VIEW_ACKED_UNSEEN : 0;

  /* What probes a closed window is nothing else by definition. */
  if (is_zero_window_probe (look))
    return marks | VIEW_ZERO_WINDOW_PROBE;

  for (guint i = 0; i < G_N_ELEMENTS (suspicions); i++)
    if (suspicions[i].holds (look))
      marks |= suspicions[i].mark;
  return marks | repetition_mark (look);
}

/* An octet sent to probe a closed window does not count as sent. */
static void
remember_octets (Flow *fwd, const Look *look, guint marks)
{
  gboolean continues = !fwd->has_sent || seq_eq (look->seg->seq, fwd->unbroken);

  if (marks & VIEW_ZERO_WINDOW_PROBE)
    return;
  if (!fwd->has_sent || seq_gt (seg_end (look->seg), fwd->next))
    {
      fwd->next = seg_end (look->seg);
      fwd->next_at = look->at;
    }
  if (continues)
    fwd->unbroken = fwd->next;
  fwd->has_sent = TRUE;
}

/* What @rev has sent, and nobody saw, was acknowledged. */
static void
remember_unseen (Flow *rev)
{
  if (seq_gt (rev->unbroken, rev->next))
    rev->unbroken = rev->next;
  else
    rev->n_duplicates = -1;
}

static void
remember_ack (Flow *fwd, const Look *look, guint64 number, guint marks)
{
  if (!seq_eq (look->ack, fwd->ack))
    {
      fwd->ack_first_in = number;
      fwd->n_duplicates = 0;
    }
  else if (marks & VIEW_DUPLICATE_ACK)
    fwd->n_duplicates++;

  fwd->ack = look->ack;
  fwd->ack_at = look->at;
  fwd->window = look->seg->window;
  fwd->marks = marks;
}

void
conversation_view (Conversation *conversation, const PacketRecord *packet,
                   guint64 number, SimTime at, FrameView *view)
{
  const Segment *seg = packet->seg;
  gboolean has_ack = (seg->flags & SEG_ACK) != 0;
  Flow *fwd = &conversation->flow[packet->dir];
  Flow *rev = &conversation->flow[packet->dir == DIR_C2S ? DIR_S2C : DIR_C2S];
  Look look = { conversation, seg, has_ack ? seg->ack : seq_from (0), at, fwd, rev };

  learn_bases (fwd, rev, seg);
  forget_beyond_gap (fwd, seg);
  view->seq = seg->seq.v - fwd->base.v;
  view->ack = has_ack ? seg->ack.v - rev->base.v : 0;
  view->marks = judge (&look);

  if (acks_unseen (&look))
    remember_unseen (rev);
  remember_octets (fwd, &look, view->marks);
  remember_ack (fwd, &look, number, view->marks);
  fwd->window_octets = conversation_window (packet);
  follow_handshake (conversation, seg, at);

  view->duplicate_of = view->marks & VIEW_DUPLICATE_ACK ? fwd->ack_first_in : 0;
  view->duplicate_n = view->marks & VIEW_DUPLICATE_ACK ? fwd->n_duplicates : 0;
}
