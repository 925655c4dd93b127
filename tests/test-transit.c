/* What arrives when, and in which order, under rules: each packet enters the
 * link a millisecond after the one before, and the way takes 10 ms. */
#include <string.h>

#include "model/rules.h"
#include "sim/transit.h"
#include "suite.h"

/* The packets by number in the order in which they arrive, with the time in ms:
 * "1@10 2@11 3@12". */
static const struct { const char *rule, *want; } cases[] = {
  { NULL, "1@10 2@11 3@12 4@13 5@14" },
  { "drop c2s pkt 2", "1@10 3@12 4@13 5@14" },
  { "delay c2s pkt 2 by 2.5", "1@10 3@12 4@13 2@13 5@14" },
  { "delay c2s pkt 1,2 by 20", "3@12 4@13 5@14 1@30 2@31" },
  { "dup c2s pkt 2", "1@10 2@11 2@11 3@12 4@13 5@14" },
  { "dup c2s pkt 2 after 2.5", "1@10 2@11 3@12 4@13 2@13 5@14" },
  { "hold c2s pkt 2 past 2", "1@10 3@12 4@13 2@13 5@14" },
  { "hold c2s pkt 2,3 past 1", "1@10 2@12 4@13 3@13 5@14" },
  { "hold c2s pkt 5 past 1", "1@10 2@11 3@12 4@13" },
  { "stall c2s time 1-3", "1@10 2@13 3@13 4@13 5@14" },
};

static void
enter (Transit *t, guint number, SimTime at)
{
  Segment seg = { .flags = SEG_ACK };
  PacketRecord record = { .id = number, .seg = &seg };

  transit_enter (t, &record, &seg, 40, 0, 0, at);
}

static void
arrive_until (Transit *t, SimTime now, GString *got)
{
  for (SimTime at = transit_next_at (t, 0); at <= now; at = transit_next_at (t, at))
    {
      SimTime next_at;
      const Packet *packet = transit_step (t, &next_at, at);

      ck_assert_int_eq (next_at, transit_next_at (t, at));
      if (packet == NULL)
        continue;
      g_string_append_printf (got, "%s%" G_GUINT64_FORMAT "@%" G_GINT64_FORMAT, got->len > 0 ? " " : "",
                              packet->record.id, at / SIM_MS (1));
    }
}

START_TEST (packets_arrive_as_the_rules_have_it)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func (fault_rule_free);
  LinkConfig config = { .delay = { .kind = DELAY_CONSTANT, .a = SIM_MS (10) }, .mtu = 1500 };
  g_autoptr (GString) got = g_string_new (NULL);
  char *why = NULL;
  Transit t;

  if (cases[_i].rule != NULL)
    g_ptr_array_add (rules, rules_parse (cases[_i].rule, 0, &why));
  ck_assert_ptr_null (why);
  transit_init (&t, &config, rules, DIR_C2S, 1, "test");
  transit_record (&t);
  for (guint i = 0; i < 5; i++)
    {
      arrive_until (&t, SIM_MS (i) - 1, got);
      enter (&t, i + 1, SIM_MS (i));
    }
  arrive_until (&t, SIM_SEC (1), got);
  ck_assert_str_eq (got->str, cases[_i].want);
  transit_clear (&t);
}
END_TEST

START_TEST (a_mark_is_on_what_arrives_and_not_on_what_was_sent)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func (fault_rule_free);
  LinkConfig config = { .mtu = 1500 };
  Segment seg = { .flags = SEG_ACK, .ecn = ECN_ECT_0 };
  PacketRecord record = { .id = 1, .seg = &seg };
  char *why = NULL;
  const Packet *packet;
  SimTime next_at;
  Transit t;

  g_ptr_array_add (rules, rules_parse ("ce c2s pkt 1", 0, &why));
  transit_init (&t, &config, rules, DIR_C2S, 1, "test");
  transit_record (&t);
  transit_enter (&t, &record, &seg, 40, 0, 0, 0);
  packet = transit_step (&t, &next_at, 0);
  ck_assert_ptr_nonnull (packet);
  ck_assert_int_eq (next_at, SIM_NEVER);
  ck_assert_uint_eq (seg.ecn, ECN_ECT_0);
  ck_assert_uint_eq (packet->seg.ecn, ECN_CE);
  ck_assert (transit_is_empty (&t));
  transit_clear (&t);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("transit");
  TCase *tc = tcase_create ("transit");

  tcase_add_loop_test (tc, packets_arrive_as_the_rules_have_it, 0, G_N_ELEMENTS (cases));
  tcase_add_test (tc, a_mark_is_on_what_arrives_and_not_on_what_was_sent);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
