/* The kinds of value: one reader each, and a table row that makes it a kind.
 * Whatever a reader stores it has checked against the range of its key. */
#include "model/value.h"

#include <string.h>

#include "base/readfile.h"
#include "base/why.h"
#include "base/words.h"
#include "model/calendar.h"
#include "model/profile.h"
#include "net/netem.h"
#include "tcp/cc/cc.h"
#include "tcpsim/base/rng.h"
#include "tcpsim/base/units.h"
#include "tcpsim/model/model.h"

/* Linux doubles what SO_RCVBUF asks for, and gives no less than this
 * (SOCK_MIN_RCVBUF). */
#define RCVBUF_FLOOR 2304

/* The first number of Linux's tcp_rmem and tcp_wmem: a page.  It takes effect
 * under memory pressure only, which is not modelled. */
#define MEM_MIN "4096"

/* Linux's wmem default, likewise without effect here: the buffer starts at its
 * largest. */
/* SOCK_MIN_SNDBUF: two of the smallest segments. */
#define SNDBUF_FLOOR 4608

/* The largest table of recorded frames. */
#define MAX_RECORDED ((gsize) 1 << 30)

/* Refusing. */

/* "TEXT WRONG, WANTED". */
static gboolean
refuse (ValueInput *in, const char *wrong)
{
  g_autofree char *quoted = why_quote (in->text);

  return why_set (&in->why, "%s %s, %s", quoted, wrong, in->wanted);
}

/* Refuses @word of the value, a quantity whose units are @units. */
static gboolean
refuse_status (ValueInput *in, const char *word, UnitsStatus status, const char *units)
{
  g_autofree char *quoted = why_quote (word);
  g_autofree char *hint = units_hint (status, word, units, in->wanted);

  return why_set (&in->why, "%s %s, %s", quoted, units_status_text (status), hint);
}

/* Refuses @word of the value, which is none of @names. */
static gboolean
refuse_word (ValueInput *in, const char *word, const char *what, const char *const *names)
{
  g_autofree char *quoted = why_quote (word);
  g_autofree char *hint = why_not_among (word, names);

  return why_set (&in->why, "unknown %s %s, %s", what, quoted, hint);
}

static gboolean
refuse_name (ValueInput *in, const char *what, const char *const *names)
{
  return refuse_word (in, in->text, what, names);
}

/* Numbers. */

/* Refuses a plain number, saying which would do. */
static gboolean
refuse_number (ValueInput *in, const char *wrong)
{
  g_autofree char *quoted = why_quote (in->text);

  return why_set (&in->why, "%s %s, write %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, quoted,
                  wrong, in->min, in->max);
}

static gboolean
check_range (ValueInput *in, guint64 value)
{
  if (value >= in->min && value <= in->max)
    return TRUE;
  return refuse_number (in, "is out of range");
}

static gboolean
check_time_range (ValueInput *in, SimTime time)
{
  g_autofree char *quoted = why_quote (in->text);
  g_autofree char *min = units_print_time (in->min);
  g_autofree char *max = units_print_time (in->max);

  if (time >= (SimTime) in->min && time <= (SimTime) in->max)
    return TRUE;
  return why_set (&in->why, "%s is out of range, write %s to %s", quoted, min, max);
}

static gboolean
read_time (ValueInput *in, gpointer where)
{
  SimTime *out = where, time;
  UnitsStatus status = units_parse_time (in->text, &time);

  if (status != UNITS_OK)
    return refuse_status (in, in->text, status, UNITS_OF_TIME);
  if (!check_time_range (in, time))
    return FALSE;
  *out = time;
  return TRUE;
}

static gboolean
parse_count (ValueInput *in, guint64 *out)
{
  UnitsStatus status = units_parse_count (in->text, out);

  if (status != UNITS_OK)
    return refuse_number (in, units_status_text (status));
  return check_range (in, *out);
}

static gboolean
parse_size (ValueInput *in, guint64 *out)
{
  UnitsStatus status = units_parse_size (in->text, out);

  if (status != UNITS_OK)
    return refuse_status (in, in->text, status, UNITS_OF_SIZE);
  return check_range (in, *out);
}

static gboolean
read_count16 (ValueInput *in, gpointer where)
{
  guint16 *out = where;
  guint64 n;

  if (!parse_count (in, &n))
    return FALSE;
  *out = n;
  return TRUE;
}

static gboolean
read_count32 (ValueInput *in, gpointer where)
{
  guint32 *out = where;
  guint64 n;

  if (!parse_count (in, &n))
    return FALSE;
  *out = n;
  return TRUE;
}

static gboolean
read_count64 (ValueInput *in, gpointer where)
{
  return parse_count (in, where);
}

static gboolean
read_size (ValueInput *in, gpointer where)
{
  guint32 *out = where;
  guint64 n;

  if (!parse_size (in, &n))
    return FALSE;
  *out = n;
  return TRUE;
}

/* "random" is drawn from a stream of its own: the seed's, and named after host
 * and key. */
static gboolean
read_random32 (ValueInput *in, gpointer where)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", in->owner, in->key);
  guint32 *out = where;
  Rng rng;

  if (g_ascii_isdigit (*in->text))
    return read_count32 (in, where);
  if (strcmp (in->text, "random") != 0)
    return refuse (in, "is no such number");
  rng_init (&rng, in->seed, name);
  *out = rng_next (&rng) >> 32;
  return TRUE;
}

static gboolean
read_boolean (ValueInput *in, gpointer where)
{
  static const char *const yes[] = { "on", "true", "1", "yes", NULL };
  static const char *const no[] = { "off", "false", "0", "no", NULL };
  gboolean *out = where;

  if (!g_strv_contains (yes, in->text) && !g_strv_contains (no, in->text))
    return refuse (in, "is neither on nor off");
  *out = g_strv_contains (yes, in->text);
  return TRUE;
}

static char *
print_time (gconstpointer where)
{
  const SimTime *time = where;

  return units_print_time (*time);
}

static char *
print_count32 (gconstpointer where)
{
  const guint32 *n = where;

  return g_strdup_printf ("%u", *n);
}

static char *
print_size (gconstpointer where)
{
  const guint32 *octets = where;

  return units_print_size (*octets);
}

static char *
print_boolean (gconstpointer where)
{
  const gboolean *on = where;

  return g_strdup (*on ? "on" : "off");
}

/* Names and texts. */

static gboolean
read_profile (ValueInput *in, gpointer where)
{
  HostModel *host = where;
  const Profile *profile = profile_find (in->text);

  if (profile == NULL)
    return refuse_name (in, "profile", profile_names ());
  host->profile = profile->name;
  host->tcp = profile->tcp;
  return TRUE;
}

/* The one called @name; NULL, with in->why set, when there is none. */
static const CcOps *
find_congestion_control (ValueInput *in, const char *name)
{
  const CcOps *found = cc_find (name);

  if (found == NULL)
    refuse_word (in, name, "congestion control", cc_names ());
  return found;
}

static gboolean
read_congestion_control (ValueInput *in, gpointer where)
{
  const CcOps **out = where;
  const CcOps *found = find_congestion_control (in, in->text);

  if (found != NULL)
    *out = found;
  return found != NULL;
}

static gboolean
read_congestion_controls (ValueInput *in, gpointer where)
{
  GPtrArray **out = where;
  g_auto (GStrv) words = g_strsplit_set (in->text, " \t", -1);

  g_ptr_array_set_size (*out, 0);
  for (guint i = 0; words[i] != NULL; i++)
    {
      const CcOps *found;

      if (*words[i] == '\0')
        continue;
      found = find_congestion_control (in, words[i]);
      if (found == NULL)
        return FALSE;
      g_ptr_array_add (*out, (gpointer) found);
    }
  return TRUE;
}

static char *
print_congestion_control (gconstpointer where)
{
  const CcOps *const *ops = where;

  return g_strdup ((*ops)->name);
}

/* What @word stands for among @names, of which the first are numbered as what they
 * name: a set of numbers, in *@set. */
static gboolean
read_set_word (ValueInput *in, const char *what, const char *word, const char *const *names,
               const guint *sets, guint *set)
{
  g_autofree char *quoted = NULL, *hint = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (word, names[i]) == 0)
      {
        *set = sets[i];
        return TRUE;
      }
  quoted = why_quote (word);
  hint = why_not_among (word, names);
  return why_set (&in->why, "unknown %s %s, %s", what, quoted, hint);
}

/* Words with spaces or commas between: all they stand for together in *@set, what
 * the first does in *@first. */
static gboolean
read_set (ValueInput *in, const char *what, const char *const *names, const guint *sets, guint *first,
          guint *set)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (in->text), ",", ' ');
  gboolean done = TRUE;
  Words words;
  const char *word;
  guint one = 0;

  words_init (&words, spaced);
  *first = *set = 0;
  while (done && (word = words_take (&words)) != NULL)
    {
      done = read_set_word (in, what, word, names, sets, &one);
      *first = *first == 0 ? one : *first;
      *set |= one;
    }
  words_clear (&words);
  return done && (*set != 0 || refuse (in, "names nothing"));
}

static gboolean
read_vantages (ValueInput *in, gpointer where)
{
  static const char *const names[] = { "client", "server", "dropped", "both", "all", NULL };
  static const guint sets[] = {
    1 << VANTAGE_CLIENT, 1 << VANTAGE_SERVER, 1 << VANTAGE_DROPPED,
    1 << VANTAGE_CLIENT | 1 << VANTAGE_SERVER, (1 << N_VANTAGES) - 1
  };
  CaptureConfig *capture = where;
  guint first;

  if (!read_set (in, "vantage", names, sets, &first, &capture->vantages))
    return FALSE;
  capture->vantage = g_bit_nth_lsf (first, -1);
  return TRUE;
}

static gboolean
read_formats (ValueInput *in, gpointer where)
{
  static const guint sets[] = { 1 << FORMAT_PCAP, 1 << FORMAT_PCAPNG };
  guint first;

  return read_set (in, "format", capture_format_names (), sets, &first, where);
}

static gboolean
read_interface (ValueInput *in, gpointer where)
{
  char **out = where;

  if (strlen (in->text) > 15 || strpbrk (in->text, " \t/") != NULL)
    return refuse (in, "is no interface's name");
  g_free (*out);
  *out = g_strdup (in->text);
  return TRUE;
}

/* Reads the file at @path and forgets it.  What is no plain file is left alone,
 * for a pipe can be read only once. */
static gboolean
check_readable (ValueInput *in, const char *path)
{
  g_autofree char *quoted = why_quote (in->text);
  g_autofree char *why = NULL;
  g_autoptr (GBytes) contents = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return refuse (in, "is no plain file");
  contents = readfile (path, MAX_RECORDED, &why);
  if (contents == NULL)
    return why_set (&in->why, "%s: %s, %s", quoted, why, in->wanted);
  return TRUE;
}

static gboolean
read_file (ValueInput *in, gpointer where)
{
  char **out = where;
  g_autofree char *path = g_path_is_absolute (in->text)
                          ? g_strdup (in->text)
                          : g_build_filename (in->base_dir, in->text, NULL);

  if (!check_readable (in, path))
    return FALSE;
  g_free (*out);
  *out = g_steal_pointer (&path);
  return TRUE;
}

/* FALSE for the unspecified address, multicast and broadcast, which no end of a
 * connection may have (RFC 9293 section 3.9.2.3, RFC 1122 section 3.2.1.3). */
static gboolean
is_of_one_host (const NetAddress *address)
{
  static const guint8 unspecified[16];
  static const guint8 broadcast[4] = { 255, 255, 255, 255 };

  if (address->version == 6)
    return memcmp (address->octets, unspecified, 16) != 0 && address->octets[0] != 0xff;
  return memcmp (address->octets, unspecified, 4) != 0
         && memcmp (address->octets, broadcast, 4) != 0 && address->octets[0] >> 4 != 0xe;
}

static gboolean
read_address (ValueInput *in, gpointer where)
{
  NetAddress address;

  if (!net_address_parse (in->text, &address))
    return refuse (in, "is no IP address");
  if (!is_of_one_host (&address))
    return refuse (in, "is no single host's address");
  *(NetAddress *) where = address;
  return TRUE;
}

/* Notations. */

/* Says of a file that is not there, which @why complains of, where it is looked
 * for.  @why becomes in->why. */
static gboolean
refuse_file (ValueInput *in, char *why)
{
  gboolean is_missing = g_str_has_suffix (why, ": no such file");

  why_set (&in->why, "%s%s", why, is_missing ? ", name one beside the model" : "");
  g_free (why);
  return FALSE;
}

static gboolean
read_delay (ValueInput *in, gpointer where)
{
  DelaySpec spec = { .kind = DELAY_CONSTANT };
  char *why = NULL;

  if (!delay_spec_parse (&spec, in->text, in->base_dir, &why))
    return refuse_file (in, why);
  delay_spec_clear (where);
  *(DelaySpec *) where = spec;
  return TRUE;
}

static gboolean
read_rate (ValueInput *in, gpointer where)
{
  LinkConfig *link = where;
  RateSpec spec;
  char *why = NULL;

  if (!rate_spec_parse (&link->rate, &spec, in->text, in->base_dir, &why))
    return refuse_file (in, why);
  rate_spec_clear (&link->rate_spec);
  link->rate_spec = spec;
  return TRUE;
}

static gboolean
read_netem (ValueInput *in, gpointer where)
{
  char *why = NULL;

  return netem_parse (where, in->text, in->base_dir, &why) || refuse_file (in, why);
}

static gboolean
read_chance (ValueInput *in, gpointer where)
{
  return netem_parse_chance (where, in->text, &in->why);
}

static gboolean
read_reorder (ValueInput *in, gpointer where)
{
  return netem_parse_reorder (where, in->text, &in->why);
}

static gboolean
read_slot (ValueInput *in, gpointer where)
{
  char *why = NULL;

  return netem_parse_slot (where, in->text, in->base_dir, &why) || refuse_file (in, why);
}

static gboolean
read_queue (ValueInput *in, gpointer where)
{
  return queue_spec_parse (where, in->text, &in->why);
}

static gboolean
read_loss (ValueInput *in, gpointer where)
{
  return loss_spec_parse (where, in->text, &in->why);
}

static gboolean
read_script (ValueInput *in, gpointer where)
{
  HostModel *host = where;
  guint line;
  Script *script = script_parse (in->lines, in->base_dir, &in->why, &line);

  if (script == NULL)
    {
      in->wrong_line = in->line + line;
      return FALSE;
    }
  script_free (host->script);
  host->script = script;
  host->script_line = in->line;
  return TRUE;
}

/* Linux's three numbers: the least, what a connection starts with, the most. */
static gboolean
parse_three (ValueInput *in, guint32 out[3])
{
  g_auto (GStrv) words = g_strsplit_set (in->text, " \t", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint64 value;

      if (*words[i] == '\0')
        continue;
      if (n == 3 || units_parse_count (words[i], &value) != UNITS_OK)
        return refuse (in, "is not three numbers");
      if (value < in->min || value > in->max || (n > 0 && value < out[n - 1]))
        return refuse (in, "is not in ascending order, or out of range");
      out[n++] = value;
    }
  return n == 3 || refuse (in, "is not three numbers");
}

static gboolean
read_rmem (ValueInput *in, gpointer where)
{
  TcpConfig *tcp = where;
  guint32 octets[3];

  if (!parse_three (in, octets))
    return FALSE;
  tcp->rcvbuf = octets[1];
  tcp->rcvbuf_max = octets[2];
  return TRUE;
}

static char *
print_rmem (gconstpointer where)
{
  const TcpConfig *tcp = where;

  return g_strdup_printf (MEM_MIN " %u %u", tcp->rcvbuf, tcp->rcvbuf_max);
}

static gboolean
read_rcvbuf (ValueInput *in, gpointer where)
{
  TcpConfig *tcp = where;
  guint64 octets = 0;

  if (!parse_size (in, &octets))
    return FALSE;
  tcp->rcvbuf = MAX (2 * octets, RCVBUF_FLOOR);
  tcp->rcvbuf_locked = TRUE;
  return TRUE;
}

static gboolean
read_wmem (ValueInput *in, gpointer where)
{
  TcpConfig *tcp = where;
  guint32 octets[3];

  if (!parse_three (in, octets))
    return FALSE;
  tcp->sndbuf = octets[1];
  tcp->sndbuf_max = octets[2];
  return TRUE;
}

static char *
print_wmem (gconstpointer where)
{
  const TcpConfig *tcp = where;

  return g_strdup_printf (MEM_MIN " %u %u", tcp->sndbuf, tcp->sndbuf_max);
}

static gboolean
read_sndbuf (ValueInput *in, gpointer where)
{
  TcpConfig *tcp = where;
  guint64 octets = 0;

  if (!parse_size (in, &octets))
    return FALSE;
  tcp->sndbuf = MAX (2 * octets, SNDBUF_FLOOR);
  tcp->sndbuf_locked = TRUE;
  return TRUE;
}

static gboolean
read_date (ValueInput *in, gpointer where)
{
  return calendar_parse (in->text, where) || refuse (in, "is no date and time from 1970 to 2105");
}

static gboolean
read_zone (ValueInput *in, gpointer where)
{
  CaptureConfig *capture = where;
  g_autofree char *name = NULL;

  if (!calendar_parse_zone (in->text, &name, &capture->zone_offset))
    return refuse (in, "is no time zone");
  g_free (capture->zone_name);
  capture->zone_name = g_steal_pointer (&name);
  return TRUE;
}

static gboolean
append_time (ValueInput *in, GArray *times, const char *word)
{
  SimTime time;
  UnitsStatus status = units_parse_time (word, &time);
  g_autofree char *quoted = why_quote (word);

  if (status != UNITS_OK)
    return refuse_status (in, word, status, UNITS_OF_TIME);
  if (times->len > 0 && time < g_array_index (times, SimTime, times->len - 1))
    return why_set (&in->why, "%s is earlier than the time before it, "
                    "write them in ascending order", quoted);
  g_array_append_val (times, time);
  return TRUE;
}

static gboolean
read_times (ValueInput *in, gpointer where)
{
  GArray **out = where;
  g_auto (GStrv) words = g_strsplit_set (in->text, " \t", -1);

  g_array_set_size (*out, 0);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !append_time (in, *out, words[i]))
      return FALSE;
  return TRUE;
}

const ValueKind value_time = { "time", "write a time like 25us", read_time, print_time };
const ValueKind value_count16 = { "count", "write a number", read_count16, NULL };
const ValueKind value_count32 = { "count", "write a number", read_count32, print_count32 };
const ValueKind value_count64 = { "count", "write a number", read_count64, NULL };
const ValueKind value_octets = { "octets", "write a number of octets", read_count32, NULL };
const ValueKind value_size = { "size", "write a size like 64KiB", read_size, print_size };
const ValueKind value_rate = {
  "rate", "write a rate like 1.5Mbit, or unlimited", read_rate, NULL
};
const ValueKind value_random32 = {
  "number", "write a number from 0 to 4294967295, or random", read_random32, NULL
};
const ValueKind value_boolean = { "on/off", "write on or off", read_boolean, print_boolean };
const ValueKind value_profile = { "name", "write a profile's name", read_profile, NULL };
const ValueKind value_congestion_control = {
  "name", "write a congestion control's name", read_congestion_control, print_congestion_control
};
const ValueKind value_congestion_controls = {
  "names", "write congestion controls' names with spaces between", read_congestion_controls, NULL
};
const ValueKind value_vantages = {
  "vantages", "write client, server, dropped, both or all", read_vantages, NULL
};
const ValueKind value_formats = { "formats", "write pcap, pcapng or both", read_formats, NULL };
const ValueKind value_interface = {
  "name", "write up to 15 characters without spaces, like eth0", read_interface, NULL
};
const ValueKind value_file = { "file", "name one beside the model", read_file, NULL };
const ValueKind value_address = {
  "address", "write one like 127.0.0.1 or ::1", read_address, NULL
};
const ValueKind value_delay = { "delay", "write a delay like 25us", read_delay, NULL };
const ValueKind value_chance = { "chance", "write a chance like 1%", read_chance, NULL };
const ValueKind value_reorder = { "chance", "write a chance like 25%", read_reorder, NULL };
const ValueKind value_slot = { "slot", "write times like 10ms 20ms", read_slot, NULL };
const ValueKind value_queue = { "queue", "write a queue like codel", read_queue, NULL };
const ValueKind value_netem = { "netem", "write netem's words like delay 20ms loss 1%", read_netem, NULL };
const ValueKind value_loss = { "loss", "write a loss like 1%", read_loss, NULL };
const ValueKind value_script = { "script", "write the application's steps", read_script, NULL };
const ValueKind value_rmem = {
  "3 octets", "write three numbers of octets like 4096 131072 6291456", read_rmem, print_rmem
};
const ValueKind value_rcvbuf = { "size", "write a size like 64KiB", read_rcvbuf, NULL };
const ValueKind value_sndbuf = { "size", "write a size like 64KiB", read_sndbuf, NULL };
const ValueKind value_wmem = {
  "3 octets", "write three numbers of octets like 4096 16384 4194304", read_wmem, print_wmem
};
const ValueKind value_date = {
  "date", "write one like 2023-08-29 08:26:25.256829498", read_date, NULL
};
const ValueKind value_zone = {
  "zone", "write a name and an offset like EDT -04:00", read_zone, NULL
};
const ValueKind value_times = {
  "times", "write times like 7.25s with spaces between", read_times, NULL
};

void
value_explain_comment (const char *text, char **why)
{
  g_autofree char *quoted = why_quote (text);

  if (*text != '#' && strstr (text, " #") == NULL && strstr (text, "\t#") == NULL)
    return;
  g_free (*why);
  why_set (why, "%s has a comment behind it, write that on a line of its own", quoted);
}

gboolean
value_read (const ValueKind *kind, ValueInput *in, gpointer where)
{
  in->wanted = kind->wanted;
  in->wrong_line = in->line;
  if (*in->text == '\0')
    return why_set (&in->why, "no value, %s", kind->wanted);
  if (kind->read (in, where))
    return TRUE;
  if (kind != &value_script)    /* its texts may hold a "#", and it has comments */
    value_explain_comment (in->text, &in->why);
  return FALSE;
}
