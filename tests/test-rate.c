/* The delivery rate that tcp_info shows: the path's, or what the application asked
 * for. */
#include <check.h>

#include "hand.h"
#include "suite.h"
#include "tcpsim/tcp/tcp.h"

#define MSS 1460

static TcpConfig config;
static Tcb *tcb;

static void
pull (guint ms)
{
  Segment seg;

  while (tcp_transmit (tcb, SIM_MS (ms), &seg))
    ;
}

static void
peer_says (guint ms, guint8 flags, guint32 ack)
{
  Segment seg = {
    .flags = flags, .seq = seq_from (1000 + !(flags & SEG_SYN)), .ack = seq_add (tcp_isn (tcb), ack),
    .window = G_MAXUINT16, .options = flags & SEG_SYN ? SEG_OPT_MSS | SEG_OPT_SACK_PERMITTED : 0, .mss = MSS
  };

  tcp_arrive (tcb, &seg, SIM_MS (ms));
  pull (ms);
}

static void
send_segments (guint ms, guint n)
{
  TcpError error;

  ck_assert_uint_eq (tcp_send (tcb, n * MSS, &error, SIM_MS (ms)), n * MSS);
  pull (ms);
}

static void
want_rate (guint64 octets_a_second, gboolean is_app_limited)
{
  TcpInfo info;

  tcp_get_info (tcb, &info);
  ck_assert_uint_eq (info.delivery_rate, octets_a_second);
  ck_assert_int_eq (info.delivery_rate_app_limited, is_app_limited);
}

/* Round trips of 20 ms. */
static void
connect_pair (void)
{
  config = hand_config ();
  config.sndbuf = config.sndbuf_max = 1 << 20;
  tcb = tcp_new (&config);
  tcp_open_active (tcb, 0);
  pull (0);
  peer_says (20, SEG_SYN | SEG_ACK, 1);
}

static void
release (void)
{
  tcp_free (tcb);
}

/* From the sending of the flight, or the last delivery before a segment left, to the
 * delivery of that segment. */
START_TEST (a_rate_is_what_was_delivered_since_the_segment_left)
{
  send_segments (100, 100);
  peer_says (120, SEG_ACK, 1 + 2 * MSS);
  want_rate (2 * MSS * 50, TRUE);               /* of the first write: nothing more was known to come */
  peer_says (124, SEG_ACK, 1 + 10 * MSS);
  want_rate (10 * MSS * 1000 / 24, TRUE);
  peer_says (144, SEG_ACK, 1 + 20 * MSS);
  want_rate (10 * MSS * 1000 / 24, FALSE);      /* sending took longer than delivery: 100 to 124 ms */
}
END_TEST

START_TEST (a_slow_application_does_not_lower_it)
{
  send_segments (100, 40);
  peer_says (120, SEG_ACK, 1 + 10 * MSS);
  peer_says (140, SEG_ACK, 1 + 30 * MSS);
  peer_says (160, SEG_ACK, 1 + 40 * MSS);
  want_rate (10 * MSS * 50, FALSE);
  send_segments (300, 1);
  peer_says (320, SEG_ACK, 1 + 41 * MSS);
  want_rate (10 * MSS * 50, FALSE);
  send_segments (400, 10);
  peer_says (420, SEG_ACK, 1 + 51 * MSS);
  want_rate (10 * MSS * 50, TRUE);              /* no less, and newer */
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("rate");
  TCase *tc = tcase_create ("rate");

  tcase_add_checked_fixture (tc, connect_pair, release);
  tcase_add_test (tc, a_rate_is_what_was_delivered_since_the_segment_left);
  tcase_add_test (tc, a_slow_application_does_not_lower_it);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
