/* What is told of a queue: each packet of 1250 octets takes a millisecond at
 * 10 Mbit/s, and two may wait. */
#include "sim/transit.h"
#include "suite.h"

/* When packets enter, in ms, and what is told: time in ms, event, packet, packets
 * and octets then in the queue, time spent in it. */
static const struct { guint8 enter[6]; guint n; const char *want; } cases[] = {
  { { 0, 5 }, 2,
    "0 entered 1 1/1250 0; 0 left 1 0/0 0; 5 entered 2 1/1250 0; 5 left 2 0/0 0; " },
  { { 0, 0, 0 }, 3,
    "0 entered 1 1/1250 0; 0 left 1 0/0 0; 0 entered 2 1/1250 0; 0 entered 3 2/2500 0; "
    "1 left 2 1/1250 1; 2 left 3 0/0 2; " },
  { { 0, 0, 0, 0, 1, 1 }, 6,
    "0 entered 1 1/1250 0; 0 left 1 0/0 0; 0 entered 2 1/1250 0; 0 entered 3 2/2500 0; "
    "0 dropped 4 2/2500 0; 1 left 2 1/1250 1; 1 entered 5 2/2500 0; 1 dropped 6 2/2500 0; "
    "2 left 3 1/1250 2; 3 left 5 0/0 2; " },
};

static void
write_down (gpointer self, const QueueRecord *q)
{
  GString *got = self;

  ck_assert_uint_eq (q->octets, 1250);
  ck_assert_int_eq (q->dir, DIR_S2C);
  g_string_append_printf (got, "%" G_GINT64_FORMAT " %s %" G_GUINT64_FORMAT " %u/%" G_GUINT64_FORMAT
                          " %" G_GINT64_FORMAT "; ", q->at / SIM_MS (1), queue_event_name (q->event), q->packet,
                          q->queued_packets, q->queued_octets, q->sojourn / SIM_MS (1));
}

static const ObserverOps writer = { .queue = write_down };

START_TEST (what_happens_at_a_queue_is_told_in_order)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_autoptr (GString) got = g_string_new (NULL);
  LinkConfig config = { .rate = 10000000, .limit = 2, .mtu = 1500 };
  Segment seg = { .flags = SEG_ACK };
  Observers observers;
  Transit t;

  observers_init (&observers);
  observers_add (&observers, &writer, got);
  transit_init (&t, &config, rules, DIR_S2C, 1, "test");
  transit_watch (&t, &observers);
  for (guint i = 0; i < cases[_i].n; i++)
    {
      PacketRecord record = { .id = i + 1, .dir = DIR_S2C, .seg = &seg };
      SimTime now = SIM_MS (cases[_i].enter[i]);

      transit_enter (&t, &record, &seg, 1250, 0, 0, now);
    }
  while (queue_watch_next_at (&t.watch) != SIM_NEVER)
    queue_watch_run (&t.watch, queue_watch_next_at (&t.watch));
  ck_assert_str_eq (got->str, cases[_i].want);
  transit_clear (&t);
  observers_clear (&observers);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("queue-watch");
  TCase *tc = tcase_create ("queue-watch");

  tcase_add_loop_test (tc, what_happens_at_a_queue_is_told_in_order, 0, G_N_ELEMENTS (cases));
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
