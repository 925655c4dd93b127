/* The pcapng file, block by block. */
#include <string.h>

#include "fixture-frames.h"
#include "suite.h"
#include "trace/pcapng.h"

enum { SECTION = 0x0a0d0d0a, INTERFACE = 1, STATISTICS = 5, PACKET = 6 };

static Frames frames;

/* A block of the file, and one frame's. */
typedef struct {
  guint32 type;
  const guint8 *body;
  gsize len;                    /* of the body, options included */
} Piece;

static guint32
le32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static guint64
le64 (const guint8 *at)
{
  return le32 (at) | (guint64) le32 (at + 4) << 32;
}

static void
begin (void)
{
  frames_begin (&frames, "10.0.0.1", "10.0.0.2");
}

static void
end (void)
{
  frames_end (&frames);
}

static Writer *
start (const Fingerprint *fingerprint)
{
  g_autofree char *path = frames_path (&frames, "out.pcapng");
  Writer *writer = pcapng_open (path, &frames.config, fingerprint, NULL);

  ck_assert_ptr_nonnull (writer);
  writer_attach (writer, frames.capture);
  frames.run.seed = 7;
  writer->ops->observer->start (writer, &frames.run);
  frames_start (&frames);
  return writer;
}

/* Every block has its length at both ends, in whole words. */
static GArray *
split (const char *file, gsize len)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));

  for (gsize at = 0; at < len;)
    {
      const guint8 *block = (const guint8 *) file + at;
      guint32 n = le32 (block + 4);
      Piece piece = { le32 (block), block + 8, n - 12 };

      ck_assert_uint_eq (n % 4, 0);
      ck_assert_uint_le (n, len - at);
      ck_assert_uint_eq (le32 (block + n - 4), n);
      g_array_append_val (pieces, piece);
      at += n;
    }
  return pieces;
}

static const Piece *
piece_at (const GArray *pieces, guint i)
{
  ck_assert_uint_lt (i, pieces->len);
  return &g_array_index (pieces, Piece, i);
}

/* The @n-th option of code @code after @fixed octets of @piece, from 0; its length
 * in *@len; NULL when there is none. */
static const guint8 *
find_option (const Piece *piece, gsize fixed, guint code, guint n, guint *len)
{
  for (gsize at = fixed; at + 4 <= piece->len;)
    {
      guint head = le32 (piece->body + at);

      if (head == 0)
        return NULL;
      *len = head >> 16;
      if ((head & 0xffff) == code && n-- == 0)
        return piece->body + at + 4;
      at += 4 + ((*len + 3) & ~3u);
    }
  return NULL;
}

static gsize
packet_fixed (const Piece *piece)
{
  return 20 + ((le32 (piece->body + 12) + 3) & ~3u);
}

/* The text of an option; to be freed. */
static char *
option_text (const Piece *piece, gsize fixed, guint code, guint n)
{
  guint len = 0;
  const guint8 *at = find_option (piece, fixed, code, n, &len);

  return at == NULL ? NULL : g_strndup ((const char *) at, len);
}

/* "client 1.000000 id=1 lost=0 verdict=-": a line for each frame; to be freed. */
static char *
list_frames (const GArray *pieces)
{
  static const char *const names[] = { "client", "server", "dropped" };
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < pieces->len; i++)
    {
      const Piece *piece = piece_at (pieces, i);
      const guint8 *flags, *id, *lost, *verdict;
      gsize fixed;
      guint len;

      if (piece->type != PACKET)
        continue;
      fixed = packet_fixed (piece);
      flags = find_option (piece, fixed, 2, 0, &len);
      id = find_option (piece, fixed, 5, 0, &len);
      lost = find_option (piece, fixed, 4, 0, &len);
      verdict = find_option (piece, fixed, 7, 0, &len);
      g_string_append_printf (list, "%s %s %u id=%u lost=%u%s\n", names[le32 (piece->body)],
                              flags == NULL ? "-" : le32 (flags) == 2 ? "out" : "in",
                              le32 (piece->body + 8), (guint) le64 (id), lost == NULL ? 0 : (guint) le64 (lost),
                              verdict == NULL ? "" : " shot");
      ck_assert (verdict == NULL || (len == 9 && verdict[0] == 1 && le64 (verdict + 1) == 2));
      ck_assert_uint_eq (le32 (piece->body + 4), 0);
    }
  return g_string_free (list, FALSE);
}

/* Two that arrive, one that is lost between them, and one back. */
static const HandPacket play[] = {
  { 100, DIR_C2S, SEG_ACK, 1, 1, 0, .window = 1, .delay = 50, .reason = REASON_DATA },
  { 200, DIR_C2S, SEG_ACK, 1, 1, 0, .window = 1, .fate = FATE_LOST_QUEUE, .reason = REASON_DATA },
  { 300, DIR_C2S, SEG_ACK, 1, 1, 0, .window = 1, .delay = 50, .reason = REASON_RTO, .reason_n = 2 },
  { 400, DIR_S2C, SEG_ACK, 1, 1, 0, .window = 1, .reason = REASON_ACK_QUICK },
};

static char *
render (gsize *len)
{
  Writer *writer = start (NULL);

  frames_play (&frames, play, G_N_ELEMENTS (play));
  ck_assert (writer_commit (writer, NULL));
  return frames_read (&frames, "out.pcapng", len);
}

static const struct {
  guint vantages;
  const char *want;
} views[] = {
  { 1 << VANTAGE_CLIENT | 1 << VANTAGE_SERVER | 1 << VANTAGE_DROPPED,
    "client out 100 id=1 lost=0\n" "server in 150 id=1 lost=0\n"
    "client out 200 id=2 lost=0\n" "dropped - 200 id=2 lost=0 shot\n"
    "client out 300 id=3 lost=0\n" "server in 350 id=3 lost=1\n"
    "server out 400 id=4 lost=0\n" "client in 400 id=4 lost=0\n" },
  { 1 << VANTAGE_CLIENT,
    "client out 100 id=1 lost=0\n" "client out 200 id=2 lost=0\n" "client out 300 id=3 lost=0\n"
    "client in 400 id=4 lost=0\n" },
};

START_TEST (a_packet_has_a_frame_wherever_it_passes)
{
  g_autofree char *file = NULL, *got = NULL;
  g_autoptr (GArray) pieces = NULL;
  gsize len;

  frames.config.vantages = views[_i].vantages;
  file = render (&len);
  pieces = split (file, len);
  got = list_frames (pieces);
  ck_assert_str_eq (got, views[_i].want);
}
END_TEST

START_TEST (interfaces_are_alike_but_in_name)
{
  static const char *const names[] = { "client", "server", "dropped" };
  gsize len;
  g_autofree char *file = render (&len);
  g_autoptr (GArray) pieces = split (file, len);

  for (guint i = 0; i < N_VANTAGES; i++)
    {
      const Piece *piece = piece_at (pieces, 1 + i);
      g_autofree char *name = option_text (piece, 8, 2, 0);
      g_autofree char *resolution = option_text (piece, 8, 9, 0);

      ck_assert_uint_eq (piece->type, INTERFACE);
      ck_assert_uint_eq (le32 (piece->body), 1);
      ck_assert_uint_eq (le32 (piece->body + 4), CAPTURE_SNAPLEN_MAX);
      ck_assert_str_eq (name, names[i]);
      ck_assert_str_eq (resolution, "\x09");
    }
}
END_TEST

START_TEST (comments_say_why_and_what_became_of_it)
{
  static const char *const want[] = {
    "tcpsim.cause=data; data: new (RFC 9293 3.10.2)",
    "tcpsim.cause=data tcpsim.fate=queue; data: new (RFC 9293 3.10.2); lost: queue full",
    "tcpsim.cause=rto tcpsim.n=2; retransmission: timeout (RFC 6298 5.4)",
  };
  g_autofree char *file = NULL, *note = NULL;
  g_autoptr (GArray) pieces = NULL;
  gsize len;

  frames.config.vantages = 1 << VANTAGE_CLIENT;
  frames_add_note (&frames, 2, "look");
  file = render (&len);
  pieces = split (file, len);
  for (guint i = 0; i < G_N_ELEMENTS (want); i++)
    {
      const Piece *piece = piece_at (pieces, 2 + i);
      g_autofree char *comment = option_text (piece, packet_fixed (piece), 1, 0);

      ck_assert_str_eq (comment, want[i]);
    }
  note = option_text (piece_at (pieces, 3), packet_fixed (piece_at (pieces, 3)), 1, 1);
  ck_assert_str_eq (note, "look");
}
END_TEST

START_TEST (the_heading_names_program_model_seed_and_fingerprint)
{
  g_autoptr (Fingerprint) fingerprint = fingerprint_new ();
  g_autofree char *hex = fingerprint_hex (fingerprint);
  g_autofree char *file = NULL, *program = NULL, *model = NULL, *sum = NULL;
  g_autoptr (GArray) pieces = NULL;
  gsize len;

  ck_assert (writer_commit (start (fingerprint), NULL));
  file = frames_read (&frames, "out.pcapng", &len);
  pieces = split (file, len);
  ck_assert_uint_eq (piece_at (pieces, 0)->type, SECTION);
  program = option_text (piece_at (pieces, 0), 16, 4, 0);
  model = option_text (piece_at (pieces, 0), 16, 1, 0);
  sum = option_text (piece_at (pieces, 0), 16, 1, 1);
  ck_assert (g_str_has_prefix (program, "tcpsim "));
  ck_assert_str_eq (model, "tcpsim.model=frames tcpsim.seed=7");
  ck_assert_str_eq (sum + strlen ("tcpsim.fingerprint="), hex);
}
END_TEST

START_TEST (statistics_count_the_frames_and_the_lost)
{
  static const guint want[N_VANTAGES][2] = { { 4, 0 }, { 3, 1 }, { 1, 0 } };
  gsize len;
  g_autofree char *file = render (&len);
  g_autoptr (GArray) pieces = split (file, len);

  for (guint i = 0; i < N_VANTAGES; i++)
    {
      const Piece *piece = piece_at (pieces, pieces->len - N_VANTAGES + i);
      guint n;
      const guint8 *received = find_option (piece, 12, 4, 0, &n);
      const guint8 *dropped = find_option (piece, 12, 5, 0, &n);

      ck_assert_uint_eq (piece->type, STATISTICS);
      ck_assert_uint_eq (le64 (received), want[i][0]);
      ck_assert_uint_eq (dropped == NULL ? 0 : le64 (dropped), want[i][1]);
    }
}
END_TEST

/* The pieces of the echo session with frames of @snaplen octets at most; the file in
 * *@file, to be freed. */
static GArray *
echo_pieces (guint32 snaplen, char **file)
{
  Writer *writer;
  gsize len;

  frames_end (&frames);
  frames_begin_echo (&frames);
  frames.config.snaplen = snaplen;
  writer = start (NULL);
  frames_play (&frames, echo_packets, N_ECHO_PACKETS);
  ck_assert (writer_commit (writer, NULL));
  *file = frames_read (&frames, "out.pcapng", &len);
  return split (*file, len);
}

/* What is kept of a frame is the beginning of the whole one. */
START_TEST (a_frame_is_cut_to_the_snap_length)
{
  guint32 snaplen = 1 + _i;
  g_autofree char *whole = NULL, *cut = NULL;
  g_autoptr (GArray) whole_pieces = echo_pieces (CAPTURE_SNAPLEN_MAX, &whole);
  g_autoptr (GArray) cut_pieces = echo_pieces (snaplen, &cut);

  for (guint i = 1 + N_VANTAGES; i < 1 + N_VANTAGES + 2 * N_ECHO_PACKETS; i++)
    {
      const Piece *a = piece_at (whole_pieces, i), *b = piece_at (cut_pieces, i);
      guint32 kept = le32 (b->body + 12);

      ck_assert_uint_eq (kept, MIN (snaplen, le32 (a->body + 12)));
      ck_assert_uint_eq (le32 (b->body + 16), le32 (a->body + 16));
      ck_assert_mem_eq (a->body + 20, b->body + 20, kept);
    }
}
END_TEST

/* The first bit of the TCP header, its last, and those of what follows it. */
static const guint32 flips[] = { 1, 160, 161, 172 };

START_TEST (a_flipped_bit_shows_where_the_packet_arrives)
{
  HandPacket packet = { 100, DIR_C2S, SEG_ACK, 1, 1, 2, .window = 1, .flipped_bit = flips[_i] };
  gsize len, octet = 20 + 14 + 20 + (flips[_i] - 1) / 8;
  g_autofree char *file = NULL;
  g_autoptr (GArray) pieces = NULL;
  guint8 there, arrived;
  Writer *writer;

  frames_write (&frames, SIDE_CLIENT, "ab");
  writer = start (NULL);
  frames_play (&frames, &packet, 1);
  ck_assert (writer_commit (writer, NULL));
  file = frames_read (&frames, "out.pcapng", &len);
  pieces = split (file, len);
  there = piece_at (pieces, 1 + N_VANTAGES)->body[octet];
  arrived = piece_at (pieces, 2 + N_VANTAGES)->body[octet];
  ck_assert_uint_eq (there ^ arrived, 0x80 >> (flips[_i] - 1) % 8);
}
END_TEST

START_TEST (every_reason_and_fate_has_a_word_of_its_own)
{
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < N_REASONS; i++)
    {
      const char *word = seg_reason_info (i)->name;

      ck_assert (g_hash_table_add (words, (gpointer) word));
      ck_assert_ptr_null (strpbrk (word, " ;="));
      /* A filter for a timeout must find no other frame. */
      ck_assert (g_str_has_prefix (word, "rto") || strstr (word, "rto") == NULL);
      ck_assert_ptr_null (strstr (seg_reason_info (i)->text, "rto"));
    }
  for (guint i = 0; i < N_FATES; i++)
    ck_assert (g_hash_table_add (words, (gpointer) fate_name (i)));
}
END_TEST

START_TEST (a_discarded_file_leaves_nothing)
{
  g_autofree char *path = frames_path (&frames, "out.pcapng");

  writer_discard (start (NULL));
  ck_assert (!g_file_test (path, G_FILE_TEST_EXISTS));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("pcapng");
  TCase *tc = tcase_create ("pcapng");

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_loop_test (tc, a_packet_has_a_frame_wherever_it_passes, 0, G_N_ELEMENTS (views));
  tcase_add_test (tc, interfaces_are_alike_but_in_name);
  tcase_add_test (tc, comments_say_why_and_what_became_of_it);
  tcase_add_test (tc, the_heading_names_program_model_seed_and_fingerprint);
  tcase_add_test (tc, statistics_count_the_frames_and_the_lost);
  tcase_add_loop_test (tc, a_frame_is_cut_to_the_snap_length, 0, 100);
  tcase_add_loop_test (tc, a_flipped_bit_shows_where_the_packet_arrives, 0, G_N_ELEMENTS (flips));
  tcase_add_test (tc, every_reason_and_fate_has_a_word_of_its_own);
  tcase_add_test (tc, a_discarded_file_leaves_nothing);
  suite_add_tcase (suite, tc);

  return suite_main (suite);
}
