/* The journal of a connection: what it keeps of the records of a run. */
#include <check.h>

#include "records.h"
#include "suite.h"
#include "trace/journal.h"

static const EndRecord done = { .end = END_DONE };

/* A packet, recorded as sent. */
static void
send (Journal *journal, Played *played, guint64 id, Direction dir, guint32 connection)
{
  const Play play = { .at = SIM_MS (id), .takes = SIM_MS (10), .dir = dir, .flags = SEG_ACK, .seq = 1, .ack = 1 };

  play_fill (played, &play, id, NULL);
  played->packet.connection = connection;
  journal_observer.sent (journal, &played->packet);
}

START_TEST (packets_of_the_first_connection_are_kept)
{
  g_autoptr (Journal) journal = journal_new (0);
  Played played[3];
  guint index;

  send (journal, &played[0], 1, DIR_C2S, 0);
  send (journal, &played[1], 2, DIR_C2S, 1);
  send (journal, &played[2], 3, DIR_S2C, 0);
  journal_observer.arrived (journal, &played[2].packet);
  journal_observer.arrived (journal, &played[1].packet);
  journal_observer.end (journal, &done);

  ck_assert_uint_eq (journal->packets->len, 2);
  ck_assert_int_eq (journal_packet (journal, 0)->record.arrives_at, SIM_NEVER);
  ck_assert_int_eq (journal_packet (journal, 1)->record.arrives_at, SIM_MS (13));
  ck_assert_ptr_eq (journal_packet (journal, 1)->record.seg, &journal_packet (journal, 1)->seg);
  ck_assert_int_eq (journal->last_at, SIM_MS (13));
  ck_assert (journal_find (journal, DIR_S2C, 1, &index) && index == 1);
  ck_assert (!journal_find (journal, DIR_C2S, 2, &index));
}
END_TEST

START_TEST (of_two_copies_the_first_to_arrive_counts)
{
  g_autoptr (Journal) journal = journal_new (0);
  Played played;

  send (journal, &played, 1, DIR_C2S, 0);
  played.packet.arrives_at = SIM_MS (5);
  journal_observer.arrived (journal, &played.packet);
  played.packet.arrives_at = SIM_MS (9);
  journal_observer.arrived (journal, &played.packet);
  journal_observer.end (journal, &done);

  ck_assert_int_eq (journal_packet (journal, 0)->record.arrives_at, SIM_MS (5));
  ck_assert_int_eq (journal->last_at, SIM_MS (9));
}
END_TEST

START_TEST (what_a_queue_drops_later_or_what_comes_corrupted_did_not_arrive)
{
  g_autoptr (Journal) journal = journal_new (0);
  Played dropped, corrupted;

  send (journal, &dropped, 1, DIR_C2S, 0);
  dropped.packet.fate = FATE_LOST_QUEUE;
  journal_observer.dropped (journal, &(DropRecord) { .at = SIM_MS (3), .packet = &dropped.packet });
  send (journal, &corrupted, 2, DIR_C2S, 0);
  corrupted.packet.fate = FATE_LOST_CORRUPT;
  journal_observer.arrived (journal, &corrupted.packet);
  journal_observer.end (journal, &done);

  ck_assert_int_eq (journal_packet (journal, 0)->record.fate, FATE_LOST_QUEUE);
  ck_assert_int_eq (journal_packet (journal, 0)->record.arrives_at, SIM_NEVER);
  ck_assert_int_eq (journal_packet (journal, 1)->record.arrives_at, SIM_NEVER);
}
END_TEST

START_TEST (the_end_is_that_of_the_first_connection)
{
  g_autoptr (Journal) journal = journal_new (0);
  ConnectionRecord first = { .connection = 0, .done_at = SIM_MS (7) }, second = { .connection = 1, .done_at = SIM_MS (9) };

  first.error[SIDE_SERVER] = TCP_ERROR_RESET;
  first.info[SIDE_CLIENT].state = TCP_TIME_WAIT;
  journal_observer.connection (journal, &first);
  journal_observer.connection (journal, &second);
  journal_observer.end (journal, &(EndRecord) { .end = END_DEADLOCK, .waiting = { "data", NULL } });

  ck_assert_int_eq (journal->done_at, SIM_MS (7));
  ck_assert_int_eq (journal->error[SIDE_SERVER], TCP_ERROR_RESET);
  ck_assert_int_eq (journal->state[SIDE_CLIENT], TCP_TIME_WAIT);
  ck_assert_int_eq (journal->end, END_DEADLOCK);
  ck_assert_str_eq (journal->waiting[SIDE_CLIENT], "data");
  ck_assert_ptr_null (journal->waiting[SIDE_SERVER]);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("journal");
  TCase *tcase = tcase_create ("journal");

  tcase_add_test (tcase, packets_of_the_first_connection_are_kept);
  tcase_add_test (tcase, of_two_copies_the_first_to_arrive_counts);
  tcase_add_test (tcase, what_a_queue_drops_later_or_what_comes_corrupted_did_not_arrive);
  tcase_add_test (tcase, the_end_is_that_of_the_first_connection);
  suite_add_tcase (suite, tcase);
  return suite_main (suite);
}
