/* Loading a model: the file's groups and keys through the schema into plain
 * data, and after that what no key can be checked for alone.  The first thing
 * wrong ends it, with its place. */
#include "tcpsim/model/model.h"

#include <stddef.h>
#include <string.h>

#include "base/readfile.h"
#include "base/why.h"
#include "model/keyfile.h"
#include "model/notes.h"
#include "model/overrides.h"
#include "model/rules.h"
#include "model/schema.h"

G_DEFINE_QUARK (tcpsim-model-error-quark, model_error)

/* IPv6 requires this of every link (RFC 8200 section 5). */
#define IPV6_MIN_MTU 1280

/* The largest IPv4 packet (RFC 791). */
#define IPV4_MAX 65535

#define TCP_HEADER 20

/* Characters of a word of a message before it is cut: room for a file's name. */
#define MESSAGE_WORD_MAX 255

/* A part of the model that a scope of keys describes, and the groups in which
 * they stand; a later group overrides an earlier. */
typedef struct {
  const char *owner;
  guint scopes;
  const char *groups[2];
  gsize offset;
} Part;

typedef struct {
  Keyfile *file;
  const ModelOverrides *overrides;      /* NULL: none */
  Model *model;
  char *base_dir;
  KeyfileProblem problem;
} Loader;

enum { PART_RUN, PART_C2S, PART_S2C, PART_CLIENT, PART_SERVER, PART_CAPTURE, PART_CONNECTIONS, N_PARTS };

/* The run comes first: values drawn at random need its seed. */
static const Part parts[N_PARTS] = {
  [PART_RUN] = { "run", SCOPE_RUN, { "run", NULL }, 0 },
  [PART_C2S] = { "c2s", SCOPE_LINK, { "link", "link c2s" }, offsetof (Model, link[DIR_C2S]) },
  [PART_S2C] = { "s2c", SCOPE_LINK, { "link", "link s2c" }, offsetof (Model, link[DIR_S2C]) },
  [PART_CLIENT] = { "client", SCOPE_TCP | SCOPE_HOST, { "tcp", "client" },
                    offsetof (Model, host[SIDE_CLIENT]) },
  [PART_SERVER] = { "server", SCOPE_TCP | SCOPE_HOST, { "tcp", "server" },
                    offsetof (Model, host[SIDE_SERVER]) },
  [PART_CONNECTIONS] = { "connections", SCOPE_CONNECTIONS, { "connections", NULL },
                         offsetof (Model, connections) },
  [PART_CAPTURE] = { "capture", SCOPE_CAPTURE, { "capture", NULL }, offsetof (Model, capture) },
};

static const Part *const host_parts[N_SIDES] = { &parts[PART_CLIENT], &parts[PART_SERVER] };
static const Part *const link_parts[N_DIRS] = { &parts[PART_C2S], &parts[PART_S2C] };

/* The model itself. */

static void
note_clear (gpointer data)
{
  CaptureNote *note = data;

  g_free (note->text);
}

/* "loopback" of "models/loopback.ini"; to be freed. */
static char *
model_name (const char *path)
{
  char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, ".ini") && strlen (name) > 4)
    name[strlen (name) - 4] = '\0';
  return name;
}

static Model *
model_new (const char *path)
{
  Model *model = g_new0 (Model, 1);

  model->path = g_strdup (path);
  model->name = model_name (path);
  model->added = g_ptr_array_new_with_free_func (g_free);
  model->faults = g_ptr_array_new_with_free_func (fault_rule_free);
  model->expectations = g_ptr_array_new_with_free_func (expectation_free);
  model->connections.congestion_control = g_ptr_array_new ();
  model->capture.foreign = g_array_new (FALSE, FALSE, sizeof (SimTime));
  model->capture.notes = g_array_new (FALSE, FALSE, sizeof (CaptureNote));
  g_array_set_clear_func (model->capture.notes, note_clear);
  return model;
}

void
model_free (Model *model)
{
  if (model == NULL)
    return;
  for (Side s = 0; s < N_SIDES; s++)
    {
      delay_spec_clear (&model->host[s].stack_delay);
      script_free (model->host[s].script);
    }
  for (Direction d = 0; d < N_DIRS; d++)
    link_config_clear (&model->link[d]);
  delay_spec_clear (&model->connections.start);
  delay_spec_clear (&model->connections.extra_delay);
  g_ptr_array_unref (model->connections.congestion_control);
  g_ptr_array_unref (model->faults);
  g_ptr_array_unref (model->expectations);
  g_free (model->transcript);
  g_ptr_array_unref (model->added);
  g_array_unref (model->capture.foreign);
  g_array_unref (model->capture.notes);
  g_free (model->capture.interface);
  g_free (model->capture.zone_name);
  g_free (model->recorded);
  g_free (model->name);
  g_free (model->path);
  g_free (model);
}

/* The model's own lines, and behind them one for each that was added. */
char *
model_where (const Model *model, guint line, const char *subject)
{
  g_autofree char *path = NULL;
  GString *where;

  if (line > model->n_lines && line - model->n_lines <= model->added->len)
    return g_strdup (g_ptr_array_index (model->added, line - model->n_lines - 1));

  path = why_visible (model->path, G_MAXUINT);
  where = g_string_new (path);
  if (line > 0)
    g_string_append_printf (where, ":%u", line);
  if (subject != NULL)
    g_string_append_printf (where, ": %s", subject);
  return g_string_free (where, FALSE);
}

char *
model_script_where (const Model *model, Side side, guint script_line)
{
  g_autofree char *subject = g_strdup_printf ("[%s] script", side_name (side));

  return model_where (model, model->host[side].script_line + script_line, subject);
}

const char *const *
model_group_names (void)
{
  return schema_group_names;
}

char *
model_list_keys (const char *group)
{
  return schema_list (group);
}

/* Refusing. */

/* "[GROUP] KEY: WHY" at @line; the key may be NULL. */
static gboolean
refuse (Loader *l, guint line, const char *group, const char *key, const char *why)
{
  g_autofree char *shown = why_visible (key != NULL ? key : "", WHY_WORD_MAX);

  l->problem.line = line;
  l->problem.subject = g_strdup_printf ("[%s]%s%s", group, key != NULL ? " " : "", shown);
  l->problem.text = g_strdup (why);
  return FALSE;
}

/* The group of @part whose @key holds, and its entry; NULL where none is given. */
static const KeyfileEntry *
find_given (const Loader *l, const Part *part, const char *key, const char **group)
{
  const KeyfileEntry *entry = NULL;

  for (guint i = G_N_ELEMENTS (part->groups); i > 0 && entry == NULL; i--)
    {
      *group = part->groups[i - 1];
      if (*group != NULL)
        entry = keyfile_entry (l->file, *group, key);
    }
  return entry;
}

/* Refuses what the model gives for @key of @part, which must be there. */
static gboolean
refuse_given (Loader *l, const Part *part, const char *key, const char *why)
{
  const char *group;
  const KeyfileEntry *entry = find_given (l, part, key, &group);

  g_assert (entry != NULL);
  return refuse (l, entry->line, group, key, why);
}

/* The line that gives @key of @part; 0 when none does. */
static guint
line_of (const Loader *l, const Part *part, const char *key)
{
  const char *group;
  const KeyfileEntry *entry = find_given (l, part, key, &group);

  return entry != NULL ? entry->line : 0;
}

static gboolean
is_given (const Loader *l, const Part *part, const char *key)
{
  return line_of (l, part, key) > 0;
}

/* TRUE when @key of @part was set from outside the file: what goes ill with it
 * is more likely its fault than the file's. */
static gboolean
is_added (const Loader *l, const Part *part, const char *key)
{
  return line_of (l, part, key) > l->model->n_lines;
}

/* Key by key. */

static ValueInput
input_for (const Loader *l, const Part *part, const SchemaKey *row)
{
  ValueInput in = {
    .key = row->key,
    .min = row->min,
    .max = row->max,
    .base_dir = l->base_dir,
    .owner = part->owner,
    .seed = l->model->seed
  };

  return in;
}

static gpointer
place_for (const Loader *l, const Part *part, const SchemaKey *row)
{
  return (char *) l->model + part->offset + row->offset;
}

static void
read_initial (Loader *l, const Part *part, const SchemaKey *row)
{
  ValueInput in = input_for (l, part, row);
  gboolean done;

  in.text = in.lines = row->initial;
  done = value_read (row->kind, &in, place_for (l, part, row));
  g_assert (done);
}

static gboolean
read_entry (Loader *l, const Part *part, const SchemaKey *row, const char *group,
            const KeyfileEntry *entry)
{
  ValueInput in = input_for (l, part, row);
  g_autofree char *text = keyfile_entry_text (entry);
  gboolean done;

  in.text = text;
  in.lines = entry->value;
  in.line = entry->line;
  done = value_read (row->kind, &in, place_for (l, part, row))
         || refuse (l, in.wrong_line, group, row->key, in.why);
  g_free (in.why);
  return done;
}

/* At the group's heading, or at the end of a file that has no such group. */
static gboolean
refuse_missing (Loader *l, const char *name, const SchemaKey *row)
{
  const KeyfileGroup *group = keyfile_group (l->file, name);
  g_autofree char *why = g_strdup_printf ("missing, %s", row->kind->wanted);

  return refuse (l, group != NULL ? MIN (group->line, l->file->n_lines) : l->file->n_lines, name,
                 row->key, why);
}

static gboolean
read_row (Loader *l, const Part *part, const SchemaKey *row)
{
  gboolean is_required = row->initial == schema_required;

  if (is_required && !is_given (l, part, row->key))
    return refuse_missing (l, part->owner, row);
  if (row->initial != NULL && !is_required)
    read_initial (l, part, row);
  for (guint i = 0; i < G_N_ELEMENTS (part->groups) && part->groups[i] != NULL; i++)
    {
      const KeyfileEntry *entry = keyfile_entry (l->file, part->groups[i], row->key);

      if (entry != NULL && !read_entry (l, part, row, part->groups[i], entry))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_part (Loader *l, const Part *part)
{
  for (const SchemaKey *row = schema_keys; row->key != NULL; row++)
    if ((row->scope & part->scopes) && !read_row (l, part, row))
      return FALSE;
  return TRUE;
}

/* Reads each entry of @group, if there is one, with @read. */
static gboolean
read_group (Loader *l, const char *name,
            gboolean (*read) (Model *model, const KeyfileEntry *entry, char **why))
{
  const KeyfileGroup *group = keyfile_group (l->file, name);

  for (guint i = 0; group != NULL && i < group->entries->len; i++)
    {
      const KeyfileEntry *entry = g_ptr_array_index (group->entries, i);
      g_autofree char *why = NULL;

      if (!read (l->model, entry, &why))
        return refuse (l, entry->line, name, entry->key, why);
    }
  return TRUE;
}

static gboolean
read_note (Model *model, const KeyfileEntry *entry, char **why)
{
  g_autofree char *text = keyfile_entry_text (entry);

  return notes_add (model->capture.notes, entry->key, entry->line, text, why);
}

static gboolean
add_rule (Model *model, const char *text, guint line, char **why)
{
  FaultRule *rule = rules_parse (text, line, why);

  if (rule == NULL)
    return FALSE;
  g_ptr_array_add (model->faults, rule);
  return TRUE;
}

gboolean
model_add_fault (Model *model, const char *text, char **why)
{
  g_autofree char *quoted = why_quote (text);

  if (!add_rule (model, text, model->n_lines + model->added->len + 1, why))
    return FALSE;
  g_ptr_array_add (model->added, g_strconcat ("--fault ", quoted, NULL));
  return TRUE;
}

static gboolean
read_rule (Model *model, const KeyfileEntry *entry, char **why)
{
  if (add_rule (model, entry->value, entry->line, why))
    return TRUE;
  value_explain_comment (entry->value, why);
  return FALSE;
}

static gboolean
read_transcript (Model *model, const KeyfileEntry *entry, char **why)
{
  g_autofree char *folder = g_path_get_dirname (model->path);

  if (*entry->value == '\0')
    return why_set (why, "no file, name one beside the model");
  model->transcript = g_path_is_absolute (entry->value) || g_str_equal (folder, ".")
                      ? g_strdup (entry->value) : g_build_filename (folder, entry->value, NULL);
  model->transcript_line = entry->line;
  return TRUE;
}

/* The connection that @e is about must be one of the model's. */
static gboolean
check_connection (const Model *model, const Expectation *e, char **why)
{
  guint32 count = model->connections.count;

  if (e->quantity.connection == QUANTITY_ANY_CONNECTION || e->quantity.connection < count)
    return TRUE;
  if (count == 1)
    return why_set (why, "there is one connection, write connection.0");
  return why_set (why, "there are %u connections, write connection.0 to connection.%u", count, count - 1);
}

static gboolean
read_expectation (Model *model, const KeyfileEntry *entry, char **why)
{
  Expectation *e;

  if (g_str_equal (entry->key, "transcript"))
    return read_transcript (model, entry, why);
  e = expectation_parse (entry->key, entry->value, entry->line, why);
  if (e == NULL)
    {
      value_explain_comment (entry->value, why);
      return FALSE;
    }
  g_ptr_array_add (model->expectations, e);
  return check_connection (model, e, why);
}

/* What follows from several values together. */

/* RFC 9293 section 3.7.1: what fits the interface, less the IP and TCP headers;
 * no more than the user allows. */
static void
set_mss (Loader *l, Side side)
{
  HostModel *host = &l->model->host[side];
  guint32 mtu = l->model->link[side].mtu;
  guint32 cap = is_given (l, host_parts[side], "mss") ? host->tcp.mss : G_MAXUINT32;

  if (host->address.version == 4)
    mtu = MIN (mtu, IPV4_MAX);
  host->tcp.mss = MIN (cap, mtu - net_address_header_len (&host->address) - TCP_HEADER);
}

/* The capture's beginning is written in its own time zone. */
static gboolean
set_start (Loader *l)
{
  CaptureConfig *capture = &l->model->capture;
  gint64 limit = (gint64) G_MAXUINT32 * SIM_SEC (1);

  if (!is_given (l, &parts[PART_CAPTURE], "start"))
    return TRUE;
  capture->start_epoch -= SIM_SEC (capture->zone_offset);
  if (capture->start_epoch >= 0 && capture->start_epoch <= limit)
    return TRUE;
  return refuse_given (l, &parts[PART_CAPTURE], "start",
                       "in UTC not from 1970 to 2105, write a date between");
}

static void
set_interface (Model *model)
{
  gboolean is_loopback = net_address_equal (&model->host[SIDE_CLIENT].address,
                                            &model->host[SIDE_SERVER].address);

  if (model->capture.interface == NULL)
    model->capture.interface = g_strdup (is_loopback ? "lo" : "eth0");
}

static gboolean
check_addresses (Loader *l)
{
  const HostModel *client = &l->model->host[SIDE_CLIENT];
  const HostModel *server = &l->model->host[SIDE_SERVER];

  if (client->address.version != server->address.version)
    return is_added (l, host_parts[SIDE_CLIENT], "address")
           ? refuse_given (l, host_parts[SIDE_CLIENT], "address",
                           "not of the server's IP version, write two IPv4 or two IPv6 addresses")
           : refuse_given (l, host_parts[SIDE_SERVER], "address",
                           "not of the client's IP version, write two IPv4 or two IPv6 addresses");
  if (!net_address_equal (&client->address, &server->address) || client->port != server->port)
    return TRUE;
  if (is_added (l, host_parts[SIDE_CLIENT], "port"))
    return refuse_given (l, host_parts[SIDE_CLIENT], "port",
                         "the server has the same address and port, write another port");
  return refuse_given (l, host_parts[SIDE_SERVER], "port",
                       "the client has the same address and port, write another port");
}

static gboolean
check_mtu (Loader *l, Direction dir)
{
  if (l->model->host[SIDE_CLIENT].address.version == 4 || l->model->link[dir].mtu >= IPV6_MIN_MTU)
    return TRUE;
  return refuse_given (l, link_parts[dir], "mtu", "too small for IPv6, write 1280 or more");
}

/* Keys that say the same as a line of netem's. */
static const char *const netem_keys[] = { "delay", "loss", "reorder", "duplicate", "corrupt", "slot" };

static gboolean
refuse_beside_netem (Loader *l, const Part *part, const char *key)
{
  g_autofree char *why = g_strdup_printf ("contradicts netem, write %s there or leave netem out", key);

  return refuse_given (l, part, key, why);
}

static gboolean
check_netem (Loader *l, const Part *part, const LinkConfig *link)
{
  for (guint i = 0; i < G_N_ELEMENTS (netem_keys); i++)
    if (is_given (l, part, netem_keys[i]))
      return refuse_beside_netem (l, part, netem_keys[i]);
  if (link->netem_has_rate && is_given (l, part, "rate"))
    return refuse_beside_netem (l, part, "rate");
  return !link->netem_has_limit || !is_given (l, part, "limit") || refuse_beside_netem (l, part, "limit");
}

/* What the keys of one direction have to be together. */
static gboolean
check_link (Loader *l, Direction dir)
{
  const Part *part = link_parts[dir];
  const LinkConfig *link = &l->model->link[dir];

  if (is_given (l, part, "netem") && !check_netem (l, part, link))
    return FALSE;
  if (is_given (l, part, "limit") && is_given (l, part, "queue"))
    return refuse_given (l, part, "limit", "the queue has a limit of its own, write it behind the queue's name");
  if (link->gap > 0 && link->delay.kind == DELAY_CONSTANT && link->delay.a == 0)
    return refuse_given (l, part, "reorder", "needs a delay, write one like delay = 10ms");
  return check_mtu (l, dir);
}

/* @low and @high are keys of one host whose values must be in this order. */
static gboolean
check_ascending (Loader *l, Side side, const char *low, SimTime low_value, const char *high,
                 SimTime high_value)
{
  const Part *part = host_parts[side];
  g_autofree char *why = NULL;

  if (low_value <= high_value)
    return TRUE;
  why = g_strdup_printf ("%s is longer than %s, write them in ascending order", low, high);
  return refuse_given (l, part, is_given (l, part, low) && !is_added (l, part, high) ? low : high, why);
}

static gboolean
check_host (Loader *l, Side side)
{
  const TcpConfig *tcp = &l->model->host[side].tcp;

  return check_ascending (l, side, "rto_min", tcp->rto_min, "rto_max", tcp->rto_max)
         && check_ascending (l, side, "initial_rto", tcp->rto_initial, "rto_max", tcp->rto_max)
         && check_ascending (l, side, "delack_min", tcp->delack_min, "delack_max",
                             tcp->delack_max);
}

static gboolean
check_somebody_connects (Loader *l)
{
  for (Side s = 0; s < N_SIDES; s++)
    if (script_has (l->model->host[s].script, STEP_CONNECT))
      return TRUE;
  return refuse_given (l, host_parts[SIDE_CLIENT], "script",
                       "nobody connects, write connect in one of the two scripts");
}

/* The congestion controls of connections are those of their hosts or of their own,
 * and none is named in vain. */
static gboolean
check_congestion_controls (Loader *l)
{
  const ConnectionsModel *m = &l->model->connections;
  g_autofree char *why = NULL;

  if (m->congestion_control->len == 0)
    return TRUE;
  for (Side s = 0; s < N_SIDES; s++)
    if (is_given (l, host_parts[s], "congestion_control"))
      return refuse_given (l, host_parts[s], "congestion_control",
                           "[connections] congestion_control has one for every connection, keep one of the keys");
  if (m->congestion_control->len <= m->count)
    return TRUE;
  why = g_strdup_printf ("more names than connections, write count = %u or more", m->congestion_control->len);
  return refuse_given (l, &parts[PART_CONNECTIONS], "congestion_control", why);
}

static gboolean
check_rules (Loader *l)
{
  for (guint i = 0; i < l->model->faults->len; i++)
    {
      const FaultRule *rule = g_ptr_array_index (l->model->faults, i);
      g_autofree char *why = rules_check (rule, l->model->connections.count);

      if (why != NULL)
        return refuse (l, rule->line, "faults", NULL, why);
    }
  return TRUE;
}

static gboolean
check_whole (Loader *l)
{
  return check_addresses (l)
         && check_link (l, DIR_C2S) && check_link (l, DIR_S2C)
         && check_host (l, SIDE_CLIENT) && check_host (l, SIDE_SERVER)
         && check_somebody_connects (l)
         && check_congestion_controls (l)
         && check_rules (l)
         && set_start (l);
}

/* Where a line of netem's says the rate, its limit is the only one. */
static void
set_limit (Loader *l, Direction dir)
{
  LinkConfig *link = &l->model->link[dir];

  if (link->netem_has_rate && !is_given (l, link_parts[dir], "limit"))
    link->limit = 0;
}

/* TRUE when something was added to [@group]. */
static gboolean
has_added (const Loader *l, const char *group)
{
  for (guint i = 0; i < overrides_count (l->overrides); i++)
    if (g_str_equal (overrides_get (l->overrides, i)->group, group))
      return TRUE;
  return FALSE;
}

/* Notes are about the packets of the model as it stands: where others are lost on
 * top of that, each would stand beside a packet that it is not about; unless some
 * were given with those losses. */
static void
finish_notes (Loader *l)
{
  notes_finish (l->model->capture.notes);
  if (has_added (l, "faults") && !has_added (l, "notes"))
    g_array_set_size (l->model->capture.notes, 0);
}

static void
finish_model (Loader *l)
{
  set_limit (l, DIR_C2S);
  set_limit (l, DIR_S2C);
  l->model->until_line = line_of (l, &parts[PART_RUN], "until");
  set_mss (l, SIDE_CLIENT);
  set_mss (l, SIDE_SERVER);
  set_interface (l->model);
  finish_notes (l);
}

/* What was added. */

/* TRUE when both parts that @override describes say otherwise in groups of their
 * own, which are set at @first and @second. */
static gboolean
is_without_effect (const Loader *l, const Override *override, const char **first, const char **second)
{
  *first = *second = NULL;
  for (guint i = 0; i < N_PARTS; i++)
    {
      const char *const *in = parts[i].groups;

      if (in[1] == NULL || !g_str_equal (in[0], override->group))
        continue;
      if (keyfile_entry (l->file, in[1], override->key) == NULL)
        return FALSE;
      *(*first == NULL ? first : second) = in[1];
    }
  return *second != NULL;
}

/* In a file a line without effect can be seen; on a command line it would be
 * taken for a change that makes no difference. */
static gboolean
check_effect (Loader *l, const Override *override)
{
  const char *first, *second;
  const KeyfileEntry *entry;
  g_autofree char *why = NULL;

  if (override->key == NULL || !is_without_effect (l, override, &first, &second))
    return TRUE;
  entry = keyfile_entry (l->file, override->group, override->key);
  why = g_strdup_printf ("without effect, for [%s] and [%s] have their own, set it there", first, second);
  return refuse (l, entry->line, override->group, override->key, why);
}

/* Sets the overrides in the file. */
static gboolean
apply_overrides (Loader *l)
{
  if (!overrides_apply (l->overrides, l->file, l->model->added, &l->problem)
      || !schema_check_names (l->file, &l->problem))
    return FALSE;
  for (guint i = 0; i < overrides_count (l->overrides); i++)
    if (!check_effect (l, overrides_get (l->overrides, i)))
      return FALSE;
  return TRUE;
}

static gboolean
read_model (Loader *l)
{
  l->model->n_lines = l->file->n_lines;
  if (!schema_check_names (l->file, &l->problem) || !apply_overrides (l))
    return FALSE;
  for (guint i = 0; i < N_PARTS; i++)
    if (!read_part (l, &parts[i]))
      return FALSE;
  if (!read_group (l, "notes", read_note) || !read_group (l, "faults", read_rule)
      || !read_group (l, "expect", read_expectation)
      || !check_whole (l))
    return FALSE;
  finish_model (l);
  return TRUE;
}

/* The file. */

static gboolean
parse_file (Loader *l, GBytes *contents)
{
  gsize length;
  const char *text = g_bytes_get_data (contents, &length);

  if (length > 0)
    l->file = keyfile_parse (text, length, schema_bare_groups, &l->problem);
  if (l->problem.text != NULL)
    return FALSE;
  if (l->file != NULL && l->file->groups->len > 0)
    return TRUE;
  l->problem.text = g_strdup ("empty file, a model has at least [client] and [server]");
  return FALSE;
}

static gboolean
open_file (Loader *l)
{
  g_autoptr (GBytes) contents = readfile (l->model->path, KEYFILE_MAX_SIZE, &l->problem.text);

  return contents != NULL && parse_file (l, contents);
}

/* @text with its words cut where they are long; to be freed. */
static char *
cut_words (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *cut = why_visible (words[i], MESSAGE_WORD_MAX);

      g_free (words[i]);
      words[i] = cut;
    }
  return g_strjoinv (" ", words);
}

/* Moves the loader's problem to @error, on one line whatever names it has. */
static void
report (Loader *l, GError **error)
{
  g_autofree char *path = why_visible (l->model->path, G_MAXUINT);
  g_autofree char *text = cut_words (l->problem.text);

  if (*path == '\0')
    g_set_error (error, MODEL_ERROR, MODEL_ERROR_FILE, "\"\" is no file's name, name a model");
  else if (l->problem.line == 0)
    g_set_error (error, MODEL_ERROR, MODEL_ERROR_FILE, "%s: %s", path, text);
  else
    {
      g_autofree char *where = model_where (l->model, l->problem.line, l->problem.subject);

      g_set_error (error, MODEL_ERROR, l->file == NULL ? MODEL_ERROR_SYNTAX : MODEL_ERROR_VALUE,
                   "%s: %s", where, text);
    }
}

Model *
model_load_with (const char *path, const ModelOverrides *overrides, GError **error)
{
  g_autoptr (Model) model = model_new (path);
  g_autofree char *base_dir = g_path_get_dirname (path);
  Loader l = { .model = model, .base_dir = base_dir, .overrides = overrides };
  gboolean done = open_file (&l) && read_model (&l);

  if (!done)
    report (&l, error);
  keyfile_free (l.file);
  g_free (l.problem.subject);
  g_free (l.problem.text);
  return done ? g_steal_pointer (&model) : NULL;
}

Model *
model_load (const char *path, GError **error)
{
  return model_load_with (path, NULL, error);
}
