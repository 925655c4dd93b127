/* What a sender does about marks (RFC 3168 section 6.1.2), as timetables: the
 * receiver's part is in test-tcp-receive.c, that of DCTCP in test-dctcp.c. */
#include <check.h>

#include "segments.h"
#include "suite.h"
#include "tcp/cc/cc.h"

static TcpConfig config;

static void
begin (void)
{
  config = hand_config ();
  config.congestion_control = &cc_reno;
  config.ecn = 1;
}

/* Data that may be marked, with other flags or not; an ACK that says it was. */
#define CAPABLE(ms, f, n)       OUT (ms, f ".T", SEQ (n), 1, 1460, DATA)
#define ECHO(ms, n)             IN (ms, ".E", 1, SEQ ((n) + 1), 0)
#define TEN_CAPABLE(ms, n)                                                                              \
  CAPABLE (ms, "", n), CAPABLE (ms, "", n + 1), CAPABLE (ms, "", n + 2), CAPABLE (ms, "", n + 3),       \
  CAPABLE (ms, "", n + 4), CAPABLE (ms, "", n + 5), CAPABLE (ms, "", n + 6), CAPABLE (ms, "", n + 7),   \
  CAPABLE (ms, "", n + 8), CAPABLE (ms, "", n + 9)

/* Both ends take part; then ten segments. */
#define OPEN_WITH_ECN                                                           \
  CONNECT (0), OUT (0, "SEW", 0, 0, 0, SYN), IN (20, "S.E", 0, 1, 0),           \
  OUT (20, ".", 1, 1, 0, HANDSHAKE_ACK),                                        \
  SEND (100, 146000), TEN_CAPABLE (100, 1)

/* cwnd goes to half, one for two (RFC 9937); the next new data says so; and echoes
 * in this window, which go on until that has arrived, are of the same mark. */
START_TEST (a_mark_halves_cwnd_once_in_a_window)
{
  static const HandStep steps[] = {
    OPEN_WITH_ECN,
    ECHO (120, 2), CAPABLE (120, "W", 11), CC (120, CWR, 9, 5),
    ECHO (121, 4), CAPABLE (121, "", 12), CC (121, CWR, 8, 5),
    ECHO (122, 6), CAPABLE (122, "", 13), CC (122, CWR, 7, 5),
    ECHO (123, 8), CC (123, CWR, 5, 5),
    ECHO (124, 10), CAPABLE (124, "", 14), CAPABLE (124, "", 15), CC (124, CWR, 5, 5),
    ACK (140, 11), CAPABLE (140, "", 16), CC (140, OPEN, 5, 5)
  };

  PLAY (&config, steps);
}
END_TEST

START_TEST (a_mark_in_the_next_window_halves_it_again)
{
  static const HandStep steps[] = {
    OPEN_WITH_ECN,
    ECHO (120, 10), CAPABLE (120, "W", 11), CAPABLE (120, "", 12), CAPABLE (120, "", 13),
    CAPABLE (120, "", 14), CAPABLE (120, "", 15), CC (120, CWR, 5, 5),
    ECHO (140, 12), CAPABLE (140, "W", 16), CC (140, CWR, 4, 2)
  };

  PLAY (&config, steps);
}
END_TEST

/* Section 6.1.5: what is sent again may not be marked, for nobody would hear of it, and
 * it does not tell of a reduction. */
START_TEST (retransmissions_are_not_capable)
{
  static const HandStep steps[] = {
    OPEN_WITH_ECN,
    SACK (120, 0, 2, 2), CAPABLE (120, "", 11), SACK (120, 0, 2, 3), CAPABLE (120, "", 12),
    SACK (120, 0, 2, 4), AGAIN (120, 1, FAST_RETRANSMIT), CC (120, RECOVERY, 9, 5),
    SACK (120, 0, 2, 6), CAPABLE (120, "W", 13)
  };

  PLAY (&config, steps);
}
END_TEST

/* A loss in a window that a mark has lowered already does not lower it further. */
START_TEST (a_loss_after_a_mark_is_the_same_congestion)
{
  static const HandStep steps[] = {
    OPEN_WITH_ECN,
    ECHO (120, 2), CAPABLE (120, "W", 11), CC (120, CWR, 9, 5),
    SACK (121, 2, 4, 6), CC (121, RECOVERY, 5, 5), SACK (122, 2, 4, 7), AGAIN (122, 3, FAST_RETRANSMIT)
  };

  PLAY (&config, steps);
}
END_TEST

/* The retransmission was not needed, but the mark was real: cwnd stays down. */
START_TEST (a_mark_is_never_undone)
{
  static const HandStep steps[] = {
    OPEN_WITH_ECN,
    SACK (120, 0, 2, 2), CAPABLE (120, "", 11), SACK (120, 0, 2, 3), CAPABLE (120, "", 12),
    SACK (120, 0, 2, 4), AGAIN (120, 1, FAST_RETRANSMIT), CC (120, RECOVERY, 9, 5),
    ECHO (125, 4), CC (125, RECOVERY, 8, 5),
    { HAND_SEGMENT (125, HAND_IN, ".", 1, SEQ (5), 0), .sack_left = SEQ (1), .sack_right = SEQ (2) },
    CC (125, OPEN, 8, 5)
  };

  PLAY (&config, steps);
}
END_TEST

/* The peer declined: its echoes mean nothing. */
START_TEST (without_agreement_nothing_is_said_or_heard)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "SEW", 0, 0, 0, SYN), IN (20, "S.", 0, 1, 0),
    OUT (20, ".", 1, 1, 0, HANDSHAKE_ACK), SEND (100, 14600), TEN (100, 1),
    ECHO (120, 10), CC (120, OPEN, 20, 0)
  };

  PLAY (&config, steps);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("ecn");
  TCase *tc = tcase_create ("ecn");

  tcase_add_checked_fixture (tc, begin, NULL);
  tcase_add_test (tc, a_mark_halves_cwnd_once_in_a_window);
  tcase_add_test (tc, a_mark_in_the_next_window_halves_it_again);
  tcase_add_test (tc, retransmissions_are_not_capable);
  tcase_add_test (tc, a_loss_after_a_mark_is_the_same_congestion);
  tcase_add_test (tc, a_mark_is_never_undone);
  tcase_add_test (tc, without_agreement_nothing_is_said_or_heard);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
