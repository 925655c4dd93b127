/* For the tests of what observes a run: packets made by hand and handed to an
 * observer as a simulation would. */
#ifndef TCPSIM_TESTS_RECORDS_H
#define TCPSIM_TESTS_RECORDS_H

#include <string.h>

#include "tcpsim/trace/record.h"

/* One packet, as a line of a test's timetable. */
typedef struct {
  SimTime at;
  SimTime takes;                /* until it arrives */
  Direction dir;
  guint8 flags;
  guint32 seq, ack, len;        /* relative */
  SegReason reason;
  guint32 reason_n;
  gboolean again;
  Fate fate;
} Play;

/* The numbers that the relative ones count from; near the end, so that they
 * wrap. */
#define PLAY_CLIENT_ISN 4294967290u
#define PLAY_SERVER_ISN 2000000000u

typedef struct {
  Segment seg;
  PacketRecord packet;
} Played;

static inline void
play_fill (Played *out, const Play *play, guint64 id, const Stream *stream)
{
  guint32 own = play->dir == DIR_C2S ? PLAY_CLIENT_ISN : PLAY_SERVER_ISN;
  guint32 peer = play->dir == DIR_C2S ? PLAY_SERVER_ISN : PLAY_CLIENT_ISN;
  gboolean lost = play->fate != FATE_ARRIVES;

  memset (out, 0, sizeof *out);
  out->seg.flags = play->flags;
  out->seg.seq = seq_from (own + play->seq);
  out->seg.ack = seq_from (peer + play->ack);
  out->seg.len = play->len;
  out->seg.reason = play->reason;
  out->seg.reason_n = play->reason_n;
  out->seg.is_retransmission = play->again != 0;
  out->packet.id = out->packet.dir_number = id;
  out->packet.dir = play->dir;
  out->packet.fate = play->fate;
  out->packet.sent_at = play->at;
  out->packet.arrives_at = lost ? SIM_NEVER : play->at + play->takes;
  out->packet.seg = &out->seg;
  out->packet.stream = stream;
  out->packet.sender_isn = seq_from (own);
  out->packet.peer_isn = seq_from (peer);
}

static inline void
play_run_record (RunRecord *run, const char *client, const char *server)
{
  memset (run, 0, sizeof *run);
  run->model_name = "played";
  net_address_parse (client, &run->address[SIDE_CLIENT]);
  net_address_parse (server, &run->address[SIDE_SERVER]);
  run->port[SIDE_CLIENT] = 44156;
  run->port[SIDE_SERVER] = 12345;
}

/* Hands packet number @id to the observer: sent, and at once arrived. */
static inline void
play_packet (const ObserverOps *ops, gpointer self, const Play *play, guint64 id)
{
  Played played;

  play_fill (&played, play, id, NULL);
  ops->sent (self, &played.packet);
  if (ops->arrived != NULL && play->fate == FATE_ARRIVES)
    ops->arrived (self, &played.packet);
}

#endif
