/* A capture.  A host's own packets are seen at its vantage as they leave, whatever
 * becomes of them later; the other host's only if and when they arrive.  The frames
 * of one vantage are numbered.  Those of strangers are known by their times alone:
 * they take up numbers and are never handed on. */
#include "trace/capture.h"

#include "trace/misread.h"

typedef struct {
  CaptureSink call;
  gpointer self;
} Sink;

/* What is remembered of each connection. */
typedef struct {
  Conversation conversation;
  WireTemplate template[N_DIRS];        /* all zero before the first frame of a direction */
} Known;

struct _Capture {
  const CaptureConfig *config;
  RunRecord run;                /* a copy, the name included */
  char *model_name;
  GArray *sinks;                /* Sink: of the numbered frames */
  GArray *taps;                 /* Sink: of the frames of all vantages */
  guint tapped;                 /* 1 << VANTAGE_...: whose frames these get; 0 without them */
  guint64 n_lost[N_VANTAGES];   /* on the way there since the last frame there */
  CaptureFrame frame;           /* the one under way; here it need not be cleared each time */
  Misread misread;              /* what it points to where a bit was flipped */
  GArray *known;                /* Known, by connection */
  gboolean wants_views;
  guint64 number;               /* of our last frame; 0 before the first */
  SimTime last_at;              /* of our last frame */
  SimTime last_foreign;         /* of the last stranger's that has passed; 0 if none */
  guint next_foreign;
  guint next_note;
};

Capture *
capture_new (const CaptureConfig *config)
{
  Capture *capture = g_new0 (Capture, 1);

  capture->config = config;
  capture->sinks = g_array_new (FALSE, FALSE, sizeof (Sink));
  capture->taps = g_array_new (FALSE, FALSE, sizeof (Sink));
  capture->known = g_array_new (FALSE, TRUE, sizeof (Known));
  return capture;
}

void
capture_free (Capture *capture)
{
  if (capture == NULL)
    return;
  g_array_unref (capture->sinks);
  g_array_unref (capture->taps);
  g_array_unref (capture->known);
  g_free (capture->model_name);
  g_free (capture);
}

void
capture_add_sink (Capture *capture, CaptureSink sink, gpointer self)
{
  Sink added = { sink, self };

  g_array_append_val (capture->sinks, added);
}

void
capture_add_tap (Capture *capture, CaptureSink sink, gpointer self)
{
  Sink added = { sink, self };

  g_array_append_val (capture->taps, added);
}

void
capture_want_views (Capture *capture)
{
  capture->wants_views = TRUE;
}

/* The end of time stands for everything after it; no time here is negative
 * but an epoch before 1970, so that nothing overflows downwards. */
static gint64
add_time (gint64 a, SimTime b)
{
  gint64 sum;

  return __builtin_add_overflow (a, b, &sum) ? G_MAXINT64 : sum;
}

/* Lets the strangers' frames before @at pass; returns how many they were. */
static guint
pass_foreign (Capture *capture, SimTime at)
{
  const GArray *foreign = capture->config->foreign;
  guint first = capture->next_foreign;

  while (foreign != NULL && capture->next_foreign < foreign->len
         && g_array_index (foreign, SimTime, capture->next_foreign) < at)
    capture->last_foreign = g_array_index (foreign, SimTime, capture->next_foreign++);
  return capture->next_foreign - first;
}

/* The note for the frame now numbered, or NULL. */
static const char *
find_note (Capture *capture)
{
  const GArray *notes = capture->config->notes;
  const CaptureNote *note;

  for (; notes != NULL && capture->next_note < notes->len; capture->next_note++)
    {
      note = &g_array_index (notes, CaptureNote, capture->next_note);
      if (note->number == capture->number)
        return note->text;
      if (note->number > capture->number)
        break;
    }
  return NULL;
}

/* Fills in when @frame passed. */
static void
time_frame (const Capture *capture, CaptureFrame *frame, SimTime when)
{
  frame->at = add_time (capture->config->first_at, when);
  frame->epoch = add_time (capture->config->start_epoch, frame->at);
}

/* Fills in the number of @frame and what stands before it. */
static void
number_frame (Capture *capture, CaptureFrame *frame)
{
  guint strangers = pass_foreign (capture, frame->at);

  if (capture->number == 0)
    {
      capture->number = capture->config->first_number;
      frame->previous_captured = capture->last_foreign;
      frame->previous_displayed = frame->at;
    }
  else
    {
      g_assert (frame->at >= capture->last_at);
      capture->number += 1 + strangers;
      frame->previous_captured = strangers > 0 ? capture->last_foreign : capture->last_at;
      frame->previous_displayed = capture->last_at;
    }
  frame->number = capture->number;
  frame->note = find_note (capture);
  capture->last_at = frame->at;
}

static Known *
known_of (Capture *capture, guint32 connection)
{
  if (connection >= capture->known->len)
    g_array_set_size (capture->known, connection + 1);
  return &g_array_index (capture->known, Known, connection);
}

static void
learn_ends (WireTemplate *template, const RunRecord *run, const PacketRecord *packet)
{
  NetAddress address[N_SIDES];
  guint16 port[N_SIDES];
  Side from = packet->dir == DIR_C2S ? SIDE_CLIENT : SIDE_SERVER;
  WireEnds ends = { 0 };

  run_record_ends (run, packet->connection, address, port);
  ends.src = address[from];
  ends.dst = address[!from];
  ends.src_port = port[from];
  ends.dst_port = port[!from];
  wire_template_init (template, &ends);
}

/* Fills in what @frame's packet looks like on the wire. */
static void
describe_frame (CaptureFrame *frame, WireTemplate *template)
{
  const Segment *seg = frame->sent->seg;

  if (template->ends.src.version == 0)
    learn_ends (template, frame->run, frame->sent);
  frame->template = template;
  frame->ends = &template->ends;
  frame->headers_len = (guint32) wire_headers_len (frame->ends, seg);
  frame->len = frame->headers_len + seg->len;
}

/* A packet with a flipped bit reads otherwise where it arrives. */
static void
read_flipped (Capture *capture, CaptureFrame *frame)
{
  if (frame->sent->flipped_bit == 0 || (Vantage) frame->sent->dir == frame->vantage)
    return;
  misread_packet (&capture->misread, frame->sent, frame->ends);
  frame->packet = &capture->misread.packet;
  frame->ends = &capture->misread.ends;
}

/* What the conversation makes of @frame.  One that reads as if it were of another
 * connection stands alone. */
static void
view_frame (const Capture *capture, Conversation *conversation, CaptureFrame *frame)
{
  Conversation other = { 0 };
  gboolean is_other = frame->packet == &capture->misread.packet && capture->misread.is_stray;

  conversation_view (is_other ? &other : conversation, frame->packet, frame->number, frame->epoch, &frame->view);
}

static void
hand_on (const GArray *sinks, const CaptureFrame *frame)
{
  for (guint i = 0; i < sinks->len; i++)
    {
      const Sink *sink = &g_array_index (sinks, Sink, i);

      sink->call (sink->self, frame);
    }
}

/* Packets lost on the way to @frame's vantage, which are told once. */
static guint64
take_lost (Capture *capture, Vantage vantage)
{
  guint64 n_lost = capture->n_lost[vantage];

  capture->n_lost[vantage] = 0;
  return n_lost;
}

/* What only the numbered frames have. */
static void
clear_numbered (CaptureFrame *frame)
{
  frame->number = 0;
  frame->note = NULL;
  frame->previous_captured = frame->previous_displayed = 0;
  frame->view = (FrameView) { 0 };
}

static void
take_seen (Capture *capture, const PacketRecord *packet, Vantage vantage, SimTime when)
{
  CaptureFrame *frame = &capture->frame;
  Known *known = known_of (capture, packet->connection);

  frame->vantage = vantage;
  frame->packet = frame->sent = packet;
  frame->n_lost = take_lost (capture, vantage);
  time_frame (capture, frame, when);
  describe_frame (frame, &known->template[packet->dir]);
  read_flipped (capture, frame);
  if (vantage == capture->config->vantage)
    {
      number_frame (capture, frame);
      if (capture->wants_views)
        view_frame (capture, &known->conversation, frame);
      hand_on (capture->sinks, frame);
    }
  else
    clear_numbered (frame);
  if (capture->tapped >> vantage & 1)
    hand_on (capture->taps, frame);
}

/* A packet passes @vantage at @when of the run. */
static inline void
take (Capture *capture, const PacketRecord *packet, Vantage vantage, SimTime when)
{
  if (vantage == capture->config->vantage || (capture->tapped >> vantage & 1))
    take_seen (capture, packet, vantage, when);
}

/* A direction has the number of its sender's side, and so has that side's vantage. */
static Vantage
sender_of (const PacketRecord *packet)
{
  return (Vantage) packet->dir;
}

static Vantage
receiver_of (const PacketRecord *packet)
{
  return packet->dir == DIR_C2S ? VANTAGE_SERVER : VANTAGE_CLIENT;
}

static void
lose (Capture *capture, const PacketRecord *packet, SimTime when)
{
  capture->n_lost[receiver_of (packet)]++;
  take (capture, packet, VANTAGE_DROPPED, when);
}

static void
on_start (gpointer self, const RunRecord *run)
{
  Capture *capture = self;

  g_assert (capture->config->first_number > 0);
  g_free (capture->model_name);
  capture->model_name = g_strdup (run->model_name);
  capture->run = *run;
  capture->run.model_name = capture->model_name;
  capture->frame.run = &capture->run;
  capture->tapped = capture->taps->len > 0 ? capture->config->vantages : 0;
}

static void
on_sent (gpointer self, const PacketRecord *packet)
{
  take (self, packet, sender_of (packet), packet->sent_at);
  if (packet->fate != FATE_ARRIVES && packet->fate != FATE_LOST_CORRUPT)
    lose (self, packet, packet->sent_at);
}

static void
on_dropped (gpointer self, const DropRecord *drop)
{
  lose (self, drop->packet, drop->at);
}

static void
on_arrived (gpointer self, const PacketRecord *packet)
{
  take (self, packet, receiver_of (packet), packet->arrives_at);
}

const ObserverOps capture_observer = {
  .start = on_start,
  .sent = on_sent,
  .arrived = on_arrived,
  .dropped = on_dropped,
};

/* The words of a configuration. */

static const char *const names_of_vantages[] = {
  [VANTAGE_CLIENT] = "client", [VANTAGE_SERVER] = "server", [VANTAGE_DROPPED] = "dropped",
  [N_VANTAGES] = NULL
};

const char *
vantage_name (Vantage vantage)
{
  g_assert (vantage < N_VANTAGES);
  return names_of_vantages[vantage];
}

const char *const *
vantage_names (void)
{
  return names_of_vantages;
}

const char *const *
capture_format_names (void)
{
  static const char *const names[] = {
    [FORMAT_PCAP] = "pcap", [FORMAT_PCAPNG] = "pcapng", [N_FORMATS] = NULL
  };

  return names;
}
