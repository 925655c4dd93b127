/* Every group and key that a model may have. */
#include "model/schema.h"

#include <stddef.h>

#include "base/why.h"
#include "model/profile.h"
#include "tcpsim/model/model.h"
#include "tcpsim/trace/quantity.h"

#define IN_RUN(field) offsetof (Model, field)
#define IN_LINK(field) offsetof (LinkConfig, field)
#define IN_HOST(field) offsetof (HostModel, field)
#define IN_TCP(field) offsetof (HostModel, tcp.field)
#define IN_CONNECTIONS(field) offsetof (ConnectionsModel, field)
#define IN_CAPTURE(field) offsetof (CaptureConfig, field)

/* Ten years: with room below 2^63 ns for every sum of two. */
#define TIME_MAX SIM_SEC (315360000)

/* What a receive or send buffer may be: RFC 7323 can express no larger window. */
#define BUFFER_MAX ((guint64) 1 << 30)

const char schema_required[] = "required";

const SchemaKey schema_keys[] = {
  { SCOPE_RUN, "seed", &value_count64, IN_RUN (seed), 0, G_MAXUINT64,
    "1", "of all that is random" },
  { SCOPE_RUN, "until", &value_time, IN_RUN (until), 1, TIME_MAX,
    "10min", "the run stops here at the latest" },
  { SCOPE_RUN, "max_events", &value_count64, IN_RUN (max_events), 1, G_MAXINT64,
    "100000000", "the run stops after so many events" },
  { SCOPE_RUN, "recorded", &value_file, IN_RUN (recorded), 0, 0,
    NULL, "table of recorded frames to plot beside the simulated" },

  { SCOPE_LINK, "delay", &value_delay, IN_LINK (delay), 0, 0,
    "0", "time on the way; with netem's jitter: TIME [JITTER [CORR]] [distribution NAME]" },
  { SCOPE_LINK, "rate", &value_rate, 0, 0, 0,
    "unlimited", "bits a second: RATE [OVERHEAD [CELL [CELL_OVERHEAD]]], or file NAME" },
  { SCOPE_LINK, "mtu", &value_octets, IN_LINK (mtu), 68, 65536,
    "1500", "largest IP packet; for IPv6 at least 1280" },
  { SCOPE_LINK, "limit", &value_count32, IN_LINK (limit), 0, G_MAXUINT32,
    "1000", "packets that may wait; 0: no limit" },
  { SCOPE_LINK, "loss", &value_loss, IN_LINK (loss), 0, 0,
    "0%", "by chance: [random] P [CORR], state P13 ..., gemodel P ..., and ecn to mark instead" },
  { SCOPE_LINK, "duplicate", &value_chance, IN_LINK (duplicate), 0, 0,
    "0%", "by chance it is sent twice: P [CORR]" },
  { SCOPE_LINK, "corrupt", &value_chance, IN_LINK (corrupt), 0, 0,
    "0%", "by chance one of its bits is flipped: P [CORR]" },
  { SCOPE_LINK, "reorder", &value_reorder, 0, 0, 0,
    "0%", "by chance it goes ahead of all others: P [CORR] [gap N]" },
  { SCOPE_LINK, "slot", &value_slot, IN_LINK (slot), 0, 0,
    NULL, "bursts: MIN [MAX] [packets N] [bytes N], or distribution NAME DELAY JITTER ..." },
  { SCOPE_LINK, "queue", &value_queue, IN_LINK (queue), 0, 0,
    NULL, "in place of the limit: pfifo, bfifo, red, codel, fq_codel, pie or tbf, and tc's parameters" },
  /* Behind the keys whose places it takes. */
  { SCOPE_LINK, "netem", &value_netem, 0, 0, 0,
    NULL, "a line of netem's in place of these keys: delay 20ms 2ms loss 1%" },

  { SCOPE_TCP, "profile", &value_profile, 0, 0, 0,
    "linux", "where the defaults of all keys below come from: linux or rfc" },
  { SCOPE_TCP, "congestion_control", &value_congestion_control, IN_TCP (congestion_control), 0, 0,
    NULL, "how much may be in flight" },
  { SCOPE_TCP, "timestamps", &value_boolean, IN_TCP (timestamps), 0, 0,
    NULL, "offer timestamps (RFC 7323)" },
  { SCOPE_TCP, "window_scaling", &value_boolean, IN_TCP (window_scaling), 0, 0,
    NULL, "offer window scaling (RFC 7323)" },
  { SCOPE_TCP, "sack", &value_boolean, IN_TCP (sack), 0, 0,
    NULL, "offer selective acknowledgements (RFC 2018)" },
  { SCOPE_TCP, "nodelay", &value_boolean, IN_TCP (nodelay), 0, 0,
    NULL, "send small segments at once: no Nagle" },
  { SCOPE_TCP, "nagle_small_only", &value_boolean, IN_TCP (nagle_small_only), 0, 0,
    NULL, "Nagle waits for the ACK of small segments only" },
  { SCOPE_TCP, "keepalive", &value_boolean, IN_TCP (keepalive), 0, 0,
    NULL, "probe an idle connection" },
  { SCOPE_TCP, "isn", &value_random32, IN_TCP (isn.v), 0, G_MAXUINT32,
    "random", "initial sequence number" },
  { SCOPE_TCP, "tsval", &value_random32, IN_TCP (tsval), 0, G_MAXUINT32,
    "random", "what the timestamp clock shows when the run begins" },
  { SCOPE_TCP, "tsval_phase", &value_time, IN_TCP (ts_phase), 0, SIM_MS (1) - 1,
    "0", "time since that clock's last tick when the run begins" },
  /* rcvbuf after rmem and sndbuf after wmem: what a user sets for one socket
   * outdoes the system's default. */
  { SCOPE_TCP, "rmem", &value_rmem, IN_HOST (tcp), 1, BUFFER_MAX,
    NULL, "receive buffer: least, to begin with, largest" },
  { SCOPE_TCP, "rcvbuf", &value_rcvbuf, IN_HOST (tcp), 1, BUFFER_MAX / 2,
    NULL, "receive buffer as SO_RCVBUF sets it: doubled, and fixed" },
  { SCOPE_TCP, "wmem", &value_wmem, IN_HOST (tcp), 1, BUFFER_MAX,
    NULL, "send buffer: least, to begin with, largest" },
  { SCOPE_TCP, "sndbuf", &value_sndbuf, IN_HOST (tcp), 1, BUFFER_MAX / 2,
    NULL, "send buffer as SO_SNDBUF sets it: doubled, and fixed" },
  { SCOPE_TCP, "initial_rto", &value_time, IN_TCP (rto_initial), 1, TIME_MAX,
    NULL, "retransmission timeout before any measurement" },
  { SCOPE_TCP, "rto_min", &value_time, IN_TCP (rto_min), 1, TIME_MAX,
    NULL, "its floor" },
  { SCOPE_TCP, "rto_min_on_variance", &value_boolean, IN_TCP (rto_min_on_variance), 0, 0,
    NULL, "the floor is on the variance term, not on the sum" },
  { SCOPE_TCP, "rto_max", &value_time, IN_TCP (rto_max), 1, TIME_MAX,
    NULL, "its ceiling" },
  { SCOPE_TCP, "syn_retries", &value_count32, IN_TCP (syn_retries), 0, 127,
    NULL, "times that a SYN is sent again" },
  { SCOPE_TCP, "syn_linear_timeouts", &value_count32, IN_TCP (syn_linear_timeouts), 0, 127,
    NULL, "timeouts of a SYN before they double" },
  { SCOPE_TCP, "synack_retries", &value_count32, IN_TCP (synack_retries), 0, 255,
    NULL, "times that a SYN-ACK is sent again" },
  { SCOPE_TCP, "retries2", &value_count32, IN_TCP (retries2), 0, 255,
    NULL, "timeouts of data before giving up" },
  { SCOPE_TCP, "retries_base", &value_time, IN_TCP (retries_base), 1, TIME_MAX,
    NULL, "how long the first of these counts, whatever it took" },
  { SCOPE_TCP, "orphan_retries", &value_count32, IN_TCP (orphan_retries), 0, 255,
    NULL, "likewise once the application has gone; 0: eight" },
  { SCOPE_TCP, "user_timeout", &value_time, IN_TCP (user_timeout), 0, TIME_MAX,
    NULL, "how long data may stay unacknowledged; 0: no such limit" },
  { SCOPE_TCP, "initial_cwnd", &value_count32, IN_TCP (initial_cwnd), 1, G_MAXUINT16,
    NULL, "segments in flight to begin with" },
  { SCOPE_TCP, "hystart", &value_boolean, IN_TCP (hystart), 0, 0,
    NULL, "cubic may leave slow start before a loss" },
  { SCOPE_TCP, "dctcp_shift_g", &value_count32, IN_TCP (dctcp_shift_g), 0, 10,
    NULL, "dctcp forgets 2^-n of alpha in each window" },
  { SCOPE_TCP, "dctcp_alpha_on_init", &value_count32, IN_TCP (dctcp_alpha_on_init), 0, 1024,
    NULL, "alpha to begin with, in 1024ths" },
  { SCOPE_TCP, "slow_start_after_idle", &value_boolean, IN_TCP (slow_start_after_idle), 0, 0,
    NULL, "an idle sender starts slowly again (RFC 5681)" },
  { SCOPE_TCP, "pacing", &value_boolean, IN_TCP (pacing), 0, 0,
    NULL, "space segments out whatever the congestion control" },
  { SCOPE_TCP, "pacing_ss_ratio", &value_count32, IN_TCP (pacing_ss_ratio), 1, 1000,
    NULL, "per cent of cwnd/srtt at which slow start is paced" },
  { SCOPE_TCP, "pacing_ca_ratio", &value_count32, IN_TCP (pacing_ca_ratio), 1, 1000,
    NULL, "likewise after slow start" },
  { SCOPE_TCP, "ecn", &value_count32, IN_TCP (ecn), 0, 2,
    NULL, "explicit congestion notification: 0 never, 1 offered, 2 accepted" },
  { SCOPE_TCP, "recovery", &value_count32, IN_TCP (recovery), 0, 7,
    NULL, "bits: 1 RACK, 2 with a fixed window, 4 without three duplicates; 0: RFC 6675" },
  { SCOPE_TCP, "early_retrans", &value_count32, IN_TCP (early_retrans), 0, 4,
    NULL, "3 or 4: tail loss probes; less: none" },
  { SCOPE_TCP, "frto", &value_count32, IN_TCP (frto), 0, 2,
    NULL, "detect spurious timeouts (RFC 5682); 0: do not" },
  { SCOPE_TCP, "dsack", &value_boolean, IN_TCP (dsack), 0, 0,
    NULL, "report duplicates by SACK (RFC 2883)" },
  { SCOPE_TCP, "reordering", &value_count32, IN_TCP (reordering), 1, 65535,
    NULL, "duplicates before a loss is believed, to begin with" },
  { SCOPE_TCP, "max_reordering", &value_count32, IN_TCP (max_reordering), 1, 65535,
    NULL, "how far that may adapt" },
  { SCOPE_TCP, "min_rtt_wlen", &value_time, IN_TCP (min_rtt_wlen), 1, TIME_MAX,
    NULL, "how long the least round-trip time is remembered" },
  { SCOPE_TCP, "hz", &value_count32, IN_TCP (hz), 0, 1000,
    NULL, "ticks a second of a kernel whose timers these are: 100, 250, 1000; 0: exact" },
  { SCOPE_TCP, "comp_sack_delay", &value_time, IN_TCP (comp_sack_delay), 0, TIME_MAX,
    NULL, "how long ACKs with SACK blocks are held together; 0: not" },
  { SCOPE_TCP, "comp_sack_slack", &value_time, IN_TCP (comp_sack_slack), 0, TIME_MAX,
    NULL, "... and how much longer the timer takes" },
  { SCOPE_TCP, "comp_sack_nr", &value_count32, IN_TCP (comp_sack_nr), 0, 255,
    NULL, "... and how many of them at most" },
  { SCOPE_TCP, "moderate_rcvbuf", &value_boolean, IN_TCP (moderate_rcvbuf), 0, 0,
    NULL, "the receive buffer grows with the measured rate" },
  { SCOPE_TCP, "delack_min", &value_time, IN_TCP (delack_min), 1, TIME_MAX,
    NULL, "delayed-ACK time to begin with" },
  { SCOPE_TCP, "delack_max", &value_time, IN_TCP (delack_max), 1, TIME_MAX,
    NULL, "its ceiling" },
  { SCOPE_TCP, "quickacks", &value_count32, IN_TCP (max_quickacks), 0, 255,
    NULL, "ACKs sent at once when a connection is new" },
  { SCOPE_TCP, "pingpong_thresh", &value_count32, IN_TCP (pingpong_thresh), 0, 255,
    NULL, "replies in time that make a connection interactive; 0: never" },
  { SCOPE_TCP, "keepalive_time", &value_time, IN_TCP (keepalive_time), 1, TIME_MAX,
    NULL, "idle time before the first probe" },
  { SCOPE_TCP, "keepalive_intvl", &value_time, IN_TCP (keepalive_intvl), 1, TIME_MAX,
    NULL, "time between probes" },
  { SCOPE_TCP, "keepalive_probes", &value_count32, IN_TCP (keepalive_probes), 1, 127,
    NULL, "unanswered probes before giving up" },
  { SCOPE_TCP, "timewait", &value_time, IN_TCP (timewait), 0, TIME_MAX,
    NULL, "TIME-WAIT: 2 MSL" },
  { SCOPE_TCP, "fin_timeout", &value_time, IN_TCP (fin_timeout), 0, TIME_MAX,
    NULL, "FIN-WAIT-2 once the application has gone; 0: for ever" },
  { SCOPE_TCP, "challenge_ack_limit", &value_count32, IN_TCP (challenge_ack_limit), 0, G_MAXINT32,
    NULL, "challenge ACKs a second (RFC 5961)" },
  { SCOPE_TCP, "invalid_ratelimit", &value_time, IN_TCP (invalid_ratelimit), 0, TIME_MAX,
    NULL, "least time between answers to invalid segments; 0: none" },
  { SCOPE_TCP, "ack_on_read", &value_boolean, IN_TCP (ack_on_read), 0, 0,
    NULL, "reading the end of a write sends its ACK" },
  /* 88 is the least that Linux's TCP_MAXSEG takes. */
  { SCOPE_TCP, "mss", &value_octets, IN_TCP (mss), 88, 65495,
    NULL, "largest segment taken; never more than the MTU less 40 (IPv6: 60)" },

  { SCOPE_HOST, "address", &value_address, IN_HOST (address), 0, 0,
    schema_required, "IPv4 or IPv6" },
  { SCOPE_HOST, "port", &value_count16, IN_HOST (port), 1, 65535,
    schema_required, "TCP's" },
  { SCOPE_HOST, "delay", &value_delay, IN_HOST (stack_delay), 0, 0,
    "0", "from a segment's arrival to the moment TCP sees it" },
  { SCOPE_HOST, "work", &value_time, IN_HOST (work), 0, TIME_MAX,
    "0", "what each segment takes of the host's time; the next waits for it" },
  { SCOPE_HOST, "wakeup", &value_time, IN_HOST (wakeup), 0, TIME_MAX,
    "0", "what a waiting application takes to go on once TCP has something for it" },
  { SCOPE_HOST, "script", &value_script, 0, 0, 0,
    schema_required, "the application's steps" },

  { SCOPE_CONNECTIONS, "count", &value_count32, IN_CONNECTIONS (count), 1, 100000,
    "1", "connections over the one link, all by the same scripts" },
  { SCOPE_CONNECTIONS, "stagger", &value_time, IN_CONNECTIONS (stagger), 0, SIM_SEC (3600),
    "0", "each begins so long after the one before" },
  { SCOPE_CONNECTIONS, "start", &value_delay, IN_CONNECTIONS (start), 0, 0,
    "0", "each begins so much later, drawn for itself" },
  { SCOPE_CONNECTIONS, "extra_delay", &value_delay, IN_CONNECTIONS (extra_delay), 0, 0,
    "0", "one way, beside the link's, drawn for each" },
  { SCOPE_CONNECTIONS, "congestion_control", &value_congestion_controls, IN_CONNECTIONS (congestion_control), 0, 0,
    NULL, "of each in turn, at both ends; by default as the hosts say" },

  { SCOPE_CAPTURE, "vantage", &value_vantages, 0, 0, 0,
    "all", "where: client, server, dropped, both or all; the first numbers the frames" },
  { SCOPE_CAPTURE, "format", &value_formats, IN_CAPTURE (formats), 0, 0,
    "pcap pcapng", "of the capture files" },
  { SCOPE_CAPTURE, "snaplen", &value_octets, IN_CAPTURE (snaplen), 1, CAPTURE_SNAPLEN_MAX,
    "262144", "octets of a frame that these keep at most" },
  { SCOPE_CAPTURE, "interface", &value_interface, IN_CAPTURE (interface), 0, 0,
    NULL, "lo where both addresses are the same, else eth0" },
  { SCOPE_CAPTURE, "first_frame", &value_count64, IN_CAPTURE (first_number), 1, G_MAXINT64,
    "1", "number of the first frame" },
  { SCOPE_CAPTURE, "start", &value_date, IN_CAPTURE (start_epoch), 0, 0,
    NULL, "when the capture began, in its time zone; by default 1970-01-01 00:00:00 UTC" },
  { SCOPE_CAPTURE, "time_zone", &value_zone, 0, 0, 0,
    "UTC +00:00", "in which times of day are printed" },
  { SCOPE_CAPTURE, "first_at", &value_time, IN_CAPTURE (first_at), 0, TIME_MAX,
    "0", "when the run begins, since the capture began" },
  { SCOPE_CAPTURE, "foreign", &value_times, IN_CAPTURE (foreign), 0, 0,
    NULL, "other people's frames, since the capture began" },

  { 0, NULL, NULL, 0, 0, 0, NULL, NULL }
};

typedef struct {
  const char *name;
  guint scopes;                 /* 0: names of its own, or none */
} SchemaGroup;

static const SchemaGroup groups[] = {
  { "run", SCOPE_RUN },
  { "link", SCOPE_LINK },
  { "link c2s", SCOPE_LINK },
  { "link s2c", SCOPE_LINK },
  { "tcp", SCOPE_TCP },
  { "client", SCOPE_TCP | SCOPE_HOST },
  { "server", SCOPE_TCP | SCOPE_HOST },
  { "capture", SCOPE_CAPTURE },
  { "connections", SCOPE_CONNECTIONS },
  { "notes", 0 },
  { "faults", 0 },
  { "expect", 0 },
};

const char *const schema_group_names[] = {
  "run", "link", "link c2s", "link s2c", "tcp", "client", "server", "capture", "connections",
  "notes", "faults", "expect", NULL
};

G_STATIC_ASSERT (G_N_ELEMENTS (schema_group_names) == G_N_ELEMENTS (groups) + 1);

const char *const schema_bare_groups[] = { "faults", NULL };

static const SchemaGroup *
find_group (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_equal (groups[i].name, name))
      return &groups[i];
  return NULL;
}

/* The row of @key in one of @scopes; NULL when there is none. */
static const SchemaKey *
find_key (guint scopes, const char *key)
{
  for (const SchemaKey *row = schema_keys; row->key != NULL; row++)
    if ((row->scope & scopes) && g_str_equal (row->key, key))
      return row;
  return NULL;
}

static const char *
scope_text (guint scope)
{
  switch (scope)
    {
    case SCOPE_RUN:  return "[run]";
    case SCOPE_LINK: return "[link]";
    case SCOPE_TCP:  return "[tcp]";
    case SCOPE_HOST: return "[client], [server]";
    case SCOPE_CONNECTIONS: return "[connections]";
    default:         return "[capture]";
    }
}

static gboolean
refuse_group (const KeyfileGroup *group, KeyfileProblem *problem)
{
  g_autofree char *shown = why_quote (group->name);
  g_autofree char *hint = why_not_among (group->name, schema_group_names);

  problem->line = group->line;
  problem->text = g_strdup_printf ("unknown group %s, %s", shown, hint);
  return FALSE;
}

/* As many keys of a group at most are named in a message of one line. */
#define NAMED_MAX 16

/* What to do about @key, which no key of @group is called; to be freed. */
static char *
key_hint (const SchemaGroup *group, const char *key)
{
  const SchemaKey *elsewhere = find_key (~group->scopes, key);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (elsewhere != NULL)
    return g_strdup_printf ("it belongs to %s", scope_text (elsewhere->scope));
  for (const SchemaKey *row = schema_keys; row->key != NULL; row++)
    if (row->scope & group->scopes)
      g_ptr_array_add (names, (gpointer) row->key);
  g_ptr_array_add (names, NULL);
  if (names->len > NAMED_MAX && why_nearest (key, (const char *const *) names->pdata) == NULL)
    return g_strdup_printf ("tcpsim --list %s names those that there are", group->name);
  return why_not_among (key, (const char *const *) names->pdata);
}

static gboolean
refuse_key (const SchemaGroup *group, const KeyfileEntry *entry, KeyfileProblem *problem)
{
  g_autofree char *hint = key_hint (group, entry->key);
  g_autofree char *key = why_visible (entry->key, WHY_WORD_MAX);

  problem->line = entry->line;
  problem->subject = g_strdup_printf ("[%s] %s", group->name, key);
  problem->text = g_strdup_printf ("unknown key, %s", hint);
  return FALSE;
}

gboolean
schema_check_names (const Keyfile *file, KeyfileProblem *problem)
{
  for (guint i = 0; i < file->groups->len; i++)
    {
      const KeyfileGroup *group = g_ptr_array_index (file->groups, i);
      const SchemaGroup *known = find_group (group->name);

      if (known == NULL)
        return refuse_group (group, problem);
      for (guint j = 0; known->scopes != 0 && j < group->entries->len; j++)
        {
          const KeyfileEntry *entry = g_ptr_array_index (group->entries, j);

          if (find_key (known->scopes, entry->key) == NULL)
            return refuse_key (known, entry, problem);
        }
    }
  return TRUE;
}

char *
schema_places_of (const char *key)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (find_key (groups[i].scopes, key) != NULL)
      {
        char *place = g_strdup_printf ("%s.%s", groups[i].name, key);

        g_ptr_array_add (places, g_strdelimit (place, " ", '.'));
      }
  if (places->len == 0)
    return NULL;
  g_ptr_array_add (places, NULL);
  return g_strjoinv (" or ", (char **) places->pdata);
}

/* The value that @profile gives to a key of scope tcp; to be freed. */
static char *
profile_value (const SchemaKey *row, const char *profile)
{
  HostModel host = { .tcp = profile_find (profile)->tcp };

  return row->kind->print ((const char *) &host + row->offset);
}

/* "200ms (rfc 1s)", or one value where the profiles agree; to be freed. */
static char *
default_text (const SchemaKey *row)
{
  g_autofree char *of_linux = NULL;
  g_autofree char *of_rfc = NULL;

  if (row->initial != NULL)
    return g_strdup (row->initial);
  if (row->scope != SCOPE_TCP || row->kind->print == NULL)
    return g_strdup ("-");
  of_linux = profile_value (row, "linux");
  of_rfc = profile_value (row, "rfc");
  if (g_str_equal (of_linux, of_rfc))
    return g_steal_pointer (&of_linux);
  return g_strdup_printf ("%s (rfc %s)", of_linux, of_rfc);
}

/* "count 0-127", or the unit alone where it has no end that anybody would meet; to be
 * freed. */
static char *
unit_text (const SchemaKey *row)
{
  gboolean is_count = row->kind == &value_count16 || row->kind == &value_count32 || row->kind == &value_count64;

  if (!is_count || row->max == 0 || row->max >= G_MAXINT32)
    return g_strdup (row->kind->unit);
  return g_strdup_printf ("%s %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, row->kind->unit, row->min, row->max);
}

static const char list_format[] = "%-18s  %-19s  %-23s  %-13s  %s\n";

static void
list_keys (GString *out, guint scopes)
{
  for (const SchemaKey *row = schema_keys; row->key != NULL; row++)
    if (row->scope & scopes)
      {
        g_autofree char *initial = default_text (row), *unit = unit_text (row);

        g_string_append_printf (out, list_format, scope_text (row->scope), row->key, initial, unit, row->meaning);
      }
}

static const char quantity_format[] = "%-8s  %-33s  %-6s  %s\n";

/* What may be expected: a line for each quantity, all else as in the other lists. */
static void
list_quantities (GString *out)
{
  g_autoptr (GArray) list = quantity_list ();

  g_string_append_printf (out, quantity_format, "group", "key", "unit", "meaning");
  for (guint i = 0; i < list->len; i++)
    {
      const QuantityInfo *info = &g_array_index (list, QuantityInfo, i);
      g_autofree char *name = g_strconcat (info->owner, info->name, NULL);

      g_string_append_printf (out, quantity_format, "[expect]", name, info->unit, info->meaning);
    }
  g_string_append_printf (out, quantity_format, "[expect]", "transcript", "file",
                          "the packets that the run is to send");
  g_string_append (out, "\nSIDE is client or server, DIR c2s or s2c, N a connection from 0; without it, packets are\n"
                        "of all connections and fields of the first. A field may have .min or .max behind it:\n"
                        "the least or most over the run. A condition is 1, != 1, < 400ms, >= 10 or 10 .. 20.\n");
}

char *
schema_list (const char *group)
{
  GString *out = g_string_new (NULL);

  if (g_strcmp0 (group, "expect") == 0)
    {
      list_quantities (out);
      return g_string_free (out, FALSE);
    }
  g_string_append_printf (out, list_format, "group", "key", "default", "unit", "meaning");
  list_keys (out, group != NULL ? find_group (group)->scopes : G_MAXUINT);
  if (group == NULL || g_str_equal (group, "notes"))
    g_string_append_printf (out, list_format, "[notes]", "FRAME", "-", "text",
                            "a note to that frame of the capture");
  if (group == NULL || g_str_equal (group, "faults"))
    g_string_append_printf (out, list_format, "[faults]", "-", "-", "rule",
                            "ACTION c2s|s2c FIELD LIST, one a line");
  if (group == NULL)
    {
      g_string_append_printf (out, list_format, "[expect]", "QUANTITY", "-", "condition",
                              "what the run is to come to (tcpsim --list expect)");
      g_string_append_printf (out, list_format, "[expect]", "transcript", "-", "file",
                              "the packets that the run is to send");
    }
  return g_string_free (out, FALSE);
}

gboolean
schema_has_own_names (const char *group)
{
  const SchemaGroup *known = find_group (group);

  return known != NULL && known->scopes == 0;
}
