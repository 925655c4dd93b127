/* Loading models: what a model means, and the whole line that a wrong one gets. */
#include <check.h>
#include <glib.h>
#include <string.h>

#include "scratch.h"
#include "suite.h"
#include "tcpsim/base/rng.h"
#include "tcpsim/model/model.h"

/* The smallest model.  Rows below put their own lines in place of some. */
#define CLIENT "[client]\naddress = 10.0.0.1\nport = 40000\nscript = connect; send 5\n"
#define SERVER "[server]\naddress = 10.0.0.2\nport = 80\nscript =\n  accept\n  receive 5\n"
#define HOSTS CLIENT SERVER

/* Fifty letters. */
#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static char *folder, *path;

static void
make_folder (void)
{
  scratch_make ("m.ini", &folder, &path);
}

static void
remove_folder (void)
{
  scratch_remove (&folder, &path);
}

static Model *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  Model *model;

  ck_assert (g_file_set_contents (path, text, -1, NULL));
  model = model_load (path, &error);
  ck_assert_msg (model != NULL, "%s", error != NULL ? error->message : "");
  return model;
}

/* Loading @length octets of @text gives the error "PATH" and @want, in which
 * FOLDER stands for the model's. */
static void
assert_refused (const char *text, gssize length, const char *want)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = g_strsplit (want, "FOLDER", -1);
  g_autofree char *filled = g_strjoinv (folder, parts);
  g_autofree char *message = g_strconcat (path, filled, NULL);

  ck_assert (g_file_set_contents (path, text, length, NULL));
  ck_assert_ptr_null (model_load (path, &error));
  ck_assert_ptr_nonnull (error);
  ck_assert_str_eq (error->message, message);
}

/* What a good model means. */

START_TEST (defaults_fill_in_what_is_not_said)
{
  g_autoptr (Model) model = load (HOSTS);

  ck_assert_str_eq (model->name, "m");
  ck_assert_uint_eq (model->seed, 1);
  ck_assert_int_eq (model->until, SIM_SEC (600));
  ck_assert_uint_eq (model->until_line, 0);
  ck_assert_uint_eq (model->max_events, 100000000);
  ck_assert_uint_eq (model->link[DIR_S2C].mtu, 1500);
  ck_assert_uint_eq (model->link[DIR_S2C].limit, 1000);
  ck_assert_uint_eq (model->link[DIR_S2C].rate, 0);
  ck_assert_str_eq (model->host[SIDE_SERVER].profile, "linux");
  ck_assert_uint_eq (model->host[SIDE_SERVER].tcp.mss, 1460);
  ck_assert_str_eq (model->capture.interface, "eth0");
  ck_assert_str_eq (model->capture.zone_name, "UTC");
  ck_assert_uint_eq (model->capture.first_number, 1);
  ck_assert_int_eq (model->capture.start_epoch, 0);
}
END_TEST

START_TEST (one_direction_overrides_both)
{
  g_autoptr (Model) model = load ("[link s2c]\nrate = 8Kbit\nmtu = 576\n"
                                  "[link]\nrate = 1.5Mbit\ndelay = 10ms\n" HOSTS);

  ck_assert_uint_eq (model->link[DIR_C2S].rate, 1500000);
  ck_assert_uint_eq (model->link[DIR_S2C].rate, 8000);
  ck_assert_int_eq (model->link[DIR_S2C].delay.a, SIM_MS (10));
  ck_assert_uint_eq (model->host[SIDE_CLIENT].tcp.mss, 1460);
  ck_assert_uint_eq (model->host[SIDE_SERVER].tcp.mss, 536);
}
END_TEST

START_TEST (one_host_overrides_both_and_its_profile)
{
  g_autoptr (Model) model = load ("[tcp]\nsack = off\nprofile = rfc\nrto_max = 2min\n"
                                  CLIENT "profile = linux\nsack = yes\n" SERVER);
  const HostModel *client = &model->host[SIDE_CLIENT];
  const HostModel *server = &model->host[SIDE_SERVER];

  ck_assert_str_eq (client->profile, "linux");
  ck_assert_str_eq (server->profile, "rfc");
  ck_assert_int_eq (client->tcp.rto_min, SIM_MS (200));
  ck_assert_int_eq (server->tcp.rto_min, SIM_SEC (1));
  ck_assert_int_eq (server->tcp.rto_max, SIM_SEC (120));
  ck_assert (client->tcp.sack);
  ck_assert (!server->tcp.sack);
}
END_TEST

START_TEST (a_set_buffer_is_doubled_and_outlives_the_defaults)
{
  g_autoptr (Model) model = load ("[tcp]\nrcvbuf = 64KiB\nsndbuf = 9KB\n" CLIENT
                                  "rmem = 4096 10000 20000\nwmem = 1 2 30000\n" SERVER);
  const TcpConfig *client = &model->host[SIDE_CLIENT].tcp;

  ck_assert_uint_eq (client->rcvbuf, 131072);
  ck_assert_uint_eq (client->rcvbuf_max, 20000);
  ck_assert (client->rcvbuf_locked);
  ck_assert_uint_eq (client->sndbuf, 18000);
}
END_TEST

START_TEST (random_numbers_hang_on_the_seed_alone)
{
  g_autoptr (Model) model = load (HOSTS "[tcp]\nmss = 1000\n[run]\nseed = 7\n");
  g_autoptr (Model) other = load (HOSTS "[run]\nseed = 8\n");
  Rng rng;

  rng_init (&rng, 7, "server.isn");
  ck_assert_uint_eq (model->host[SIDE_SERVER].tcp.isn.v, rng_next (&rng) >> 32);
  ck_assert_uint_ne (model->host[SIDE_CLIENT].tcp.isn.v, model->host[SIDE_SERVER].tcp.isn.v);
  ck_assert_uint_ne (model->host[SIDE_CLIENT].tcp.isn.v, other->host[SIDE_CLIENT].tcp.isn.v);
}
END_TEST

typedef struct {
  const char *address;
  const char *keys;             /* further lines */
  guint mss;
} MssRow;

static const MssRow mss_rows[] = {
  { "127.0.0.1", "[link]\nmtu = 65536\n", 65495 },
  { "::1", "[link]\nmtu = 65536\n", 65476 },
  { "10.0.0.1", "[link]\nmtu = 68\n", 28 },
  { "fe80::1", "[link]\nmtu = 1280\n", 1220 },
  { "10.0.0.1", "[tcp]\nmss = 1000\n", 1000 },
  { "10.0.0.1", "[tcp]\nmss = 65495\n", 1460 },
};

START_TEST (the_mss_is_what_the_mtu_and_the_user_allow)
{
  const MssRow *row = &mss_rows[_i];
  g_autofree char *text
    = g_strdup_printf ("%s[client]\naddress = %s\nport = 1\nscript = connect\n"
                       "[server]\naddress = %s\nport = 2\nscript = accept\n",
                       row->keys, row->address, row->address);
  g_autoptr (Model) model = load (text);

  ck_assert_uint_eq (model->host[SIDE_CLIENT].tcp.mss, row->mss);
  ck_assert_str_eq (model->capture.interface, "lo");
}
END_TEST

START_TEST (each_rule_keeps_its_place)
{
  static const struct { const char *text; guint line; Direction dir; } want[] = {
    { "drop c2s pkt 9", 12, DIR_C2S },
    { "hold s2c seg 7-8,4 copy 2 past 3", 14, DIR_S2C },
    { "stall c2s time 62-462", 15, DIR_C2S },
  };
  g_autoptr (Model) model = load (HOSTS "[faults]\ndrop c2s pkt 9\n# c\n"
                                  "hold s2c seg 7-8,4 copy 2 past 3\nstall c2s time 62-462\n");

  ck_assert_uint_eq (model->faults->len, G_N_ELEMENTS (want));
  for (guint i = 0; i < model->faults->len; i++)
    {
      const FaultRule *rule = g_ptr_array_index (model->faults, i);

      ck_assert_str_eq (rule->text, want[i].text);
      ck_assert_uint_eq (rule->line, want[i].line);
      ck_assert_int_eq (rule->dir, want[i].dir);
    }
}
END_TEST

START_TEST (notes_stand_in_the_order_of_their_frames)
{
  g_autoptr (Model) model = load (HOSTS "[notes]\n10 = say \"two\"\n  three\n"
                                  "2 = \" \\x41\\\\ \"\n");
  const CaptureNote *first = &g_array_index (model->capture.notes, CaptureNote, 0);
  const CaptureNote *second = &g_array_index (model->capture.notes, CaptureNote, 1);

  ck_assert_uint_eq (first->number, 2);
  ck_assert_str_eq (first->text, " A\\ ");
  ck_assert_uint_eq (first->line, 14);
  ck_assert_uint_eq (second->line, 12);
  ck_assert_uint_eq (second->number, 10);
  ck_assert_str_eq (second->text, "say \"two\" three");
}
END_TEST

START_TEST (a_capture_begins_in_its_own_zone)
{
  g_autoptr (Model) model = load (HOSTS "[capture]\nstart = 2023-08-29 08:26:25.256829498\n"
                                  "time_zone = EDT -04:00\nforeign = 1s 1s 2.5s\n"
                                  "vantage = server\n");

  ck_assert_int_eq (model->capture.start_epoch, 1693311985256829498);
  ck_assert_int_eq (model->capture.zone_offset, -4 * 3600);
  ck_assert_uint_eq (model->capture.foreign->len, 3);
  ck_assert_int_eq (model->capture.vantage, VANTAGE_SERVER);
  ck_assert_uint_eq (model->capture.vantages, 1 << VANTAGE_SERVER);
}
END_TEST

static const struct {
  const char *text;
  Vantage first;
  guint all;
} vantages[] = {
  { "server client", VANTAGE_SERVER, 1 << VANTAGE_CLIENT | 1 << VANTAGE_SERVER },
  { "both", VANTAGE_CLIENT, 1 << VANTAGE_CLIENT | 1 << VANTAGE_SERVER },
  { "dropped,both", VANTAGE_DROPPED, (1 << N_VANTAGES) - 1 },
  { "all", VANTAGE_CLIENT, (1 << N_VANTAGES) - 1 },
};

START_TEST (the_first_vantage_numbers_the_frames)
{
  g_autofree char *text = g_strdup_printf (HOSTS "[capture]\nvantage = %s\n", vantages[_i].text);
  g_autoptr (Model) model = load (text);

  ck_assert_int_eq (model->capture.vantage, vantages[_i].first);
  ck_assert_uint_eq (model->capture.vantages, vantages[_i].all);
}
END_TEST

START_TEST (a_step_is_found_on_its_line)
{
  g_autoptr (Model) model = load (HOSTS);
  const Step *receive = g_ptr_array_index (model->host[SIDE_SERVER].script->steps, 1);
  g_autofree char *where = model_script_where (model, SIDE_SERVER, receive->line);
  g_autofree char *want = g_strconcat (path, ":10: [server] script", NULL);

  ck_assert_str_eq (where, want);
}
END_TEST

START_TEST (every_key_is_listed_once_with_a_default)
{
  g_autofree char *list = model_list_keys (NULL);

  ck_assert_ptr_nonnull (strstr (list, "\n[tcp]               delack_min           40ms (rfc 200ms)"));
  ck_assert_ptr_nonnull (strstr (list, "\n[tcp]               sndbuf               - "));
  ck_assert_ptr_nonnull (strstr (list, "\n[client], [server]  port                 required "));
}
END_TEST

/* What is said of a wrong one. */

typedef struct {
  const char *text;
  const char *want;             /* after the path */
} WrongRow;

static const WrongRow wrong_rows[] = {
  { "", ": empty file, a model has at least [client] and [server]" },
  { "# nothing\n\n", ": empty file, a model has at least [client] and [server]" },
  { "[run]\nseed = \xff\n", ":2: not UTF-8 (byte 0xff), save the file as UTF-8" },
  { "[lnk]\n", ":1: unknown group \"lnk\", did you mean \"link\"?" },
  { "[frobs]\n", ":1: unknown group \"frobs\", there are: run, link, link c2s, link s2c, tcp, "
                 "client, server, capture, connections, notes, faults, expect" },
  { "[link]\ndealy = 1ms\n", ":2: [link] dealy: unknown key, did you mean \"delay\"?" },
  { "[link]\nx_y_z = 1ms\n", ":2: [link] x_y_z: unknown key, there are: delay, rate, mtu, limit, "
                              "loss, duplicate, corrupt, reorder, slot, queue, netem" },
  { "[tcp]\nx_y_z = 5\n", ":2: [tcp] x_y_z: unknown key, tcpsim --list tcp names those that there are" },
  { "[tcp]\nport = 5\n", ":2: [tcp] port: unknown key, it belongs to [client], [server]" },
  { "[link]\ndelay = 1ms\nmtu = 1500\ndelay = 2ms\n",
    ":4: [link] delay: set twice (first at line 2), keep one" },
  { "[run]\nseed = 1\n[run]\n", ":3: [run]: group set twice (first at line 1), write it once" },

  { "[run]\nseed = 1\n", ":2: [client] address: missing, write one like 127.0.0.1 or ::1" },
  { "[client]\naddress = ::1\n", ":1: [client] port: missing, write a number" },
  { "[client]\naddress = ::1\nport = 1\n",
    ":1: [client] script: missing, write the application's steps" },
  { CLIENT, ":4: [server] address: missing, write one like 127.0.0.1 or ::1" },

  { "[run]\nseed =\n", ":2: [run] seed: no value, write a number" },
  { "[run]\nseed = one\n",
    ":2: [run] seed: \"one\" is not a number, write 0 to 18446744073709551615" },
  { "[run]\nmax_events = 0\n",
    ":2: [run] max_events: \"0\" is out of range, write 1 to 9223372036854775807" },
  { "[run]\nuntil = 5\n", ":2: [run] until: \"5\" has no unit, write a time like 25us" },
  { "[run]\nuntil = 5sec\n", ":2: [run] until: \"5sec\" has an unknown unit, "
    "there are: ns, us, ms, s, min, h" },
  { "[run]\nuntil = -5s\n", ":2: [run] until: \"-5s\" is negative, write a time like 25us" },
  { "[run]\nuntil = 99999999999999999999s\n",
    ":2: [run] until: \"99999999999999999999s\" is too large, write a time like 25us" },
  { "[run]\nrecorded = none.tsv\n",
    ":2: [run] recorded: \"none.tsv\": no such file, name one beside the model" },

  { "[link]\ndelay = -1ms\n", ":2: [link] delay: \"-1ms\" is negative, write 0 or more" },
  { "[link]\ndelay = 25\n",
    ":2: [link] delay: \"25\" has no unit, write a time like 25us, 1.5ms or 2s" },
  { "[link]\nrate = 5\n",
    ":2: [link] rate: \"5\" has no unit, write a rate like 1.5Mbit, or unlimited" },
  { "[link]\nrate = 5furlongs\n", ":2: [link] rate: \"5furlongs\" has an unknown unit, "
    "there are: bit, Kbit, Mbit, Gbit, Tbit, Kibit, Mibit, Gibit, Tibit" },
  { "[link]\nrate = 10Mbps\n", ":2: [link] rate: \"10Mbps\" is bytes a second in tc and bits elsewhere, "
    "write 10Mbit, or eight times that if bytes are meant" },
  { "[link]\nrate = file nosuch.txt\n",
    ":2: [link] rate: FOLDER/nosuch.txt: no such file, name one beside the model" },
  { "[link]\nloss = 101%\n", ":2: [link] loss: \"101%\" is no chance, write 0% to 100%" },
  { "[link]\nduplicate = 1% 2% 3%\n", ":2: [link] duplicate: \"3%\" is one word too many, leave it out" },
  { "[link]\ncorrupt = often\n", ":2: [link] corrupt: \"often\" is not a number, write a chance like 1%" },
  { "[link]\nqueue = cobalt\n", ":2: [link] queue: unknown queue \"cobalt\", "
    "there are: pfifo, bfifo, red, codel, fq_codel, pie, tbf" },
  { "[link]\nqueue = tc qdisc add dev eth0 root fq_pie\n", ":2: [link] queue: unknown queue \"fq_pie\", "
    "there are: pfifo, bfifo, red, codel, fq_codel, pie, tbf" },
  { "[link]\nqueue = tc qdisc add dev eth0 root netem delay 1ms\n",
    ":2: [link] queue: netem is no queue, write its line as netem = ..." },
  { "[link]\nqueue = tc qdisc show dev eth0\n",
    ":2: [link] queue: this line of tc's sets no discipline, write one of tc qdisc add, change or replace" },
  { "[link]\nqueue = codle\n", ":2: [link] queue: unknown queue \"codle\", did you mean \"codel\"?" },
  { "[link]\nqueue = codel traget 5ms\n",
    ":2: [link] queue: codel has no parameter \"traget\", did you mean \"target\"?" },
  { "[link]\nqueue = codel target 5\n", ":2: [link] queue: target: \"5\" has no unit, write a time like 5ms" },
  { "[link]\nqueue = codel limit\n", ":2: [link] queue: limit lacks its value, write a number" },
  { "[link]\nqueue = codel ecn ecn\n", ":2: [link] queue: ecn is said twice, keep one" },
  { "[link]\nqueue = pfifo limit 0\n", ":2: [link] queue: limit: \"0\" is out of range, write a larger value" },
  { "[link]\nqueue = red avpkt 1000\n", ":2: [link] queue: red lacks its limit, write one like limit 400kb" },
  { "[link]\nqueue = red limit 60kb min 20kb max 10kb\n",
    ":2: [link] queue: min is not below max, write a lower one" },
  { "[link]\nqueue = red limit 60kb probability 1.5\n",
    ":2: [link] queue: probability: \"1.5\" is too large, write a probability from 0 to 1 like 0.02" },
  { "[link]\nqueue = red limit 60kb min 10kb max 30kb burst 5\n",
    ":2: [link] queue: burst is too small, write at least 11" },
  { "[link]\nqueue = tbf rate 1mbit latency 50ms\n",
    ":2: [link] queue: tbf lacks its burst, write one like burst 32kbit" },
  { "[link]\nqueue = tbf rate 1Mbps burst 5kb latency 50ms\n", ":2: [link] queue: rate: \"1Mbps\" is bytes a "
    "second in tc and bits elsewhere, write 1Mbit, or eight times that if bytes are meant" },
  { "[link]\nqueue = tbf rate 1mbit burst 5kb latency 50ms limit 5kb\n",
    ":2: [link] queue: tbf takes either limit or latency, write one like latency 400ms" },
  { HOSTS "[link]\nnetem = loss 1%\nloss = 2%\n",
    ":13: [link] loss: contradicts netem, write loss there or leave netem out" },
  { HOSTS "[link]\nnetem = rate 1mbit\n[link c2s]\nrate = 2Mbit\n",
    ":14: [link c2s] rate: contradicts netem, write rate there or leave netem out" },
  { HOSTS "[link]\nqueue = pie\nlimit = 5\n", ":13: [link] limit: the queue has a limit of its own, "
    "write it behind the queue's name" },
  { HOSTS "[link]\nreorder = 5%\n", ":12: [link] reorder: needs a delay, write one like delay = 10ms" },
  { "[link]\ndelay = file nosuch.txt\n",
    ":2: [link] delay: FOLDER/nosuch.txt: no such file, name one beside the model" },
  { "[link]\ndelay = 1ms # one\n",
    ":2: [link] delay: \"1ms # one\" has a comment behind it, write that on a line of its own" },
  { "[run]\nseed = # one\n",
    ":2: [run] seed: \"# one\" has a comment behind it, write that on a line of its own" },
  { "[run]\nrecorded = .\n",
    ":2: [run] recorded: \".\" is no plain file, name one beside the model" },
  { "[run]\nrecorded = a\tb\n",
    ":2: [run] recorded: \"a\\x09b\": no such file, name one beside the model" },
  { "[run]\n" X50 X50 " = 1\n", ":2: [run] " X50 "xxxxxxxxxx...: unknown key, "
    "there are: seed, until, max_events, recorded" },
  { "[run]\n" X50 X50 " = 1\n" X50 X50 " = 2\n",
    ":3: [run] " X50 "xxxxxxxxxx...: set twice (first at line 2), keep one" },
  { "[" X50 X50 "]\nword\n",
    ":2: [" X50 "xxxxxxxxxx...]: \"word\" is not a key and its value, write key = value" },
  { "[link]\nrate = 0bit\n",
    ":2: [link] rate: \"0bit\" lets nothing through, write a rate like 1.5Mbit, or unlimited" },
  { "[link]\nmtu = 67\n", ":2: [link] mtu: \"67\" is out of range, write 68 to 65536" },
  { "[link c2s]\nmtu = 99999999999999999999\n",
    ":2: [link c2s] mtu: \"99999999999999999999\" is too large, write 68 to 65536" },

  { "[tcp]\nprofile = lunix\n", ":2: [tcp] profile: unknown profile \"lunix\", did you mean \"linux\"?" },
  { "[tcp]\nprofile = windows\n",
    ":2: [tcp] profile: unknown profile \"windows\", there are: linux, rfc" },
  { HOSTS "[connections]\ncongestion_control = reno cubci\n",
    ":12: [connections] congestion_control: unknown congestion control \"cubci\", did you mean \"cubic\"?" },
  { HOSTS "[connections]\ncongestion_control = reno cubic\n",
    ":12: [connections] congestion_control: more names than connections, write count = 2 or more" },
  { HOSTS "[connections]\ncount = 2\ncongestion_control = reno cubic\n[tcp]\ncongestion_control = bbr\n",
    ":15: [tcp] congestion_control: [connections] congestion_control has one for every connection, "
    "keep one of the keys" },
  { "[tcp]\ncongestion_control = rneo\n",
    ":2: [tcp] congestion_control: unknown congestion control \"rneo\", did you mean \"reno\"?" },
  { "[tcp]\nsack = maybe\n", ":2: [tcp] sack: \"maybe\" is neither on nor off, write on or off" },
  { "[tcp]\nisn = 4294967296\n",
    ":2: [tcp] isn: \"4294967296\" is out of range, write 0 to 4294967295" },
  { "[tcp]\nisn = chance\n", ":2: [tcp] isn: \"chance\" is no such number, "
                             "write a number from 0 to 4294967295, or random" },
  { "[tcp]\ntsval_phase = 1ms\n",
    ":2: [tcp] tsval_phase: \"1ms\" is out of range, write 0 to 999.999us" },
  { "[tcp]\nsndbuf = 64k\n", ":2: [tcp] sndbuf: \"64k\" has an unknown unit, "
                              "there are: B, KB, MB, GB, KiB, MiB, GiB" },
  { "[tcp]\nrcvbuf = 65536\n",
    ":2: [tcp] rcvbuf: \"65536\" has no unit, write a size like 64KiB" },
  { "[tcp]\nrmem = 4096 131072\n", ":2: [tcp] rmem: \"4096 131072\" is not three numbers, "
                                   "write three numbers of octets like 4096 131072 6291456" },
  { "[tcp]\nwmem = 3 2 1\n", ":2: [tcp] wmem: \"3 2 1\" is not in ascending order, or out of "
                             "range, write three numbers of octets like 4096 16384 4194304" },
  { "[tcp]\ndelack_min = 300ms\n" HOSTS, ":2: [tcp] delack_min: delack_min is longer than "
                                         "delack_max, write them in ascending order" },
  { "[tcp]\nrto_max = 10ms\n" HOSTS,
    ":2: [tcp] rto_max: rto_min is longer than rto_max, write them in ascending order" },

  { "[client]\naddress = localhost\n", ":2: [client] address: \"localhost\" is no IP address, "
                                       "write one like 127.0.0.1 or ::1" },
  { "[client]\naddress = ::1\nport = 0\n",
    ":3: [client] port: \"0\" is out of range, write 1 to 65535" },
  { "[client]\naddress = ::1\nport = 80.5\n",
    ":3: [client] port: \"80.5\" is not a whole number, write 1 to 65535" },
  { "[client]\naddress = ::1\nport = 70000\n",
    ":3: [client] port: \"70000\" is out of range, write 1 to 65535" },
  { CLIENT "[server]\naddress = ::1\nport = 1\nscript = accept\n",
    ":6: [server] address: not of the client's IP version, "
    "write two IPv4 or two IPv6 addresses" },
  { CLIENT "[server]\naddress = 10.0.0.1\nport = 40000\nscript = accept\n",
    ":7: [server] port: the client has the same address and port, write another port" },
  { "[link]\nmtu = 1000\n[client]\naddress = ::1\nport = 1\nscript = connect\n"
    "[server]\naddress = ::1\nport = 2\nscript = accept\n",
    ":2: [link] mtu: too small for IPv6, write 1280 or more" },
  { "[link c2s]\nmtu = 1279\n[client]\naddress = ::1\nport = 1\nscript = connect\n"
    "[server]\naddress = ::1\nport = 2\nscript = accept\n",
    ":2: [link c2s] mtu: too small for IPv6, write 1280 or more" },

  { "[client]\naddress = ::1\nport = 1\nscript =\n  connect\n# c\n\n  snd 5\n",
    ":8: [client] script: unknown step \"snd\", did you mean \"send\"?" },
  { "[client]\naddress = ::1\nport = 1\nscript = connect; send \"x\n",
    ":4: [client] script: unclosed quote, a text ends with \" on the line where it begins" },
  { "[client]\naddress = ::1\nport = 1\nscript =\n  repeat 2 (\n  wait 1s\n",
    ":5: [client] script: unclosed parenthesis, a repeat ends with \")\"" },
  { "[client]\naddress = ::1\nport = 1\nscript = connect )\n",
    ":4: [client] script: stray \")\", a parenthesis closes a \"repeat K (\"" },
  { "[client]\naddress = ::1\nport = 1\nscript =\n  connect\n  send \"\\y\"\n",
    ":6: [client] script: bad escape \\y in a text, there are: \\n \\r \\t \\0 \\\\ \\\" \\xHH" },
  { "[client]\naddress = ::1\nport = 1\nscript =\n  connect\n  send file nothing.txt\n",
    ":6: [client] script: file \"nothing.txt\": no such file, name one beside the model" },
  { "[client]\naddress = ::1\nport = 1\nscript = wait file nothing.txt\n",
    ":4: [client] script: wait: FOLDER/nothing.txt: no such file, name one beside the model" },
  { "[link]\ndelay = uniform 2s " X50 X50 X50 X50 X50 X50 "\n", ":2: [link] delay: "
    "\"" "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" "...\" is not a number, "
    "write a time like 25us" },
  { "[link]\ndelay = file /" X50 X50 X50 X50 X50 X50 "\n", ":2: [link] delay: "
    "/" X50 X50 X50 X50 X50 "xxxx... cannot be read: File name too long" },
  { "[client]\naddress = ::1\nport = 1\nscript = accept\n"
    "[server]\naddress = ::1\nport = 2\nscript = accept\n",
    ":4: [client] script: nobody connects, write connect in one of the two scripts" },

  { HOSTS "[capture]\nvantage = middle\n",
    ":12: [capture] vantage: unknown vantage \"middle\", there are: client, server, dropped, both, all" },
  { HOSTS "[capture]\nvantage = client, sever\n",
    ":12: [capture] vantage: unknown vantage \"sever\", did you mean \"server\"?" },
  { HOSTS "[capture]\nvantage = ,\n",
    ":12: [capture] vantage: \",\" names nothing, write client, server, dropped, both or all" },
  { HOSTS "[capture]\nformat = pcap pcapgn\n",
    ":12: [capture] format: unknown format \"pcapgn\", did you mean \"pcapng\"?" },
  { HOSTS "[capture]\nsnaplen = 0\n",
    ":12: [capture] snaplen: \"0\" is out of range, write 1 to 262144" },
  { HOSTS "[capture]\ninterface = a b\n",
    ":12: [capture] interface: \"a b\" is no interface's name, "
    "write up to 15 characters without spaces, like eth0" },
  { HOSTS "[capture]\nstart = 2023-02-29 00:00:00\n",
    ":12: [capture] start: \"2023-02-29 00:00:00\" is no date and time from 1970 to 2105, "
    "write one like 2023-08-29 08:26:25.256829498" },
  { HOSTS "[capture]\nstart = 1970-01-01 00:00:00\ntime_zone = CET +01:00\n",
    ":12: [capture] start: in UTC not from 1970 to 2105, write a date between" },
  { HOSTS "[capture]\ntime_zone = EDT\n",
    ":12: [capture] time_zone: \"EDT\" is no time zone, "
    "write a name and an offset like EDT -04:00" },
  { HOSTS "[capture]\nforeign = 2s 1s\n",
    ":12: [capture] foreign: \"1s\" is earlier than the time before it, "
    "write them in ascending order" },
  { HOSTS "[capture]\nforeign = 2s 3m\n",
    ":12: [capture] foreign: \"3m\" has an unknown unit, there are: ns, us, ms, s, min, h" },
  { HOSTS "[capture]\nforeign = 2s 3\n",
    ":12: [capture] foreign: \"3\" has no unit, write times like 7.25s with spaces between" },

  { HOSTS "[notes]\n0 = x\n", ":12: [notes] 0: is no frame's number, they are counted from 1" },
  { HOSTS "[notes]\n1 =\n", ":12: [notes] 1: no text, write what is to be said of the frame" },
  { HOSTS "[notes]\n1 = \"a\" b\n",
    ":12: [notes] 1: more text after the closing quote, write \\\" for a quote within" },
  { HOSTS "[notes]\n1 = \"a\\n\"\n",
    ":12: [notes] 1: not one line of UTF-8 text, write no control characters" },
  { HOSTS "[notes]\n1 = \"\\xff\"\n",
    ":12: [notes] 1: not one line of UTF-8 text, write no control characters" },

  { HOSTS "[notes]\nx" X50 X50 " = 1\n", ":12: [notes] x" X50 "xxxxxxxxx...: "
    "is no frame's number, they are counted from 1" },
  { HOSTS "[faults]\ndrop c2s pkt 4 # the fourth\n",
    ":12: [faults]: \"drop c2s pkt 4 # the fourth\" has a comment behind it, "
    "write that on a line of its own" },
  { HOSTS "[faults]\ndrop c2s pkt 4 connection 1\n",
    ":12: [faults]: \"drop c2s pkt 4 connection 1\" is about connection 1, but there is only one, whose number is 0" },
  { HOSTS "[connections]\ncount = 3\n[faults]\ndrop c2s pkt 4 connection 3\n",
    ":14: [faults]: \"drop c2s pkt 4 connection 3\" is about connection 3, but they go from 0 to 2" },
  { HOSTS "[faults]\ndrop c2s pkt 4 connection\n",
    ":12: [faults]: \"drop c2s pkt 4 connection\" lacks the number of a connection, write ACTION DIR FIELD LIST as in \"drop c2s seg 3\"" },
  { HOSTS "[faults]\ndrop c2s pkt 4 connection x\n",
    ":12: [faults]: \"x\" is no number of a connection, write one like 1; the first is 0" },
  { HOSTS "[faults]\ndrop c2s 4\n",
    ":12: [faults]: \"4\" is not a field, there are: pkt, data, seg, syn, fin, rst, ack, time" },
  { HOSTS "[faults]\ndropp c2s pkt 4\n",
    ":12: [faults]: \"dropp\" is not an action, did you mean \"drop\"?" },
  { HOSTS "[faults]\ndrop up pkt 4\n",
    ":12: [faults]: \"up\" is not a direction, there are: c2s, s2c" },
  { HOSTS "[faults]\ndrop c2s\n",
    ":12: [faults]: \"drop c2s\" lacks a field, write ACTION DIR FIELD LIST as in \"drop c2s seg 3\"" },
  { HOSTS "[faults]\ndrop c2s pkt\n",
    ":12: [faults]: \"drop c2s pkt\" lacks a list like 3 or 2,5 or 4-9 or 20-, write ACTION DIR FIELD LIST as in \"drop c2s seg 3\"" },
  { HOSTS "[faults]\ndrop c2s pkt 4,x\n",
    ":12: [faults]: \"x\" is no number of a packet, write a list like 3 or 2,5 or 4-9 or 20-" },
  { HOSTS "[faults]\ndrop c2s pkt 0\n",
    ":12: [faults]: \"0\" names no packet, for they are numbered upwards from 1" },
  { HOSTS "[faults]\ndrop c2s pkt 9-4\n",
    ":12: [faults]: \"9-4\" names no packet, for they are numbered upwards from 1" },
  { HOSTS "[faults]\ndrop c2s pkt 4 copy 2\n",
    ":12: [faults]: \"copy\" goes with seg only, write \"seg 25 copy 2\"" },
  { HOSTS "[faults]\ndrop c2s pkt 4 by 5\n",
    ":12: [faults]: \"by\" is one word too many for this rule" },
  { HOSTS "[faults]\ndelay c2s pkt 4\n",
    ":12: [faults]: \"delay c2s pkt 4\" lacks \"by\" and its amount behind \"delay\", write ACTION DIR FIELD LIST as in \"drop c2s seg 3\"" },
  { HOSTS "[faults]\ndelay c2s pkt 4 after 5\n",
    ":12: [faults]: \"after\" is not what this action takes behind its list" },
  { HOSTS "[faults]\ndelay c2s pkt 4 by long\n",
    ":12: [faults]: \"long\" is no time, write a time in ms like 5 or 0.5, or with a unit like 500us" },
  { HOSTS "[faults]\nhold c2s pkt 4 past 0\n",
    ":12: [faults]: \"0\" is no number of packets, write one like 3" },
  { HOSTS "[faults]\nstall c2s pkt 4\n",
    ":12: [faults]: \"stall\" goes with time only, write \"stall c2s time 62-462\"" },
  { HOSTS "[faults]\ndrop c2s time 5\n",
    ":12: [faults]: \"5\" is no range of times, write one in ms like 62-462, or 1s-2s" },
  { HOSTS "[faults]\ndrop c2s time 9-5\n",
    ":12: [faults]: \"9-5\" ends before it begins, write the earlier time first" },
};

START_TEST (a_wrong_model_gets_one_line_that_says_it_all)
{
  assert_refused (wrong_rows[_i].text, -1, wrong_rows[_i].want);
}
END_TEST

/* No connection has these at either end. */
static const char *const no_hosts[] = {
  "0.0.0.0", "224.0.0.1", "239.255.255.255", "255.255.255.255", "::", "ff00::", "ff02::1",
};

START_TEST (the_address_of_no_single_host_is_refused)
{
  g_autofree char *text = g_strdup_printf ("[client]\naddress = %s\n", no_hosts[_i]);
  g_autofree char *want = g_strdup_printf (":2: [client] address: \"%s\" is no single host's "
                                           "address, write one like 127.0.0.1 or ::1",
                                           no_hosts[_i]);

  assert_refused (text, -1, want);
}
END_TEST

START_TEST (a_nul_byte_is_refused)
{
  assert_refused ("[run]\nseed = \0", 14, ":2: a NUL byte, a model is plain text");
}
END_TEST

START_TEST (a_file_over_16_mib_is_refused)
{
  gsize length = ((gsize) 16 << 20) + 1;
  g_autofree char *line = g_malloc (length);

  memset (line, 'x', length);
  assert_refused (line, length, ": is larger than 16777216 octets, the most that is read");
}
END_TEST

typedef struct {
  const char *path;
  const char *want;
} PathRow;

static const PathRow path_rows[] = {
  { "no/such.ini", "no/such.ini: no such file" },
  { "/dev/null/x", "/dev/null/x: no such file" },
  { "", "\"\" is no file's name, name a model" },
  { "a\nb\033[2J\xff", "a\\x0ab\\x1b[2J\\xff: no such file" },
  { "/", "/: is a directory, a file is needed" },
  { "/dev/zero", "/dev/zero: is a device or a socket, a file is needed" },
};

START_TEST (what_is_no_file_is_refused)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (model_load (path_rows[_i].path, &error));
  ck_assert (g_error_matches (error, MODEL_ERROR, MODEL_ERROR_FILE));
  ck_assert_str_eq (error->message, path_rows[_i].want);
}
END_TEST

/* Whatever a file holds, loading it ends with a model or with one line. */

static void
mutate (GString *text, Rng *rng)
{
  static const char pieces[] = "\n \t\"\\()=[];#-0129msKG\xc3\0x";
  gsize at = rng_below (rng, text->len);
  gsize n = 1 + rng_below (rng, 12);

  switch (rng_below (rng, 4))
    {
    case 0:
      text->str[at] = pieces[rng_below (rng, sizeof pieces)];
      break;
    case 1:
      g_string_insert_len (text, at, &pieces[rng_below (rng, sizeof pieces)], 1);
      break;
    case 2:
      g_string_erase (text, at, MIN (n, text->len - 1 - at));
      break;
    default:
      text->str[at] ^= 1 << rng_below (rng, 8);
    }
}

/* One variant of @text, with one to four changes. */
static void
load_variant (const char *text, Rng *rng)
{
  g_autoptr (GString) variant = g_string_new (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (Model) model = NULL;

  for (guint64 n = 1 + rng_below (rng, 4); n > 0; n--)
    mutate (variant, rng);
  ck_assert (g_file_set_contents (path, variant->str, variant->len, NULL));
  model = model_load (path, &error);
  ck_assert ((model == NULL) == (error != NULL));
  if (error == NULL)
    return;
  ck_assert (g_str_has_prefix (error->message, path));
  ck_assert_ptr_null (strchr (error->message, '\n'));
  ck_assert (g_utf8_validate (error->message, -1, NULL));
}

START_TEST (every_variant_of_a_model_loads_or_gets_one_line)
{
  static const char text[]
    = "[run]\nseed = 1\nuntil = 10s\n[link c2s]\ndelay = uniform 1ms 2ms\nrate = 1.5Mbit\n"
      "[tcp]\nprofile = rfc\nrmem = 4096 131072 6291456\ntsval_phase = 600us\n"
      CLIENT "sack = off\n"
      "[server]\naddress = 10.0.0.2\nport = 80\nscript =\n  accept\n"
      "  repeat 3 (\n    receive 5 # c\n    send \"a\\n\\x41\" received 64KiB\n  )\n  close\n"
      "[capture]\nstart = 2023-08-29 08:26:25.25\ntime_zone = EDT -04:00\nforeign = 1s 2s\n"
      "[notes]\n5 = h\xc3\xa9\n6 = \" a\\t \"\n[faults]\ndrop c2s pkt 1,3-5\n";
  Rng rng;

  rng_init (&rng, 1, "variants");
  for (guint n = 0; n < 3000; n++)
    load_variant (text, &rng);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("model");
  TCase *good = tcase_create ("meaning");
  TCase *wrong = tcase_create ("refusal");

  tcase_add_checked_fixture (good, make_folder, remove_folder);
  tcase_add_checked_fixture (wrong, make_folder, remove_folder);
  tcase_set_timeout (wrong, 120);
  tcase_add_test (good, defaults_fill_in_what_is_not_said);
  tcase_add_test (good, one_direction_overrides_both);
  tcase_add_test (good, one_host_overrides_both_and_its_profile);
  tcase_add_test (good, a_set_buffer_is_doubled_and_outlives_the_defaults);
  tcase_add_test (good, random_numbers_hang_on_the_seed_alone);
  tcase_add_loop_test (good, the_mss_is_what_the_mtu_and_the_user_allow, 0,
                       G_N_ELEMENTS (mss_rows));
  tcase_add_test (good, each_rule_keeps_its_place);
  tcase_add_test (good, notes_stand_in_the_order_of_their_frames);
  tcase_add_test (good, a_capture_begins_in_its_own_zone);
  tcase_add_loop_test (good, the_first_vantage_numbers_the_frames, 0, G_N_ELEMENTS (vantages));
  tcase_add_test (good, a_step_is_found_on_its_line);
  tcase_add_test (good, every_key_is_listed_once_with_a_default);
  tcase_add_loop_test (wrong, a_wrong_model_gets_one_line_that_says_it_all, 0,
                       G_N_ELEMENTS (wrong_rows));
  tcase_add_loop_test (wrong, the_address_of_no_single_host_is_refused, 0,
                       G_N_ELEMENTS (no_hosts));
  tcase_add_test (wrong, a_nul_byte_is_refused);
  tcase_add_test (wrong, a_file_over_16_mib_is_refused);
  tcase_add_loop_test (wrong, what_is_no_file_is_refused, 0, G_N_ELEMENTS (path_rows));
  tcase_add_test (wrong, every_variant_of_a_model_loads_or_gets_one_line);
  suite_add_tcase (suite, good);
  suite_add_tcase (suite, wrong);
  return suite_main (suite);
}
