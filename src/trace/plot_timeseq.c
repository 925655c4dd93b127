/* The time-sequence graph in tcptrace's manner, as the sender sees it: its
 * segments when they leave; what acknowledges them, the window and the SACK
 * blocks when they reach it.  Numbers are relative and go on beyond 32 bits. */
#include "trace/conversation.h"
#include "trace/plot_picture.h"
#include "trace/xplot.h"

enum {
  MARKS_SEGMENTS,               /* sent for the first time */
  MARKS_AGAIN,                  /* sent again */
  MARKS_LOST,                   /* of both kinds */
  MARKS_SACK,
  MARKS_ACK,
  MARKS_WINDOW,                 /* the highest number that the receiver allows */
  MARKS_PROBE,                  /* packets without data that ask for an ACK */
  N_MARKS
};

static const MarksKind kinds[N_MARKS] = {
  [MARKS_SEGMENTS] = { "segments, when they are sent: time_ns, first number, number after the last",
                       KIND_BARS },
  [MARKS_AGAIN] = { "segments sent again", KIND_BARS },
  [MARKS_LOST] = { "segments lost on the way, of both kinds", KIND_BARS },
  [MARKS_SACK] = { "SACK blocks, when they reach the sender", KIND_BARS },
  [MARKS_ACK] = { "acknowledged, when it reaches the sender: time_ns, number", KIND_STEPS },
  [MARKS_WINDOW] = { "the edge of the window, when it reaches the sender: time_ns, number", KIND_STEPS },
  [MARKS_PROBE] = { "probes of a closed window and of an idle peer: time_ns, number", KIND_POINTS },
};

/* What the sender of one direction sees. */
typedef struct {
  Marks **marks;                /* its row of the grid */
  gint64 last_seq, last_ack;    /* for number_unwrap() */
  gint64 acked;                 /* all before it is acknowledged */
  gint64 syn, fin;              /* their numbers; -1 until they are sent */
  SimTime syn_at, fin_at;
} Sent;

typedef struct {
  MarksGrid grid;
  Sent flow[N_DIRS];
} TimeSeq;

static gpointer
timeseq_new (const PlotConfig *config G_GNUC_UNUSED, const Series *series G_GNUC_UNUSED,
             GError **error G_GNUC_UNUSED)
{
  TimeSeq *t = g_new0 (TimeSeq, 1);

  marks_grid_init (&t->grid, kinds, N_MARKS);
  for (guint dir = 0; dir < N_DIRS; dir++)
    t->flow[dir] = (Sent) { .marks = t->grid.marks[dir], .syn = -1, .fin = -1 };
  return t;
}

static void
timeseq_free (gpointer state)
{
  TimeSeq *t = state;

  marks_grid_clear (&t->grid);
  g_free (t);
}

static void
note_ends (Sent *flow, const Segment *seg, SimTime at, gint64 seq, gint64 end)
{
  if (seg->flags & SEG_SYN)
    {
      flow->syn = seq;
      flow->syn_at = at;
    }
  if (seg->flags & SEG_FIN)
    {
      flow->fin = end;
      flow->fin_at = at;
    }
}

/* Linux's carry no data, and have the number before the oldest that is due. */
static void
note_probe (Sent *flow, const PacketRecord *packet, SimTime at)
{
  gint64 near = flow->last_seq;
  gint64 seq = number_unwrap (&near, packet->seg->seq.v - packet->sender_isn.v);

  if (packet->seg->reason != REASON_WINDOW_PROBE && packet->seg->reason != REASON_KEEPALIVE)
    return;
  marks_add (flow->marks[MARKS_PROBE], at, seq, seq);
  if (packet->fate != FATE_ARRIVES)
    marks_add (flow->marks[MARKS_LOST], at, seq, seq);
}

static void
timeseq_sent (gpointer state, const Series *series, const PacketRecord *packet)
{
  TimeSeq *t = state;
  Sent *flow = &t->flow[packet->dir];
  const Segment *seg = packet->seg;
  SimTime at = series_time (series, packet->sent_at);
  gint64 seq, end;

  if (seg_seq_len (seg) == 0)
    {
      note_probe (flow, packet, at);
      return;
    }
  seq = number_unwrap (&flow->last_seq, seg->seq.v - packet->sender_isn.v);
  end = seq + seg_seq_len (seg);
  marks_add (flow->marks[seg->is_retransmission ? MARKS_AGAIN : MARKS_SEGMENTS], at, seq, end);
  if (packet->fate != FATE_ARRIVES)
    marks_add (flow->marks[MARKS_LOST], at, seq, end);
  note_ends (flow, seg, at, seq, end);
}

/* By a queue that had let it in: drawn when that happens. */
static void
timeseq_dropped (gpointer state, const Series *series, const DropRecord *drop)
{
  TimeSeq *t = state;
  Sent *flow = &t->flow[drop->packet->dir];
  gint64 near = flow->last_seq;
  gint64 seq = number_unwrap (&near, drop->packet->seg->seq.v - drop->packet->sender_isn.v);

  marks_add (flow->marks[MARKS_LOST], series_time (series, drop->at), seq,
             seq + seg_seq_len (drop->packet->seg));
}

static void
add_sack (Sent *flow, const PacketRecord *packet, SimTime at)
{
  const Segment *seg = packet->seg;

  for (guint i = 0; (seg->options & SEG_OPT_SACK) && i < seg->n_sack; i++)
    {
      gint64 near = flow->last_ack;
      gint64 left = number_unwrap (&near, seg->sack[i].left.v - packet->peer_isn.v);
      gint64 right = number_unwrap (&near, seg->sack[i].right.v - packet->peer_isn.v);

      marks_add (flow->marks[MARKS_SACK], at, left, right);
    }
}

/* What comes from the other side is about this one's data. */
static void
timeseq_arrived (gpointer state, const Series *series, const PacketRecord *packet)
{
  TimeSeq *t = state;
  Sent *flow = &t->flow[!packet->dir];
  SimTime at = series_time (series, packet->arrives_at);
  gint64 ack;

  if (!(packet->seg->flags & SEG_ACK) || packet->fate != FATE_ARRIVES)
    return;
  ack = number_unwrap (&flow->last_ack, packet->seg->ack.v - packet->peer_isn.v);
  add_sack (flow, packet, at);
  /* One that was overtaken by others takes nothing back. */
  if (ack < flow->acked)
    return;
  flow->acked = ack;
  marks_step (flow->marks[MARKS_ACK], at, ack);
  marks_step (flow->marks[MARKS_WINDOW], at, ack + conversation_window (packet));
}

static void
timeseq_write (gpointer state, const Series *series, FILE *out)
{
  marks_grid_write (&((TimeSeq *) state)->grid, series->own.last_at, out);
}

static void
timeseq_settings (const Drawn *drawn, FILE *out)
{
  for (Direction dir = DIR_C2S; dir < N_DIRS; dir++)
    {
      gint64 highest = 1, window = 0;
      guint again = 0, probes = 0;

      for (guint i = 0; i < drawn->n; i++)
        {
          const Sent *flow = &((const TimeSeq *) drawn->state[i])->flow[dir];

          highest = MAX (highest, marks_highest (flow->marks[MARKS_SEGMENTS]));
          highest = MAX (highest, marks_highest (flow->marks[MARKS_ACK]));
          window = MAX (window, marks_highest (flow->marks[MARKS_WINDOW]));
          marks_all (flow->marks[MARKS_AGAIN], &again);
          marks_all (flow->marks[MARKS_PROBE], &probes);
        }
      fprintf (out, "highest_%s = %" G_GINT64_FORMAT ".\nwindow_%s = %" G_GINT64_FORMAT ".\nagain_%s = %u\n"
               "probes_%s = %u\n", direction_name (dir), highest, direction_name (dir), window,
               direction_name (dir), again, direction_name (dir), probes);
    }
}

static gboolean
timeseq_is_thinned (gpointer state)
{
  return marks_grid_is_thinned (&((TimeSeq *) state)->grid);
}

/* tcptrace's colours and signs: a segment is a line with arrowheads, a
 * retransmission is red with an R, a SACK block purple with an S. */

static void
write_letters (FILE *out, Marks *marks, const char *where, const char *letter)
{
  guint n;
  const Mark *all = marks_all (marks, &n);

  for (guint i = 0; i < n; i++)
    xplot_text (out, where, all[i].at, all[i].high, letter);
}

static void
write_ends (FILE *out, const Sent *flow)
{
  xplot_colour (out, "orange");
  if (flow->syn >= 0)
    xplot_text (out, "a", flow->syn_at, flow->syn + 1, "SYN");
  if (flow->fin >= 0)
    xplot_text (out, "a", flow->fin_at, flow->fin, "FIN");
}

static void
timeseq_write_xpl (gpointer state, const Series *series, Direction dir, FILE *out)
{
  TimeSeq *t = state;
  const Sent *flow = &t->flow[dir];

  xplot_begin (out, series->ends[dir], series->ends[!dir], "time sequence graph", "sequence number");
  xplot_colour (out, "green");
  xplot_steps (out, flow->marks[MARKS_ACK], series->own.last_at);
  xplot_colour (out, "yellow");
  xplot_steps (out, flow->marks[MARKS_WINDOW], series->own.last_at);
  xplot_colour (out, "purple");
  xplot_bars (out, flow->marks[MARKS_SACK], "htick", "htick");
  write_letters (out, flow->marks[MARKS_SACK], "a", "S");
  xplot_colour (out, "white");
  xplot_bars (out, flow->marks[MARKS_SEGMENTS], "darrow", "uarrow");
  xplot_colour (out, "red");
  xplot_bars (out, flow->marks[MARKS_AGAIN], "darrow", "uarrow");
  write_letters (out, flow->marks[MARKS_AGAIN], "a", "R");
  xplot_colour (out, "orange");
  write_letters (out, flow->marks[MARKS_PROBE], "a", "P");
  write_ends (out, flow);
  xplot_end (out);
}

const Picture picture_timeseq = {
  .name = "timeseq",
  .purpose = "sequence numbers over time, as tcptrace draws them",
  .is_overlaid = TRUE,
  .new = timeseq_new,
  .free = timeseq_free,
  .sent = timeseq_sent,
  .arrived = timeseq_arrived,
  .dropped = timeseq_dropped,
  .write = timeseq_write,
  .settings = timeseq_settings,
  .is_thinned = timeseq_is_thinned,
  .xpl = "tsg",
  .write_xpl = timeseq_write_xpl,
};
