/* IP addresses as text, both ways. */
#include <check.h>
#include <stdlib.h>

#include "tcpsim/net/address.h"

typedef struct {
  const char *text;             /* as read */
  guint8 version;
  const char *usual;            /* as written */
} Spelling;

static const Spelling spellings[] = {
  { "127.0.0.1", 4, "127.0.0.1" },
  { "0.0.0.0", 4, "0.0.0.0" },
  { "255.255.255.255", 4, "255.255.255.255" },
  { "::", 6, "::" },
  { "::1", 6, "::1" },
  { "1::", 6, "1::" },
  { "fe80::1", 6, "fe80::1" },
  { "2001:DB8::A", 6, "2001:db8::a" },
  { "2001:0db8:0000:0000:0000:0000:0000:0001", 6, "2001:db8::1" },
  /* RFC 5952 section 4.2: the longest run, the first of equals, never one. */
  { "2001:db8:0:1:1:1:1:1", 6, "2001:db8:0:1:1:1:1:1" },
  { "2001::1:1:1:1:1:1", 6, "2001:0:1:1:1:1:1:1" },
  { "2001:0:0:1:0:0:0:1", 6, "2001:0:0:1::1" },
  { "2001:db8:0:0:1:0:0:1", 6, "2001:db8::1:0:0:1" },
  { "0:0:1:0:0:1:0:0", 6, "::1:0:0:1:0:0" },
  { "1:0:0:1:1:1:0:0", 6, "1::1:1:1:0:0" },
  { "1:2:3:4:5:6:7:8", 6, "1:2:3:4:5:6:7:8" },
  { "1:2:3:4:5:6:7::", 6, "1:2:3:4:5:6:7:0" },
  { "::2:3:4:5:6:7:8", 6, "0:2:3:4:5:6:7:8" },
  { "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 6, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
  { "::ffff:192.0.2.1", 6, "::ffff:192.0.2.1" },
  { "::ffff:c000:201", 6, "::ffff:192.0.2.1" },
  { "::ffff:255.255.255.255", 6, "::ffff:255.255.255.255" },
  { "::1.2.3.4", 6, "::102:304" },
  { "64:ff9b::192.0.2.33", 6, "64:ff9b::c000:221" },
  { "1:2:3:4:5:6:7.8.9.10", 6, "1:2:3:4:5:6:708:90a" },
};

START_TEST (every_spelling_is_written_in_the_usual_one)
{
  const Spelling *s = &spellings[_i];
  char text[NET_ADDRESS_TEXT_MAX];
  NetAddress address;

  ck_assert (net_address_parse (s->text, &address));
  ck_assert_uint_eq (address.version, s->version);
  ck_assert_str_eq (net_address_print (&address, text), s->usual);
}
END_TEST

START_TEST (the_usual_spelling_reads_back_as_the_same_address)
{
  NetAddress address, back;

  ck_assert (net_address_parse (spellings[_i].text, &address));
  ck_assert (net_address_parse (spellings[_i].usual, &back));
  ck_assert (net_address_equal (&address, &back));
}
END_TEST

static const char *const wrong[] = {
  "", " ", "localhost", "127.0.0", "127.0.0.1.", "127.0.0.1.2", "127.0.0.256", "127.0.0.01",
  "127.0.0.-1", "127..0.1", ".1.2.3", "1.2.3.", "127.0.0.1 ", " 127.0.0.1", "127.0.0.1/8",
  "0x7f.0.0.1", "1.2.3.99999999999999999999",
  ":", ":::", "1", "1:", ":1", "1::2::3", "::1::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "1:::2", "12345::", "g::", "::1%lo",
  "[::1]", "::1 ", "1.2.3.4::", "1:1.2.3.4::", "::1.2.3.4:5", "::1.2.3", "::1.2.3.256",
  "1:2:3:4:5:6:7:1.2.3.4", "::1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:1.2.3.4", "-1::", "::+1",
};

START_TEST (what_is_no_address_is_refused_and_writes_nothing)
{
  NetAddress address = { .version = 99 };

  ck_assert_msg (!net_address_parse (wrong[_i], &address), "\"%s\"", wrong[_i]);
  ck_assert_uint_eq (address.version, 99);
}
END_TEST

START_TEST (addresses_of_two_versions_differ)
{
  NetAddress v4 = { .version = 4 }, v6 = { .version = 6 };

  ck_assert (!net_address_equal (&v4, &v6));
}
END_TEST

START_TEST (an_ipv4_address_is_its_first_four_octets)
{
  NetAddress a = { 4, { 10, 0, 0, 1, 55 } }, b = { 4, { 10, 0, 0, 1, 66 } };

  ck_assert (net_address_equal (&a, &b));
  b.octets[3] = 2;
  ck_assert (!net_address_equal (&a, &b));
}
END_TEST

START_TEST (each_octet_of_an_ipv6_address_counts)
{
  NetAddress a = { .version = 6 }, b = { .version = 6 };

  b.octets[_i] = 1;
  ck_assert (!net_address_equal (&a, &b));
}
END_TEST

START_TEST (a_header_is_as_long_as_its_version_says)
{
  NetAddress v4 = { .version = 4 }, v6 = { .version = 6 };

  ck_assert_uint_eq (net_address_header_len (&v4), 20);
  ck_assert_uint_eq (net_address_header_len (&v6), 40);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("address");
  TCase *tc = tcase_create ("address");
  SRunner *runner;
  int failed;

  tcase_add_loop_test (tc, every_spelling_is_written_in_the_usual_one, 0,
                       G_N_ELEMENTS (spellings));
  tcase_add_loop_test (tc, the_usual_spelling_reads_back_as_the_same_address, 0,
                       G_N_ELEMENTS (spellings));
  tcase_add_loop_test (tc, what_is_no_address_is_refused_and_writes_nothing, 0,
                       G_N_ELEMENTS (wrong));
  tcase_add_test (tc, addresses_of_two_versions_differ);
  tcase_add_test (tc, an_ipv4_address_is_its_first_four_octets);
  tcase_add_loop_test (tc, each_octet_of_an_ipv6_address_counts, 0, 16);
  tcase_add_test (tc, a_header_is_as_long_as_its_version_says);
  suite_add_tcase (suite, tc);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
