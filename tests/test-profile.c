/* The profiles keep what their sources ask of them. */
#include <check.h>
#include <glib.h>

#include "model/profile.h"
#include "suite.h"

/* How long the first timeout and @retries more take, from @initial, doubling
 * up to the profile's ceiling: RFC 6298 (5.5). */
static SimTime
time_to_give_up (const TcpConfig *tcp, SimTime initial, guint retries)
{
  SimTime total = 0, rto = initial;

  for (guint i = 0; i <= retries; i++)
    {
      total += rto;
      rto = MIN (2 * rto, tcp->rto_max);
    }
  return total;
}

START_TEST (every_name_has_its_profile)
{
  const char *const *names = profile_names ();

  for (; *names != NULL; names++)
    ck_assert_str_eq (profile_find (*names)->name, *names);
  ck_assert_ptr_null (profile_find ("bsd"));
  ck_assert_str_eq (profile_names ()[0], "linux");
}
END_TEST

START_TEST (every_profile_can_work)
{
  const char *const *names = profile_names ();

  for (; *names != NULL; names++)
    {
      const TcpConfig *tcp = &profile_find (*names)->tcp;

      ck_assert_int_le (tcp->rto_min, tcp->rto_max);
      ck_assert_int_le (tcp->rto_initial, tcp->rto_max);
      ck_assert_int_le (tcp->delack_min, tcp->delack_max);
      ck_assert_int_gt (tcp->ts_tick, tcp->ts_phase);
      ck_assert_uint_le (tcp->rcvbuf, tcp->rcvbuf_max);
      ck_assert_uint_gt (tcp->sndbuf, 0);
      ck_assert_ptr_nonnull (tcp->congestion_control);
    }
}
END_TEST

/* RFC 9293 section 3.8.3, MUST-23 and SHLD-11. */
START_TEST (the_rfc_profile_tries_long_enough)
{
  const TcpConfig *tcp = &profile_find ("rfc")->tcp;

  ck_assert_int_ge (time_to_give_up (tcp, tcp->rto_initial, tcp->syn_retries), SIM_SEC (180));
  ck_assert_int_ge (time_to_give_up (tcp, tcp->rto_initial, tcp->synack_retries), SIM_SEC (180));
  ck_assert_int_ge (time_to_give_up (tcp, tcp->rto_min, tcp->retries2), SIM_SEC (100));
}
END_TEST

/* RFC 6298 (2.4), (2.5); RFC 9293 sections 3.8.6.3, 3.8.4 and 3.4.2. */
START_TEST (the_rfc_profile_keeps_the_bounds_of_the_rfcs)
{
  const TcpConfig *tcp = &profile_find ("rfc")->tcp;

  ck_assert_int_ge (tcp->rto_min, SIM_SEC (1));
  ck_assert_int_ge (tcp->rto_max, SIM_SEC (60));
  ck_assert_int_lt (tcp->delack_max, SIM_MS (500));
  ck_assert_int_ge (tcp->keepalive_time, SIM_SEC (7200));
  ck_assert_int_eq (tcp->timewait, SIM_SEC (240));
  ck_assert (!tcp->keepalive);
  ck_assert (!tcp->rto_min_on_variance);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("profile");
  TCase *tcase = tcase_create ("profile");

  tcase_add_test (tcase, every_name_has_its_profile);
  tcase_add_test (tcase, every_profile_can_work);
  tcase_add_test (tcase, the_rfc_profile_tries_long_enough);
  tcase_add_test (tcase, the_rfc_profile_keeps_the_bounds_of_the_rfcs);
  suite_add_tcase (suite, tcase);
  return suite_main (suite);
}
