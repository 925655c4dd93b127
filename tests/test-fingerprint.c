/* What the fingerprint of a run depends on. */
#include "records.h"
#include "suite.h"
#include "trace/fingerprint.h"

/* A packet that carries everything. */
static void
fill (Played *played, const Stream *stream)
{
  static const Play play = { .at = 5, .takes = 7, .flags = SEG_PSH | SEG_ACK, .seq = 1, .ack = 1,
                             .len = 5 };

  play_fill (played, &play, 1, stream);
  played->seg.options = SEG_OPT_MSS | SEG_OPT_WSCALE | SEG_OPT_TIMESTAMPS | SEG_OPT_SACK;
  played->seg.n_sack = 2;
}

static char *
hash (const RunRecord *run, const PacketRecord *packet)
{
  g_autoptr (Fingerprint) fp = fingerprint_new ();

  fingerprint_observer.start (fp, run);
  fingerprint_observer.sent (fp, packet);
  return fingerprint_hex (fp);
}

static Stream *
make_stream (const char *text)
{
  Stream *stream = stream_new ();
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  stream_append_bytes (stream, bytes);
  return stream;
}

/* A change of one field. */
typedef void (*Change) (Played *played);

static void change_nothing (Played *p G_GNUC_UNUSED) { }
static void change_sent_at (Played *p) { p->packet.sent_at++; }
static void change_arrives_at (Played *p) { p->packet.arrives_at++; }
static void change_fate (Played *p) { p->packet.fate = FATE_LOST_QUEUE; }
static void change_dir (Played *p) { p->packet.dir = DIR_S2C; }
static void change_connection (Played *p) { p->packet.connection++; }
static void change_seq (Played *p) { p->seg.seq.v ^= 0x80000000u; }
static void change_ack (Played *p) { p->seg.ack.v++; }
static void change_flags (Played *p) { p->seg.flags ^= SEG_CWR; }
static void change_window (Played *p) { p->seg.window ^= 0x8000; }
static void change_ecn (Played *p) { p->seg.ecn++; }
static void change_len (Played *p) { p->seg.len--; }
static void change_options (Played *p) { p->seg.options |= SEG_OPT_SACK_PERMITTED; }
static void change_mss (Played *p) { p->seg.mss++; }
static void change_wscale (Played *p) { p->seg.wscale++; }
static void change_tsval (Played *p) { p->seg.tsval++; }
static void change_tsecr (Played *p) { p->seg.tsecr++; }
static void change_n_sack (Played *p) { p->seg.n_sack--; }
static void change_sack_left (Played *p) { p->seg.sack[1].left.v++; }
static void change_sack_right (Played *p) { p->seg.sack[1].right.v++; }
static void change_payload (Played *p) { p->seg.stream_offset++; }

static const struct {
  const char *name;
  Change change;
} changes[] = {
  { "sent_at", change_sent_at }, { "arrives_at", change_arrives_at }, { "fate", change_fate },
  { "dir", change_dir }, { "connection", change_connection }, { "seq", change_seq },
  { "ack", change_ack }, { "flags", change_flags }, { "window", change_window },
  { "ecn", change_ecn }, { "len", change_len }, { "options", change_options },
  { "mss", change_mss }, { "wscale", change_wscale }, { "tsval", change_tsval },
  { "tsecr", change_tsecr }, { "n_sack", change_n_sack }, { "sack left", change_sack_left },
  { "sack right", change_sack_right }, { "payload", change_payload },
};

static char *
hash_changed (Change change)
{
  Stream *stream = make_stream ("hello!");
  RunRecord run;
  Played played;
  char *hex;

  play_run_record (&run, "10.0.0.1", "10.0.0.2");
  fill (&played, stream);
  change (&played);
  hex = hash (&run, &played.packet);
  stream_free (stream);
  return hex;
}

START_TEST (a_change_of_any_field_changes_it)
{
  g_autofree char *before = hash_changed (change_nothing);
  g_autofree char *after = hash_changed (changes[_i].change);

  ck_assert_msg (strcmp (before, after) != 0, "%s does not count", changes[_i].name);
}
END_TEST

START_TEST (the_same_run_has_the_same_fingerprint)
{
  g_autofree char *one = hash_changed (change_nothing);
  g_autofree char *two = hash_changed (change_nothing);

  ck_assert_str_eq (one, two);
  ck_assert_uint_eq (strlen (one), 64);
}
END_TEST

static void
absent_options (Played *p)
{
  p->seg.options = 0;
}

static void
absent_options_with_leftovers (Played *p)
{
  p->seg.options = 0;
  p->seg.mss = 1;
  p->seg.wscale = 1;
  p->seg.tsval = p->seg.tsecr = 1;
  p->seg.n_sack = 3;
}

START_TEST (an_option_that_is_not_sent_does_not_count)
{
  g_autofree char *one = hash_changed (absent_options);
  g_autofree char *two = hash_changed (absent_options_with_leftovers);

  ck_assert_str_eq (one, two);
}
END_TEST

static void
other_reason (Played *p)
{
  p->seg.reason = REASON_KEEPALIVE;
  p->seg.is_retransmission = TRUE;
}

START_TEST (why_a_segment_was_sent_does_not_count)
{
  g_autofree char *one = hash_changed (change_nothing);
  g_autofree char *two = hash_changed (other_reason);

  ck_assert_str_eq (one, two);
}
END_TEST

static const struct {
  const char *client;
  guint16 port;
} other_ends[] = {
  { "10.0.0.3", 12345 },
  { "::1", 12345 },
  { "10.0.0.1", 12346 },
};

START_TEST (addresses_and_ports_count)
{
  Played played;
  RunRecord run;

  fill (&played, NULL);
  played.seg.len = 0;
  play_run_record (&run, "10.0.0.1", "10.0.0.2");
  g_autofree char *before = hash (&run, &played.packet);
  play_run_record (&run, other_ends[_i].client, "10.0.0.2");
  run.port[SIDE_SERVER] = other_ends[_i].port;
  g_autofree char *after = hash (&run, &played.packet);

  ck_assert_str_ne (before, after);
}
END_TEST

START_TEST (reading_it_in_mid_run_does_not_disturb_it)
{
  g_autoptr (Fingerprint) read = fingerprint_new ();
  g_autoptr (Fingerprint) unread = fingerprint_new ();
  Played played;

  fill (&played, NULL);
  played.seg.len = 0;
  fingerprint_observer.sent (read, &played.packet);
  fingerprint_observer.sent (unread, &played.packet);
  g_autofree char *middle = fingerprint_hex (read);
  fingerprint_observer.sent (read, &played.packet);
  fingerprint_observer.sent (unread, &played.packet);
  g_autofree char *one = fingerprint_hex (read);
  g_autofree char *two = fingerprint_hex (unread);

  ck_assert_str_ne (middle, one);
  ck_assert_str_eq (one, two);
}
END_TEST

/* The layout is a promise: this is SHA-256 over the octets that the head of
 * fingerprint.c describes, put together here by hand. */
START_TEST (the_layout_is_as_documented)
{
  static const guint8 ends[38] = { 4, 127, 0, 0, 1, [17] = 0x7c, 0xac,
                                   4, 127, 0, 0, 1, [36] = 0x39, 0x30 };
  static const guint8 packet[] = {
    5, 0, 0, 0, 0, 0, 0, 0,  12, 0, 0, 0, 0, 0, 0, 0,  0, 0, 0, 0,  0,  0,
    0xfb, 0xff, 0xff, 0xff,  1, 0x94, 0x35, 0x77,  0x18,  0, 0,  0,  2, 0, 0, 0,
    8,  0, 0,  0,  1, 0, 0, 0,  2, 0, 0, 0,  0,  'h', 'i'
  };
  static const Play play = { .at = 5, .takes = 7, .flags = SEG_PSH | SEG_ACK, .seq = 1, .ack = 1,
                             .len = 2 };
  GChecksum *sha = g_checksum_new (G_CHECKSUM_SHA256);
  Stream *stream = make_stream ("hi");
  Played played;
  RunRecord run;

  play_fill (&played, &play, 1, stream);
  played.seg.options = SEG_OPT_TIMESTAMPS;
  played.seg.tsval = 1;
  played.seg.tsecr = 2;
  play_run_record (&run, "127.0.0.1", "127.0.0.1");
  g_autofree char *hex = hash (&run, &played.packet);
  g_checksum_update (sha, ends, sizeof ends);
  g_checksum_update (sha, packet, sizeof packet);

  ck_assert_str_eq (hex, g_checksum_get_string (sha));
  g_checksum_free (sha);
  stream_free (stream);
}
END_TEST

START_TEST (payloads_longer_than_a_chunk_count_to_the_last_octet)
{
  static const Play play = { .flags = SEG_ACK, .len = 10000 };
  Stream *one = stream_new (), *two = stream_new ();
  Played first, second;
  RunRecord run;

  stream_append_pattern (one, 10000);
  stream_append_pattern (two, 9999);
  g_autoptr (GBytes) last = g_bytes_new ("!", 1);
  stream_append_bytes (two, last);
  play_run_record (&run, "127.0.0.1", "127.0.0.1");
  play_fill (&first, &play, 1, one);
  play_fill (&second, &play, 1, two);
  g_autofree char *hex = hash (&run, &first.packet);
  g_autofree char *other = hash (&run, &second.packet);

  ck_assert_str_ne (hex, other);
  stream_free (one);
  stream_free (two);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("fingerprint");
  TCase *tc = tcase_create ("hash");

  tcase_add_loop_test (tc, a_change_of_any_field_changes_it, 0, G_N_ELEMENTS (changes));
  tcase_add_test (tc, the_same_run_has_the_same_fingerprint);
  tcase_add_test (tc, an_option_that_is_not_sent_does_not_count);
  tcase_add_test (tc, why_a_segment_was_sent_does_not_count);
  tcase_add_loop_test (tc, addresses_and_ports_count, 0, G_N_ELEMENTS (other_ends));
  tcase_add_test (tc, reading_it_in_mid_run_does_not_disturb_it);
  tcase_add_test (tc, the_layout_is_as_documented);
  tcase_add_test (tc, payloads_longer_than_a_chunk_count_to_the_last_octet);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
