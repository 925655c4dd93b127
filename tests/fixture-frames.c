/* A captured run made by hand. */
#include "fixture-frames.h"

#include <check.h>
#include <glib/gstdio.h>
#include <string.h>

#define CLIENT_ISN 1000000000u
#define SERVER_ISN 2000000000u

#define SYN_OPTIONS \
  (SEG_OPT_MSS | SEG_OPT_WSCALE | SEG_OPT_SACK_PERMITTED | SEG_OPT_TIMESTAMPS)
#define TS SEG_OPT_TIMESTAMPS
#define TSVAL(n) (2731439000u + (n))

const HandPacket echo_packets[N_ECHO_PACKETS] = {
  { 0, DIR_C2S, SEG_SYN, 0, 0, 0, 65495, SYN_OPTIONS, TSVAL (96), 0, .reason = REASON_SYN },
  { 32191, DIR_S2C, SEG_SYN | SEG_ACK, 0, 1, 0, 65483, SYN_OPTIONS, TSVAL (96), TSVAL (96),
    .reason = REASON_SYN_ACK },
  { 64761, DIR_C2S, SEG_ACK, 1, 1, 0, 512, TS, TSVAL (96), TSVAL (96),
    .reason = REASON_HANDSHAKE_ACK },
  { 2174611, DIR_C2S, SEG_PSH | SEG_ACK, 1, 1, 15, 512, TS, TSVAL (98), TSVAL (96),
    .reason = REASON_DATA },
  { 2199711, DIR_S2C, SEG_ACK, 1, 16, 0, 512, TS, TSVAL (98), TSVAL (98),
    .reason = REASON_ACK_QUICK },
  { 3576877, DIR_S2C, SEG_PSH | SEG_ACK, 1, 16, 32, 512, TS, TSVAL (100), TSVAL (98),
    .reason = REASON_DATA },
  { 3613376, DIR_C2S, SEG_ACK, 16, 33, 0, 512, TS, TSVAL (100), TSVAL (100),
    .reason = REASON_ACK_QUICK },
  { 6592799, DIR_C2S, SEG_FIN | SEG_ACK, 16, 33, 0, 512, TS, TSVAL (103), TSVAL (100),
    .reason = REASON_FIN },
  { 54505127, DIR_S2C, SEG_ACK, 33, 17, 0, 512, TS, TSVAL (151), TSVAL (103),
    .reason = REASON_ACK_DELAYED },
  { 334810976, DIR_S2C, SEG_FIN | SEG_ACK, 33, 17, 0, 512, TS, TSVAL (431), TSVAL (103),
    .reason = REASON_FIN },
  { 334838781, DIR_C2S, SEG_ACK, 17, 34, 0, 512, TS, TSVAL (431), TSVAL (431),
    .reason = REASON_ACK_FIN },
};

void
frames_begin (Frames *frames, const char *client, const char *server)
{
  memset (frames, 0, sizeof *frames);
  frames->folder = g_dir_make_tmp ("tcpsim-frames-XXXXXX", NULL);
  ck_assert_ptr_nonnull (frames->folder);
  frames->config.interface = (char *) "lo";
  frames->config.zone_name = (char *) "UTC";
  frames->config.first_number = 1;
  frames->config.snaplen = CAPTURE_SNAPLEN_MAX;
  frames->config.vantages = (1 << N_VANTAGES) - 1;
  frames->config.foreign = g_array_new (FALSE, FALSE, sizeof (SimTime));
  frames->config.notes = g_array_new (FALSE, FALSE, sizeof (CaptureNote));
  frames->run.model_name = "frames";
  ck_assert (net_address_parse (client, &frames->run.address[SIDE_CLIENT]));
  ck_assert (net_address_parse (server, &frames->run.address[SIDE_SERVER]));
  frames->run.port[SIDE_CLIENT] = 44156;
  frames->run.port[SIDE_SERVER] = 12345;
  frames->stream[SIDE_CLIENT] = stream_new ();
  frames->stream[SIDE_SERVER] = stream_new ();
  frames->capture = capture_new (&frames->config);
  capture_want_views (frames->capture);
}

static void
add_echo_notes (Frames *frames)
{
  static const CaptureNote notes[] = {
    { .number = 50, .text = (char *) "三次握手:SYN=1 Seq=0" },
    { .number = 51, .text = (char *) "三次握手:SYN1 ACK=1 Seq=0" },
    { .number = 52, .text = (char *) "三次握手:Ack=1 Seq=1" },
    { .number = 53, .text = (char *) "客户端发送消息  Hello, server!." },
    { .number = 54, .text = (char *) "服务端应答" },
    { .number = 55, .text = (char *) " 服务端发送消息 Server received: Hello, server!." },
    { .number = 56, .text = (char *) "客户端还给了一个回应" },
    { .number = 57, .text = (char *) "四次挥手 1 FIN=1 Ack=33 Seq=16" },
    { .number = 58, .text = (char *) "四次挥手 2 ACK=17 Seq=33" },
    { .number = 61, .text = (char *) "四次挥手: 3 Fin=1 Ack=17 Seq=33" },
    { .number = 62, .text = (char *) "四次挥手 4 Ack=34 Seq=17" },
  };

  g_array_append_vals (frames->config.notes, notes, G_N_ELEMENTS (notes));
}

void
frames_begin_echo (Frames *frames)
{
  frames_begin (frames, "127.0.0.1", "127.0.0.1");
  frames->config.first_number = 50;
  /* 2023-08-29 12:26:25.256829498 UTC */
  frames->config.start_epoch = SIM_SEC (1693311985) + 256829498;
  frames->config.first_at = SIM_SEC (7) + 55660280;
  frames->config.zone_name = (char *) "EDT";
  frames->config.zone_offset = -4 * 3600;
  frames_add_foreign (frames, SIM_SEC (7) + 51549982);
  frames_add_foreign (frames, SIM_SEC (7) + 250000000);
  frames_add_foreign (frames, SIM_SEC (7) + 390236804);
  add_echo_notes (frames);
  frames_write (frames, SIDE_CLIENT, "Hello, server!\n");
  frames_write (frames, SIDE_SERVER, "Server received: Hello, server!\n");
}

void
frames_add_foreign (Frames *frames, SimTime at)
{
  g_array_append_val (frames->config.foreign, at);
}

void
frames_add_note (Frames *frames, guint64 number, const char *text)
{
  CaptureNote note = { .number = number, .text = (char *) text };

  g_array_append_val (frames->config.notes, note);
}

void
frames_write (Frames *frames, Side side, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  stream_append_bytes (frames->stream[side], bytes);
}

void
frames_start (Frames *frames)
{
  capture_observer.start (frames->capture, &frames->run);
}

static void
fill_segment (Segment *seg, const HandPacket *hand, guint32 isn, guint32 peer_isn)
{
  seg->flags = hand->flags;
  seg->options = hand->options;
  seg->wscale = 7;
  seg->mss = 65495;
  seg->window = hand->window;
  seg->reason = hand->reason;
  seg->reason_n = hand->reason_n;
  seg->seq = seq_from (isn + hand->seq);
  seg->ack = seq_from (peer_isn + hand->ack);
  seg->len = hand->len;
  seg->tsval = hand->tsval;
  seg->tsecr = hand->tsecr;
  seg->stream_offset = hand->seq - 1;
  seg->n_sack = hand->n_sack;
  for (guint i = 0; i < hand->n_sack; i++)
    {
      seg->sack[i].left = seq_from (peer_isn + hand->sack[2 * i]);
      seg->sack[i].right = seq_from (peer_isn + hand->sack[2 * i + 1]);
    }
}

static void
play_one (Frames *frames, const HandPacket *hand)
{
  gboolean from_client = hand->dir == DIR_C2S;
  guint32 isn = from_client ? CLIENT_ISN : SERVER_ISN;
  guint32 peer_isn = from_client ? SERVER_ISN : CLIENT_ISN;
  Segment seg = { 0 };
  PacketRecord packet = {
    .id = frames->sent[DIR_C2S] + frames->sent[DIR_S2C] + 1,
    .dir_number = ++frames->sent[hand->dir],
    .dir = hand->dir,
    .fate = hand->fate,
    .sent_at = hand->at,
    .arrives_at = hand->fate == FATE_ARRIVES ? hand->at + hand->delay : SIM_NEVER,
    .seg = &seg,
    .stream = frames->stream[from_client ? SIDE_CLIENT : SIDE_SERVER],
    .sender_isn = seq_from (isn),
    .peer_isn = seq_from (peer_isn),
    .sender_wscale = 7,
    .flipped_bit = hand->flipped_bit,
  };

  fill_segment (&seg, hand, isn, peer_isn);
  capture_observer.sent (frames->capture, &packet);
  if (hand->fate == FATE_ARRIVES)
    capture_observer.arrived (frames->capture, &packet);
}

void
frames_play (Frames *frames, const HandPacket *packets, guint n)
{
  for (guint i = 0; i < n; i++)
    play_one (frames, &packets[i]);
}

char *
frames_path (const Frames *frames, const char *name)
{
  return g_build_filename (frames->folder, name, NULL);
}

char *
frames_read (const Frames *frames, const char *name, gsize *len)
{
  g_autofree char *path = frames_path (frames, name);
  char *contents = NULL;

  ck_assert (g_file_get_contents (path, &contents, len, NULL));
  return contents;
}

void
frames_end (Frames *frames)
{
  GDir *dir = g_dir_open (frames->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = frames_path (frames, name);

      ck_assert_int_eq (g_unlink (path), 0);
    }
  g_dir_close (dir);
  ck_assert_int_eq (g_rmdir (frames->folder), 0);
  g_free (frames->folder);
  capture_free (frames->capture);
  stream_free (frames->stream[SIDE_CLIENT]);
  stream_free (frames->stream[SIDE_SERVER]);
  g_array_unref (frames->config.foreign);
  g_array_unref (frames->config.notes);
}

char *
frames_read_source (const char *path)
{
  const char *top = g_getenv ("srcdir");
  g_autofree char *full = g_build_filename (top != NULL ? top : ".", path, NULL);
  char *contents = NULL;

  ck_assert_msg (g_file_get_contents (full, &contents, NULL, NULL), "no %s", full);
  return contents;
}
