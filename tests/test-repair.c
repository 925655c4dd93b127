/* How losses were made up for, told from timetables of packets.  In each the first
 * packet with a fate of its own is the one that is asked about. */
#include <check.h>

#include "journals.h"
#include "suite.h"
#include "trace/repair.h"

#define A SEG_ACK
#define C(ms, f, s, a, n, why, ...) \
  { .at = SIM_MS (ms), .takes = SIM_MS (10), .dir = DIR_C2S, .flags = f, .seq = s, .ack = a, .len = n, \
    .reason = REASON_##why, __VA_ARGS__ }
#define S(ms, f, s, a, n, why, ...) \
  { .at = SIM_MS (ms), .takes = SIM_MS (10), .dir = DIR_S2C, .flags = f, .seq = s, .ack = a, .len = n, \
    .reason = REASON_##why, __VA_ARGS__ }
#define LOST .fate = FATE_LOST_RULE
#define AGAIN .again = TRUE

#define SYN C (0, SEG_SYN, 0, 0, 0, SYN)
#define SYN_ACK S (10, SEG_SYN | A, 0, 1, 0, SYN_ACK)
#define THIRD C (20, A, 1, 1, 0, HANDSHAKE_ACK)

#define MAX_PLAYS 12

typedef struct {
  const char *want;
  Play plays[MAX_PLAYS];
} Row;

static const Row rows[] = {
  /* What is lost with text in it is sent again. */
  { "RTO #1 after 1s",
    { C (0, SEG_SYN, 0, 0, 0, SYN, LOST), C (1000, SEG_SYN, 0, 0, 0, RTO, AGAIN, .reason_n = 1) } },
  { "client's RTO #1 after 990ms",
    { SYN, S (10, SEG_SYN | A, 0, 1, 0, SYN_ACK, LOST), C (1000, SEG_SYN, 0, 0, 0, RTO, AGAIN, .reason_n = 1),
      S (1010, SEG_SYN | A, 0, 1, 0, SYN_REPEATED, AGAIN) } },
  { "RTO #1 after 1s",
    { SYN, S (10, SEG_SYN | A, 0, 1, 0, SYN_ACK, LOST), S (1010, SEG_SYN | A, 0, 1, 0, RTO, AGAIN, .reason_n = 1) } },
  { "TLP after 200ms",
    { SYN, SYN_ACK, THIRD, C (30, A, 1, 1, 5, DATA, LOST), C (230, A, 1, 1, 5, TAIL_LOSS_PROBE, AGAIN) } },
  { "RTO #2 after 600ms",
    { SYN, SYN_ACK, THIRD, C (30, A, 1, 1, 5, DATA, LOST), C (230, A, 1, 1, 5, RTO, AGAIN, LOST, .reason_n = 1),
      C (630, A, 1, 1, 5, RTO, AGAIN, .reason_n = 2) } },
  { "fast retransmit after 23ms",
    { SYN, SYN_ACK, THIRD, C (30, A, 1, 1, 5, DATA, LOST), C (30, A, 6, 1, 5, DATA), C (31, A, 11, 1, 5, DATA),
      C (32, A, 16, 1, 5, DATA), S (40, A, 1, 1, 0, ACK_OUT_OF_ORDER), S (41, A, 1, 1, 0, ACK_OUT_OF_ORDER),
      S (42, A, 1, 1, 0, ACK_OUT_OF_ORDER), C (53, A, 1, 1, 5, FAST_RETRANSMIT, AGAIN) } },
  { "RACK after 23ms",
    { SYN, SYN_ACK, THIRD, C (30, A, 1, 1, 5, DATA, LOST), C (30, A, 6, 1, 5, DATA), C (31, A, 11, 1, 5, DATA),
      S (40, A, 1, 1, 0, ACK_OUT_OF_ORDER), S (41, A, 1, 1, 0, ACK_OUT_OF_ORDER),
      C (53, A, 1, 1, 5, FAST_RETRANSMIT, AGAIN) } },
  { "RTO recovery after 210ms",
    { SYN, SYN_ACK, THIRD, C (30, A, 1, 1, 5, DATA), C (30, A, 6, 1, 5, DATA, LOST),
      C (230, A, 1, 1, 5, RTO, AGAIN, .reason_n = 1), C (240, A, 6, 1, 5, RTO_RECOVERY, AGAIN) } },
  /* A copy of what had arrived was of no use. */
  { "nothing needed",
    { SYN, SYN_ACK, THIRD, C (30, A, 1, 1, 5, DATA), C (230, A, 1, 1, 5, TAIL_LOSS_PROBE, AGAIN, LOST) } },
  { "not at all, nobody missed it",
    { SYN, SYN_ACK, THIRD, C (30, A, 1, 1, 5, DATA, LOST), S (31, SEG_RST | A, 1, 1, 0, RESET_ABORT) } },

  /* What carries an ACK only. */
  { "a later ACK after 30ms",
    { SYN, SYN_ACK, C (20, A, 1, 1, 0, HANDSHAKE_ACK, LOST), C (50, A, 1, 1, 5, DATA) } },
  { "a later ACK at once",
    { SYN, SYN_ACK, C (20, A, 1, 1, 0, HANDSHAKE_ACK, LOST), C (20, A, 1, 1, 5, DATA) } },
  { "server's RTO #1 after 210ms",
    { SYN, SYN_ACK, THIRD, S (30, SEG_FIN | A, 1, 1, 0, FIN), C (40, A, 1, 2, 0, ACK_FIN, LOST),
      S (250, SEG_FIN | A, 1, 1, 0, RTO, AGAIN, .reason_n = 1), C (260, A, 1, 2, 0, TIME_WAIT_ACK) } },
  /* What was sent again before the ACK could have come is not its doing. */
  { "a later ACK after 215ms",
    { SYN, SYN_ACK, THIRD, S (30, A, 1, 1, 5, DATA), C (40, A, 1, 6, 0, ACK_QUICK, LOST),
      S (45, A, 1, 1, 5, RTO, AGAIN, .reason_n = 1), C (255, A, 1, 6, 0, ACK_DUPLICATE) } },
  { "nothing needed",
    { SYN, SYN_ACK, THIRD, S (30, SEG_FIN | A, 1, 1, 0, FIN), C (40, A, 1, 2, 0, ACK_FIN, LOST) } },
  { "server's window probe #1 after 440ms",
    { SYN, SYN_ACK, THIRD, C (40, A, 1, 1, 0, WINDOW_UPDATE, LOST),
      S (480, A, 0, 1, 0, WINDOW_PROBE, .reason_n = 1), C (490, A, 1, 1, 0, ACK_PROBE) } },

  /* Probes and resets. */
  { "window probe #2 after 400ms",
    { SYN, SYN_ACK, THIRD, S (200, A, 0, 1, 0, WINDOW_PROBE, LOST, .reason_n = 1),
      S (600, A, 0, 1, 0, WINDOW_PROBE, .reason_n = 2) } },
  { "RST: no connection after 200ms",
    { SYN, SYN_ACK, THIRD, S (30, SEG_RST, 1, 0, 0, RESET_NO_CONNECTION, LOST), C (220, A, 1, 1, 5, RTO, AGAIN),
      S (230, SEG_RST, 1, 0, 0, RESET_NO_CONNECTION) } },
};

static guint
first_lost (const Journal *journal)
{
  for (guint i = 0; i < journal->packets->len; i++)
    if (journal_packet (journal, i)->record.fate != FATE_ARRIVES)
      return i;
  g_assert_not_reached ();
}

static const gboolean with_rack[N_SIDES] = { TRUE, TRUE }, without_rack[N_SIDES] = { FALSE, FALSE };

START_TEST (a_loss_is_told_by_what_made_up_for_it)
{
  g_autoptr (Journal) journal = journal_of (rows[_i].plays);
  Repair repair;
  g_autofree char *text = NULL, *cause = NULL;

  repair_find (journal, journal, first_lost (journal), with_rack, &repair);
  text = repair_text (&repair, journal);
  cause = repair_cause (&repair, journal);
  ck_assert_str_eq (text, rows[_i].want);
  ck_assert (*cause != '\0' && cause[strlen (cause) - 1] != '.');
}
END_TEST

START_TEST (without_rack_all_that_is_fast_is_fast_retransmit)
{
  g_autoptr (Journal) journal = journal_of (rows[6].plays);
  Repair repair;
  g_autofree char *text = NULL;

  repair_find (journal, journal, first_lost (journal), without_rack, &repair);
  text = repair_text (&repair, journal);
  ck_assert_str_eq (text, "fast retransmit after 23ms");
  ck_assert_uint_eq (repair.duplicates, 2);
}
END_TEST

/* The third ACK, and nothing after it. */
static const Play unmended[] = { SYN, SYN_ACK, C (20, A, 1, 1, 0, HANDSHAKE_ACK, LOST), { .flags = 0 } };

/* How a session ended and, where it is not the same, how it ends otherwise. */
static const struct {
  SimTime done_at, base_done_at;
  TcpError error, base_error;
  const char *want;
} ends[] = {
  { SIM_SEC (1), SIM_SEC (1), TCP_OK, TCP_OK, "nothing needed" },
  { SIM_NEVER, SIM_NEVER, TCP_OK, TCP_OK, "nothing needed" },
  { SIM_NEVER, SIM_SEC (1), TCP_OK, TCP_OK, "not at all" },
  { SIM_SEC (9), SIM_SEC (1), TCP_ERROR_TIMEOUT, TCP_OK,
    "not at all: server: connection timed out" },
  { SIM_SEC (1), SIM_SEC (1), TCP_ERROR_RESET, TCP_ERROR_RESET, "nothing needed" },
};

START_TEST (what_was_never_made_up_for_is_judged_by_the_end)
{
  g_autoptr (Journal) journal = journal_of (unmended), base = journal_of (unmended);
  Repair repair;
  g_autofree char *text = NULL;

  journal->done_at = ends[_i].done_at;
  base->done_at = ends[_i].base_done_at;
  journal->error[SIDE_SERVER] = ends[_i].error;
  base->error[SIDE_SERVER] = ends[_i].base_error;
  repair_find (journal, base, first_lost (journal), with_rack, &repair);
  text = repair_text (&repair, journal);
  ck_assert_str_eq (text, ends[_i].want);
}
END_TEST

static const struct { SimTime time; const char *want; } times[] = {
  { 0, "0" }, { 1, "1ns" }, { 1234, "1.234us" }, { 12344, "12.34us" }, { 12345, "12.35us" },
  { 200064761, "200.1ms" }, { 999949, "999.9us" }, { 999951, "1ms" }, { SIM_SEC (1) + 3, "1s" },
  { -12345, "-12.35us" },
};

START_TEST (times_have_four_digits)
{
  g_autofree char *text = repair_time_text (times[_i].time);

  ck_assert_str_eq (text, times[_i].want);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("repair");
  TCase *tcase = tcase_create ("repair");

  tcase_add_loop_test (tcase, a_loss_is_told_by_what_made_up_for_it, 0, G_N_ELEMENTS (rows));
  tcase_add_test (tcase, without_rack_all_that_is_fast_is_fast_retransmit);
  tcase_add_loop_test (tcase, what_was_never_made_up_for_is_judged_by_the_end, 0, G_N_ELEMENTS (ends));
  tcase_add_loop_test (tcase, times_have_four_digits, 0, G_N_ELEMENTS (times));
  suite_add_tcase (suite, tcase);
  return suite_main (suite);
}
