/* A packet that TCP sees is the oldest of those that have arrived and were not
 * seen: hosts are FIFOs.  Timers are looked at whenever TCP is, and one that has
 * moved was set by what has just been met. */
#include "trace/story.h"

typedef struct {
  Standing now;
  Standing before;              /* the event at hand */
  Standing met;                 /* what came of it */
  TcpControl control;
  UndoNote undo;                /* not told yet */
  MarksNote marks;              /* likewise */
  InfoCause cause;              /* of the event at hand */
  guint arrival;
  char *step;
  TimerNote timers[STORY_N_TIMERS];
  gboolean has_timer;           /* which was due */
  StoryTimer timer;
  TimerNote note;
  GArray *unseen;               /* guint: arrived packets, from seen on not looked at by TCP */
  guint seen;
  guint sending;                /* the packet that was sent last; STORY_NO_PACKET: none in this event */
} Teller;

struct _Story {
  Journal *journal;
  GPtrArray *moments;           /* Moment, as the journal's packets */
  Teller teller[N_SIDES];
};

static void
free_moment (gpointer data)
{
  Moment *moment = data;

  g_free (moment->step);
  g_free (moment);
}

Story *
story_new (guint32 connection)
{
  Story *story = g_new0 (Story, 1);

  story->journal = journal_new (connection);
  story->moments = g_ptr_array_new_with_free_func (free_moment);
  for (Side side = 0; side < N_SIDES; side++)
    {
      Teller *teller = &story->teller[side];

      teller->unseen = g_array_new (FALSE, FALSE, sizeof (guint));
      teller->arrival = teller->sending = teller->marks.arrival = STORY_NO_PACKET;
      for (guint i = 0; i < STORY_N_TIMERS; i++)
        teller->timers[i].at = SIM_NEVER;
    }
  return story;
}

void
story_free (Story *story)
{
  if (story == NULL)
    return;

  for (Side side = 0; side < N_SIDES; side++)
    {
      g_array_unref (story->teller[side].unseen);
      g_free (story->teller[side].step);
    }
  g_ptr_array_unref (story->moments);
  journal_free (story->journal);
  g_free (story);
}

static void
on_start (gpointer self, const RunRecord *run)
{
  journal_observer.start (((Story *) self)->journal, run);
}

static guint
last_heard (const Teller *teller)
{
  return teller->seen > 0 ? g_array_index (teller->unseen, guint, teller->seen - 1) : STORY_NO_PACKET;
}

static void
on_sent (gpointer self, const PacketRecord *record)
{
  Story *story = self;
  Teller *teller = &story->teller[record->dir];
  Moment *moment;

  journal_observer.sent (story->journal, record);
  if (record->connection != story->journal->connection)
    return;
  moment = g_new (Moment, 1);
  *moment = (Moment) {
    .cause = teller->cause, .arrival = teller->arrival, .heard = last_heard (teller), .has_timer = teller->has_timer,
    .timer = teller->timer, .note = teller->note, .step = g_strdup (teller->step),
    .before = teller->before, .met = teller->met, .ready = teller->now, .after = teller->now,
    .control = teller->control, .undo = teller->undo, .marks = teller->marks
  };
  teller->undo.by = TCP_UNDO_NONE;
  if (record->seg->len > 0)
    teller->marks.arrival = STORY_NO_PACKET;
  g_ptr_array_add (story->moments, moment);
  teller->sending = story->moments->len - 1;
}

static void
on_arrived (gpointer self, const PacketRecord *record)
{
  Story *story = self;
  guint index;

  journal_observer.arrived (story->journal, record);
  if (record->connection != story->journal->connection || record->fate != FATE_ARRIVES)
    return;
  index = journal_index (story->journal, record->id);
  g_array_append_val (story->teller[!record->dir].unseen, index);
}

static void
on_dropped (gpointer self, const DropRecord *drop)
{
  journal_observer.dropped (((Story *) self)->journal, drop);
}

static SimTime
expiry_of (const TcpWorkings *workings, StoryTimer timer)
{
  switch (timer)
    {
    case STORY_RETRANSMIT:   return workings->retransmit_at;
    case STORY_WINDOW_PROBE: return workings->window_probe_at;
    case STORY_KEEPALIVE:    return workings->keepalive_at;
    case STORY_PACING:       return workings->pacing_at;
    case STORY_DELACK:       return workings->delack_at;
    case STORY_COMPRESS:     return workings->compress_at;
    default:                 g_assert_not_reached ();
    }
}

/* A timer that is due and was not put off is why TCP was woken. */
static void
find_due (Teller *teller, SimTime now)
{
  teller->has_timer = FALSE;
  for (guint i = 0; i < STORY_N_TIMERS; i++)
    if (teller->timers[i].at <= now)
      {
        teller->has_timer = TRUE;
        teller->timer = i;
        teller->note = teller->timers[i];
        return;
      }
}

/* Notes which timers have moved, and by what. */
static void
note_timers (Teller *teller, const WorkingsRecord *record)
{
  for (guint i = 0; i < STORY_N_TIMERS; i++)
    {
      TimerNote *note = &teller->timers[i];
      SimTime at = expiry_of (record->workings, i);

      if (at == note->at)
        continue;
      *note = (TimerNote) {
        .at = at, .set_at = record->at, .cause = teller->cause, .packet = teller->arrival, .by = teller->now
      };
      if (teller->sending != STORY_NO_PACKET)
        {
          note->cause = CAUSE_SENT;
          note->packet = teller->sending;
        }
    }
}

/* The event at hand has been dealt with. */
static void
note_turns (Teller *teller, const WorkingsRecord *record)
{
  if (teller->before.info.ca_state < TCP_CA_CWR && teller->met.info.ca_state == TCP_CA_CWR)
    teller->marks = (MarksNote) {
      .arrival = teller->arrival, .at = record->at, .cwnd = teller->before.info.snd_cwnd,
      .ssthresh = teller->met.info.snd_ssthresh
    };
  if (teller->met.workings.undone != teller->before.workings.undone)
    teller->undo = (UndoNote) {
      .by = record->workings->undone_by, .at = record->at, .arrival = teller->arrival, .before = teller->before,
      .after = teller->met
    };
}

/* What makes an endpoint act from now on. */
static void
begin_event (Teller *teller, const WorkingsRecord *record)
{
  teller->cause = record->cause;
  teller->before = teller->now;
  teller->arrival = teller->sending = STORY_NO_PACKET;
  teller->has_timer = FALSE;
  g_free (teller->step);
  teller->step = g_strdup (record->step);
  if (record->cause == CAUSE_ARRIVAL)
    teller->arrival = g_array_index (teller->unseen, guint, teller->seen++);
  else if (record->cause == CAUSE_TIMER)
    find_due (teller, record->at);
}

static void
on_workings (gpointer self, const WorkingsRecord *record)
{
  Story *story = self;
  Teller *teller = &story->teller[record->side];
  gboolean begins = record->cause != CAUSE_SENT && !record->is_settled;

  if (record->connection != story->journal->connection)
    return;
  if (begins)
    begin_event (teller, record);
  teller->now = (Standing) { *record->info, *record->workings };
  teller->control = *record->control;
  if (begins)
    {
      teller->met = teller->now;
      note_turns (teller, record);
    }
  else if (record->cause == CAUSE_SENT)
    ((Moment *) g_ptr_array_index (story->moments, teller->sending))->after = teller->now;
  note_timers (teller, record);
}

static void
on_connection (gpointer self, const ConnectionRecord *record)
{
  journal_observer.connection (((Story *) self)->journal, record);
}

static void
on_end (gpointer self, const EndRecord *end)
{
  journal_observer.end (((Story *) self)->journal, end);
}

const ObserverOps story_observer = {
  .start = on_start,
  .sent = on_sent,
  .arrived = on_arrived,
  .dropped = on_dropped,
  .workings = on_workings,
  .connection = on_connection,
  .end = on_end,
};

void
story_number (gpointer self, const CaptureFrame *frame)
{
  journal_number (((Story *) self)->journal, frame);
}

const Journal *
story_journal (const Story *story)
{
  return story->journal;
}

const Moment *
story_moment (const Story *story, guint i)
{
  return g_ptr_array_index (story->moments, i);
}
