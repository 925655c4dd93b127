/* DCTCP against RFC 8257: how alpha follows the marks, and what a mark costs. */
#include <check.h>

#include "segments.h"
#include "suite.h"
#include "tcp/cc/cc.h"

typedef struct {
  Cc cc;
  TcpConfig cfg;
  Delivery delivery;
  guint64 priv[32];
} Flow;

static Flow flow;

/* @has_ecn: the peer takes part. */
static void
begin_with (guint32 alpha, guint32 shift_g, gboolean has_ecn)
{
  flow = (Flow) {
    .cc = { .ops = &cc_dctcp, .cwnd = 10, .ssthresh = CC_SSTHRESH_UNSET, .has_ecn = has_ecn },
    .cfg = { .dctcp_alpha_on_init = alpha, .dctcp_shift_g = shift_g }
  };
  flow.cc.cfg = &flow.cfg;
  flow.cc.delivery = &flow.delivery;
  flow.cc.priv = flow.priv;
  g_assert (cc_dctcp.priv_size <= sizeof flow.priv);
  flow.cc.ops->init (&flow.cc, 0);
}

/* A window of @all segments is acknowledged, @marked of which report a mark. */
static void
pass_window (guint32 all, guint32 marked)
{
  flow.delivery.delivered += all;
  flow.delivery.delivered_ce += marked;
  flow.cc.una = flow.cc.nxt;
  flow.cc.nxt = seq_add (flow.cc.nxt, all);
  flow.cc.ops->observe (&flow.cc, 0);
}

/* What a reduction leaves of so large a window shows alpha. */
static guint32
alpha (void)
{
  flow.cc.cwnd = 2048;
  return 2048 - flow.cc.ops->ssthresh_on_loss (&flow.cc, 0);
}

/* Section 3.3 steps 5 and 6, g = 2^-n: alpha is in 1024ths. */
static const struct { guint32 before, shift_g, all, marked, after; } windows[] = {
  { 1024, 4, 100, 0, 960 },     /* 1 - 1/16 */
  { 1024, 4, 100, 100, 1024 },
  { 1024, 4, 100, 50, 992 },
  { 0, 4, 100, 100, 64 },       /* 1/16 */
  { 0, 4, 64, 1, 1 },
  { 0, 4, 65, 1, 0 },           /* too little for 1024ths */
  { 512, 4, 100, 50, 512 },     /* at rest */
  { 100, 4, 100, 0, 94 },
  { 16, 4, 100, 0, 15 },
  { 15, 4, 100, 0, 0 },         /* Linux: at last all of it */
  { 1, 4, 100, 0, 0 },
  { 1000, 0, 100, 25, 256 },    /* the last window alone */
  { 1024, 10, 100, 100, 1024 },
  { 1023, 10, 100, 100, 1 },    /* as above, with a small g */
};

START_TEST (alpha_follows_the_share_of_marks)
{
  begin_with (windows[_i].before, windows[_i].shift_g, TRUE);
  pass_window (windows[_i].all, windows[_i].marked);
  ck_assert_uint_eq (alpha (), windows[_i].after);
}
END_TEST

/* An observation window ends with what was SND.NXT when it began. */
START_TEST (alpha_changes_once_in_each_window)
{
  begin_with (1024, 4, TRUE);
  flow.cc.nxt = seq_add (flow.cc.nxt, 100);
  pass_window (50, 0);
  ck_assert_uint_eq (alpha (), 960);
  flow.cc.una = seq_add (flow.cc.una, 49);
  flow.cc.ops->observe (&flow.cc, 0);
  ck_assert_uint_eq (alpha (), 960);
  flow.cc.una = seq_add (flow.cc.una, 1);
  flow.cc.ops->observe (&flow.cc, 0);
  ck_assert_uint_eq (alpha (), 900);
}
END_TEST

/* Step 9. */
static const struct { guint32 cwnd, alpha, ssthresh; } marks[] = {
  { 100, 1024, 50 }, { 100, 512, 75 }, { 100, 64, 97 }, { 100, 20, 100 }, { 100, 21, 99 },
  { 3, 1024, 2 }, { 2, 1024, 2 }, { 1, 1024, 2 },
};

START_TEST (a_mark_costs_half_of_alpha)
{
  begin_with (marks[_i].alpha, 4, TRUE);
  flow.cc.cwnd = marks[_i].cwnd;
  ck_assert_uint_eq (flow.cc.ops->ssthresh_on_loss (&flow.cc, 0), marks[_i].ssthresh);
}
END_TEST

/* Section 3.5. */
START_TEST (a_loss_costs_half)
{
  begin_with (64, 4, TRUE);
  flow.cc.cwnd = 100;
  flow.cc.ssthresh = flow.cc.ops->ssthresh_on_loss (&flow.cc, 0);
  flow.cc.ops->set_state (&flow.cc, TCP_CA_RECOVERY, 0);
  ck_assert_uint_eq (flow.cc.ssthresh, 50);
  flow.cc.cwnd = 60;
  flow.cc.ops->event (&flow.cc, CC_EVENT_LOSS, 0);
  ck_assert_uint_eq (flow.cc.ssthresh, 30);
  flow.cc.cwnd = 1;
  ck_assert_uint_eq (flow.cc.ops->undo_cwnd (&flow.cc, 0), 60);
}
END_TEST

START_TEST (without_ecn_it_is_reno)
{
  begin_with (1024, 4, FALSE);
  ck_assert_ptr_eq (flow.cc.ops, &cc_reno);
}
END_TEST

/* A whole connection: the SYN offers, marked capable itself, as is everything
 * after it, and a mark costs half of alpha = 1 once in a window. */
#define CAPABLE(ms, f, n)       OUT (ms, f, SEQ (n), 1, 1460, DATA)
#define REPORT(ms, f, n)        IN (ms, f, 1, SEQ ((n) + 1), 0)

START_TEST (marks_lower_cwnd_once_in_a_window)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "SEWT", 0, 0, 0, SYN), IN (20, "S.E", 0, 1, 0),
    OUT (20, ".T", 1, 1, 0, HANDSHAKE_ACK),
    SEND (100, 14600), CAPABLE (100, ".T", 1), CAPABLE (100, ".T", 2), CAPABLE (100, ".T", 3), CAPABLE (100, ".T", 4),
    CAPABLE (100, ".T", 5), CAPABLE (100, ".T", 6), CAPABLE (100, ".T", 7), CAPABLE (100, ".T", 8), CAPABLE (100, ".T", 9),
    CAPABLE (100, ".T", 10),
    REPORT (120, ".E", 2), CC (120, CWR, 9, 5),
    REPORT (121, ".E", 4), CC (121, CWR, 8, 5),
    REPORT (122, ".E", 10), CC (122, CWR, 5, 5),
    SEND (130, 1460), CAPABLE (130, ".WT", 11), ACK (150, 11), CC (150, OPEN, 5, 5)
  };
  TcpConfig config = hand_config ();

  config.congestion_control = &cc_dctcp;
  PLAY (&config, steps);
}
END_TEST

/* Nobody may mark what has no ECN. */
START_TEST (a_peer_that_declines_gets_reno_and_nothing_capable)
{
  static const HandStep steps[] = {
    CONNECT (0), OUT (0, "SEWT", 0, 0, 0, SYN), IN (20, "S.", 0, 1, 0),
    OUT (20, ".", 1, 1, 0, HANDSHAKE_ACK), SEND (100, 1460), NEW (100, 1),
    REPORT (120, ".E", 1), CC (120, OPEN, 10, 0)
  };
  TcpConfig config = hand_config ();

  config.congestion_control = &cc_dctcp;
  PLAY (&config, steps);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("dctcp");
  TCase *tc = tcase_create ("dctcp");

  tcase_add_loop_test (tc, alpha_follows_the_share_of_marks, 0, G_N_ELEMENTS (windows));
  tcase_add_test (tc, alpha_changes_once_in_each_window);
  tcase_add_loop_test (tc, a_mark_costs_half_of_alpha, 0, G_N_ELEMENTS (marks));
  tcase_add_test (tc, a_loss_costs_half);
  tcase_add_test (tc, without_ecn_it_is_reno);
  tcase_add_test (tc, marks_lower_cwnd_once_in_a_window);
  tcase_add_test (tc, a_peer_that_declines_gets_reno_and_nothing_capable);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
