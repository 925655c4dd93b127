/* The send buffer: how much of a long write is taken as the ACKs come in, and
 * where its pushes fall, as a Linux kernel took and pushed 200,000 octets with
 * room for 21 segments at first. */
#include <check.h>

#include "hand.h"
#include "suite.h"
#include "tcpsim/tcp/tcp.h"

#define MSS 1448
#define ENOUGH 10000000
#define WSCALE 7

static TcpConfig config;
static Tcb *tcb;
static guint64 written;
static guint pushes[64];
static guint n_pushes;
static guint32 clock_ms;

/* Takes what the endpoint sends, and remembers after how many segments a push
 * came. */
static void
pull (void)
{
  Segment seg;

  while (tcp_transmit (tcb, SIM_MS (clock_ms), &seg))
    if (seg.len > 0 && (seg.flags & SEG_PSH))
      pushes[n_pushes++] = (seg.stream_offset + seg.len) / MSS;
}

static void
peer_says (guint8 flags, guint32 ack, guint8 options)
{
  Segment seg = {
    .flags = flags, .seq = seq_from (1000 + !(flags & SEG_SYN)), .ack = seq_add (tcp_isn (tcb), ack),
    .window = G_MAXUINT16, .options = options, .mss = 1460, .wscale = WSCALE, .tsval = 1,
    .tsecr = 1
  };

  tcp_arrive (tcb, &seg, SIM_MS (clock_ms));
  pull ();
}

static void
write_more (void)
{
  TcpError error;

  written += tcp_send (tcb, ENOUGH, &error, SIM_MS (clock_ms));
  ck_assert_int_eq (error, TCP_OK);
  pull ();
}

static void
connect_and_write (void)
{
  tcb = tcp_new (&config);
  written = n_pushes = 0;
  clock_ms = 0;
  tcp_open_active (tcb, 0);
  pull ();
  clock_ms = 20;
  peer_says (SEG_SYN | SEG_ACK, 1, SEG_OPT_MSS | SEG_OPT_WSCALE | SEG_OPT_TIMESTAMPS | SEG_OPT_SACK_PERMITTED);
  write_more ();
}

static void
setup (void)
{
  config = hand_config ();
  config.timestamps = TRUE;
  config.tsval = 1;
  config.sndbuf = 16384;
}

static void
teardown (void)
{
  tcp_free (tcb);
}

/* ACKs of one segment each: after which ones the writer went on, and how far. */
static const struct { guint acks, segments; } recorded[] = {
  { 0, 21 }, { 4, 33 }, { 9, 48 }, { 15, 66 }
};

START_TEST (a_writer_goes_on_when_a_third_is_free)
{
  guint next = 0;

  connect_and_write ();
  for (guint acks = 0; next < G_N_ELEMENTS (recorded); acks++)
    {
      if (acks > 0)
        peer_says (SEG_ACK, 1 + acks * MSS, SEG_OPT_TIMESTAMPS);
      write_more ();
      if (acks == recorded[next].acks)
        ck_assert_uint_eq (written, recorded[next++].segments * MSS);
      ck_assert_uint_eq (written, recorded[next - 1].segments * MSS);
    }
  ck_assert_uint_ge (n_pushes, 2);
  for (guint i = 0; i < n_pushes; i++)
    ck_assert_uint_eq (pushes[i], recorded[i].segments);
}
END_TEST

START_TEST (a_buffer_that_was_set_does_not_grow)
{
  config.sndbuf = 10000;
  config.sndbuf_locked = TRUE;
  connect_and_write ();
  ck_assert_uint_eq (written, 5 * MSS);         /* the fifth begins below 10,000 */
  for (guint acks = 1; acks <= 4; acks++)
    {
      peer_says (SEG_ACK, 1 + acks * MSS, SEG_OPT_TIMESTAMPS);
      write_more ();
      ck_assert_uint_le (written, (acks + 5) * MSS);
    }
  ck_assert_uint_eq (written, 8 * MSS);        /* after the third, two thirds are free */
}
END_TEST

START_TEST (half_a_window_does_not_pass_without_a_push)
{
  config.sndbuf = 4 << 20;
  config.initial_cwnd = 1000;
  config.window_scaling = FALSE;                /* the largest window is 65,535 */
  connect_and_write ();
  ck_assert_uint_eq (n_pushes, 1);
  ck_assert_uint_eq (pushes[0], 23);            /* the first end of a segment beyond 32,767 */
  for (guint i = 1; i <= 4; i++)
    peer_says (SEG_ACK, 1 + i * 40 * MSS, SEG_OPT_TIMESTAMPS);
  ck_assert_uint_ge (n_pushes, 8);
  for (guint i = 0; i < n_pushes; i++)
    ck_assert_uint_eq (pushes[i], 23 * (i + 1));
}
END_TEST

START_TEST (a_full_buffer_says_so)
{
  TcpError error;

  connect_and_write ();
  ck_assert_uint_eq (tcp_writable (tcb), 0);
  ck_assert_uint_eq (tcp_send (tcb, 1, &error, SIM_MS (clock_ms)), 0);
  ck_assert_int_eq (error, TCP_OK);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("sndbuf");
  TCase *t = tcase_create ("writes");

  tcase_add_checked_fixture (t, setup, teardown);
  tcase_add_test (t, a_writer_goes_on_when_a_third_is_free);
  tcase_add_test (t, a_buffer_that_was_set_does_not_grow);
  tcase_add_test (t, half_a_window_does_not_pass_without_a_push);
  tcase_add_test (t, a_full_buffer_says_so);
  suite_add_tcase (suite, t);
  return suite_main (suite);
}
