/* What a model may expect: names of quantities, conditions on them, and what is
 * said of those that are none. */
#include <check.h>
#include <string.h>

#include "suite.h"
#include "tcpsim/net/link_config.h"
#include "tcpsim/trace/expectation.h"
#include "tcpsim/trace/record.h"
#include "trace/quantity.h"
#include "trace/tally.h"

#define ANY QUANTITY_ANY_CONNECTION

/* Names. */

static const struct {
  const char *name;
  QuantityKind kind;
  QuantityOwner owner;
  guint at;
  guint32 connection;
  guint member;
} found[] = {
  { "end", QUANTITY_END, QUANTITY_OF_BOTH, 0, ANY, 0 },
  { "frames", QUANTITY_FRAMES, QUANTITY_OF_BOTH, 0, ANY, 0 },
  { "packets", QUANTITY_PACKETS, QUANTITY_OF_BOTH, 0, ANY, 0 },
  { "client.packets", QUANTITY_PACKETS, QUANTITY_OF_SIDE, SIDE_CLIENT, ANY, 0 },
  { "server.retransmits", QUANTITY_RETRANSMISSIONS, QUANTITY_OF_SIDE, SIDE_SERVER, ANY, 0 },
  { "server.retransmissions", QUANTITY_RETRANSMISSIONS, QUANTITY_OF_SIDE, SIDE_SERVER, ANY, 0 },
  { "client.sent.fast-retransmit", QUANTITY_SENT, QUANTITY_OF_SIDE, SIDE_CLIENT, ANY, REASON_FAST_RETRANSMIT },
  { "client.sent.fast_retransmit", QUANTITY_SENT, QUANTITY_OF_SIDE, SIDE_CLIENT, ANY, REASON_FAST_RETRANSMIT },
  { "sent.rto", QUANTITY_SENT, QUANTITY_OF_BOTH, 0, ANY, REASON_RTO },
  { "lost", QUANTITY_LOST, QUANTITY_OF_BOTH, 0, ANY, 0 },
  { "lost.queue", QUANTITY_LOST_BY, QUANTITY_OF_BOTH, 0, ANY, FATE_LOST_QUEUE },
  { "client.lost.rule", QUANTITY_LOST_BY, QUANTITY_OF_SIDE, SIDE_CLIENT, ANY, FATE_LOST_RULE },
  { "s2c.lost.corrupt", QUANTITY_LOST_BY, QUANTITY_OF_DIRECTION, DIR_S2C, ANY, FATE_LOST_CORRUPT },
  { "c2s.duplicated", QUANTITY_EFFECT, QUANTITY_OF_DIRECTION, DIR_C2S, ANY, TALLY_DUPLICATED },
  { "marked", QUANTITY_EFFECT, QUANTITY_OF_BOTH, 0, ANY, TALLY_MARKED },
  { "s2c.queue.octets.max", QUANTITY_QUEUE_OCTETS, QUANTITY_OF_DIRECTION, DIR_S2C, ANY, 0 },
  { "client.error", QUANTITY_ERROR, QUANTITY_OF_SIDE, SIDE_CLIENT, ANY, 0 },
  { "connections.goodput.sum", QUANTITY_GOODPUT_SUM, QUANTITY_OF_BOTH, 0, ANY, 0 },
  { "connection.0.goodput", QUANTITY_GOODPUT, QUANTITY_OF_BOTH, 0, 0, 0 },
  { "connection.17.completion", QUANTITY_COMPLETION, QUANTITY_OF_BOTH, 0, 17, 0 },
  { "connection.2.client.lost.queue", QUANTITY_LOST_BY, QUANTITY_OF_SIDE, SIDE_CLIENT, 2, FATE_LOST_QUEUE },
  { "connection.2.server.error", QUANTITY_ERROR, QUANTITY_OF_SIDE, SIDE_SERVER, 2, 0 },
};

START_TEST (a_quantity_is_found_by_its_name)
{
  g_autofree char *why = NULL;
  Quantity q;

  ck_assert_msg (quantity_find (found[_i].name, &q, &why), "%s: %s", found[_i].name, why);
  ck_assert_int_eq (q.kind, found[_i].kind);
  ck_assert_int_eq (q.owner, found[_i].owner);
  ck_assert_uint_eq (q.at, found[_i].at);
  ck_assert_uint_eq (q.connection, found[_i].connection);
  ck_assert_uint_eq (q.member, found[_i].member);
  ck_assert_int_eq (q.stat, STAT_END);
}
END_TEST

static const struct {
  const char *name;
  const char *field;
  QuantityStat stat;
} fields[] = {
  { "client.snd_cwnd", "snd_cwnd", STAT_END },
  { "client.snd_cwnd.min", "snd_cwnd", STAT_MIN },
  { "server.rtt.max", "rtt", STAT_MAX },
  { "connection.3.server.state", "state", STAT_END },
  { "client.tcp_info.rto", "rto", STAT_END },
  { "client.tcp_info.lost", "lost", STAT_END },
  { "client.tcp_info.retransmits.max", "retransmits", STAT_MAX },
};

START_TEST (a_field_of_tcp_info_is_found)
{
  g_autofree char *why = NULL;
  Quantity q;

  ck_assert_msg (quantity_find (fields[_i].name, &q, &why), "%s: %s", fields[_i].name, why);
  ck_assert_int_eq (q.kind, QUANTITY_FIELD);
  ck_assert_str_eq (tcp_info_fields[q.member].name, fields[_i].field);
  ck_assert_int_eq (q.stat, fields[_i].stat);
}
END_TEST

static const struct {
  const char *name;
  const char *hint;
} not_found[] = {
  { "", "\"tcpsim --list expect\" names all" },
  { "xyzzy", "\"tcpsim --list expect\" names all" },
  { "durations", "did you mean \"duration\"?" },
  { "client.retransmit", "did you mean \"client.retransmits\"?" },
  { "connection.3.server.stat", "did you mean \"connection.3.server.state\"?" },
  { "sent.rtoo", "did you mean \"rto\"?" },
  { "lost.fault", "there are: rule, queue, mtu, random, aqm, corrupt" },
  { "lost.arrives", "there are: rule, queue, mtu, random, aqm, corrupt" },
  { "snd_cwnd", "write client.snd_cwnd or server.snd_cwnd" },
  { "queue.drops", "write c2s.queue.drops or s2c.queue.drops" },
  { "sevrer.retransmits", "did you mean \"server.retransmits\"?" },
  { "conection.2.goodput", "did you mean \"connection.2.goodput\"?" },
  { "connections.goodput.mean", "did you mean \"connections.goodput.min\"?" },
  { "client.frames", "write frames with nothing before it" },
  { "c2s.packets", "write packets with nothing before it" },
  { "client.snd_cwnd.mean", "\"tcpsim --list expect\" names all" },
  { "client.state.max", "words have no least and no most, write client.state" },
  { "client.in_pingpong.min", "words have no least and no most, write client.in_pingpong" },
  { "client.lost.max", "write client.tcp_info.lost.max for the field" },
  { "connection.goodput", "no connection is named, write its number, as in connection.0.goodput" },
  { "connection.-1.goodput", "no connection is named" },
  { "connection.4294967295.goodput", "no connection is named" },
  { "connection.99999999999999999999.goodput", "no connection is named" },
  { "connection.1", "no connection is named" },
  { "connection.1.", "\"tcpsim --list expect\" names all" },
  { "connection.1.c2s.lost", "\"tcpsim --list expect\" names all" },
  { "connection.1.duration", "write duration with nothing before it" },
  { "client.", "\"tcpsim --list expect\" names all" },
  { "client.tcp_info.", "\"tcpsim --list expect\" names all" },
};

START_TEST (what_is_no_quantity_is_refused_with_a_hint)
{
  g_autofree char *why = NULL;
  Quantity q;

  ck_assert_msg (!quantity_find (not_found[_i].name, &q, &why), "%s", not_found[_i].name);
  ck_assert_msg (strstr (why, not_found[_i].hint) != NULL, "%s: %s", not_found[_i].name, why);
}
END_TEST

/* With its placeholders filled in, every line of the list is a quantity. */
START_TEST (everything_in_the_list_is_found)
{
  static const struct { const char *placeholder, *word; } words[] = {
    { "SIDE", "server" }, { "DIR", "c2s" }, { ".N.", ".4." }, { "CAUSE", "rto" }, { "FATE", "mtu" },
    { "FIELD", "rto" }
  };
  g_autoptr (GArray) list = quantity_list ();

  for (guint i = 0; i < list->len; i++)
    {
      const QuantityInfo *info = &g_array_index (list, QuantityInfo, i);
      g_autofree char *why = NULL;
      g_autoptr (GString) name = g_string_new (info->owner);
      Quantity q;

      g_string_append (name, info->name);
      for (guint k = 0; k < G_N_ELEMENTS (words); k++)
        g_string_replace (name, words[k].placeholder, words[k].word, 0);
      ck_assert_msg (quantity_find (name->str, &q, &why), "%s: %s", name->str, why);
      ck_assert (*info->meaning != '\0' && *info->unit != '\0');
    }
  ck_assert_uint_gt (list->len, TCP_INFO_N_FIELDS);
}
END_TEST

/* What the link does is counted in places that have these names. */
START_TEST (effects_are_called_as_tables_call_them)
{
  for (guint i = 0; i < TALLY_EFFECTS; i++)
    {
      Quantity q;

      ck_assert (quantity_find (effect_names ()[i], &q, NULL));
      ck_assert_uint_eq (q.member, i);
    }
}
END_TEST

/* Conditions. */

static const struct {
  const char *name, *condition;
  gint64 value;
  gboolean holds;
} conditions[] = {
  { "packets", "5", 5, TRUE }, { "packets", "5", 6, FALSE },
  { "packets", "= 5", 5, TRUE }, { "packets", "== 5", 5, TRUE },
  { "packets", "!= 5", 5, FALSE }, { "packets", "!=5", 4, TRUE },
  { "packets", "< 5", 4, TRUE }, { "packets", "< 5", 5, FALSE },
  { "packets", "<= 5", 5, TRUE }, { "packets", "<= 5", 6, FALSE },
  { "packets", "> 5", 6, TRUE }, { "packets", "> 5", 5, FALSE },
  { "packets", ">= 5", 5, TRUE }, { "packets", ">= 5", 4, FALSE },
  { "packets", "5 .. 7", 4, FALSE }, { "packets", "5 .. 7", 5, TRUE },
  { "packets", "5..7", 7, TRUE }, { "packets", "5 .. 7", 8, FALSE },
  { "duration", "< 400ms", SIM_MS (400) - 1, TRUE }, { "duration", "<400ms", SIM_MS (400), FALSE },
  { "bytes", "20KB", 20000, TRUE }, { "bytes", "20000", 20000, TRUE }, { "bytes", "1KiB", 1024, TRUE },
  { "goodput", "> 2.5Mbit", 2500001, TRUE },
  { "client.rtt", "25us", 25, TRUE }, { "client.pacing_rate", "8Mbit", 1000000, TRUE },
  { "connections.fairness", ">= 0.95", 9500, TRUE }, { "connections.fairness", "1", 10000, TRUE },
  { "connections.fairness", "0.9999 .. 1", 9998, FALSE },
  { "end", "done", END_DONE, TRUE }, { "end", "!= done", END_DEADLOCK, TRUE },
  { "end", "max_events", END_EVENTS, TRUE },
  { "client.state", "TIME-WAIT", TCP_TIME_WAIT, TRUE }, { "client.state", "TIME_WAIT", TCP_TIME_WAIT, TRUE },
  { "client.error", "not-open", TCP_ERROR_NOT_OPEN, TRUE },
  { "client.in_pingpong", "on", 1, TRUE },
  { "completion", "never", QUANTITY_UNSET, TRUE }, { "completion", "< 10s", QUANTITY_UNSET, FALSE },
  { "completion", "!= never", 5, TRUE },
  { "client.snd_ssthresh", "unset", QUANTITY_UNSET, TRUE },
  { "client.snd_ssthresh", "2147483647", QUANTITY_UNSET, TRUE },
  { "client.snd_ssthresh", "> 100", QUANTITY_UNSET, TRUE },
  { "client.min_rtt", "4294967295us", QUANTITY_UNSET, TRUE },
  { "client.snd_cwnd.max", "unset", QUANTITY_UNSET, TRUE },
};

START_TEST (a_condition_holds_or_not)
{
  g_autofree char *why = NULL;
  Expectation *e = expectation_parse (conditions[_i].name, conditions[_i].condition, 7, &why);

  ck_assert_msg (e != NULL, "%s = %s: %s", conditions[_i].name, conditions[_i].condition, why);
  ck_assert_str_eq (e->name, conditions[_i].name);
  ck_assert_str_eq (e->condition, conditions[_i].condition);
  ck_assert_uint_eq (e->line, 7);
  ck_assert_msg (expectation_holds (e, conditions[_i].value) == conditions[_i].holds, "%s = %s, being %" G_GINT64_FORMAT,
                 conditions[_i].name, conditions[_i].condition, conditions[_i].value);
  expectation_free (e);
}
END_TEST

static const struct {
  const char *name, *condition, *why;
} no_conditions[] = {
  { "packets", "", "no value, write one like 1" },
  { "packets", "<", "no value" },
  { "packets", "many", "\"many\" is not a number, write a whole number" },
  { "packets", "1.5", "\"1.5\" is not a whole number" },
  { "packets", "-1", "\"-1\" is negative" },
  { "packets", "5s", "\"5s\" is not a number" },
  { "packets", "99999999999999999999", "is too large" },
  { "packets", "9223372036854775807", "is too large" },
  { "packets", "=> 5", "\"> 5\" is not a number" },
  { "packets", "1 ..", "the range lacks an end" },
  { "packets", ".. 5", "the range lacks an end" },
  { "packets", "< 1 .. 5", "a range takes no sign" },
  { "packets", "5 .. 1", "the range is empty, write the smaller end first" },
  { "packets", "never", "\"never\" is not a number" },
  { "duration", "5", "\"5\" has no unit, write a time like 25us" },
  { "duration", "5fortnights", "has an unknown unit, there are: ns, us, ms, s, min, h" },
  { "goodput", "5Mbps", "write 5Mbit, or eight times that if bytes are meant" },
  { "goodput", "5", "\"5\" has no unit, write a rate like 2.5Mbit" },
  { "bytes", "5KBs", "has an unknown unit, there are: B, KB" },
  { "bytes", "lots", "is not a number, write octets, like 20000 or 20KB" },
  { "client.rtt", "1ns", "is finer than the smallest unit, write a time in whole microseconds" },
  { "client.pacing_rate", "1bit", "write a rate in whole octets a second" },
  { "connections.fairness", "1.5", "\"1.5\" is no share, write one like 0.95" },
  { "connections.fairness", "0.12345", "of four decimals at most" },
  { "connections.fairness", "-1", "is no share" },
  { "connections.fairness", "", "no value" },
  { "end", "gone", "\"gone\" is none of its words, " },
  { "end", "< done", "words are not ordered, write the word alone or != before it" },
  { "end", "done .. until", "words are not ordered, write one of them" },
  { "client.state", "CLOSD", "did you mean \"CLOSED\"?" },
  { "client.rto", "unset", "is not a number" },
  { "fingerprint", "xyz", "no fingerprint, write how it begins, 8 to 64 hexadecimal digits" },
  { "fingerprint", "0123456", "no fingerprint" },
  { "fingerprint", "!= 01234567", "no fingerprint" },
};

START_TEST (what_is_no_condition_is_refused_with_a_hint)
{
  g_autofree char *why = NULL;

  ck_assert_ptr_null (expectation_parse (no_conditions[_i].name, no_conditions[_i].condition, 1, &why));
  ck_assert_msg (strstr (why, no_conditions[_i].why) != NULL, "%s = %s: %s", no_conditions[_i].name,
                 no_conditions[_i].condition, why);
}
END_TEST

/* Values. */

static const struct {
  const char *name;
  gint64 value;
  const char *text;
} values[] = {
  { "packets", 12, "12" },
  { "bytes", 20000, "20000" },
  { "duration", SIM_MS (400) + 1, "400.000001ms" },
  { "duration", 0, "0" },
  { "completion", QUANTITY_UNSET, "never" },
  { "goodput", 2500000, "2500000bit" },
  { "client.rtt", 25, "25us" },
  { "client.delivery_rate", 1000, "8000bit" },
  { "connections.fairness", 9500, "0.9500" },
  { "connections.fairness", 10000, "1.0000" },
  { "end", END_DEADLOCK, "deadlock" },
  { "server.state", TCP_LAST_ACK, "LAST-ACK" },
  { "server.ca_state", TCP_CA_RECOVERY, "Recovery" },
  { "server.in_pingpong", 0, "off" },
  { "client.error", TCP_ERROR_RESET, "reset" },
  { "client.min_rtt", QUANTITY_UNSET, "unset" },
};

START_TEST (a_value_is_printed_as_it_is_read)
{
  g_autofree char *text = NULL, *why = NULL;
  gint64 again;
  Quantity q;

  ck_assert (quantity_find (values[_i].name, &q, &why));
  text = quantity_print (&q, values[_i].value);
  ck_assert_str_eq (text, values[_i].text);
  ck_assert_msg (quantity_parse (&q, text, &again, &why), "%s", why);
  ck_assert_int_eq (again, values[_i].value);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("expectation");
  TCase *names = tcase_create ("names"), *tests = tcase_create ("conditions");

  tcase_add_loop_test (names, a_quantity_is_found_by_its_name, 0, G_N_ELEMENTS (found));
  tcase_add_loop_test (names, a_field_of_tcp_info_is_found, 0, G_N_ELEMENTS (fields));
  tcase_add_loop_test (names, what_is_no_quantity_is_refused_with_a_hint, 0, G_N_ELEMENTS (not_found));
  tcase_add_test (names, everything_in_the_list_is_found);
  tcase_add_test (names, effects_are_called_as_tables_call_them);
  tcase_add_loop_test (tests, a_condition_holds_or_not, 0, G_N_ELEMENTS (conditions));
  tcase_add_loop_test (tests, what_is_no_condition_is_refused_with_a_hint, 0, G_N_ELEMENTS (no_conditions));
  tcase_add_loop_test (tests, a_value_is_printed_as_it_is_read, 0, G_N_ELEMENTS (values));
  suite_add_tcase (suite, names);
  suite_add_tcase (suite, tests);
  return suite_main (suite);
}
