/* Counting what a run sends and what becomes of it. */
#include "records.h"
#include "suite.h"
#include "trace/tally.h"

/* Counts @play as a run would, sent and unless it is lost arrived, with what the
 * link has done to it by then. */
static void
count (Tally *tally, const Play *play, guint effects_sent, guint effects_arrived)
{
  Played played;

  play_fill (&played, play, 1, NULL);
  played.packet.effects = effects_sent;
  tally_sent (tally, &played.packet);
  played.packet.effects = effects_arrived;
  if (play->fate == FATE_ARRIVES)
    tally_arrived (tally, &played.packet);
}

static const struct {
  const char *what;
  Play play;
  guint64 bytes, again, lost;
} packets[] = {
  { "a SYN", { .flags = SEG_SYN, .reason = REASON_SYN }, 0, 0, 0 },
  { "data", { .flags = SEG_ACK, .len = 1448, .reason = REASON_DATA }, 1448, 0, 0 },
  { "data sent again", { .flags = SEG_ACK, .len = 10, .again = TRUE, .reason = REASON_RTO }, 10, 1, 0 },
  { "lost by a rule", { .len = 5, .reason = REASON_DATA, .fate = FATE_LOST_RULE }, 5, 0, 1 },
  { "lost in the queue", { .len = 5, .reason = REASON_DATA, .fate = FATE_LOST_QUEUE }, 5, 0, 1 },
  { "too large", { .len = 5, .reason = REASON_DATA, .fate = FATE_LOST_MTU }, 5, 0, 1 },
  { "lost by chance", { .len = 5, .reason = REASON_DATA, .fate = FATE_LOST_RANDOM }, 5, 0, 1 },
  { "dropped on purpose", { .len = 5, .reason = REASON_DATA, .fate = FATE_LOST_AQM }, 5, 0, 1 },
  { "broken", { .len = 5, .reason = REASON_DATA, .fate = FATE_LOST_CORRUPT }, 5, 0, 1 },
};

START_TEST (a_packet_counts_for_its_direction)
{
  for (Direction dir = DIR_C2S; dir < N_DIRS; dir++)
    {
      Tally tally = { 0 };
      Play play = packets[_i].play;
      const TallySent *sent = &tally.sent[dir];

      play.dir = dir;
      count (&tally, &play, 0, 0);
      ck_assert_uint_eq (sent->packets, 1);
      ck_assert_uint_eq (sent->bytes, packets[_i].bytes);
      ck_assert_uint_eq (sent->again, packets[_i].again);
      ck_assert_uint_eq (sent->lost, packets[_i].lost);
      ck_assert_uint_eq (sent->fate[play.fate], packets[_i].lost);
      ck_assert_uint_eq (sent->reason[play.reason], 1);
      ck_assert_uint_eq (tally.sent[!dir].packets, 0);
    }
}
END_TEST

static const struct {
  guint sent, arrived, place;
} effects[] = {
  { LINK_DUPLICATED, LINK_DUPLICATED, TALLY_DUPLICATED },
  { LINK_REORDERED, LINK_REORDERED, TALLY_REORDERED },
  { LINK_CORRUPTED, LINK_CORRUPTED, TALLY_CORRUPTED },
  { LINK_MARKED, LINK_MARKED, TALLY_MARKED },
  { 0, LINK_MARKED, TALLY_MARKED },     /* by a queue, later */
};

START_TEST (what_the_link_does_counts_once)
{
  Tally tally = { 0 };
  Play play = { .len = 1 };

  count (&tally, &play, effects[_i].sent, effects[_i].arrived);
  for (guint i = 0; i < TALLY_EFFECTS; i++)
    ck_assert_uint_eq (tally.sent[DIR_C2S].effect[i], i == effects[_i].place);
}
END_TEST

START_TEST (a_packet_that_a_queue_drops_later_is_lost)
{
  Tally tally = { 0 };
  Play play = { .len = 1 };
  Played played;
  DropRecord drop = { .at = SIM_MS (1), .packet = &played.packet };

  play_fill (&played, &play, 1, NULL);
  tally_sent (&tally, &played.packet);
  ck_assert_uint_eq (tally.sent[DIR_C2S].lost, 0);
  played.packet.fate = FATE_LOST_AQM;
  tally_dropped (&tally, &drop);
  ck_assert_uint_eq (tally.sent[DIR_C2S].lost, 1);
  ck_assert_uint_eq (tally.sent[DIR_C2S].fate[FATE_LOST_AQM], 1);
}
END_TEST

START_TEST (the_first_packet_and_the_last_give_the_duration)
{
  Tally tally = { 0 };
  Play first = { .at = SIM_MS (5), .takes = SIM_MS (2) }, lost = { .at = SIM_MS (6), .fate = FATE_LOST_RULE };

  count (&tally, &first, 0, 0);
  ck_assert_int_eq (tally.first_at, SIM_MS (5));
  ck_assert_int_eq (tally.last_at, SIM_MS (7));
  lost.at = SIM_MS (9);
  count (&tally, &lost, 0, 0);
  ck_assert_int_eq (tally.last_at, SIM_MS (9));
}
END_TEST

/* Connections, each with when it begins, how long it takes and what it brings. */
static const struct {
  SimTime begins, took;         /* SIM_NEVER: it is not done at the end, after 10 s */
  guint64 octets;
  guint32 retrans;
} connections[] = {
  { SIM_SEC (1), SIM_SEC (2), 2000, 1 },
  { SIM_SEC (0), SIM_SEC (4), 1000, 0 },
  { SIM_SEC (2), SIM_NEVER, 8000, 5 },
};

static void
add_connections (Tally *tally, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      ConnectionRecord record = { .connection = i, .begins_at = connections[i].begins, .ended_at = SIM_SEC (10) };

      record.done_at = connections[i].took == SIM_NEVER ? SIM_NEVER : connections[i].begins + connections[i].took;
      record.info[SIDE_SERVER].bytes_received = connections[i].octets;
      record.info[SIDE_CLIENT].total_retrans = connections[i].retrans;
      tally_connection (tally, &record);
    }
}

/* After so many of them. */
static const struct {
  guint64 n_done, total_retrans, goodput_min, goodput_max, goodput_sum;
  SimTime begins, done, took_min, took_max;
} totals[] = {
  { 1, 1, 1000, 1000, 1000, SIM_SEC (1), SIM_SEC (3), SIM_SEC (2), SIM_SEC (2) },
  { 2, 1, 250, 1000, 1250, SIM_SEC (0), SIM_SEC (4), SIM_SEC (2), SIM_SEC (4) },
  { 2, 6, 250, 1000, 2250, SIM_SEC (0), SIM_NEVER, SIM_SEC (2), SIM_NEVER },
};

START_TEST (connections_are_counted_together)
{
  Tally tally = { 0 };

  add_connections (&tally, _i + 1);
  ck_assert_uint_eq (tally.n_done, totals[_i].n_done);
  ck_assert_uint_eq (tally.total_retrans, totals[_i].total_retrans);
  ck_assert_uint_eq (tally.goodput_min, totals[_i].goodput_min);
  ck_assert_uint_eq (tally.goodput_max, totals[_i].goodput_max);
  ck_assert_uint_eq (tally.fairness.sum, totals[_i].goodput_sum);
  ck_assert_int_eq (tally.first_begins_at, totals[_i].begins);
  ck_assert_int_eq (tally.last_done_at, totals[_i].done);
  ck_assert_int_eq (tally.took_min, totals[_i].took_min);
  ck_assert_int_eq (tally.took_max, totals[_i].took_max);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("tally");
  TCase *tc = tcase_create ("counts");

  tcase_add_loop_test (tc, a_packet_counts_for_its_direction, 0, G_N_ELEMENTS (packets));
  tcase_add_loop_test (tc, what_the_link_does_counts_once, 0, G_N_ELEMENTS (effects));
  tcase_add_test (tc, a_packet_that_a_queue_drops_later_is_lost);
  tcase_add_test (tc, the_first_packet_and_the_last_give_the_duration);
  tcase_add_loop_test (tc, connections_are_counted_together, 0, G_N_ELEMENTS (totals));
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
