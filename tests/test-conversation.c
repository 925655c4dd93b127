/* What a capture makes of its frames.  Expectations are what tshark 4.0 says of
 * the same frames. */
#include <string.h>

#include "fixture-frames.h"
#include "suite.h"

#define A SEG_ACK
#define MAX_PACKETS 8

typedef struct {
  const char *name;
  guint marks;                  /* of the last frame */
  HandPacket packets[MAX_PACKETS];
} Story;

static Frames frames;
static FrameView last;

static void
look (gpointer self G_GNUC_UNUSED, const CaptureFrame *frame)
{
  last = frame->view;
}

static void
begin (void)
{
  frames_begin (&frames, "10.0.0.1", "10.0.0.2");
  frames.config.start_epoch = SIM_SEC (1);
  capture_add_sink (frames.capture, look, NULL);
  frames_start (&frames);
}

static void
end (void)
{
  frames_end (&frames);
}

/* A packet of either side at so many milliseconds. */
#define C(ms, ...) { .at = SIM_MS (ms), .dir = DIR_C2S, __VA_ARGS__ }
#define S(ms, ...) { .at = SIM_MS (ms), .dir = DIR_S2C, __VA_ARGS__ }
#define SEG(f, s, a, l, w) .flags = f, .seq = s, .ack = a, .len = l, .window = w
#define SACK(l, r) .options = SEG_OPT_SACK, .n_sack = 1, .sack = { l, r }
#define LOST .fate = FATE_LOST_RULE

#define GREETING \
  C (0, SEG (SEG_SYN, 0, 0, 0, 512), .options = SEG_OPT_WSCALE), \
  S (1, SEG (SEG_SYN | A, 0, 1, 0, 512), .options = SEG_OPT_WSCALE), \
  C (2, SEG (A, 1, 1, 0, 512))

static const Story stories[] = {
  { "new data", 0, { GREETING, C (3, SEG (A, 1, 1, 10, 512)) } },
  { "data after data that the link lost later", 0,
    { GREETING, C (3, SEG (A, 1, 1, 10, 512), LOST), C (4, SEG (A, 11, 1, 10, 512)) } },
  { "the same again", VIEW_RETRANSMISSION,
    { GREETING, C (3, SEG (A, 1, 1, 10, 512), LOST), C (300, SEG (A, 1, 1, 10, 512)) } },
  { "the same again when the first never came", 0,
    { GREETING, S (3, SEG (A, 1, 1, 10, 512), LOST), S (300, SEG (A, 1, 1, 10, 512)) } },
  { "the same again, acknowledged before", VIEW_SPURIOUS_RETRANSMISSION,
    { GREETING, C (3, SEG (A, 1, 1, 10, 512)), S (4, SEG (A, 1, 11, 0, 512)),
      C (300, SEG (A, 1, 1, 10, 512)) } },
  { "a hole", VIEW_LOST_SEGMENT,
    { GREETING, S (3, SEG (A, 1, 1, 10, 512), LOST), S (4, SEG (A, 11, 1, 10, 512)) } },
  { "a hole filled within the round trip", VIEW_OUT_OF_ORDER,
    { GREETING, S (5, SEG (A, 11, 1, 10, 512)), S (6, SEG (A, 1, 1, 10, 512)) } },
  { "a hole filled later", VIEW_RETRANSMISSION,
    { GREETING, S (5, SEG (A, 11, 1, 10, 512)), S (300, SEG (A, 1, 1, 10, 512)) } },
  { "a hole filled after two duplicate ACKs", VIEW_FAST_RETRANSMISSION,
    { GREETING, S (5, SEG (A, 11, 1, 10, 512)), C (6, SEG (A, 1, 1, 0, 512)),
      C (7, SEG (A, 1, 1, 0, 512)), S (12, SEG (A, 1, 1, 10, 512)) } },
  { "the same, too late to be drawn by them", VIEW_RETRANSMISSION,
    { GREETING, S (5, SEG (A, 11, 1, 10, 512)), C (6, SEG (A, 1, 1, 0, 512)),
      C (7, SEG (A, 1, 1, 0, 512)), S (27, SEG (A, 1, 1, 10, 512)) } },
  { "another hole, below a reported block", VIEW_RETRANSMISSION,
    { GREETING, S (5, SEG (A, 1, 1, 30, 512)), C (6, SEG (A, 1, 1, 0, 512), SACK (21, 31)),
      C (7, SEG (A, 1, 1, 0, 512), SACK (21, 31)), S (12, SEG (A, 11, 1, 10, 512)) } },
  { "a repeated SYN", VIEW_RETRANSMISSION,
    { C (0, SEG (SEG_SYN, 0, 0, 0, 512)), C (1000, SEG (SEG_SYN, 0, 0, 0, 512)) } },
  { "a repeated SYN-ACK", VIEW_RETRANSMISSION,
    { C (0, SEG (SEG_SYN, 0, 0, 0, 512)), S (1, SEG (SEG_SYN | A, 0, 1, 0, 512)),
      S (1000, SEG (SEG_SYN | A, 0, 1, 0, 512)) } },
  { "a repeated FIN", VIEW_RETRANSMISSION,
    { GREETING, C (3, SEG (SEG_FIN | A, 1, 1, 0, 512)),
      C (300, SEG (SEG_FIN | A, 1, 1, 0, 512)) } },
  { "an ACK again", VIEW_DUPLICATE_ACK, { GREETING, C (3, SEG (A, 1, 1, 0, 512)) } },
  { "a larger window", VIEW_WINDOW_UPDATE, { GREETING, C (3, SEG (A, 1, 1, 0, 600)) } },
  { "a closed window", VIEW_ZERO_WINDOW, { GREETING, C (3, SEG (A, 1, 1, 0, 0)) } },
  { "one octet back", VIEW_KEEP_ALIVE, { GREETING, C (3, SEG (A, 0, 1, 0, 512)) } },
  { "its answer", VIEW_KEEP_ALIVE_ACK,
    { GREETING, S (3, SEG (A, 1, 1, 0, 512)), C (4, SEG (A, 0, 1, 0, 512)),
      S (5, SEG (A, 1, 1, 0, 512)) } },
  { "one octet into a closed window", VIEW_ZERO_WINDOW_PROBE,
    { GREETING, S (3, SEG (A, 1, 1, 0, 0)), C (4, SEG (A, 1, 1, 1, 512)) } },
  { "its answer, window still closed", VIEW_ZERO_WINDOW | VIEW_ZERO_WINDOW_PROBE_ACK,
    { GREETING, S (3, SEG (A, 1, 1, 0, 0)), C (4, SEG (A, 1, 1, 1, 512)),
      S (5, SEG (A, 1, 1, 0, 0)) } },
  { "the probe's octet again, window open", 0,
    { GREETING, S (3, SEG (A, 1, 1, 0, 0)), C (4, SEG (A, 1, 1, 1, 512), LOST),
      S (5, SEG (A, 1, 1, 0, 512)), C (6, SEG (A, 1, 1, 1, 512)) } },
  { "data to the edge of the window", VIEW_WINDOW_FULL,
    { GREETING, S (3, SEG (A, 1, 1, 0, 1)), C (4, SEG (A, 1, 1, 128, 512)) } },
  { "a copy of what was acknowledged, after a reset that acknowledges nothing", VIEW_OUT_OF_ORDER,
    { GREETING, C (3, SEG (A, 1, 1, 10, 512)), C (4, SEG (A, 11, 1, 10, 512)),
      S (4, SEG (SEG_RST, 1, 0, 0, 0)), C (5, SEG (A, 1, 1, 10, 512)) } },
  { "a SYN again, behind a hole after the first", VIEW_RETRANSMISSION,
    { GREETING, C (3, SEG (A, 11, 1, 10, 512)), C (4, SEG (SEG_SYN, 0, 0, 0, 512)) } },
  { "a SYN again, behind a later hole", VIEW_OUT_OF_ORDER,
    { GREETING, C (3, SEG (A, 1, 1, 10, 512)), C (4, SEG (A, 21, 1, 10, 512)),
      C (5, SEG (SEG_SYN, 0, 0, 0, 512)) } },
  { "data after a hole and a SYN again", VIEW_LOST_SEGMENT,
    { GREETING, C (3, SEG (A, 11, 1, 10, 512)), C (4, SEG (SEG_SYN, 0, 0, 0, 512)),
      C (5, SEG (A, 21, 1, 10, 512)) } },
  { "data after a hole and a SYN-ACK again", 0,
    { GREETING, S (3, SEG (A, 11, 1, 10, 512)), S (4, SEG (SEG_SYN | A, 0, 1, 0, 512)),
      S (5, SEG (A, 21, 1, 10, 512)) } },
  { "a reset beyond a hole", 0,
    { GREETING, C (3, SEG (SEG_RST, 5, 0, 0, 0)) } },
};

/* What is late by less than the first round trip was overtaken; where that is not
 * known, by less than 3 ms. */
static const struct {
  gint64 start;
  guint marks;
} beginnings[] = {
  { SIM_SEC (1), VIEW_OUT_OF_ORDER },
  { 0, VIEW_RETRANSMISSION },
};

static guint
length_of (const Story *story)
{
  guint n = 0;

  while (n < MAX_PACKETS && story->packets[n].flags != 0)
    n++;
  return n;
}

START_TEST (the_last_frame_is_seen_as_wireshark_sees_it)
{
  const Story *story = &stories[_i];

  frames_play (&frames, story->packets, length_of (story));
  ck_assert_msg (last.marks == story->marks, "%s: marks are %#x, not %#x", story->name,
                 last.marks, story->marks);
}
END_TEST

START_TEST (a_syn_at_the_beginning_of_1970_begins_no_round_trip)
{
  static const HandPacket packets[] = {
    C (0, SEG (SEG_SYN, 0, 0, 0, 512)), S (50, SEG (SEG_SYN | A, 0, 1, 0, 512)),
    C (50, SEG (A, 1, 1, 0, 512)), S (60, SEG (A, 11, 1, 10, 512)), S (80, SEG (A, 1, 1, 10, 512)),
  };

  frames.config.start_epoch = beginnings[_i].start;
  frames_play (&frames, packets, G_N_ELEMENTS (packets));
  ck_assert_uint_eq (last.marks, beginnings[_i].marks);
}
END_TEST

START_TEST (duplicate_acks_are_counted_from_the_frame_that_first_said_so)
{
  static const HandPacket packets[] = {
    GREETING, C (3, SEG (A, 1, 1, 0, 512)), C (4, SEG (A, 1, 1, 0, 512)),
  };

  frames_play (&frames, packets, G_N_ELEMENTS (packets));
  ck_assert_uint_eq (last.duplicate_of, 3);
  ck_assert_uint_eq (last.duplicate_n, 2);
}
END_TEST

START_TEST (a_refusal_counts_from_one_before_its_own_number)
{
  static const HandPacket packets[] = {
    C (0, SEG (SEG_SYN, 0, 0, 0, 512)), S (1, SEG (SEG_RST | A, 4242, 1, 0, 0)),
  };

  frames_play (&frames, packets, G_N_ELEMENTS (packets));
  ck_assert_uint_eq (last.seq, 1);
  ck_assert_uint_eq (last.ack, 1);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("conversation");
  TCase *tc = tcase_create ("conversation");

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_loop_test (tc, the_last_frame_is_seen_as_wireshark_sees_it, 0,
                       G_N_ELEMENTS (stories));
  tcase_add_loop_test (tc, a_syn_at_the_beginning_of_1970_begins_no_round_trip, 0,
                       G_N_ELEMENTS (beginnings));
  tcase_add_test (tc, duplicate_acks_are_counted_from_the_frame_that_first_said_so);
  tcase_add_test (tc, a_refusal_counts_from_one_before_its_own_number);
  suite_add_tcase (suite, tc);

  return suite_main (suite);
}
