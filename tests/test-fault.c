/* Rules at work: a line of packets, and which of them each rule meets. */
#include <string.h>

#include "model/rules.h"
#include "net/fault.h"
#include "suite.h"

/* Packets, a letter each, 1000 octets the segment: "s" SYN, "a" ACK, "1" to "9"
 * that segment of data (again, where it was there before), "f" FIN, "r" RST.  One
 * enters the link in each millisecond. */
static Segment
segment_of (char letter)
{
  Segment seg = { .flags = SEG_ACK, .seq = seq_from (0xfffff000u) };

  switch (letter)
    {
    case 's': seg.flags = SEG_SYN; break;
    case 'f': seg.flags |= SEG_FIN; break;
    case 'r': seg.flags = SEG_RST; break;
    case 'a': break;
    default:
      seg.len = 1000;
      seg.seq = seq_add (seg.seq, 1 + 1000 * (letter - '1'));
    }
  return seg;
}

static const struct { const char *rule, *packets, *met; } cases[] = {
  { "drop c2s pkt 2,5-6", "saa1234", ".x..xx." },
  { "drop c2s pkt 6-", "saa1234", ".....xx" },
  { "drop c2s syn 2", "ssa1", ".x.." },
  { "drop c2s fin 1", "sa1ff", "...x." },
  { "drop c2s rst 1", "sa1r", "...x" },
  { "drop c2s ack 2-3", "saa1aa", "..x.x." },
  { "drop c2s data 3", "sa12213", "....x.." },
  { "drop c2s seg 3", "sa12213", "......x" },
  { "drop c2s seg 2", "sa12213", "...x..." },
  { "drop c2s seg 2 copy 2", "sa12213", "....x.." },
  { "drop c2s seg 1-2 copy 2-", "sa1221312", "....xx.xx" },
  { "drop c2s seg 2 copy 1,3", "sa12222", "...x.x." },
  { "drop c2s time 2-4", "sa12345", "..xxx.." },
  { "drop c2s time 2.5ms-1s", "sa12345", "...xxxx" },
  { "drop s2c pkt 1-", "sa12", "...." },
};

START_TEST (a_rule_meets_what_it_lists)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func (fault_rule_free);
  g_autofree char *why = NULL;
  FaultRule *rule = rules_parse (cases[_i].rule, 0, &why);
  guint n = strlen (cases[_i].packets), n_met = 0;
  g_autofree char *met = g_strnfill (n, '.');
  Faults faults;

  ck_assert_msg (rule != NULL, "%s", why);
  g_ptr_array_add (rules, rule);
  faults_init (&faults, rules, DIR_C2S);
  for (guint i = 0; i < n; i++)
    {
      Segment seg = segment_of (cases[_i].packets[i]);

      if (faults_judge (&faults, 0, &seg, SIM_MS (i)).actions & (1 << FAULT_DROP))
        met[i] = 'x', n_met++;
    }
  ck_assert_str_eq (met, cases[_i].met);
  if (rule->dir == DIR_C2S)
    ck_assert_uint_eq (faults_met (&faults, rule), n_met);
  faults_clear (&faults);
}
END_TEST

/* Packets of the connections 0, 1 and 2 in turn, letter by letter. */
static const struct { const char *rules[3], *met; } shared[] = {
  { { "drop c2s pkt 2" }, "...x....." },
  { { "drop c2s pkt 2 connection 1" }, "....x...." },
  { { "drop c2s pkt 1 connection 0", "drop c2s pkt 3 connection 2" }, "x.......x" },
  { { "drop c2s data 1 connection 1", "drop c2s data 1", "drop c2s pkt 1 connection 1" }, ".x....xx." },
  { { "drop c2s seg 1 copy 1- connection 2" }, "........x" },
};

START_TEST (a_rule_counts_the_packets_of_its_connection_alone)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func (fault_rule_free);
  g_autofree char *met = g_strnfill (9, '.');
  Faults faults;

  for (guint i = 0; i < 3 && shared[_i].rules[i] != NULL; i++)
    {
      g_autofree char *why = NULL;

      g_ptr_array_add (rules, rules_parse (shared[_i].rules[i], 0, &why));
      ck_assert_ptr_null (why);
    }
  faults_init (&faults, rules, DIR_C2S);
  for (guint i = 0; i < 9; i++)
    {
      Segment seg = segment_of ("sa1"[i / 3]);

      if (faults_judge (&faults, i % 3, &seg, SIM_MS (i)).actions & (1 << FAULT_DROP))
        met[i] = 'x';
    }
  ck_assert_str_eq (met, shared[_i].met);
  faults_clear (&faults);
}
END_TEST

START_TEST (what_several_rules_want_adds_up)
{
  static const char *const texts[] = {
    "delay c2s pkt 1 by 5", "delay c2s pkt 1 by 500us", "ce c2s syn 1", "dup c2s pkt 1 after 2",
    "hold c2s pkt 1 past 3", "stall c2s time 0-40"
  };
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func (fault_rule_free);
  Segment seg = segment_of ('s');
  FaultVerdict verdict;
  Faults faults;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      char *why = NULL;

      g_ptr_array_add (rules, rules_parse (texts[i], 0, &why));
      ck_assert_ptr_null (why);
    }
  faults_init (&faults, rules, DIR_C2S);
  verdict = faults_judge (&faults, 0, &seg, SIM_MS (7));
  ck_assert_int_eq (verdict.delay, SIM_US (5500));
  ck_assert_int_eq (verdict.dup_after, SIM_MS (2));
  ck_assert_uint_eq (verdict.past, 3);
  ck_assert_int_eq (verdict.stalled_until, SIM_MS (40));
  ck_assert_uint_eq (verdict.actions, 1 << FAULT_DELAY | 1 << FAULT_CE | 1 << FAULT_DUP | 1 << FAULT_HOLD
                                      | 1 << FAULT_STALL);
  faults_clear (&faults);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("fault");
  TCase *tc = tcase_create ("fault");

  tcase_add_loop_test (tc, a_rule_meets_what_it_lists, 0, G_N_ELEMENTS (cases));
  tcase_add_loop_test (tc, a_rule_counts_the_packets_of_its_connection_alone, 0, G_N_ELEMENTS (shared));
  tcase_add_test (tc, what_several_rules_want_adds_up);
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
