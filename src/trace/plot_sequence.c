/* The sequence diagram: arrows from one lifeline to the other, slanted by their
 * delay, and the states of both ends.
 *
 * It has the first packets only, or those around the first loss when that comes
 * later, or those that were asked for; more could not be read.  Every packet
 * sent has a slot of its own on the vertical axis, even at the same instant as
 * another, or labels would lie on one another; so has each change of state, and
 * each arrival that takes time.  How far slots are apart is the script's
 * business.  Where packets were left out after the last, the diagram ends with
 * it, and arrows that go on are cut there. */
#include "trace/plot_picture.h"


/* How many packets the diagram has room for. */
#define PACKETS_MAX 60

/* How many come before the first loss when the diagram begins there; or after what
 * made up for it, when the diagram begins late enough to show that; then so many
 * come before the loss at least. */
#define LEAD 10
#define LEAST_LEAD 3

/* How many changes of state are kept for each packet that is. */
#define STATES_MAX 4096

/* Parts of an arrow, in thousandths: all of it, what is drawn of one that is
 * lost on the way, of one that arrives spoilt, and of one that never got onto the
 * link, which is level. */
#define WHOLE 1000
#define LOST_PART 660
#define SPOILT_PART 970
#define REFUSED_PART 90

/* So much at least is seen of one that is cut where the diagram ends. */
#define CUT_PART 60

/* A packet and its places on the vertical axis. */
typedef struct {
  PacketRecord packet;
  Segment seg;                  /* packet.seg is stale */
  guint64 number;               /* of the connection's packets, from 1 */
  guint serial;                 /* order of what happened */
  SimTime ends_at;              /* when it arrives; would have arrived, if it is lost */
  guint32 cwnd;                 /* of its sender; 0: not told */
  guint part;                   /* of its way across that is drawn, of WHOLE */
  guint down;                   /* ... and of the height from sent_slot to ends_slot */
  guint sent_slot, ends_slot;
} Arrow;

typedef struct {
  StateRecord record;
  guint serial;
  guint slot;
} Change;

typedef enum { MOMENT_ARRIVAL, MOMENT_SENT, MOMENT_STATE, MOMENT_END } MomentKind;

/* Something at a moment. */
typedef struct {
  SimTime at;
  MomentKind kind;
  guint serial;
  guint index;                  /* of the arrow or the change */
} Moment;

typedef struct {
  guint64 first, last;          /* the packets asked for; 0: not asked */
  guint room;
  GArray *arrows;               /* Arrow: those of the diagram */
  GArray *more;                 /* Arrow: those behind them, as many again */
  GArray *recent;               /* Arrow: the last that had no room, at most LEAD + 1 */
  GArray *changes;              /* Change */
  guint states;                 /* of them, drawn */
  GArray *moments;              /* Moment, once sorted */
  guint serial;
  SimTime transit[N_DIRS];      /* of the last packet that arrived */
  SimTime ends_at[N_DIRS];      /* when that was */
  SimTime next_at;              /* of the first packet left out after the diagram's; or SIM_NEVER */
  gboolean shows_cwnd;
  guint32 cwnd[N_SIDES];        /* as it was told last */
  gboolean has_loss;
} Sequence;

static gpointer
sequence_new (const PlotConfig *config, const Series *series G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  Sequence *s = g_new0 (Sequence, 1);

  s->next_at = SIM_NEVER;
  s->first = config->first_packet;
  s->last = config->last_packet;
  s->shows_cwnd = config->shows_cwnd;
  s->room = s->last > 0 ? MIN (s->last - s->first + 1, PLOT_PACKETS_MAX) : PACKETS_MAX;
  s->arrows = g_array_new (FALSE, FALSE, sizeof (Arrow));
  s->more = g_array_new (FALSE, FALSE, sizeof (Arrow));
  s->recent = g_array_new (FALSE, FALSE, sizeof (Arrow));
  s->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  s->moments = g_array_new (FALSE, FALSE, sizeof (Moment));
  return s;
}

static void
sequence_free (gpointer state)
{
  Sequence *s = state;

  g_array_unref (s->arrows);
  g_array_unref (s->more);
  g_array_unref (s->recent);
  g_array_unref (s->changes);
  g_array_unref (s->moments);
  g_free (s);
}

/* Collecting */

static void
keep_recent (Sequence *s, const Arrow *arrow)
{
  if (s->recent->len > LEAD)
    g_array_remove_index (s->recent, 0);
  g_array_append_val (s->recent, *arrow);
}

/* Begins the diagram anew, a little before the packet that came last. */
static void
move_to_recent (Sequence *s)
{
  g_array_set_size (s->arrows, 0);
  g_array_append_vals (s->arrows, s->recent->data, s->recent->len);
  g_array_set_size (s->more, 0);
  s->next_at = SIM_NEVER;
}

/* It comes behind those of the diagram. */
static void
leave_out (Sequence *s, const Arrow *arrow)
{
  s->next_at = MIN (s->next_at, arrow->packet.sent_at);
  if (s->more->len < s->room)
    g_array_append_val (s->more, *arrow);
}

static void
keep (Sequence *s, const Arrow *arrow)
{
  gboolean lost = arrow->packet.fate != FATE_ARRIVES;

  if (arrow->number >= s->first && s->arrows->len < s->room)
    g_array_append_val (s->arrows, *arrow);
  else if (arrow->number >= s->first)
    leave_out (s, arrow);
  if (s->first == 0 && !s->has_loss && s->next_at != SIM_NEVER)
    {
      keep_recent (s, arrow);
      if (lost)
        move_to_recent (s);
    }
  s->has_loss |= lost;
}

static guint
part_drawn (Fate fate)
{
  switch (fate)
    {
    case FATE_ARRIVES:      return WHOLE;
    case FATE_LOST_QUEUE:
    case FATE_LOST_AQM:
    case FATE_LOST_MTU:     return REFUSED_PART;
    case FATE_LOST_CORRUPT: return SPOILT_PART;
    default:                return LOST_PART;
    }
}

static void
sequence_sent (gpointer state, const Series *series, const PacketRecord *packet)
{
  Sequence *s = state;
  SimTime *transit = &s->transit[packet->dir];
  Arrow arrow = {
    .packet = *packet, .seg = *packet->seg, .number = series->own.packets, .serial = ++s->serial,
    .cwnd = s->cwnd[(guint) packet->dir], .part = part_drawn (packet->fate)
  };

  if (packet->arrives_at != SIM_NEVER)
    *transit = packet->arrives_at - packet->sent_at;
  arrow.ends_at = packet->sent_at + *transit;
  if (packet->fate != FATE_ARRIVES)
    arrow.ends_at = MAX (arrow.ends_at, s->ends_at[packet->dir]);
  s->ends_at[packet->dir] = arrow.ends_at;
  if (arrow.part == REFUSED_PART)
    arrow.ends_at = packet->sent_at;
  arrow.down = arrow.part;
  keep (s, &arrow);
}

/* The arrow of the packet @id, NULL where there is none: it has no room, or is
 * among those that may get it yet. */
static Arrow *
find_arrow (const GArray *arrows, guint64 id)
{
  for (guint i = arrows->len; i > 0; i--)
    if (g_array_index (arrows, Arrow, i - 1).packet.id == id)
      return &g_array_index (arrows, Arrow, i - 1);
  return NULL;
}

static void
set_arrival (const GArray *arrows, const PacketRecord *packet)
{
  Arrow *arrow = find_arrow (arrows, packet->id);

  if (arrow != NULL && arrow->packet.arrives_at == SIM_NEVER)
    arrow->ends_at = arrow->packet.arrives_at = packet->arrives_at;
}

/* When it arrives was not known of one that was held, or whose queue decides
 * late. */
static void
sequence_arrived (gpointer state, const Series *series G_GNUC_UNUSED, const PacketRecord *packet)
{
  Sequence *s = state;

  set_arrival (s->arrows, packet);
  set_arrival (s->more, packet);
  set_arrival (s->recent, packet);
}

static void
set_dropped (const GArray *arrows, const DropRecord *drop)
{
  Arrow *arrow = find_arrow (arrows, drop->packet->id);

  if (arrow == NULL)
    return;
  arrow->packet.fate = drop->packet->fate;
  arrow->part = arrow->down = REFUSED_PART;
  arrow->ends_at = arrow->packet.sent_at;
}

/* A queue let it in, and dropped it later. */
static void
sequence_dropped (gpointer state, const Series *series G_GNUC_UNUSED, const DropRecord *drop)
{
  Sequence *s = state;

  s->has_loss = TRUE;
  set_dropped (s->arrows, drop);
  set_dropped (s->more, drop);
}

static void
sequence_state (gpointer state, const Series *series G_GNUC_UNUSED, const StateRecord *record)
{
  Sequence *s = state;
  Change change = { .record = *record, .serial = ++s->serial };

  if (s->changes->len < STATES_MAX)
    g_array_append_val (s->changes, change);
}

static void
sequence_info (gpointer state, const Series *series G_GNUC_UNUSED, const InfoRecord *record)
{
  Sequence *s = state;

  if (s->shows_cwnd)
    s->cwnd[record->side] = record->info->snd_cwnd;
}

/* Slots */

static int
moment_compare (const void *a, const void *b)
{
  const Moment *p = a, *q = b;

  if (p->at != q->at)
    return p->at < q->at ? -1 : 1;
  /* What arrives may be the cause of what happens at that instant. */
  if ((p->kind == MOMENT_ARRIVAL) != (q->kind == MOMENT_ARRIVAL))
    return p->kind == MOMENT_ARRIVAL ? -1 : 1;
  return p->serial < q->serial ? -1 : p->serial > q->serial;
}

static Arrow *
arrow_at (const Sequence *s, guint i)
{
  return &g_array_index (s->arrows, Arrow, i);
}

/* Which packets */

/* The first that is lost; as many as there are when none is. */
static guint
first_lost (const GArray *arrows)
{
  guint i = 0;

  while (i < arrows->len && g_array_index (arrows, Arrow, i).packet.fate == FATE_ARRIVES)
    i++;
  return i;
}

/* The first of @arrows that sends again what was lost with @lost; as many as there
 * are when none does. */
static guint
first_repair (const GArray *arrows, const Arrow *lost)
{
  guint i;

  for (i = 0; i < arrows->len; i++)
    {
      const Arrow *arrow = &g_array_index (arrows, Arrow, i);

      if (arrow->seg.is_retransmission && arrow->packet.dir == lost->packet.dir
          && seq_le (arrow->seg.seq, lost->seg.seq) && seq_gt (seg_end (&arrow->seg), lost->seg.seq))
        break;
    }
  return i;
}

/* The diagram goes on with @n more packets, and begins so many later. */
static void
slide (Sequence *s, guint n)
{
  g_array_append_vals (s->arrows, s->more->data, n);
  g_array_remove_range (s->arrows, 0, n);
  s->next_at = n < s->more->len ? g_array_index (s->more, Arrow, n).packet.sent_at : SIM_NEVER;
}

/* A loss whose repair comes soon after the end of the diagram is worth beginning
 * later. */
static void
slide_to_repair (Sequence *s)
{
  guint lost = first_lost (s->arrows), repair, n;

  if (s->first > 0 || lost == s->arrows->len
      || first_repair (s->arrows, arrow_at (s, lost)) < s->arrows->len)
    return;

  repair = first_repair (s->more, arrow_at (s, lost));
  n = MIN (MIN (repair + 1 + LEAD, s->more->len), lost > LEAST_LEAD ? lost - LEAST_LEAD : 0);
  if (repair < n)
    slide (s, n);
}

/* The arrow is drawn to the end of the diagram only. */
static void
cut (Arrow *arrow, SimTime to)
{
  SimTime takes = arrow->ends_at - arrow->packet.sent_at;
  guint visible = MAX ((guint) ((to - arrow->packet.sent_at) * WHOLE / takes), CUT_PART);

  arrow->part = MIN (arrow->part, visible);
  arrow->down = MIN (arrow->part * WHOLE / visible, WHOLE);
  arrow->ends_at = SIM_NEVER;
}

static void
add_moment (Sequence *s, SimTime at, MomentKind kind, guint serial, guint index)
{
  Moment moment = { at, kind, serial, index };

  g_array_append_val (s->moments, moment);
}

static void
collect_moments (Sequence *s)
{
  gboolean begins_late;
  SimTime from, to;

  slide_to_repair (s);
  begins_late = s->arrows->len > 0 && arrow_at (s, 0)->number > 1;
  from = begins_late ? arrow_at (s, 0)->packet.sent_at : G_MININT64;
  to = s->next_at;

  for (guint i = 0; i < s->arrows->len; i++)
    {
      Arrow *arrow = arrow_at (s, i);

      add_moment (s, arrow->packet.sent_at, MOMENT_SENT, arrow->serial, i);
      if (arrow->ends_at > to)
        cut (arrow, to);
      else if (arrow->ends_at > arrow->packet.sent_at)
        add_moment (s, arrow->ends_at, MOMENT_ARRIVAL, arrow->serial, i);
    }
  for (guint i = 0; i < s->changes->len; i++)
    {
      const Change *change = &g_array_index (s->changes, Change, i);

      if (change->record.at >= from && change->record.at < to)
        add_moment (s, change->record.at, MOMENT_STATE, change->serial, i);
    }
  if (to != SIM_NEVER)
    add_moment (s, to, MOMENT_END, ++s->serial, 0);
  g_array_sort (s->moments, moment_compare);
}

/* Changes of the two sides at one instant stand side by side. */
static gboolean
shares_slot (const Sequence *s, const Moment *m, const Moment *before)
{
  return m->kind == MOMENT_STATE && before->kind == MOMENT_STATE && m->at == before->at
         && g_array_index (s->changes, Change, m->index).record.side
            != g_array_index (s->changes, Change, before->index).record.side;
}

static void
place (Sequence *s, const Moment *moment, guint slot)
{
  switch (moment->kind)
    {
    case MOMENT_STATE:
      g_array_index (s->changes, Change, moment->index).slot = slot;
      break;
    case MOMENT_ARRIVAL:
      arrow_at (s, moment->index)->ends_slot = slot;
      break;
    case MOMENT_SENT:
      arrow_at (s, moment->index)->sent_slot = arrow_at (s, moment->index)->ends_slot = slot;
      break;
    case MOMENT_END:
      break;
    }
}

/* Data */

static void
write_slots (Sequence *s, FILE *out)
{
  const Moment *before = NULL;
  guint slot = 0;

  fputs ("# The moments of the diagram, from the top: the gap before each in nanoseconds, and\n"
         "# what happens then: 0 a packet arrives, 1 one is sent, 2 a state changes, 3 the end.\n"
         "# slot\tgap_ns\tkind\n", out);
  for (guint i = 0; i < s->moments->len; i++)
    {
      const Moment *m = &g_array_index (s->moments, Moment, i);

      if (before != NULL && shares_slot (s, m, before))
        {
          place (s, m, slot - 1);
          continue;
        }
      fprintf (out, "%u\t%" G_GINT64_FORMAT "\t%d\n", slot, before != NULL ? m->at - before->at : 0,
               m->kind);
      place (s, m, slot++);
      before = m;
    }
  for (guint i = 0; i < s->arrows->len; i++)
    if (arrow_at (s, i)->ends_at == SIM_NEVER)
      arrow_at (s, i)->ends_slot = slot - 1;
}

/* @cwnd: what stands beside it, 0 for nothing. */
static void
write_arrow (const Sequence *s, const Series *series, guint i, guint32 cwnd, FILE *out)
{
  const Arrow *arrow = arrow_at (s, i);
  PacketRecord packet = arrow->packet;
  SimTime before = arrow_at (s, i > 0 ? i - 1 : 0)->packet.sent_at;
  char label[DIAGRAM_LABEL_MAX], why[DIAGRAM_WHY_MAX];
  g_autoptr (GString) reason = g_string_new (diagram_why (&arrow->seg, why));

  packet.seg = &arrow->seg;
  packet_append_fate (reason, &packet);
  fprintf (out, "%" G_GUINT64_FORMAT "\t%u\t%u\t%d\t%d\t%d\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT
           "\t%s\t%s\t%u\t%u\t%u\n", arrow->number, arrow->sent_slot, arrow->ends_slot,
           packet.dir == DIR_S2C, packet.fate != FATE_ARRIVES, arrow->seg.is_retransmission != 0,
           series_time (series, packet.sent_at), packet.sent_at - before,
           diagram_label (&packet, label), reason->str, arrow->part, arrow->down,
           cwnd);
}

/* cwnd stands beside a packet where it has changed. */
static void
write_arrows (const Sequence *s, const Series *series, FILE *out)
{
  guint32 shown[N_DIRS] = { 0 };

  for (guint i = 0; i < s->arrows->len; i++)
    {
      const Arrow *arrow = arrow_at (s, i);
      guint32 *last = &shown[arrow->packet.dir];

      write_arrow (s, series, i, arrow->cwnd != *last ? arrow->cwnd : 0, out);
      *last = arrow->cwnd;
    }
}

static void
write_changes (Sequence *s, FILE *out)
{
  fputs ("# The states and their slots.\n# slot\tside\tstate\n", out);
  for (guint i = 0; i < s->moments->len; i++)
    {
      const Moment *m = &g_array_index (s->moments, Moment, i);
      const Change *change = &g_array_index (s->changes, Change, m->index);

      if (m->kind != MOMENT_STATE)
        continue;
      fprintf (out, "%u\t%d\t%s\n", change->slot, change->record.side,
               tcp_state_name (change->record.to));
      s->states++;
    }
}

static void
sequence_write (gpointer state, const Series *series, FILE *out)
{
  Sequence *s = state;

  collect_moments (s);
  write_slots (s, out);
  fputs ("\n\n# The packets and their slots; part is how much of the way across is drawn, of 1000,\n"
         "# down how much of the height between the slots.\n# number\tsent_slot\tends_slot\tdir\tlost\t"
         "again\tsent_ns\tgap_ns\tlabel\twhy\tpart\tdown\tcwnd\n", out);
  write_arrows (s, series, out);
  fputs ("\n\n", out);
  write_changes (s, out);
}

/* Settings */

static int
time_compare (const void *a, const void *b)
{
  const SimTime *p = a, *q = b;

  return *p < *q ? -1 : *p > *q;
}

/* The middle one and the longest of the gaps that are not nothing; both 1 when
 * there is none. */
static void
measure_gaps (const Sequence *s, SimTime *typical, SimTime *longest)
{
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (SimTime));

  for (guint i = 1; i < s->moments->len; i++)
    {
      SimTime gap = g_array_index (s->moments, Moment, i).at - g_array_index (s->moments, Moment, i - 1).at;

      if (gap > 0)
        g_array_append_val (gaps, gap);
    }
  g_array_sort (gaps, time_compare);
  *typical = *longest = 1;
  if (gaps->len == 0)
    return;
  *typical = g_array_index (gaps, SimTime, gaps->len / 2);
  *longest = g_array_index (gaps, SimTime, gaps->len - 1);
}

/* TRUE when a packet is under way while one is sent in the other direction:
 * their arrows cross. */
static gboolean
arrows_cross (const Sequence *s)
{
  SimTime busy_until[N_DIRS] = { G_MININT64, G_MININT64 };

  for (guint i = 0; i < s->arrows->len; i++)
    {
      const Arrow *arrow = arrow_at (s, i);
      Direction dir = arrow->packet.dir;

      if (arrow->packet.sent_at < busy_until[!dir])
        return TRUE;
      busy_until[dir] = MAX (busy_until[dir], arrow->ends_at);
    }
  return FALSE;
}

static void
sequence_settings (const Drawn *drawn, FILE *out)
{
  const Sequence *s = drawn->state[0];
  SimTime typical, longest;

  measure_gaps (s, &typical, &longest);
  fprintf (out, "drawn = %u\nfrom = %" G_GUINT64_FORMAT "\nslots = %u\n", s->arrows->len,
           s->arrows->len > 0 ? arrow_at (s, 0)->number : 1, MAX (s->moments->len, 1));
  fprintf (out, "typical = %" G_GINT64_FORMAT ".\nlongest = %" G_GINT64_FORMAT ".\n", typical, longest);
  fprintf (out, "crossing = %d\nwith_cwnd = %d\nstates = %u\n", arrows_cross (s), s->shows_cwnd, s->states);
}

const Picture picture_sequence = {
  .name = "sequence",
  .purpose = "the sequence diagram",
  .new = sequence_new,
  .free = sequence_free,
  .sent = sequence_sent,
  .arrived = sequence_arrived,
  .dropped = sequence_dropped,
  .state = sequence_state,
  .info = sequence_info,
  .write = sequence_write,
  .settings = sequence_settings,
};
