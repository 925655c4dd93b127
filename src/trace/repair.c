/* What a lost packet carried decides what can make up for it: octets, a SYN or a
 * FIN must be sent again; an ACK is made up for by any later one; a probe and a
 * reset by the next of their kind. */
#include "trace/repair.h"

#include "tcpsim/base/units.h"

/* One loss under examination. */
typedef struct {
  const Journal *journal;
  const JournalPacket *lost;
  Repair *repair;
} Look;

/* Packets. */

static gboolean
arrives (const JournalPacket *packet)
{
  return packet->record.arrives_at != SIM_NEVER;
}

/* TRUE when @packet carries what @lost begins with. */
static gboolean
covers (const JournalPacket *packet, const JournalPacket *lost)
{
  const Segment *seg = &packet->seg, *wanted = &lost->seg;

  return packet->record.dir == lost->record.dir
         && seq_le (seg->seq, wanted->seq) && seq_lt (wanted->seq, seg_end (seg))
         && (seg->flags & SEG_SYN) >= (wanted->flags & SEG_SYN);
}

/* The first packet from @from on that satisfies @is_it; FALSE: there is none. */
static gboolean
find_next (const Look *look, guint from, gboolean (*is_it) (const Look *look, const JournalPacket *packet),
           guint *index)
{
  for (guint i = from; i < look->journal->packets->len; i++)
    if (is_it (look, journal_packet (look->journal, i)))
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_copy (const Look *look, const JournalPacket *packet)
{
  return covers (packet, look->lost);
}

static gboolean
is_copy_that_arrives (const Look *look, const JournalPacket *packet)
{
  return arrives (packet) && covers (packet, look->lost);
}

static gboolean
is_same_way (const Look *look, const JournalPacket *packet)
{
  return packet->record.dir == look->lost->record.dir && arrives (packet);
}

static gboolean
acknowledges_as_much (const Look *look, const JournalPacket *packet)
{
  return is_same_way (look, packet) && (packet->seg.flags & SEG_ACK) && !(packet->seg.flags & SEG_RST)
         && seq_ge (packet->seg.ack, look->lost->seg.ack);
}

static gboolean
has_same_reason (const Look *look, const JournalPacket *packet)
{
  return is_same_way (look, packet) && packet->seg.reason == look->lost->seg.reason;
}

static gboolean
is_reset (const Look *look, const JournalPacket *packet)
{
  return is_same_way (look, packet) && (packet->seg.flags & SEG_RST);
}

/* Means. */

RepairMeans
repair_means (const JournalPacket *packet)
{
  switch ((SegReason) packet->seg.reason)
    {
    case REASON_RTO:             return MEANS_RTO;
    case REASON_RTO_RECOVERY:    return MEANS_AFTER_RTO;
    case REASON_TAIL_LOSS_PROBE: return MEANS_TLP;
    case REASON_FAST_RETRANSMIT: return MEANS_FAST_RETRANSMIT;
    case REASON_WINDOW_PROBE:    return MEANS_WINDOW_PROBE;
    case REASON_KEEPALIVE:       return MEANS_KEEPALIVE;
    default:                     return MEANS_OTHER;
    }
}

/* Records that packet @by made up for the loss. */
static void
set_by (const Look *look, RepairKind kind, guint by)
{
  const JournalPacket *packet = journal_packet (look->journal, by);
  Repair *repair = look->repair;

  repair->kind = kind;
  repair->by = by;
  repair->means = repair_means (packet);
  repair->means_n = packet->seg.reason_n;
  repair->after = packet->record.sent_at - look->lost->record.sent_at;
}

/* TRUE when @packet tells its receiver that something is missing. */
static gboolean
tells_of_gap (const JournalPacket *packet)
{
  return packet->seg.reason == REASON_ACK_OUT_OF_ORDER || packet->seg.reason == REASON_ACK_COMPRESSED
         || packet->seg.n_sack > 0;
}

/* ACKs that told of a gap and had come back by @until. */
static guint
count_duplicates (const Look *look, SimTime until)
{
  guint n = 0;

  for (guint i = look->repair->lost + 1; i < look->journal->packets->len; i++)
    {
      const JournalPacket *packet = journal_packet (look->journal, i);

      if (packet->record.sent_at > until)
        break;
      n += packet->record.dir != look->lost->record.dir && packet->record.arrives_at <= until
           && tells_of_gap (packet);
    }
  return n;
}

/* Three duplicates are the older rule's; on fewer only RACK acts. */
static void
tell_rack (const Look *look, const gboolean with_rack[N_SIDES])
{
  Repair *repair = look->repair;

  if (repair->means == MEANS_FAST_RETRANSMIT && repair->duplicates < 3
      && with_rack[(Side) look->lost->record.dir])
    repair->means = MEANS_RACK;
}

/* What carries octets, a SYN or a FIN. */

static gboolean
was_syn_sent_again (const Look *look, const JournalPacket *packet)
{
  return packet->record.dir != look->lost->record.dir && (packet->seg.flags & SEG_SYN)
         && packet->seg.is_retransmission && arrives (packet);
}

/* TRUE when a SYN that was repeated drew @packet. */
static gboolean
answers_syn (const JournalPacket *packet)
{
  return packet->seg.reason == REASON_SYN_REPEATED || packet->seg.reason == REASON_SYN_ACK;
}

/* TRUE when it carried text that nobody had sent before with success. */
static gboolean
carries_news (const Look *look)
{
  guint copy;

  return seg_seq_len (&look->lost->seg) > 0
         && !(find_next (look, 0, is_copy_that_arrives, &copy) && copy < look->repair->lost);
}

static void
find_copy (const Look *look, const gboolean with_rack[N_SIDES])
{
  Repair *repair = look->repair;
  guint by, syn;

  if (!find_next (look, repair->lost + 1, is_copy_that_arrives, &by))
    {
      find_next (look, repair->lost + 1, is_copy, &repair->by);
      return;
    }
  set_by (look, REPAIR_SENT_AGAIN, by);
  repair->duplicates = count_duplicates (look, journal_packet (look->journal, by)->record.sent_at);
  tell_rack (look, with_rack);
  if (answers_syn (journal_packet (look->journal, by))
      && find_next (look, repair->lost + 1, was_syn_sent_again, &syn) && syn < by)
    set_by (look, REPAIR_ANSWERED, syn);
}

/* What carries an ACK only. */

/* The least time that a packet took in the direction of the lost one. */
static SimTime
least_way (const Look *look)
{
  SimTime least = SIM_NEVER;

  for (guint i = 0; i < look->journal->packets->len; i++)
    {
      const PacketRecord *record = &journal_packet (look->journal, i)->record;

      if (record->dir == look->lost->record.dir && record->arrives_at != SIM_NEVER)
        least = MIN (least, record->arrives_at - record->sent_at);
    }
  return least;
}

/* TRUE when @packet would not have been sent with the lost ACK at hand. */
static gboolean
repeats_acknowledged (const Look *look, const JournalPacket *packet)
{
  return seq_lt (packet->seg.seq, look->lost->seg.ack)
         && (packet->seg.is_retransmission || repair_means (packet) != MEANS_OTHER);
}

/* The first thing that its receiver sent again, of what the lost ACK had
 * acknowledged, after it ought to have come and until @end. */
static gboolean
find_needless (const Look *look, SimTime end, guint *index)
{
  SimTime way = least_way (look);
  SimTime from = way == SIM_NEVER ? SIM_NEVER : look->lost->record.sent_at + way;

  for (guint i = look->repair->lost + 1; i < look->journal->packets->len; i++)
    {
      const JournalPacket *packet = journal_packet (look->journal, i);

      if (packet->record.sent_at >= end)
        return FALSE;
      if (packet->record.dir == look->lost->record.dir || packet->record.sent_at < from
          || !repeats_acknowledged (look, packet))
        continue;
      *index = i;
      return TRUE;
    }
  return FALSE;
}

static void
find_ack (const Look *look)
{
  guint later, again;
  gboolean is_found = find_next (look, look->repair->lost + 1, acknowledges_as_much, &later);
  SimTime end = is_found ? journal_packet (look->journal, later)->record.arrives_at : SIM_NEVER;

  if (!is_found)
    return;
  if (find_needless (look, end, &again))
    set_by (look, REPAIR_ANSWERED, again);
  else
    set_by (look, REPAIR_LATER_ACK, later);
}

/* Probes and resets. */

static void
find_another (const Look *look, gboolean (*is_it) (const Look *look, const JournalPacket *packet))
{
  guint next;

  if (find_next (look, look->repair->lost + 1, is_it, &next))
    set_by (look, REPAIR_ANOTHER, next);
}

static gboolean
is_probe (const Segment *seg)
{
  return seg->reason == REASON_KEEPALIVE || seg->reason == REASON_WINDOW_PROBE;
}

static void
find_failure (const Journal *journal, const Journal *base, Repair *out)
{
  for (guint side = N_SIDES; side-- > 0;)
    if (journal->error[side] != TCP_OK && journal->error[side] != base->error[side])
      {
        out->has_failed = TRUE;
        out->failed = side;
      }
}

/* TRUE when the applications got as far as they do otherwise. */
static gboolean
ended_as_well (const Journal *journal, const Journal *base, const Repair *repair)
{
  return !repair->has_failed && (journal->done_at != SIM_NEVER || base->done_at == SIM_NEVER);
}

void
repair_find (const Journal *journal, const Journal *base, guint lost, const gboolean with_rack[N_SIDES],
             Repair *out)
{
  Look look = { journal, journal_packet (journal, lost), out };
  gboolean has_news;

  *out = (Repair) { .kind = REPAIR_NONE, .lost = lost, .by = lost, .means = MEANS_OTHER };
  has_news = carries_news (&look);
  if (look.lost->seg.flags & SEG_RST)
    find_another (&look, is_reset);
  else if (has_news)
    find_copy (&look, with_rack);
  else if (is_probe (&look.lost->seg))
    find_another (&look, has_same_reason);
  else
    find_ack (&look);
  find_failure (journal, base, out);
  if (out->kind == REPAIR_NONE && ended_as_well (journal, base, out))
    out->kind = has_news ? REPAIR_UNMISSED : REPAIR_NOT_NEEDED;
}

/* Words. */

char *
repair_time_text (SimTime time)
{
  SimTime step = 1, nearest;

  while (ABS (time) / step >= 10000)
    step *= 10;
  nearest = time / step + (2 * ABS (time % step) >= step ? (time < 0 ? -1 : 1) : 0);
  return units_print_time (step > 1 ? nearest * step : time);
}

/* The side that sent @index. */
static const char *
sender_name (const Journal *journal, guint index)
{
  return side_name ((Side) journal_packet (journal, index)->record.dir);
}

/* "RTO #1"; to be freed. */
static char *
means_text (const Repair *repair, const Journal *journal)
{
  static const char *const names[] = {
    [MEANS_RTO] = "RTO", [MEANS_AFTER_RTO] = "RTO recovery", [MEANS_TLP] = "TLP",
    [MEANS_FAST_RETRANSMIT] = "fast retransmit", [MEANS_RACK] = "RACK",
    [MEANS_WINDOW_PROBE] = "window probe", [MEANS_KEEPALIVE] = "keepalive",
  };
  const Segment *seg = &journal_packet (journal, repair->by)->seg;
  const char *name = repair->means == MEANS_OTHER ? seg_reason_info ((SegReason) seg->reason)->text
                                                  : names[repair->means];

  if (repair->means_n == 0)
    return g_strdup (name);
  return g_strdup_printf ("%s #%u", name, repair->means_n);
}

/* "not at all: client: connection timed out"; to be freed. */
static char *
failure_text (const Repair *repair, const Journal *journal)
{
  if (!repair->has_failed)
    return g_strdup ("not at all");
  return g_strdup_printf ("not at all: %s: %s", side_name (repair->failed),
                          tcp_error_text (journal->error[repair->failed]));
}

/* "after 1s", "at once"; to be freed. */
static char *
after_text (SimTime after)
{
  g_autofree char *time = repair_time_text (after);

  return after == 0 ? g_strdup ("at once") : g_strconcat ("after ", time, NULL);
}

char *
repair_text (const Repair *repair, const Journal *journal)
{
  g_autofree char *means = means_text (repair, journal);
  g_autofree char *after = after_text (repair->after);

  switch (repair->kind)
    {
    case REPAIR_NOT_NEEDED:
      return g_strdup ("nothing needed");
    case REPAIR_UNMISSED:
      return g_strdup ("not at all, nobody missed it");
    case REPAIR_LATER_ACK:
      return g_strdup_printf ("a later ACK %s", after);
    case REPAIR_ANOTHER:
    case REPAIR_SENT_AGAIN:
      return g_strdup_printf ("%s %s", means, after);
    case REPAIR_ANSWERED:
      return g_strdup_printf ("%s's %s %s", sender_name (journal, repair->by), means, after);
    case REPAIR_NONE:
      return failure_text (repair, journal);
    }
  g_assert_not_reached ();
}

static char *
cause_of_timeout (const Repair *repair, const Journal *journal)
{
  const JournalPacket *by = journal_packet (journal, repair->by);
  const char *who = sender_name (journal, repair->by);
  g_autofree char *after = repair_time_text (repair->after);

  if (by->seg.flags & SEG_SYN)
    return g_strdup_printf ("while a connection is being opened nothing but a timeout tells the %s of a loss, "
                            "and before a round trip has been measured that timeout is long (RFC 6298 2.1)",
                            who);
  if (repair->duplicates == 0)
    return g_strdup_printf ("no ACK came back that could tell the %s of the loss: its retransmission timer "
                            "had to run out, %s after the sending (RFC 6298 5.4)", who, after);
  return g_strdup_printf ("only %u duplicate ACK%s told the %s of the loss, too few: its retransmission timer "
                          "had to run out, %s after the sending (RFC 6298 5.4)", repair->duplicates,
                          repair->duplicates == 1 ? "" : "s", who, after);
}

/* An ACK, or a SYN-ACK, that somebody had to ask for once more. */
static char *
cause_of_answer (const Repair *repair, const Journal *journal)
{
  const Segment *seg = &journal_packet (journal, repair->by)->seg;
  g_autofree char *means = means_text (repair, journal);

  if (seg->flags & SEG_SYN)
    return cause_of_timeout (repair, journal);
  if (repair->means == MEANS_WINDOW_PROBE)
    return g_strdup_printf ("the %s did not know of any room and asked again only when its probe timer had run "
                            "out (RFC 9293 3.8.6.1)", sender_name (journal, repair->by));
  if (repair->means == MEANS_KEEPALIVE)
    return g_strdup_printf ("only the %s's next keepalive probe drew another (RFC 9293 3.8.4)",
                            sender_name (journal, repair->by));
  return g_strdup_printf ("an ACK is not sent again by itself: the %s, knowing nothing of it, sent again what had "
                          "arrived (%s, %s), and that drew another", sender_name (journal, repair->by), means,
                          seg_reason_info ((SegReason) seg->reason)->rule);
}

static char *
cause_of_sending (const Repair *repair, const Journal *journal)
{
  const char *who = sender_name (journal, repair->by);

  switch (repair->means)
    {
    case MEANS_RTO:
      return cause_of_timeout (repair, journal);
    case MEANS_AFTER_RTO:
      return g_strdup_printf ("something sent before it timed out, and only then did the %s send it again, too "
                              "(RFC 5681 3.1)", who);
    case MEANS_TLP:
      return g_strdup_printf ("nothing came back that could tell the %s of the loss: it probed when the tail "
                              "had been silent for two round trips, and as long as an ACK may be delayed "
                              "(RFC 8985 7.2)", who);
    case MEANS_FAST_RETRANSMIT:
      return g_strdup_printf ("it was sent again only when %u duplicate ACK%s had told the %s of the loss "
                              "(RFC 5681 3.2)", repair->duplicates, repair->duplicates == 1 ? "" : "s", who);
    case MEANS_RACK:
      return g_strdup_printf ("it was sent again only when the %s had seen that what it had sent later was "
                              "there (RFC 8985 6.2)", who);
    case MEANS_WINDOW_PROBE:
    case MEANS_KEEPALIVE:
    case MEANS_OTHER:
      break;
    }
  return g_strdup_printf ("the %s sent what it carried anyway", who);
}

static char *
cause_of_another (const Repair *repair, const Journal *journal)
{
  if (journal_packet (journal, repair->lost)->seg.flags & SEG_RST)
    return g_strdup ("a reset is not sent again by itself: another segment had to draw another "
                     "(RFC 9293 3.10.7)");
  return g_strdup ("a probe is made up for by the next, which came in its own time");
}

static char *
cause_of_failure (const Repair *repair, const Journal *journal)
{
  if (repair->has_failed)
    return g_strdup ("the connection failed before anything made up for it");
  if (journal->end == END_UNTIL || journal->end == END_EVENTS)
    return g_strdup ("the run's limit came before anything made up for it");
  if (repair->by != repair->lost)
    return g_strdup ("all that was sent in its place was lost, too");
  return g_strdup ("nobody sends such a packet again unless something makes them, and nothing did");
}

char *
repair_cause (const Repair *repair, const Journal *journal)
{
  switch (repair->kind)
    {
    case REPAIR_NOT_NEEDED:
      return g_strdup ("what it carried had arrived otherwise, or was of no use any more");
    case REPAIR_UNMISSED:
      return g_strdup ("what it carried never arrived, and the applications did not wait for it");
    case REPAIR_LATER_ACK:
      return g_strdup ("ACKs are cumulative, though until the next one its receiver knew less (RFC 9293 3.4)");
    case REPAIR_ANOTHER:
      return cause_of_another (repair, journal);
    case REPAIR_SENT_AGAIN:
      return cause_of_sending (repair, journal);
    case REPAIR_ANSWERED:
      return cause_of_answer (repair, journal);
    case REPAIR_NONE:
      return cause_of_failure (repair, journal);
    }
  g_assert_not_reached ();
}
