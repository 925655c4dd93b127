/* Each part of a model draws from a stream of its own, so that a part that learns
 * something new leaves the others as they were. */
#include "chaos-model.h"

#include "draw.h"

/* Simulated time costs nothing: long enough for every timeout to run out. */
#define UNTIL "2h"

/* An event storm is found sooner; this is for one without packets. */
#define MAX_EVENTS 3000000

/* Octets that either side writes at most; and now and then, for large windows. */
#define OCTETS_MAX 300000
#define OCTETS_LARGE 4000000

typedef struct {
  guint64 seed;
  Rng rng;                      /* of the part at hand */
  GString *text;
  gboolean is_v6;
} Chaos;

static void
begin_part (Chaos *c, const char *name)
{
  rng_init (&c->rng, c->seed, name);
}

static void G_GNUC_PRINTF (2, 3)
add (Chaos *c, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (c->text, format, args);
  va_end (args);
}

/* The link. */

static const char *const delays[] = {
  "0", "1us", "25us", "500us", "2ms", "10ms", "10ms", "25ms", "50ms", "120ms", "400ms",
  "uniform 0 2ms", "uniform 5ms 60ms", "normal 20ms 8ms", "exponential 15ms",
  "list 1ms 80ms 2ms 2ms cycle", "list 5ms 5ms 5ms 700ms 5ms 5ms 5ms 5ms 5ms cycle",
};
static const char *const rates[] = {
  "56Kbit", "512Kbit", "2Mbit", "10Mbit", "10Mbit", "100Mbit", "1Gbit",
};
static const char *const mtus[] = {
  "68", "100", "120", "296", "576", "1280", "1500", "9000", "65535",
};
static const char *const losses[] = {
  "0.1%", "1%", "3%", "10%", "30%", "random 2%", "5% 50%", "20% 80%", "gemodel 1% 20%", "gemodel 5% 30% 80% 1% ecn", "10% ecn",
  "state 1% 20% 10% 40% 1%",
};
static const char *const limits[] = { "0", "1", "2", "3", "5", "10", "20", "50", "200" };

static const char *const jitters[] = {
  "10ms 5ms", "20ms 20ms 50%", "5ms 1ms distribution normal", "30ms 10ms 25% distribution pareto",
};
static const char *const queues[] = {
  "pfifo limit 3", "bfifo limit 20kb", "red limit 60kb min 5kb max 20kb burst 20", "red limit 90kb min 3kb max 9kb burst 9 ecn adaptive",
  "codel", "codel limit 20 target 1ms interval 20ms ecn", "fq_codel", "fq_codel limit 9 flows 2", "pie", "pie limit 30 target 2ms ecn",
  "tbf rate 1mbit burst 70kb latency 100ms", "tbf rate 3mbit burst 100kb limit 9kb",
};
static const char *const mishaps[] = {
  "duplicate = 5%", "duplicate = 40% 50%", "corrupt = 1%", "corrupt = 10%", "slot = 5ms 20ms packets 3", "slot = 1ms bytes 3kb",
  "slot = distribution normal 4ms 1ms",
};
static const char *const reorders[] = { "1%", "10%", "30% 50%", "25% gap 5", "100% gap 3" };

/* What netem and tc have beyond a delay, a rate and a limit. */
static void
add_more (Chaos *c)
{
  if (draw_chance (&c->rng, 15))
    add (c, "queue = %s\n", DRAW_FROM (&c->rng, queues));
  else if (draw_chance (&c->rng, 60))
    add (c, "limit = %s\n", DRAW_FROM (&c->rng, limits));
  if (draw_chance (&c->rng, 10))
    add (c, "%s\n", DRAW_FROM (&c->rng, mishaps));
}

static void
add_link (Chaos *c, const char *group)
{
  const char *delay;

  begin_part (c, group);
  delay = draw_chance (&c->rng, 12) ? DRAW_FROM (&c->rng, jitters) : DRAW_FROM (&c->rng, delays);
  add (c, "[%s]\ndelay = %s\n", group, delay);
  if (draw_chance (&c->rng, 60))
    add (c, "rate = %s\n", DRAW_FROM (&c->rng, rates));
  add_more (c);
  if (draw_chance (&c->rng, 20))
    add (c, "mtu = %s\n", c->is_v6 ? mtus[5 + draw_below (&c->rng, 4)] : DRAW_FROM (&c->rng, mtus));
  if (draw_chance (&c->rng, 15))
    add (c, "loss = %s\n", DRAW_FROM (&c->rng, losses));
  if (draw_chance (&c->rng, 8) && !g_str_equal (delay, "0"))    /* what takes no time cannot go ahead */
    add (c, "reorder = %s\n", DRAW_FROM (&c->rng, reorders));
  add (c, "\n");
}

/* TCP: keys and what they may be. */

static const struct {
  const char *key;
  guint percent;                /* of models that set it */
  const char *values;           /* one of these, "|" between */
} tcp_keys[] = {
  { "profile", 12, "linux|rfc" },
  { "congestion_control", 60, "reno|cubic|bbr|dctcp" },
  { "timestamps", 30, "on|off" },
  { "window_scaling", 20, "on|off" },
  { "sack", 30, "on|off|off" },
  { "nodelay", 20, "on|off" },
  { "nagle_small_only", 8, "on|off" },
  { "keepalive", 10, "on|off" },
  { "keepalive_time", 10, "1s|5s|30s|2min" },
  { "keepalive_intvl", 10, "1s|5s|30s" },
  { "keepalive_probes", 10, "1|3|9" },
  { "isn", 15, "4294967290|4294960000|2147483640|0" },
  { "tsval", 8, "4294967290|2147483600|0" },
  { "rcvbuf", 20, "1B|600B|2304B|4KiB|10KB|64KiB|200KB" },
  { "rmem", 15, "4096 4096 4096|4096 8192 100000|4096 131072 6291456|4096 20000 20000" },
  { "wmem", 10, "4096 16384 4194304|4096 4096 4096|4096 10000 50000" },
  { "sndbuf", 25, "40B|500B|3KB|16KiB|64KiB|500KB" },
  { "initial_rto", 8, "3s|500ms|100ms" },
  { "rto_min", 12, "200ms|20ms|5ms|1us" },
  { "rto_min_on_variance", 8, "on|off" },
  { "rto_max", 8, "4s|20s|120s" },
  { "syn_retries", 6, "0|1|3" },
  { "syn_linear_timeouts", 6, "0|2" },
  { "synack_retries", 6, "0|1|2" },
  { "retries2", 8, "0|1|3|8" },
  { "orphan_retries", 6, "1|3" },
  { "user_timeout", 8, "1ms|500ms|3s|30s" },
  { "initial_cwnd", 15, "1|2|3|4|32|200" },
  { "hystart", 8, "on|off" },
  { "dctcp_shift_g", 5, "0|1|4|10" },
  { "dctcp_alpha_on_init", 5, "0|1|512|1024" },
  { "slow_start_after_idle", 8, "on|off" },
  { "pacing", 20, "on|on|off" },
  { "pacing_ss_ratio", 4, "10|100|1000" },
  { "pacing_ca_ratio", 4, "10|100|1000" },
  { "ecn", 35, "0|1|1|1|2" },
  { "recovery", 30, "0|1|2|3|5|7" },
  { "early_retrans", 20, "0|3|4" },
  { "frto", 20, "0|1|2" },
  { "dsack", 15, "on|off" },
  { "reordering", 15, "1|2|3|6|20" },
  { "max_reordering", 8, "1|3|10|300" },
  { "min_rtt_wlen", 5, "1ms|1s|300s" },
  { "hz", 25, "100|250|1000|1" },
  { "comp_sack_delay", 8, "0|100us|5ms|100ms" },
  { "comp_sack_slack", 5, "0|5ms" },
  { "comp_sack_nr", 8, "0|1|44|255" },
  { "moderate_rcvbuf", 10, "on|off" },
  { "delack_min", 8, "1us|10ms|40ms" },
  { "delack_max", 6, "200ms|499ms|2s" },
  { "quickacks", 12, "0|1|2|16" },
  { "pingpong_thresh", 8, "0|1|3" },
  { "timewait", 10, "0|1ms|1s|60s" },
  { "fin_timeout", 8, "0|10ms|1s" },
  { "challenge_ack_limit", 5, "0|1|2" },
  { "invalid_ratelimit", 5, "0|10ms" },
  { "ack_on_read", 10, "on|off" },
  { "mss", 20, "88|200|536|1000|1460" },
};

/* Some of them, @share per cent as often as above. */
static void
add_tcp_keys (Chaos *c, guint share)
{
  for (guint i = 0; i < G_N_ELEMENTS (tcp_keys); i++)
    {
      g_auto (GStrv) values = g_strsplit (tcp_keys[i].values, "|", -1);
      guint draw = draw_below (&c->rng, 10000), which = draw_below (&c->rng, g_strv_length (values));

      if (draw < tcp_keys[i].percent * share)
        add (c, "%s = %s\n", tcp_keys[i].key, values[which]);
    }
}

/* Applications.  What one side writes the other reads. */

typedef struct {
  Chaos *c;
  GString *steps[2];            /* client's, server's */
  gboolean is_slow;             /* they take their time */
} Scripts;

static void G_GNUC_PRINTF (3, 4)
step (Scripts *s, guint side, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append (s->steps[side], "  ");
  g_string_append_vprintf (s->steps[side], format, args);
  g_string_append_c (s->steps[side], '\n');
  va_end (args);
}

static const char *const waits[] = {
  "0", "1us", "1ms", "uniform 0 5ms", "10ms", "45ms", "exponential 50ms", "250ms", "uniform 100ms 900ms",
  "3s", "20s",
};

/* A pause now and then, and other things that change no octet. */
static void
maybe_pause (Scripts *s, guint side)
{
  if (s->is_slow && draw_chance (&s->c->rng, 35))
    step (s, side, "wait %s", DRAW_FROM (&s->c->rng, waits));
  if (draw_chance (&s->c->rng, 3))
    step (s, side, "nodelay %s", draw_chance (&s->c->rng, 60) ? "on" : "off");
}

/* @octets in some number of calls. */
static void
move_octets (Scripts *s, guint side, const char *verb, guint octets)
{
  guint most_calls = 1 + draw_below (&s->c->rng, 12);

  for (guint i = 1; octets > 0; i++)
    {
      guint n = i >= most_calls ? octets : draw_some (&s->c->rng, octets);

      step (s, side, "%s %u", verb, n);
      octets -= n;
      maybe_pause (s, side);
    }
}

static void
send_octets (Scripts *s, guint side, guint octets)
{
  move_octets (s, side, "send", octets);
}

static void
receive_octets (Scripts *s, guint side, guint octets)
{
  move_octets (s, side, "receive", octets);
}

/* @first has nothing more to say, and goes, or stays to hear the rest. */
static void
end_with_close (Scripts *s, guint first)
{
  gboolean stays = draw_chance (&s->c->rng, 50);

  step (s, first, stays ? "shutdown" : "close");
  step (s, !first, "receive eof");
  maybe_pause (s, !first);
  step (s, !first, "close");
  if (!stays)
    return;
  step (s, first, "receive eof");
  step (s, first, "close");
}

/* Questions and answers. */
static void
converse (Scripts *s)
{
  guint rounds = draw_some (&s->c->rng, 30), question = draw_some (&s->c->rng, 4000), answer = draw_some (&s->c->rng, 20000);

  for (guint side = 0; side < 2; side++)
    {
      step (s, side, "repeat %u (", rounds);
      if (side == 1)
        step (s, side, "receive %u", question);
      maybe_pause (s, side);
      step (s, side, "send %u", side == 0 ? question : answer);
      if (side == 0)
        step (s, side, "receive %u", answer);
      maybe_pause (s, side);
      step (s, side, ")");
    }
  end_with_close (s, draw_below (&s->c->rng, 2));
}

/* One way, in either direction. */
static void
transfer (Scripts *s)
{
  guint from = draw_below (&s->c->rng, 2);
  guint octets = draw_some (&s->c->rng, draw_chance (&s->c->rng, 3) ? OCTETS_LARGE : OCTETS_MAX);

  send_octets (s, from, octets);
  if (draw_chance (&s->c->rng, 50))
    receive_octets (s, !from, octets);
  else if (draw_chance (&s->c->rng, 50))
    step (s, !from, "wait %s", DRAW_FROM (&s->c->rng, waits));
  end_with_close (s, from);
}

/* First the one way, then the other. */
static void
exchange (Scripts *s)
{
  guint up = draw_some (&s->c->rng, OCTETS_MAX), down = draw_some (&s->c->rng, OCTETS_MAX);

  send_octets (s, 0, up);
  receive_octets (s, 0, down);
  receive_octets (s, 1, up);
  send_octets (s, 1, down);
  end_with_close (s, draw_below (&s->c->rng, 2));
}

/* Both write before they read. */
static void
cross (Scripts *s)
{
  guint octets[2];

  for (guint side = 0; side < 2; side++)
    octets[side] = draw_some (&s->c->rng, 60000);
  for (guint side = 0; side < 2; side++)
    send_octets (s, side, octets[side]);
  for (guint side = 0; side < 2; side++)
    receive_octets (s, side, octets[!side]);
  end_with_close (s, draw_below (&s->c->rng, 2));
}

/* Somebody goes before his time: after some of his steps, each done once. */
static void
cut_short (Scripts *s)
{
  guint side = draw_below (&s->c->rng, 2);
  g_auto (GStrv) lines = g_strsplit (s->steps[side]->str, "\n", -1);
  guint kept = 1 + draw_below (&s->c->rng, g_strv_length (lines));

  g_string_truncate (s->steps[side], 0);
  for (guint i = 0; i < kept && *lines[i] != '\0' && !g_str_equal (lines[i], "  close"); i++)
    if (!g_str_has_suffix (lines[i], "(") && !g_str_has_suffix (lines[i], ")"))
      g_string_append_printf (s->steps[side], "%s\n", lines[i]);
  step (s, side, "wait %s", DRAW_FROM (&s->c->rng, waits));
  step (s, side, "%s", draw_chance (&s->c->rng, 50) ? "abort" : "close");
}

static void
make_scripts (Scripts *s)
{
  static void (*const shapes[]) (Scripts *s) = { converse, transfer, transfer, exchange, cross };
  gboolean is_crossed = draw_chance (&s->c->rng, 4);       /* both connect */

  s->is_slow = draw_chance (&s->c->rng, 50);
  step (s, 0, "connect");
  if (draw_chance (&s->c->rng, 10))
    step (s, 0, "nodelay on");
  step (s, 1, is_crossed ? "connect" : "accept");
  DRAW_FROM (&s->c->rng, shapes) (s);
  if (draw_chance (&s->c->rng, 20))
    cut_short (s);
}

static const char *const works[] = { "1ns", "300ns", "4us", "50us", "2ms", "30ms" };

static void
add_hosts (Chaos *c)
{
  static const char *const names[] = { "client", "server" };
  Scripts s = { .c = c, .steps = { g_string_new (NULL), g_string_new (NULL) } };

  begin_part (c, "scripts");
  make_scripts (&s);
  begin_part (c, "hosts");
  for (guint i = 0; i < 2; i++)
    {
      add (c, "[%s]\naddress = %s%u\nport = %u\n", names[i], c->is_v6 ? "2001:db8::" : "192.0.2.", i + 1,
           i == 0 ? 40000 : 80);
      add_tcp_keys (c, draw_chance (&c->rng, 25) ? 40 : 0);
      if (draw_chance (&c->rng, 20))
        add (c, "delay = %s\n", DRAW_FROM (&c->rng, delays));
      if (draw_chance (&c->rng, 8))
        add (c, "work = %s\n", DRAW_FROM (&c->rng, works));
      if (draw_chance (&c->rng, 10))
        add (c, "wakeup = %s\n", DRAW_FROM (&c->rng, works));
      add (c, "script =\n%s\n", s.steps[i]->str);
      g_string_free (s.steps[i], TRUE);
    }
}

/* Faults. */

static const char *const directions[] = { "c2s", "s2c" };
static const char *const fields[] = { "pkt", "pkt", "data", "data", "data", "seg", "seg", "ack", "syn", "fin", "rst" };
static const char *const amounts[] = { "0.01", "0.5", "3", "12", "40", "130", "500", "2500", "20s" };

static void
add_list (Chaos *c, gboolean is_rare, gboolean may_be_endless)
{
  guint items = draw_some (&c->rng, 6);

  for (guint i = 0; i < items; i++)
    {
      guint first = draw_some (&c->rng, is_rare ? 3 : 150);

      add (c, "%s%u", i > 0 ? "," : "", first);
      if (draw_chance (&c->rng, 25))
        add (c, "-%u", first + draw_below (&c->rng, 12));
      else if (may_be_endless && draw_chance (&c->rng, 1))
        add (c, "-");
    }
}

static void
add_times (Chaos *c)
{
  guint from = draw_some (&c->rng, 4000);

  add (c, "time %u-%u", from, from + draw_some (&c->rng, 2500));
}

/* What a rule counts by, and which it means. */
static void
add_packets (Chaos *c, gboolean may_be_endless)
{
  const char *field = DRAW_FROM (&c->rng, fields);

  if (draw_chance (&c->rng, 8))
    {
      add_times (c);
      return;
    }
  add (c, "%s ", field);
  add_list (c, g_str_equal (field, "syn") || g_str_equal (field, "fin") || g_str_equal (field, "rst"),
            may_be_endless && !g_str_equal (field, "seg"));     /* each would be late */
  if (g_str_equal (field, "seg") && draw_chance (&c->rng, 50))
    add (c, " copy %s", draw_chance (&c->rng, 50) ? "1,2" : draw_chance (&c->rng, 50) ? "2" : "1-3");
}

static void
add_fault (Chaos *c)
{
  guint kind = draw_below (&c->rng, 100);
  const char *action = kind < 45 ? "drop" : kind < 58 ? "dup" : kind < 72 ? "delay" : kind < 86 ? "hold"
                       : kind < 94 ? "ce" : "stall";

  add (c, "%s %s ", action, DRAW_FROM (&c->rng, directions));
  if (kind >= 94)
    add_times (c);
  else
    add_packets (c, kind < 58 || (kind >= 86 && kind < 94));    /* what is late for ever never ends */
  if (g_str_equal (action, "dup") && draw_chance (&c->rng, 50))
    add (c, " after %s", DRAW_FROM (&c->rng, amounts));
  else if (g_str_equal (action, "delay"))
    add (c, " by %s", DRAW_FROM (&c->rng, amounts));
  else if (g_str_equal (action, "hold"))
    add (c, " past %u", draw_some (&c->rng, 30));
  add (c, "\n");
}

static void
add_faults (Chaos *c)
{
  guint n;

  begin_part (c, "faults");
  if (draw_chance (&c->rng, 12))
    return;                     /* a clean run has its faults, too */
  n = draw_some (&c->rng, 12);
  add (c, "[faults]\n");
  for (guint i = 0; i < n; i++)
    add_fault (c);
}

static void
add_connections (Chaos *c)
{
  begin_part (c, "connections");
  if (!draw_chance (&c->rng, 12))
    return;
  add (c, "[connections]\ncount = %u\n", 2 + draw_below (&c->rng, 5));
  if (draw_chance (&c->rng, 50))
    add (c, "stagger = %ums\n", draw_some (&c->rng, 500));
  if (draw_chance (&c->rng, 50))
    add (c, "extra_delay = %s\n", DRAW_FROM (&c->rng, delays));
  if (draw_chance (&c->rng, 30))
    add (c, "start = %s\n", DRAW_FROM (&c->rng, delays));
  add (c, "\n");
}

char *
chaos_model (guint64 seed)
{
  Chaos c = { .seed = seed, .text = g_string_new (NULL) };

  begin_part (&c, "run");
  c.is_v6 = draw_chance (&c.rng, 12);
  add (&c, "# Made up by tests/chaos, seed %" G_GUINT64_FORMAT ".\n\n", seed);
  add (&c, "[run]\nseed = %" G_GUINT64_FORMAT "\nuntil = " UNTIL "\nmax_events = %u\n\n", seed, MAX_EVENTS);
  if (draw_chance (&c.rng, 50))
    add_link (&c, "link");
  else
    {
      add_link (&c, "link c2s");
      add_link (&c, "link s2c");
    }
  begin_part (&c, "tcp");
  add (&c, "[tcp]\n");
  add_tcp_keys (&c, 20 + draw_below (&c.rng, 81));
  add (&c, "\n");
  add_connections (&c);
  add_hosts (&c);
  add_faults (&c);
  return g_string_free (c.text, FALSE);
}
