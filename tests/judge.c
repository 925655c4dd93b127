/* The judge keeps books of its own: of what each side has put on the wire, octet
 * by octet, and of what has arrived; TCP may not claim more. */
#include "judge.h"

#include <stdlib.h>
#include <string.h>

#include "net/wire.h"
#include "sim/probe.h"
#include "watch.h"

/* Packets that a run may send, however little it has to say: handshakes, closing,
 * probes and timeouts of each connection. */
#define PACKETS_PER_CONNECTION 600

/* Packets for each second that a connection may last: both ends may probe. */
#define PACKETS_PER_SECOND 8

/* Packets for each octet written: one with it, and its ACK.  A small send buffer
 * breaks into segments of an octet. */
#define PACKETS_PER_OCTET 2

/* Events for each packet: sent, arrived, seen, timed, answered; and those that
 * applications cause. */
#define EVENTS_PER_PACKET 12
#define EVENTS_AT_LEAST 20000

/* In which nothing need be read: the longest backoffs, and a few of them. */
#define LONGEST_PAUSE SIM_SEC (1800)

/* One direction of one connection. */
typedef struct {
  GByteArray *sent;             /* the stream, as it was when first sent */
  GByteArray *arrived;          /* 1 for each octet that has arrived */
  guint64 in_order;             /* so many octets from the first */
  gboolean has_fin_arrived;
  gboolean has_reset;           /* a reset was sent */
} Book;

typedef struct {
  const Model *model;
  Simulation *sim;
  guint n_connections;
  Book (*books)[N_DIRS];        /* by connection */
  Watch (*watches)[N_SIDES];
  const Connection **connections;
  guint64 (*read)[N_SIDES];     /* octets, by each application ... */
  SimTime *moved_at;            /* ... and when either last read any */
  guint64 packets, most_packets;
  gboolean may_lose;            /* something on the way was lost, or late */
  RunEnd end;
  SimTime ended_at;
  TcpInfo info[N_SIDES];
  GByteArray *frame;
  WireTemplate template[N_DIRS];
  char *wrong;                  /* the first thing that was */
} Judge;

static void G_GNUC_PRINTF (2, 3)
blame (Judge *judge, const char *format, ...)
{
  va_list args;
  g_autofree char *what = NULL;

  if (judge->wrong != NULL)
    return;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  judge->wrong = g_strdup_printf ("at %" G_GINT64_FORMAT " ns: %s", simulation_now (judge->sim), what);
}

/* What is on the wire. */

/* The payload of @packet in a frame that was encoded and read back. */
static const guint8 *
payload_of (Judge *judge, const PacketRecord *packet)
{
  const Segment *seg = packet->seg;
  const WireTemplate *template = &judge->template[packet->dir];
  gsize headers = wire_headers_len (&template->ends, seg);
  guint64 sum = stream_sum (packet->stream, seg->stream_offset, seg->len);
  Segment back;
  WireEnds ends;

  g_byte_array_set_size (judge->frame, headers + seg->len);
  stream_read (packet->stream, seg->stream_offset, judge->frame->data + headers, seg->len);
  wire_encode_headers (judge->frame->data, template, seg, 0, sum);
  if (!wire_decode (judge->frame->data, judge->frame->len, &ends, &back)
      || !seq_eq (back.seq, seg->seq) || back.len != seg->len || back.flags != seg->flags)
    blame (judge, "packet %" G_GUINT64_FORMAT " does not read back as it was sent", packet->id);
  return judge->frame->data + headers;
}

/* Where in the stream the numbers of @packet say that its text belongs. */
static guint64
place_of (const PacketRecord *packet)
{
  SeqNum first = seq_add (packet->sender_isn, 1);

  return (guint32) seq_diff (packet->seg->seq, first);
}

/* The text of @packet is what was sent in its place before, and goes on where that
 * ends. */
static void
compare_text (Judge *judge, const PacketRecord *packet, GByteArray *sent)
{
  const guint8 *text = payload_of (judge, packet);
  guint64 place = place_of (packet), len = packet->seg->len;
  guint64 known = place < sent->len ? MIN (len, sent->len - place) : 0;

  if (place != packet->seg->stream_offset || place > sent->len)
    blame (judge, "packet %" G_GUINT64_FORMAT " has octet %" G_GUINT64_FORMAT " in the place of octet %"
           G_GUINT64_FORMAT " of %u", packet->id, packet->seg->stream_offset, place, sent->len);
  else if (known > 0 && memcmp (sent->data + place, text, known) != 0)
    blame (judge, "packet %" G_GUINT64_FORMAT " differs from what was sent before", packet->id);
  else
    g_byte_array_append (sent, text + known, len - known);
}

static guint64
packets_by_time (const Judge *judge, SimTime now)
{
  return now / SIM_SEC (1) * PACKETS_PER_SECOND * judge->n_connections;
}

static void
on_sent (gpointer self, const PacketRecord *packet)
{
  Judge *judge = self;
  Book *book = &judge->books[packet->connection][packet->dir];

  if (++judge->packets > judge->most_packets + packets_by_time (judge, packet->sent_at))
    {
      g_printerr ("%" G_GUINT64_FORMAT " packets are more than there is reason for\n", judge->packets);
      abort ();                 /* they may all be of one event, which nothing else ends */
    }
  if (packet->fate == FATE_LOST_MTU)
    blame (judge, "packet %" G_GUINT64_FORMAT " is larger than its link", packet->id);
  judge->may_lose |= packet->fate != FATE_ARRIVES || packet->faults != 0 || packet->effects != 0;
  book->has_reset |= (packet->seg->flags & SEG_RST) != 0;
  watch_segment (&judge->watches[packet->connection][packet->dir], packet->seg, packet->sender_wscale);
  if (packet->seg->len > 0)
    compare_text (judge, packet, book->sent);
}

static void
on_arrived (gpointer self, const PacketRecord *packet)
{
  Judge *judge = self;
  Book *book = &judge->books[packet->connection][packet->dir];
  guint64 place = place_of (packet), len = packet->seg->len;

  if (packet->fate == FATE_LOST_CORRUPT)
    return;                     /* nobody sees it */
  book->has_fin_arrived |= (packet->seg->flags & SEG_FIN) != 0;
  if (len == 0)
    return;

  if (place + len > book->sent->len || memcmp (book->sent->data + place, payload_of (judge, packet), len) != 0)
    blame (judge, "packet %" G_GUINT64_FORMAT " arrived altered", packet->id);
  if (book->arrived->len < place + len)
    {
      guint was = book->arrived->len;

      g_byte_array_set_size (book->arrived, place + len);
      memset (book->arrived->data + was, 0, place + len - was);
    }
  memset (book->arrived->data + place, 1, len);
  while (book->in_order < book->arrived->len && book->arrived->data[book->in_order])
    book->in_order++;
}

static void
on_dropped (gpointer self, const DropRecord *drop G_GNUC_UNUSED)
{
  Judge *judge = self;

  judge->may_lose = TRUE;
}

/* What the endpoints claim. */

/* What @side has received, against what was sent to it and has arrived. */
static void
check_receiver (Judge *judge, const Connection *c, Side side)
{
  const Book *book = &judge->books[c->number][!side];
  const Tcb *sender = c->end[!side].tcb, *receiver = c->end[side].tcb;
  const App *app = &c->end[side].app;

  if (receiver->in.received > book->in_order)
    blame (judge, "the %s has %" G_GUINT64_FORMAT " octets of which only %" G_GUINT64_FORMAT " arrived",
           side_name (side), receiver->in.received, book->in_order);
  if (receiver->in.has_fin && (!book->has_fin_arrived || receiver->in.received != sender->out.written))
    blame (judge, "the %s believes the stream to end at octet %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT,
           side_name (side), receiver->in.received, sender->out.written);
  if (receiver->in.read != judge->read[c->number][side])
    judge->moved_at[c->number] = simulation_now (judge->sim);
  judge->read[c->number][side] = receiver->in.read;
  if (app->received > 0 && app->received_from + app->received != receiver->in.read)
    blame (judge, "the %s's application has lost count", side_name (side));
}

/* What @side believes to be delivered. */
static void
check_sender (Judge *judge, const Connection *c, Side side)
{
  const Tcb *sender = c->end[side].tcb, *receiver = c->end[!side].tcb;

  if (sender->out.acked > receiver->in.received)
    blame (judge, "the %s believes %" G_GUINT64_FORMAT " octets delivered, of %" G_GUINT64_FORMAT " that were",
           side_name (side), sender->out.acked, receiver->in.received);
  if (sender->out.sent > judge->books[c->number][side].sent->len)
    blame (judge, "the %s believes to have sent more than it has", side_name (side));
}

static void
on_event (gpointer self, const Endpoint *end, SimTime now G_GNUC_UNUSED)
{
  Judge *judge = self;
  const Connection *c = end->connection;

  judge->connections[c->number] = c;
  watch_look (&judge->watches[c->number][end->side], end->tcb);
  check_receiver (judge, c, end->side);
  check_sender (judge, c, end->side);
}

/* The end. */

static gboolean
is_gone (const Endpoint *end)
{
  return end->tcb->state == TCP_CLOSED || end->tcb->state == TCP_LISTEN;
}

/* What the peer has written, or that it has closed, has not come through to the
 * application of @end. */
static gboolean
is_owed_something (const Endpoint *end, const Endpoint *peer)
{
  return peer->tcb->out.written > end->tcb->in.read
         || (peer->tcb->out.fin_wanted && !tcp_at_eof (end->tcb));
}

static gboolean
is_reading (const Endpoint *end)
{
  StepKind kind = app_step (&end->app)->kind;

  return kind == STEP_RECEIVE || kind == STEP_RECEIVE_SOME || kind == STEP_RECEIVE_EOF;
}

/* Whether the script of @side, which waits, may do so for ever: on a connection
 * that has ended, here or there; for more than the peer has written; or for room,
 * where the peer does not read. */
static gboolean
may_wait (const Connection *c, Side side)
{
  const Endpoint *end = &c->end[side], *peer = &c->end[!side];

  if (is_gone (end) || is_gone (peer))
    return TRUE;
  if (is_reading (end))
    return !is_owed_something (end, peer);
  return app_step (&end->app)->kind == STEP_SEND && peer->app.status == APP_WAITS && !is_reading (peer);
}

/* The run was stopped before its end, and octets moved until then. */
static gboolean
is_slow (const Judge *judge, const Connection *c)
{
  return judge->end == END_UNTIL && judge->model->until - judge->moved_at[c->number] < LONGEST_PAUSE;
}

static void
check_waiting (Judge *judge, const Connection *c, Side side)
{
  const App *app = &c->end[side].app;
  g_autofree char *what = NULL;

  if (app->status != APP_WAITS || may_wait (c, side) || is_slow (judge, c))
    return;
  what = app_waits_for (app);
  blame (judge, "connection %u is stuck: the %s in %s waits for %s, the other end is in %s", c->number,
         side_name (side), tcp_state_name (c->end[side].tcb->state), what,
         tcp_state_name (c->end[!side].tcb->state));
}

/* Set to give up only after a wait that is long on any link. */
static gboolean
is_patient (const TcpConfig *cfg)
{
  return cfg->user_timeout == 0 && cfg->retries2 >= 8 && cfg->orphan_retries == 0 && cfg->syn_retries >= 3
         && cfg->synack_retries >= 3 && !cfg->keepalive;
}

/* An error has its reason. */
static void
check_error (Judge *judge, const Connection *c, Side side)
{
  const Tcb *tcb = c->end[side].tcb;

  switch (tcb->error)
    {
    case TCP_ERROR_RESET:
    case TCP_ERROR_REFUSED:
      if (!judge->books[c->number][!side].has_reset && !tcb->is_orphan)
        blame (judge, "the %s was reset, and the other end sent no reset", side_name (side));
      break;
    case TCP_ERROR_TIMEOUT:
      if (!judge->may_lose && is_patient (tcb->cfg) && !is_gone (&c->end[!side]))
        blame (judge, "the %s gave up, though nothing was lost", side_name (side));
      break;
    default:
      break;
    }
}

/* TRUE when every octet that either application wrote was read by the other. */
static gboolean
is_complete (const Connection *c)
{
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    if (c->end[side].tcb->out.written != stream_length (c->end[side].app.out)
        || c->end[!side].tcb->in.read != c->end[side].tcb->out.written)
      return FALSE;
  return TRUE;
}

/* Both scripts are done, nobody failed and nobody was reset. */
static gboolean
should_be_complete (const Judge *judge, const Connection *c)
{
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    if (c->end[side].app.status != APP_DONE || c->end[side].tcb->error != TCP_OK
        || judge->books[c->number][side].has_reset)
      return FALSE;
  return TRUE;
}

static void
check_connection (Judge *judge, const Connection *c, Verdict *verdict)
{
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      check_waiting (judge, c, side);
      check_error (judge, c, side);
      verdict->octets += c->end[side].tcb->in.read;
    }
  if (is_complete (c))
    verdict->complete++;
  else if (should_be_complete (judge, c))
    blame (judge, "connection %u ended well, but not everything was read", c->number);
  else
    verdict->cut_short++;
}

static void
check_end (Judge *judge, Verdict *verdict)
{
  EndRecord end;

  simulation_finish (judge->sim, FALSE, &end);
  judge->end = end.end;
  judge->ended_at = end.ended_at;
  memcpy (judge->info, end.info, sizeof end.info);
  verdict->events = end.events;
  verdict->packets = judge->packets;
  if (end.end == END_EVENTS)
    blame (judge, "%" G_GUINT64_FORMAT " events were not enough", end.events);
  if (end.events > EVENTS_AT_LEAST + EVENTS_PER_PACKET * judge->packets)
    blame (judge, "%" G_GUINT64_FORMAT " events for %" G_GUINT64_FORMAT " packets", end.events, judge->packets);
  for (guint i = 0; i < judge->n_connections; i++)
    if (judge->connections[i] != NULL)
      check_connection (judge, judge->connections[i], verdict);
}

/* A run that nobody looks at takes shorter ways, and must come to the same end. */
static void
check_unwatched (Judge *judge, const Verdict *verdict)
{
  Simulation *sim = simulation_new (judge->model);
  EndRecord end;

  simulation_run (sim, G_MAXUINT64);
  simulation_finish (sim, FALSE, &end);
  if (end.end != judge->end || end.ended_at != judge->ended_at || end.events != verdict->events
      || !tcp_info_is_equal (&end.info[SIDE_CLIENT], &judge->info[SIDE_CLIENT])
      || !tcp_info_is_equal (&end.info[SIDE_SERVER], &judge->info[SIDE_SERVER]))
    blame (judge, "unwatched it ends at %" G_GINT64_FORMAT " ns after %" G_GUINT64_FORMAT " events, or with other numbers",
           end.ended_at, end.events);
  simulation_free (sim);
}

static guint64
octets_of (const Script *script)
{
  guint64 octets = 0;

  for (guint i = 0; i < script->steps->len; i++)
    {
      const Step *step = g_ptr_array_index (script->steps, i);

      if (step->kind == STEP_REPEAT)
        octets += step->count * octets_of (step->body);
      for (guint k = 0; step->pieces != NULL && k < step->pieces->len; k++)
        {
          const Piece *piece = &g_array_index (step->pieces, Piece, k);

          octets += piece->kind == PIECE_BYTES ? g_bytes_get_size (piece->bytes) : piece->count;
        }
    }
  return octets;
}

static void
begin (Judge *judge, const Model *model)
{
  guint64 octets = octets_of (model->host[SIDE_CLIENT].script) + octets_of (model->host[SIDE_SERVER].script);

  judge->model = model;
  judge->n_connections = model->connections.count;
  judge->books = g_malloc0_n (judge->n_connections, sizeof *judge->books);
  judge->watches = g_malloc0_n (judge->n_connections, sizeof *judge->watches);
  judge->read = g_malloc0_n (judge->n_connections, sizeof *judge->read);
  judge->moved_at = g_new0 (SimTime, judge->n_connections);
  judge->connections = g_new0 (const Connection *, judge->n_connections);
  judge->frame = g_byte_array_new ();
  judge->most_packets = judge->n_connections * (PACKETS_PER_CONNECTION + octets * PACKETS_PER_OCTET);
  for (guint i = 0; i < judge->n_connections; i++)
    for (Direction dir = DIR_C2S; dir < N_DIRS; dir++)
      judge->books[i][dir] = (Book) { .sent = g_byte_array_new (), .arrived = g_byte_array_new () };
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      WireEnds ends = {
        .src = model->host[side].address, .dst = model->host[!side].address,
        .src_port = model->host[side].port, .dst_port = model->host[!side].port
      };

      wire_template_init (&judge->template[side], &ends);
    }
}

static void
clear (Judge *judge)
{
  for (guint i = 0; i < judge->n_connections; i++)
    for (Direction dir = DIR_C2S; dir < N_DIRS; dir++)
      {
        g_byte_array_unref (judge->books[i][dir].sent);
        g_byte_array_unref (judge->books[i][dir].arrived);
      }
  g_free (judge->books);
  g_free (judge->watches);
  g_free (judge->read);
  g_free (judge->moved_at);
  g_free (judge->connections);
  g_byte_array_unref (judge->frame);
}

char *
judge_run (const Model *model, Verdict *verdict)
{
  static const ObserverOps ops = { .sent = on_sent, .arrived = on_arrived, .dropped = on_dropped };
  Judge judge = { .sim = simulation_new (model) };

  *verdict = (Verdict) { 0 };
  begin (&judge, model);
  simulation_observe (judge.sim, &ops, &judge);
  simulation_set_probe (judge.sim, on_event, &judge);
  while (judge.wrong == NULL && simulation_run (judge.sim, 1000))
    ;
  check_end (&judge, verdict);
  if (judge.wrong == NULL)
    check_unwatched (&judge, verdict);
  simulation_free (judge.sim);
  clear (&judge);
  return judge.wrong;
}
