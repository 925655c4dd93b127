/* The pcap file, octet by octet. */
#include <string.h>
#include <unistd.h>

#include "fixture-frames.h"
#include "suite.h"
#include "trace/pcap.h"

#define FILE_HEADER_LEN 24
#define RECORD_HEADER_LEN 16

static Frames frames;

static Writer *
start (void)
{
  g_autofree char *path = frames_path (&frames, "out.pcap");
  Writer *pcap = pcap_open (path, &frames.config, NULL);

  ck_assert_ptr_nonnull (pcap);
  writer_attach (pcap, frames.capture);
  frames_start (&frames);
  return pcap;
}

static char *
render (const HandPacket *packets, guint n, gsize *len)
{
  Writer *pcap = start ();

  frames_play (&frames, packets, n);
  ck_assert (writer_commit (pcap, NULL));
  return frames_read (&frames, "out.pcap", len);
}

static void
begin (void)
{
  frames_begin_echo (&frames);
}

static void
end (void)
{
  frames_end (&frames);
}

static guint32
le32 (const char *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

START_TEST (a_file_without_frames_is_its_header_in_little_endian)
{
  static const guint8 want[FILE_HEADER_LEN] = {
    0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0
  };
  gsize len;
  g_autofree char *got = render (NULL, 0, &len);

  ck_assert_uint_eq (len, FILE_HEADER_LEN);
  ck_assert_mem_eq (got, want, FILE_HEADER_LEN);
}
END_TEST

/* The record of the echo session's frame @n, counted from 0. */
static const char *
record_at (const char *file, guint n)
{
  const char *at = file + FILE_HEADER_LEN;

  for (; n > 0; n--)
    at += RECORD_HEADER_LEN + le32 (at + 8);
  return at;
}

/* Seconds from 1693311992 are the recorded ones. */
static const struct {
  guint32 nanoseconds;
  guint32 len;
} records[N_ECHO_PACKETS] = {
  { 312489778, 74 }, { 312521969, 74 }, { 312554539, 66 }, { 314664389, 81 },
  { 314689489, 66 }, { 316066655, 98 }, { 316103154, 66 }, { 319082577, 66 },
  { 366994905, 66 }, { 647300754, 66 }, { 647328559, 66 },
};

START_TEST (each_echo_frame_has_its_recorded_time_and_length)
{
  g_autofree char *got = render (echo_packets, N_ECHO_PACKETS, NULL);
  const char *record = record_at (got, _i);

  ck_assert_uint_eq (le32 (record), 1693311992);
  ck_assert_uint_eq (le32 (record + 4), records[_i].nanoseconds);
  ck_assert_uint_eq (le32 (record + 8), records[_i].len);
  ck_assert_uint_eq (le32 (record + 12), records[_i].len);
}
END_TEST

/* Checksums are verified by the decoding. */
START_TEST (each_echo_frame_decodes_to_what_was_sent)
{
  g_autofree char *got = render (echo_packets, N_ECHO_PACKETS, NULL);
  const guint8 *frame = (const guint8 *) record_at (got, _i) + RECORD_HEADER_LEN;
  const HandPacket *hand = &echo_packets[_i];
  WireEnds ends;
  Segment seg;

  ck_assert (wire_decode (frame, records[_i].len, &ends, &seg));
  ck_assert_uint_eq (ends.src_port, hand->dir == DIR_C2S ? 44156 : 12345);
  ck_assert_uint_eq (ends.dst_port, hand->dir == DIR_C2S ? 12345 : 44156);
  ck_assert_uint_eq (seg.flags, hand->flags);
  ck_assert_uint_eq (seg.len, hand->len);
  ck_assert_uint_eq (seg.tsval, hand->tsval);
}
END_TEST

START_TEST (the_payload_is_the_streams_octets)
{
  g_autofree char *got = render (echo_packets, N_ECHO_PACKETS, NULL);

  ck_assert_mem_eq (record_at (got, 6) - 32, "Server received: Hello, server!\n", 32);
}
END_TEST

START_TEST (each_directions_packets_are_numbered_from_one)
{
  g_autofree char *got = render (echo_packets, N_ECHO_PACKETS, NULL);
  const gsize ip_id = RECORD_HEADER_LEN + 14 + 4;

  ck_assert_mem_eq (record_at (got, 0) + ip_id, "\0\1", 2);
  ck_assert_mem_eq (record_at (got, 1) + ip_id, "\0\1", 2);
  ck_assert_mem_eq (record_at (got, 2) + ip_id, "\0\2", 2);
  ck_assert_mem_eq (record_at (got, 10) + ip_id, "\0\6", 2);
}
END_TEST

static const struct {
  gint64 epoch;
  gboolean fits;
} epochs[] = {
  { -1, FALSE },
  { 0, TRUE },
  { SIM_SEC (G_GINT64_CONSTANT (4294967296)) - 1, TRUE },
  { SIM_SEC (G_GINT64_CONSTANT (4294967296)), FALSE },
  { G_MAXINT64, FALSE },
};

START_TEST (a_time_that_does_not_fit_fails_the_commit)
{
  static const HandPacket syn = { 0, DIR_C2S, SEG_SYN, .window = 1 };
  g_autofree char *path = frames_path (&frames, "out.pcap");
  g_autoptr (GError) error = NULL;
  Writer *pcap;

  frames.config.start_epoch = epochs[_i].epoch;
  frames.config.first_at = 0;
  pcap = start ();
  frames_play (&frames, &syn, 1);
  ck_assert_int_eq (writer_commit (pcap, &error), epochs[_i].fits);
  ck_assert_int_eq (g_file_test (path, G_FILE_TEST_EXISTS), epochs[_i].fits);
  ck_assert_int_eq (error == NULL, epochs[_i].fits);
}
END_TEST

/* By way of a link, so that a mistake cannot harm the machine's device. */
START_TEST (a_full_device_fails_the_commit)
{
  g_autofree char *path = frames_path (&frames, "out.pcap");
  g_autoptr (GError) error = NULL;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    return;
  ck_assert_int_eq (symlink ("/dev/full", path), 0);
  ck_assert (!writer_commit (start (), &error));
  ck_assert (g_str_has_suffix (error->message, "out.pcap: No space left on device"));
}
END_TEST

START_TEST (a_discarded_file_leaves_nothing)
{
  g_autofree char *path = frames_path (&frames, "out.pcap");

  writer_discard (start ());
  ck_assert (!g_file_test (path, G_FILE_TEST_EXISTS));
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("pcap");
  TCase *tc = tcase_create ("pcap");

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_test (tc, a_file_without_frames_is_its_header_in_little_endian);
  tcase_add_loop_test (tc, each_echo_frame_has_its_recorded_time_and_length, 0,
                       N_ECHO_PACKETS);
  tcase_add_loop_test (tc, each_echo_frame_decodes_to_what_was_sent, 0, N_ECHO_PACKETS);
  tcase_add_test (tc, the_payload_is_the_streams_octets);
  tcase_add_test (tc, each_directions_packets_are_numbered_from_one);
  tcase_add_loop_test (tc, a_time_that_does_not_fit_fails_the_commit, 0,
                       G_N_ELEMENTS (epochs));
  tcase_add_test (tc, a_full_device_fails_the_commit);
  tcase_add_test (tc, a_discarded_file_leaves_nothing);
  suite_add_tcase (suite, tc);

  return suite_main (suite);
}
