/* netem's words: what lines say, and what is wrong with some. */
#include <string.h>

#include "net/chance.h"
#include "net/loss.h"
#include "net/netem.h"
#include "suite.h"

#define PERCENT(n) ((guint32) ((n) * 42949672.95 + 0.5))

static LinkConfig config;

static void
begin (void)
{
  config = (LinkConfig) { .rate = 77, .limit = 5, .mtu = 1500 };
}

static void
end (void)
{
  link_config_clear (&config);
}

static void
parse (const char *text)
{
  g_autofree char *why = NULL;
  gboolean done = netem_parse (&config, text, ".", &why);

  ck_assert_msg (done, "%s: %s", text, why);
}

START_TEST (a_line_of_a_lab_sheet_is_read_as_it_stands)
{
  parse ("delay 20ms 2ms distribution normal loss gemodel 1% 10%");
  ck_assert_int_eq (config.delay.kind, DELAY_NETEM);
  ck_assert_int_eq (config.delay.a, SIM_MS (20));
  ck_assert_int_eq (config.delay.b, SIM_MS (2));
  ck_assert_uint_eq (config.delay.n_table, 4096);
  ck_assert_ptr_eq (config.loss.ops, &loss_gemodel);
  ck_assert_uint_eq (config.loss.p[0], PERCENT (1));
  ck_assert_uint_eq (config.loss.p[1], PERCENT (10));
  ck_assert_uint_eq (config.inside_limit, 1000);
  ck_assert_uint_eq (config.rate, 77);
}
END_TEST

/* Ways in which such lines stand in man pages, tutorials and lab sheets. */
static const char *const pasted[] = {
  "tc qdisc change dev eth0 root netem delay 20ms", "sudo tc qdisc replace dev eth0 root netem delay 20ms",
  "$ sudo tc qdisc add dev eth0 root netem delay 20ms", "root@client:~# tc qdisc add dev eth0 root netem delay 20ms",
  "mininet> h1 tc qdisc add dev h1-eth0 root netem delay 20ms", "netem delay 20ms", "delay 20ms",
  "h1 tc qdisc add dev h1-eth0 root netem delay 20ms", "sudo /sbin/tc qdisc add dev eth0 root netem delay 20ms",
  "sudo ip netns exec red sudo tc qdisc add dev veth0 root netem delay 20ms",
  "tc qdisc add dev eth0 parent 1:1 handle 10: netem delay 20ms", "tc qdisc add root dev eth0 netem latency 20msec",
  "tc qdisc add dev eth0 root \\\n  netem \\\n  delay 20ms",
};

START_TEST (a_pasted_line_is_read_as_it_stands)
{
  parse (pasted[_i]);
  ck_assert_int_eq (config.delay.a, SIM_MS (20));
}
END_TEST

START_TEST (every_option_is_understood)
{
  parse ("sudo tc qdisc add dev eth0 root handle 1: netem limit 50 latency 10msec 1msec 25% drop random 3% 5% ecn "
         "reorder 25% 50% gap 5 duplicate 1% 2% corrupt 0.1% rate 1mbit 14 53 5 slot 10ms 20ms packets 3 bytes 5kb");
  ck_assert_uint_eq (config.inside_limit, 50);
  ck_assert_int_eq (config.delay.a, SIM_MS (10));
  ck_assert_uint_eq (config.delay.correlation, PERCENT (25));
  ck_assert_uint_eq (config.loss.p[1], PERCENT (5));
  ck_assert (config.loss.ecn);
  ck_assert_uint_eq (config.reorder.p, PERCENT (25));
  ck_assert_uint_eq (config.reorder.correlation, PERCENT (50));
  ck_assert_uint_eq (config.gap, 5);
  ck_assert_uint_eq (config.duplicate.correlation, PERCENT (2));
  ck_assert_uint_eq (config.corrupt.p, PERCENT (0.1));
  ck_assert_uint_eq (config.rate, 1000000);
  ck_assert_uint_eq (config.rate_spec.cell_size, 53);
  ck_assert_int_eq (config.slot.gap.b, SIM_MS (20));
  ck_assert_uint_eq (config.slot.packets, 3);
  ck_assert_uint_eq (config.slot.octets, 5120);
}
END_TEST

START_TEST (gap_alone_is_every_so_many)
{
  parse ("delay 10ms gap 5");
  ck_assert_uint_eq (config.gap, 5);
  ck_assert_uint_eq (config.reorder.p, CHANCE_ALWAYS);
}
END_TEST

START_TEST (a_later_line_takes_the_place_of_an_earlier)
{
  parse ("delay 10ms 1ms distribution pareto rate 1mbit corrupt 1%");
  parse ("loss 1%");
  ck_assert_int_eq (config.delay.a, 0);
  ck_assert_uint_eq (config.rate, 0);
  ck_assert_uint_eq (config.corrupt.p, 0);
  ck_assert_ptr_eq (config.loss.ops, &loss_random);
}
END_TEST

#define SETS_NOTHING "this line of tc's sets no discipline, write one of tc qdisc add, change or replace"

static const struct { const char *text, *why; } wrong[] = {
  { "", "netem is to do nothing, write options like delay 20ms loss 1%" },
  { "tc qdisc add dev eth0 root netem", "netem is to do nothing, write options like delay 20ms loss 1%" },
  { "tc qdisc add dev eth0 root tbf rate 1mbit", "the line is for \"tbf\", write netem's here, and a queue's as "
    "queue = ..." },
  { "tc qdisc del dev eth0 root", SETS_NOTHING },
  { "tc class add dev eth0 parent 1: classid 1:1 htb rate 1mbit", SETS_NOTHING },
  { "tc qdisc", SETS_NOTHING },
  { "h1", "netem has no option \"h1\", there are: delay, latency, distribution, loss, drop, ecn, reorder, gap, "
    "duplicate, corrupt, rate, limit, slot" },
  { "dleay 20ms", "netem has no option \"dleay\", did you mean \"delay\"?" },
  { "delay", "no delay is given, write a time like 25us" },
  { "delay 100", "\"100\" has no unit, write a time like 25us, 1.5ms or 2s" },
  { "delay 20ms delay 30ms", "delay is said twice, keep one" },
  { "delay 20ms latency 30ms", "delay is said twice, keep one" },
  { "delay 20ms distribution normal", "distribution needs a jitter, write delay 20ms 2ms" },
  { "delay 20ms 2ms distribution nromal", "unknown distribution \"nromal\", did you mean \"normal\"? (or name a file "
    "of one, like jitter.dist)" },
  { "loss 101%", "\"101%\" is no chance, write 0% to 100%" },
  { "loss burst 1%", "unknown loss model \"burst\", there are: random, state, gemodel" },
  { "delay 1ms ecn", "ecn goes with loss, write loss 1% ecn" },
  { "reorder 25%", "reorder needs a delay, write one like delay 10ms" },
  { "delay 1ms gap 0", "gap: \"0\" is no number above 0, write one like gap 100" },
  { "corrupt", "a chance is missing, write one like 1%" },
  { "rate 10Mbps", "\"10Mbps\" is bytes a second in tc and bits elsewhere, "
    "write 10Mbit, or eight times that if bytes are meant" },
  { "rate 1mbit 14 5 -5", "a cell with its overhead has no octets, write a larger one" },
  { "rate 0bit", "\"0bit\" lets nothing through, write a rate like 1.5Mbit, or unlimited" },
  { "limit", "limit lacks its number, write one like limit 100" },
  { "slot 20ms 10ms", "a slot's least time is above its largest, write the shorter first" },
  { "slot distribution normal 10ms", "a slot's distribution takes a delay and a jitter, write two times behind it" },
  { "slot 10ms bytes x", "bytes: \"x\" is no size, write one like bytes 10kb" },
};

START_TEST (what_is_wrong_is_said_and_nothing_changes)
{
  g_autofree char *why = NULL;

  ck_assert_msg (!netem_parse (&config, wrong[_i].text, ".", &why), "%s", wrong[_i].text);
  ck_assert_str_eq (why, wrong[_i].why);
  ck_assert_uint_eq (config.rate, 77);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("netem");
  TCase *tc = tcase_create ("netem");

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_test (tc, a_line_of_a_lab_sheet_is_read_as_it_stands);
  tcase_add_loop_test (tc, a_pasted_line_is_read_as_it_stands, 0, G_N_ELEMENTS (pasted));
  tcase_add_test (tc, every_option_is_understood);
  tcase_add_test (tc, gap_alone_is_every_so_many);
  tcase_add_test (tc, a_later_line_takes_the_place_of_an_earlier);
  tcase_add_loop_test (tc, what_is_wrong_is_said_and_nothing_changes, 0, G_N_ELEMENTS (wrong));
  suite_add_tcase (suite, tc);
  return suite_main (suite);
}
