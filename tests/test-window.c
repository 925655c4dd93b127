/* The receive window against the recordings of Linux and RFC 9293 section
 * 3.8.6: the numbers at the start, the growth, the way to zero and back, and
 * what must hold whatever arrives. */
#include <check.h>
#include <stdlib.h>

#include "model/profile.h"
#include "tcp/window.h"

/* What Linux takes a peer's segment size for before it has seen one. */
#define MSS_GUESS 536

static TcpConfig cfg;
static RecvWindow w;

static void
begin (void)
{
  cfg = profile_find ("linux")->tcp;
}

/* As SO_RCVBUF sets it: doubled, and fixed. */
static void
lock_buffer (guint32 octets)
{
  cfg.rcvbuf = 2 * octets;
  cfg.rcvbuf_locked = TRUE;
}

/* RCV.WND once an ACK goes out, with @used octets of the last offer used. */
static guint32
offer (guint32 rcv_mss, guint32 used)
{
  w.wnd = window_select (&w, rcv_mss, w.wnd - used);
  return w.wnd;
}

/* A segment arrives in order, and teaches what a first of its size does. */
static void
arrive (guint32 len, guint32 advmss)
{
  window_charge (&w, len);
  window_learn_ratio (&w, len);
  window_grow (&w, len, len, advmss);
}

static const struct {
  guint32 mss, locked;
  gboolean scaled;
  guint32 wnd;
  guint8 wscale;
} syns[] = {
  { 65495, 0, TRUE, 65495, 7 },         /* loopback: the SYN */
  { 65483, 0, TRUE, 65483, 7 },         /* ... the SYN-ACK, with timestamps agreed */
  { 1460, 0, TRUE, 64240, 7 },          /* Ethernet: the SYN */
  { 1448, 0, TRUE, 65160, 7 },          /* ... the SYN-ACK */
  { 1448, 8192, TRUE, 7240, 0 },        /* zero_window */
  { 1448, 16384, TRUE, 15928, 0 },      /* slow_reader */
  { 1460, 0, FALSE, 64240, 0 },
  { 65483, 0, FALSE, 65483, 0 },
};

START_TEST (a_syn_offers_what_linux_offers)
{
  if (syns[_i].locked > 0)
    lock_buffer (syns[_i].locked);
  window_init (&w, &cfg, syns[_i].mss, syns[_i].scaled);
  ck_assert_uint_eq (w.wnd, syns[_i].wnd);
  ck_assert_uint_eq (w.wscale, syns[_i].wscale);
}
END_TEST

/* RFC 7323 section 2.2 and 2.3: enough to express the buffer, 14 at most. */
static const struct {
  guint32 largest;
  guint8 wscale;
} shifts[] = {
  { 65535, 1 },                 /* the default buffer's 65536 needs one */
  { 131071, 1 }, { 131072, 2 }, { 6291456, 7 }, { 8388607, 7 }, { 8388608, 8 },
  { 1u << 29, 14 }, { 1u << 30, 14 }, { 1u << 31, 14 }
};

START_TEST (the_shift_expresses_the_largest_buffer)
{
  cfg.rcvbuf_max = shifts[_i].largest;
  window_init (&w, &cfg, 1460, TRUE);
  ck_assert_uint_eq (w.wscale, shifts[_i].wscale);
}
END_TEST

START_TEST (without_scaling_no_more_than_the_field_holds_is_offered)
{
  cfg.rcvbuf = 1 << 20;
  window_init (&w, &cfg, 1460, FALSE);
  ck_assert_uint_le (w.wnd, 65535);
  window_open (&w, 1460);
  ck_assert_uint_le (offer (MSS_GUESS, 0), 65535);
}
END_TEST

START_TEST (a_peer_without_scaling_is_offered_no_more_than_the_field_holds)
{
  cfg.rcvbuf = 1 << 20;
  window_init (&w, &cfg, 1460, TRUE);
  w.wscale = 0;                 /* its SYN-ACK has no shift */
  window_open (&w, 1460);
  ck_assert_uint_le (offer (MSS_GUESS, 0), 65535);
  ck_assert_uint_le (w.clamp, 65535);
}
END_TEST

/* The first window after the handshake: what the SYN offered less what came,
 * rounded up to what the shift can say. */
static const struct {
  guint32 syn_mss, advmss, text, want;
} first_windows[] = {
  { 65495, 65483, 0, 65536 },
  { 65483, 65483, 15, 65536 },
  { 1460, 1448, 0, 64256 },
  { 1448, 1448, 15, 65152 },
};

START_TEST (the_first_window_is_that_of_the_recordings)
{
  guint32 text = first_windows[_i].text;

  window_init (&w, &cfg, first_windows[_i].syn_mss, TRUE);
  window_open (&w, first_windows[_i].advmss);
  if (text > 0)
    window_charge (&w, text);
  ck_assert_uint_eq (offer (MSS_GUESS, text), first_windows[_i].want);
}
END_TEST

/* rcv_ssthresh of the recorded tcp_info: a segment is kept back. */
START_TEST (an_open_connection_keeps_a_segment_back)
{
  window_init (&w, &cfg, _i == 0 ? 1460 : 1448, TRUE);
  window_open (&w, 1448);
  ck_assert_uint_eq (w.threshold, 64088);
}
END_TEST

/* What segments are worth to the threshold, by what they cost in memory. */
static const struct {
  guint32 threshold, len, rcv_mss, step;
} steps[] = {
  { 10000, 1448, 1448, 2 * 1448 },      /* full of payload */
  { 10000, 1200, 1200, 2 * 1448 },      /* full enough: 1152 of 2304 */
  { 10000, 200, 536, 2 * 536 },         /* dear, but the buffer has far to grow */
  { 10000, 1000, 536, 2 * 1000 },
  { 10000, 1, 536, 2 * 536 },
  { 20000, 1, 536, 0 },                 /* too dear for what is left */
};

START_TEST (the_threshold_rises_by_what_a_segment_is_worth)
{
  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  w.threshold = steps[_i].threshold;
  ck_assert_int_eq (window_grow (&w, steps[_i].len, steps[_i].rcv_mss, 1448), steps[_i].step > 0);
  ck_assert_uint_eq (w.threshold - steps[_i].threshold, steps[_i].step);
}
END_TEST

/* 32512 octets are free, less than half of the buffer. */
static const struct {
  guint32 rcv_mss, want;
} tight[] = {
  { 1448, 32512 }, { 32512, 32512 }, { 32513, 0 }, { 65483, 0 }
};

START_TEST (less_than_a_segment_is_not_offered_where_room_is_short)
{
  window_init (&w, &cfg, 65483, TRUE);
  window_open (&w, 65483);
  window_charge (&w, 30000);
  window_charge (&w, 30000);
  ck_assert (window_is_tight (&w));
  ck_assert_uint_eq (window_available (&w, tight[_i].rcv_mss), tight[_i].want);
}
END_TEST

/* delack_pairs: full segments, of which the last has always been read. */
START_TEST (the_window_grows_with_full_segments_as_recorded)
{
  static const guint32 want[] = { 68096, 71040, 73856, 76800, 79744, 80512, 80512 };

  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  for (guint i = 0; i < G_N_ELEMENTS (want); i++)
    {
      arrive (1448, 1448);
      ck_assert_uint_eq (offer (1448, 1448), want[i]);
      window_release (&w, 1448, 1448);
    }
}
END_TEST

START_TEST (small_segments_do_not_raise_the_window_to_the_buffer)
{
  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  for (guint i = 0; i < 1000; i++)
    {
      window_charge (&w, 1);
      ck_assert (!window_grow (&w, 1, MSS_GUESS, 1448) || w.threshold <= w.clamp);
      window_release (&w, 1, 1);
    }
  ck_assert_uint_le (w.threshold, w.clamp);
}
END_TEST

/* zero_window: nothing is read, 7 segments arrive, then all is read. */
START_TEST (an_unread_buffer_closes_the_window_as_recorded)
{
  static const guint32 want[] = { 8688, 7240, 5792, 4344, 2896, 1448, 0 };

  lock_buffer (8192);
  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  for (guint i = 0; i < G_N_ELEMENTS (want); i++)
    {
      arrive (1448, 1448);
      ck_assert_uint_eq (offer (1448, 1448), want[i]);
    }
  ck_assert (window_is_tight (&w));
  window_release (&w, 7 * 1448, 7 * 1448);
  ck_assert_uint_eq (offer (1448, 0), 8688);
}
END_TEST

/* RFC 9293 section 3.8.6.2.2: a closed window opens by a whole segment. */
START_TEST (a_closed_window_does_not_open_by_less_than_a_segment)
{
  guint32 unread = 7 * 1448;

  lock_buffer (8192);
  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  for (guint i = 0; i < 7; i++)
    {
      arrive (1448, 1448);
      offer (1448, 1448);
    }
  for (; unread > 0; unread -= 8)
    {
      guint32 before = w.wnd, window;

      window_release (&w, 8, unread);
      window = offer (1448, 0);
      ck_assert (window == before || window >= before + 1448);
    }
  ck_assert_uint_ge (w.wnd, 8192 / 2);
}
END_TEST

START_TEST (what_lies_beyond_a_gap_takes_room_until_the_gap_is_filled_and_it_is_read)
{
  guint32 all, held;

  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  all = window_available (&w, 1448);
  for (guint i = 0; i < 20; i++)
    window_hold (&w, 1448);
  held = window_available (&w, 1448);
  ck_assert_uint_lt (held, all);
  window_release_held (&w, 5 * 1448, 20 * 1448);
  ck_assert_uint_eq (w.n_used, 5);
  window_release_held (&w, 15 * 1448, 15 * 1448);
  ck_assert_uint_eq (window_available (&w, 1448), held);
  window_release (&w, 20 * 1448, 20 * 1448);
  ck_assert_uint_eq (window_available (&w, 1448), all);
}
END_TEST

/* 10 segments of 1448 octets and 2304 of memory wait; what reads leave. */
static const struct {
  guint32 reads[3];
  guint32 n_left;
} releases[] = {
  { { 1447 }, 10 }, { { 1448 }, 9 }, { { 1000, 448 }, 9 }, { { 1000, 1000, 1000 }, 8 },
  { { 14479 }, 1 }, { { 14480 }, 0 }
};

START_TEST (a_segment_read_to_its_end_gives_its_memory_back)
{
  guint32 unread = 10 * 1448;

  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  for (guint i = 0; i < 10; i++)
    window_charge (&w, 1448);
  for (guint i = 0; i < 3; i++)
    {
      window_release (&w, releases[_i].reads[i], unread);
      unread -= releases[_i].reads[i];
    }
  ck_assert_uint_eq (w.n_used, releases[_i].n_left);
  ck_assert_uint_eq (w.used_memory, releases[_i].n_left * 2304);
  ck_assert_int_eq (window_is_drained (&w), releases[_i].n_left == 0);
}
END_TEST

/* bulk_reno: the buffer that fits a window of 152698 octets, and the threshold
 * that it then allows. */
START_TEST (the_buffer_grows_to_what_is_called_for_as_recorded)
{
  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  arrive (1448, 1448);
  window_fit (&w, 38226);
  ck_assert_uint_eq (w.buffer, 131072);
  window_fit (&w, 152698);
  ck_assert_uint_eq (w.buffer, 244316);
  while (window_grow (&w, 1448, 1448, 1448))
    continue;
  ck_assert_uint_eq (w.threshold, 151257);
  window_fit (&w, G_MAXUINT64 / 256);
  ck_assert_uint_eq (w.buffer, cfg.rcvbuf_max);
}
END_TEST

START_TEST (small_segments_are_copied_together_and_large_ones_are_not)
{
  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  for (guint i = 0; i < 100; i++)
    window_charge (&w, 10);
  for (guint i = 0; i < 10; i++)
    window_hold (&w, 1448);
  w.ratio = 160;
  window_collapse (&w, 1000, 10 * 1448);
  ck_assert_uint_eq (w.used_memory, 4096 + 256);
  ck_assert_uint_eq (w.held_memory, 10 * 2304);
}
END_TEST

START_TEST (an_overrun_buffer_takes_the_size_of_what_is_in_it)
{
  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  for (guint i = 0; i < 60; i++)
    window_charge (&w, 1448);
  ck_assert (!window_has_room (&w, 1448));
  cfg.rcvbuf_locked = _i == 1;
  window_clamp_overrun (&w, &cfg, 1448);
  ck_assert_uint_eq (w.buffer, _i == 1 ? 131072 : 60 * 2304);
  ck_assert_int_eq (w.threshold == 2 * 1448, _i == 1);
}
END_TEST

/* So many that their memory, 768 octets each, comes to just over 2^32. */
#define FLOOD 5592406

START_TEST (a_flood_of_small_segments_leaves_the_window_closed)
{
  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  for (guint i = 0; i < FLOOD; i++)
    window_charge (&w, 1);
  ck_assert_uint_eq (window_available (&w, 1448), 0);
  for (guint i = 0; i < FLOOD; i++)
    window_hold (&w, 1);
  ck_assert_uint_eq (window_available (&w, 1448), 0);
  window_release_held (&w, FLOOD, FLOOD);
  ck_assert_uint_eq (window_available (&w, 1448), 0);
}
END_TEST

START_TEST (a_tiny_buffer_is_no_trouble)
{
  cfg.rcvbuf = _i;
  cfg.rcvbuf_max = _i;
  window_init (&w, &cfg, 1448, TRUE);
  window_open (&w, 1448);
  arrive (1448, 1448);
  ck_assert_uint_le (offer (1448, MIN (w.wnd, 1448)), 4);
}
END_TEST

/* A peer that sends what it may, a reader that reads what it likes. */

typedef struct {
  guint32 state;                /* of the generator */
  guint32 advmss;
  guint64 nxt;                  /* octets in order */
  guint64 acked;                /* ... at the last ACK */
  guint64 read;
  guint64 edge;                 /* up to which the peer may send */
  guint32 rcv_mss;
} Peer;

/* A draw in [0, n) from a generator of the test's own. */
static guint32
draw (Peer *p, guint32 n)
{
  p->state = p->state * 1664525u + 1013904223u;
  return (guint32) (((guint64) p->state * n) >> 32);
}

static void
send_in_order (Peer *p)
{
  guint32 most = MIN (p->edge - p->nxt, p->advmss);
  guint32 len = draw (p, 3) == 0 ? draw (p, most + 1) : most;

  if (len == 0)
    return;
  window_charge (&w, len);
  if (len > p->rcv_mss)
    {
      p->rcv_mss = len;
      window_learn_ratio (&w, len);
    }
  window_grow (&w, len, p->rcv_mss, p->advmss);
  p->nxt += len;
}

/* Two segments change places. */
static void
send_out_of_order (Peer *p)
{
  window_hold (&w, MIN (p->edge - p->nxt, p->advmss));
  send_in_order (p);
  window_release_held (&w, 1, 1);
}

static void
read_some (Peer *p)
{
  guint64 unread = p->nxt - p->read;
  guint64 n = draw (p, 2) == 0 ? unread : draw (p, unread + 1);

  window_release (&w, n, unread);
  p->read += n;
}

static void
acknowledge (Peer *p)
{
  guint64 left = w.wnd - MIN (w.wnd, p->nxt - p->acked);

  w.wnd = window_select (&w, p->rcv_mss, left);
  p->acked = p->nxt;
  ck_assert_uint_eq (w.wnd & ((1u << w.wscale) - 1), 0);
  ck_assert_uint_le (w.wnd >> w.wscale, G_MAXUINT16);
  ck_assert_uint_ge (p->nxt + w.wnd, p->edge);
  ck_assert_uint_le (w.threshold, w.clamp);
  p->edge = p->nxt + w.wnd;
}

static void
play (Peer *p, guint n)
{
  static void (*const moves[]) (Peer *) = {
    send_in_order, send_in_order, send_out_of_order, read_some, acknowledge
  };

  window_open (&w, p->advmss);
  p->edge = w.wnd;
  for (guint i = 0; i < n; i++)
    {
      moves[draw (p, G_N_ELEMENTS (moves))] (p);
      acknowledge (p);
    }
}

static const struct {
  guint32 advmss, rcvbuf;
  gboolean scaled;
} peers[] = {
  { 1448, 131072, TRUE }, { 1448, 131072, FALSE }, { 65483, 131072, TRUE },
  { 65483, 131072, FALSE }, { 88, 4096, TRUE }, { 88, 4096, FALSE }, { 536, 9000, FALSE },
  { 1448, 1 << 30, TRUE }, { 9000, 1 << 24, TRUE }
};

START_TEST (what_was_offered_is_never_taken_back)
{
  cfg.rcvbuf = peers[_i].rcvbuf;
  for (guint seed = 0; seed < 5; seed++)
    {
      Peer p = { .state = seed, .advmss = peers[_i].advmss, .rcv_mss = MSS_GUESS };

      p.rcv_mss = MIN (p.rcv_mss, p.advmss);
      window_init (&w, &cfg, p.advmss, peers[_i].scaled);
      play (&p, 1000);
    }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("window");
  TCase *tc = tcase_create ("window");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (tc, begin, NULL);
  tcase_add_loop_test (tc, a_syn_offers_what_linux_offers, 0, G_N_ELEMENTS (syns));
  tcase_add_loop_test (tc, the_shift_expresses_the_largest_buffer, 0, G_N_ELEMENTS (shifts));
  tcase_add_test (tc, without_scaling_no_more_than_the_field_holds_is_offered);
  tcase_add_test (tc, a_peer_without_scaling_is_offered_no_more_than_the_field_holds);
  tcase_add_loop_test (tc, the_first_window_is_that_of_the_recordings, 0,
                       G_N_ELEMENTS (first_windows));
  tcase_add_loop_test (tc, an_open_connection_keeps_a_segment_back, 0, 2);
  tcase_add_loop_test (tc, the_threshold_rises_by_what_a_segment_is_worth, 0,
                       G_N_ELEMENTS (steps));
  tcase_add_loop_test (tc, less_than_a_segment_is_not_offered_where_room_is_short, 0,
                       G_N_ELEMENTS (tight));
  tcase_add_test (tc, the_window_grows_with_full_segments_as_recorded);
  tcase_add_test (tc, small_segments_do_not_raise_the_window_to_the_buffer);
  tcase_add_test (tc, an_unread_buffer_closes_the_window_as_recorded);
  tcase_add_test (tc, a_closed_window_does_not_open_by_less_than_a_segment);
  tcase_add_test (tc, what_lies_beyond_a_gap_takes_room_until_the_gap_is_filled_and_it_is_read);
  tcase_add_loop_test (tc, a_segment_read_to_its_end_gives_its_memory_back, 0,
                       G_N_ELEMENTS (releases));
  tcase_add_test (tc, the_buffer_grows_to_what_is_called_for_as_recorded);
  tcase_add_test (tc, small_segments_are_copied_together_and_large_ones_are_not);
  tcase_add_loop_test (tc, an_overrun_buffer_takes_the_size_of_what_is_in_it, 0, 2);
  tcase_add_test (tc, a_flood_of_small_segments_leaves_the_window_closed);
  tcase_add_loop_test (tc, a_tiny_buffer_is_no_trouble, 0, 5);
  tcase_add_loop_test (tc, what_was_offered_is_never_taken_back, 0, G_N_ELEMENTS (peers));
  suite_add_tcase (suite, tc);

  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
