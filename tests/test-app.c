/* Applications as scripts, each driving a real endpoint; the two endpoints are
 * joined by a wire that takes no time. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "model/profile.h"

#define MS(n) SIM_MS (n)

/* Far more than any test here takes. */
#define MOST_STEPS 100000

typedef struct {
  Script *script;
  Stream *stream;
  Tcb *tcb;
  App app;
} Host;

static TcpConfig cfg[N_SIDES];
static Host host[N_SIDES];
static GArray *wire[N_SIDES];           /* Segment, on their way to that side */
static gboolean is_cut;                 /* the wire loses everything */
static SimTime now;

static void
begin (void)
{
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      cfg[side] = profile_find ("linux")->tcp;
      cfg[side].mss = 1460;
      cfg[side].isn = seq_from (0xfffffff0u + side);
      wire[side] = g_array_new (FALSE, FALSE, sizeof (Segment));
    }
  memset (host, 0, sizeof host);
  is_cut = FALSE;
  now = 0;
}

static void
end (void)
{
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      app_clear (&host[side].app);
      script_free (host[side].script);
      tcp_free (host[side].tcb);
      g_clear_pointer (&host[side].stream, stream_free);
      g_array_unref (wire[side]);
    }
}

static void
load_one (Side side, const char *text)
{
  g_autofree char *why = NULL;
  guint line;

  host[side].script = script_parse (text, NULL, &why, &line);
  ck_assert_msg (host[side].script != NULL, "%s: %s", text, why);
  host[side].stream = stream_new ();
  host[side].tcb = tcp_new (&cfg[side]);
  if (script_has (host[side].script, STEP_ACCEPT))
    tcp_open_passive (host[side].tcb, now);
}

static void
load (const char *client, const char *server)
{
  load_one (SIDE_CLIENT, client);
  load_one (SIDE_SERVER, server);
  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    app_init (&host[side].app, host[side].script, host[side].tcb, host[side].stream,
              host[!side].stream, 1, side_name (side), 0);
}

static void
send_all (Side side)
{
  Segment seg;

  while (tcp_transmit (host[side].tcb, now, &seg))
    if (!is_cut)
      g_array_append_val (wire[!side], seg);
}

/* One step of a side's script, and what TCP sends for it. */
static AppStatus
step (Side side)
{
  AppStatus status = app_run (&host[side].app, now);

  send_all (side);
  tcp_check_invariants (host[side].tcb);
  return status;
}

static void
run_steps (Side side)
{
  guint steps = 0;

  while (step (side) == APP_RUNS)
    ck_assert_uint_lt (steps++, MOST_STEPS);
}

/* Hands over the oldest segment for @side; FALSE when there is none. */
static gboolean
deliver (Side side)
{
  Segment seg;

  if (wire[side]->len == 0)
    return FALSE;

  seg = g_array_index (wire[side], Segment, 0);
  g_array_remove_index (wire[side], 0);
  tcp_arrive (host[side].tcb, &seg, now);
  send_all (side);
  return TRUE;
}

/* Everything that can happen now. */
static void
settle (void)
{
  run_steps (SIDE_CLIENT);
  run_steps (SIDE_SERVER);
  while (deliver (SIDE_SERVER) || deliver (SIDE_CLIENT))
    {
      run_steps (SIDE_SERVER);
      run_steps (SIDE_CLIENT);
    }
}

static SimTime
next_time (void)
{
  SimTime next = SIM_NEVER;

  for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
    {
      next = MIN (next, app_wake_at (&host[side].app));
      if (tcp_state (host[side].tcb) != TCP_TIME_WAIT)
        next = MIN (next, tcp_next_expiry (host[side].tcb));
    }
  return next;
}

/* Runs until nothing more happens, or @until. */
static void
run_until (SimTime until)
{
  settle ();
  for (SimTime next = next_time (); next <= until && next != SIM_NEVER; next = next_time ())
    {
      ck_assert_int_ge (next, now);
      now = next;
      for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
        tcp_expire (host[side].tcb, now);
      for (Side side = SIDE_CLIENT; side < N_SIDES; side++)
        send_all (side);
      settle ();
    }
}

static void
run (void)
{
  run_until (SIM_SEC (3600));
}

static App *
app (Side side)
{
  return &host[side].app;
}

static void
check_both_done (void)
{
  ck_assert_int_eq (app (SIDE_CLIENT)->status, APP_DONE);
  ck_assert_int_eq (app (SIDE_SERVER)->status, APP_DONE);
}

static void
check_failed (Side side, TcpError error)
{
  ck_assert_int_eq (app (side)->status, APP_FAILED);
  ck_assert_int_eq (app (side)->error, error);
}

/* What @side has written is @want. */
static void
check_wrote (Side side, const char *want)
{
  gsize n = stream_length (host[side].stream);
  g_autofree char *got = g_malloc0 (n + 1);

  stream_read (host[side].stream, 0, (guint8 *) got, n);
  ck_assert_str_eq (got, want);
}

/* Conversations: both scripts end, and both have written what stands here. */
static const struct {
  const char *client, *server;
  const char *client_wrote, *server_wrote;
} talks[] = {
  { "connect; send \"hello\"; receive some; close",
    "accept; receive some; send \"got: \" received; receive eof; close",
    "hello", "got: hello" },
  { "connect; send \"ab\" 3 \"c\"; receive 6; close",
    "accept; receive 6; send received; receive eof; close",
    "abcdec", "abcdec" },               /* the pattern counts from the stream's start */
  { "connect; receive 3; send received; receive 4; send received; shutdown; receive eof; close",
    "accept; send \"1234567\"; receive eof; send \"bye\"; close",
    "1234567", "1234567bye" },
  { "connect; send \"one\"; shutdown; receive eof; close",
    "accept; receive eof; send received received; close",
    "one", "oneone" },
  { "connect; shutdown; receive eof; close",
    "accept; receive eof; send received; close",
    "", "" },                           /* nothing received is nothing to send */
  { "connect; repeat 2 (repeat 3 (send \"ab\"); send \"c\"); close",
    "accept; receive eof; close",
    "abababcabababc", "" },
  { "connect; repeat 3 (send \"x\"; receive 1); close",
    "accept; repeat 3 (receive 1; send received); receive eof; close",
    "xxx", "xxx" },
  { "connect; nodelay on; send \"a\"; send \"b\"; nodelay off; close",
    "accept; receive eof; close",
    "ab", "" },
  { "connect; close; wait 10ms",
    "accept; receive eof; close; until 1ms",
    "", "" },
};

START_TEST (a_conversation_goes_as_the_scripts_say)
{
  load (talks[_i].client, talks[_i].server);
  run ();
  check_both_done ();
  check_wrote (SIDE_CLIENT, talks[_i].client_wrote);
  check_wrote (SIDE_SERVER, talks[_i].server_wrote);
}
END_TEST

/* The parser's limit, plus the script. */
#define DEEPEST 17

START_TEST (repeats_nest_as_deep_as_the_parser_allows)
{
  g_autoptr (GString) text = g_string_new ("connect; repeat 2 (");

  for (guint i = 2; i < DEEPEST - 1; i++)
    g_string_append (text, "repeat 1 (");
  g_string_append (text, "repeat 3 (send \"a\"");
  for (guint i = 1; i < DEEPEST; i++)
    g_string_append (text, ")");
  g_string_append (text, "; close");
  load (text->str, "accept; receive eof; close");
  run ();
  check_both_done ();
  check_wrote (SIDE_CLIENT, "aaaaaa");
}
END_TEST

START_TEST (receive_takes_exactly_what_it_asks_for)
{
  load ("connect; send \"0123456789\"; close", "accept; receive 4; wait 1ms; receive 6; close");
  run_until (0);
  ck_assert_uint_eq (app (SIDE_SERVER)->received, 4);
  ck_assert_uint_eq (tcp_readable (host[SIDE_SERVER].tcb), 6);
  run ();
  ck_assert_uint_eq (app (SIDE_SERVER)->received_from, 4);
  ck_assert_uint_eq (app (SIDE_SERVER)->received, 6);
  check_both_done ();
}
END_TEST

START_TEST (receive_some_takes_what_there_is)
{
  load ("connect; send 1000; wait 5ms; send 7; close",
        "accept; wait 1ms; receive some; wait 1ms; receive some; close");
  run_until (MS (1));
  ck_assert_uint_eq (app (SIDE_SERVER)->received, 1000);
  run ();
  ck_assert_uint_eq (app (SIDE_SERVER)->received, 7);
  check_both_done ();
}
END_TEST

START_TEST (receive_eof_takes_everything_up_to_the_fin)
{
  load ("connect; send 100000; close", "accept; receive eof; close");
  run ();
  ck_assert_uint_eq (app (SIDE_SERVER)->received_from, 0);
  ck_assert_uint_eq (app (SIDE_SERVER)->received, 100000);
  check_both_done ();
}
END_TEST

START_TEST (a_send_waits_for_room_in_the_send_buffer)
{
  guint blocked = 0;

  cfg[SIDE_CLIENT].sndbuf = 5000;
  cfg[SIDE_CLIENT].sndbuf_locked = TRUE;
  load ("connect; send 100000; close", "accept; receive eof; close");
  while (app (SIDE_CLIENT)->status != APP_DONE)
    {
      run_steps (SIDE_CLIENT);
      if (app (SIDE_CLIENT)->is_begun && app_step (app (SIDE_CLIENT))->kind == STEP_SEND)
        {
          ck_assert_uint_eq (tcp_writable (host[SIDE_CLIENT].tcb), 0);
          blocked++;
        }
      run_steps (SIDE_SERVER);
      if (!deliver (SIDE_SERVER) && !deliver (SIDE_CLIENT))
        run_until (next_time ());
    }
  ck_assert_uint_gt (blocked, 30);
  run ();
  ck_assert_uint_eq (app (SIDE_SERVER)->received, 100000);
  check_both_done ();
}
END_TEST

START_TEST (what_waits_for_room_says_so)
{
  g_autofree char *waits = NULL;

  cfg[SIDE_CLIENT].sndbuf = 5000;
  cfg[SIDE_CLIENT].sndbuf_locked = TRUE;
  load ("connect; send 100000; close", "accept; wait 1h; close");
  settle ();
  is_cut = TRUE;
  settle ();
  ck_assert_int_eq (app (SIDE_CLIENT)->status, APP_WAITS);
  waits = app_waits_for (app (SIDE_CLIENT));
  ck_assert_ptr_nonnull (strstr (waits, "room for "));
}
END_TEST

/* The nodelay step reaches TCP: Nagle holds the second small segment. */
static const struct {
  const char *client;
  guint segments;
} small_sends[] = {
  { "connect; send \"a\"; send \"b\"; close", 1 },
  { "connect; nodelay on; send \"a\"; send \"b\"; close", 2 },
  { "connect; nodelay on; nodelay off; send \"a\"; send \"b\"; close", 1 },
};

START_TEST (nodelay_lets_small_segments_go)
{
  TcpInfo info;

  load (small_sends[_i].client, "accept; receive eof; close");
  step (SIDE_CLIENT);
  while (!tcp_has_been_established (host[SIDE_CLIENT].tcb))
    ck_assert (deliver (SIDE_SERVER) || deliver (SIDE_CLIENT));
  while (app_step (app (SIDE_CLIENT))->kind != STEP_CLOSE)
    ck_assert_int_eq (step (SIDE_CLIENT), APP_RUNS);
  tcp_get_info (host[SIDE_CLIENT].tcb, &info);
  ck_assert_uint_eq (info.data_segs_out, small_sends[_i].segments);
}
END_TEST

/* Waiting. */

static const struct {
  const char *script;
  SimTime ends;
} waits[] = {
  { "wait 5ms", MS (5) },
  { "wait 0", 0 },
  { "until 7ms", MS (7) },
  { "wait 9ms; until 7ms", MS (9) },
  { "until 7ms; wait 5ms", MS (12) },
  { "repeat 3 (wait 5ms)", MS (15) },
  { "repeat 3 (wait list 1ms 2ms)", MS (5) },           /* 1, 2, and 2 for ever */
  { "repeat 3 (wait list 1ms 2ms cycle)", MS (4) },
  { "wait list 1ms 9ms; wait list 2ms 9ms", MS (3) },   /* each step has a place of its own */
  { "repeat 2 (wait list 1ms 2ms; repeat 2 (wait list 10ms 20ms cycle))", MS (63) },
};

START_TEST (a_wait_ends_on_time)
{
  load (waits[_i].script, "wait 0");
  run ();
  check_both_done ();
  ck_assert_int_eq (now, waits[_i].ends);
}
END_TEST

START_TEST (a_wait_that_is_looked_at_early_goes_on)
{
  load ("wait list 5ms 1ms; wait 5ms", "wait 0");
  for (now = 0; now < MS (5); now += MS (1))
    {
      ck_assert_int_eq (step (SIDE_CLIENT), APP_WAITS);
      ck_assert_int_eq (app_wake_at (app (SIDE_CLIENT)), MS (5));
    }
  ck_assert_int_eq (step (SIDE_CLIENT), APP_RUNS);
}
END_TEST

static SimTime
end_of_random_waits (const char *script)
{
  end ();
  begin ();
  load (script, "wait 0");
  run ();
  return now;
}

START_TEST (each_wait_draws_from_a_stream_of_its_own)
{
  SimTime first = end_of_random_waits ("wait exponential 10ms");
  SimTime both = end_of_random_waits ("wait exponential 10ms; wait exponential 10ms");

  ck_assert_int_gt (first, 0);
  ck_assert_int_eq (end_of_random_waits ("wait exponential 10ms"), first);
  ck_assert_int_eq (end_of_random_waits ("wait exponential 10ms; wait 1ms"), first + MS (1));
  ck_assert_int_ne (both, 2 * first);
}
END_TEST

/* An owner that lets other events have their turn asks to be called again; the
 * request is not to outlive that call. */
START_TEST (a_request_to_run_again_is_forgotten_once_it_has)
{
  static const char *const scripts[] = {
    "wait 0; connect", "wait 0; accept", "wait 0", "repeat 2 (wait 0)"
  };

  load (scripts[_i], "wait 0");
  ck_assert_int_eq (step (SIDE_CLIENT), APP_RUNS);
  while (app (SIDE_CLIENT)->status == APP_RUNS)
    {
      app (SIDE_CLIENT)->wake_at = now;
      step (SIDE_CLIENT);
    }
  ck_assert_int_eq (app_wake_at (app (SIDE_CLIENT)), SIM_NEVER);
}
END_TEST

/* Failing. */

START_TEST (connecting_to_nobody_is_refused)
{
  load ("connect; send \"x\"; close", "wait 0");
  run ();
  check_failed (SIDE_CLIENT, TCP_ERROR_REFUSED);
  ck_assert_uint_eq (app_step (app (SIDE_CLIENT))->kind, STEP_CONNECT);
}
END_TEST

START_TEST (connecting_through_a_dead_wire_times_out)
{
  is_cut = TRUE;
  load ("connect; close", "accept; close");
  run ();
  check_failed (SIDE_CLIENT, TCP_ERROR_TIMEOUT);
  ck_assert_int_eq (app (SIDE_SERVER)->status, APP_WAITS);
}
END_TEST

/* The peer resets while the other side is at the step. */
static const struct {
  const char *client;
  StepKind step;
} resets[] = {
  { "connect; receive 1; close", STEP_RECEIVE },
  { "connect; receive some; close", STEP_RECEIVE_SOME },
  { "connect; receive eof; close", STEP_RECEIVE_EOF },
  { "connect; wait 10ms; send \"x\"; close", STEP_SEND },
  { "connect; wait 10ms; shutdown; close", STEP_SHUTDOWN },
  { "connect; repeat 5 (wait 3ms; send 10); close", STEP_SEND },
};

START_TEST (a_reset_fails_the_step_that_meets_it)
{
  load (resets[_i].client, "accept; wait 5ms; abort");
  run ();
  check_failed (SIDE_CLIENT, TCP_ERROR_RESET);
  ck_assert_uint_eq (app_step (app (SIDE_CLIENT))->kind, resets[_i].step);
  ck_assert_int_eq (app (SIDE_SERVER)->status, APP_DONE);
}
END_TEST

START_TEST (what_came_before_a_reset_can_still_be_read)
{
  load ("connect; wait 10ms; receive 5; receive 5; close",
        "accept; send \"12345\"; wait 5ms; abort");
  run ();
  check_failed (SIDE_CLIENT, TCP_ERROR_RESET);
  ck_assert_uint_eq (app (SIDE_CLIENT)->received_from, 5);
}
END_TEST

START_TEST (closing_with_data_unread_resets_the_peer)
{
  load ("connect; send \"x\"; receive eof; close", "accept; wait 1ms; close");
  run ();
  check_failed (SIDE_CLIENT, TCP_ERROR_RESET);
}
END_TEST

START_TEST (a_failed_application_does_nothing_more)
{
  load ("connect; send \"x\"; close", "wait 0");
  run ();
  ck_assert_int_eq (step (SIDE_CLIENT), APP_FAILED);
  ck_assert_int_eq (app_wake_at (app (SIDE_CLIENT)), SIM_NEVER);
  ck_assert_uint_eq (stream_length (host[SIDE_CLIENT].stream), 0);
}
END_TEST

START_TEST (an_application_that_is_done_has_no_step)
{
  load ("wait 0", "wait 0");
  run ();
  ck_assert_ptr_null (app_step (app (SIDE_CLIENT)));
  ck_assert_int_eq (step (SIDE_CLIENT), APP_DONE);
}
END_TEST

/* Waiting for ever, and what for. */
static const struct {
  const char *client, *server;
  Side side;
  const char *what;
} stuck[] = {
  { "connect; receive 99; close", "accept; send 32; receive eof", SIDE_CLIENT, "67 more octets" },
  { "connect; receive 99; close", "accept; send 32; close", SIDE_CLIENT,
    "67 more octets, but the peer has closed" },
  { "connect; receive some; close", "accept; receive eof", SIDE_CLIENT, "data" },
  { "connect; receive some; close", "accept; close", SIDE_CLIENT,
    "data, but the peer has closed" },
  { "connect; receive eof; close", "accept; receive eof", SIDE_SERVER, "the peer to close" },
  { "wait 1ms", "accept; close", SIDE_SERVER, "a connection" },
};

START_TEST (what_waits_for_ever_says_for_what)
{
  g_autofree char *what = NULL;

  load (stuck[_i].client, stuck[_i].server);
  run ();
  ck_assert_int_eq (app (stuck[_i].side)->status, APP_WAITS);
  what = app_waits_for (app (stuck[_i].side));
  ck_assert_str_eq (what, stuck[_i].what);
}
END_TEST

START_TEST (what_waits_for_the_handshake_or_the_clock_says_so)
{
  g_autofree char *connecting = NULL, *waiting = NULL;

  load ("connect; close", "wait 5ms");
  run_steps (SIDE_CLIENT);
  run_steps (SIDE_SERVER);
  connecting = app_waits_for (app (SIDE_CLIENT));
  waiting = app_waits_for (app (SIDE_SERVER));
  ck_assert_str_eq (connecting, "the peer's answer");
  ck_assert_str_eq (waiting, "its time");
}
END_TEST

static void
add_failing (Suite *suite)
{
  TCase *tc = tcase_create ("failing");

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_test (tc, connecting_to_nobody_is_refused);
  tcase_add_test (tc, connecting_through_a_dead_wire_times_out);
  tcase_add_loop_test (tc, a_reset_fails_the_step_that_meets_it, 0, G_N_ELEMENTS (resets));
  tcase_add_test (tc, what_came_before_a_reset_can_still_be_read);
  tcase_add_test (tc, closing_with_data_unread_resets_the_peer);
  tcase_add_test (tc, a_failed_application_does_nothing_more);
  tcase_add_test (tc, an_application_that_is_done_has_no_step);
  tcase_add_loop_test (tc, what_waits_for_ever_says_for_what, 0, G_N_ELEMENTS (stuck));
  tcase_add_test (tc, what_waits_for_the_handshake_or_the_clock_says_so);
  suite_add_tcase (suite, tc);
}

static void
add_working (Suite *suite)
{
  TCase *tc = tcase_create ("working");

  tcase_add_checked_fixture (tc, begin, end);
  tcase_add_loop_test (tc, a_conversation_goes_as_the_scripts_say, 0, G_N_ELEMENTS (talks));
  tcase_add_test (tc, repeats_nest_as_deep_as_the_parser_allows);
  tcase_add_test (tc, receive_takes_exactly_what_it_asks_for);
  tcase_add_test (tc, receive_some_takes_what_there_is);
  tcase_add_test (tc, receive_eof_takes_everything_up_to_the_fin);
  tcase_add_test (tc, a_send_waits_for_room_in_the_send_buffer);
  tcase_add_test (tc, what_waits_for_room_says_so);
  tcase_add_loop_test (tc, nodelay_lets_small_segments_go, 0, G_N_ELEMENTS (small_sends));
  tcase_add_loop_test (tc, a_wait_ends_on_time, 0, G_N_ELEMENTS (waits));
  tcase_add_test (tc, a_wait_that_is_looked_at_early_goes_on);
  tcase_add_test (tc, each_wait_draws_from_a_stream_of_its_own);
  tcase_add_loop_test (tc, a_request_to_run_again_is_forgotten_once_it_has, 0, 4);
  suite_add_tcase (suite, tc);
}

int
main (void)
{
  Suite *suite = suite_create ("app");
  SRunner *runner;
  int failed;

  add_working (suite);
  add_failing (suite);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
