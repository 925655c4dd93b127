/* A reader of INI files.  Not GKeyFile, because a message is only as good as
 * the place it names: GKeyFile knows no line numbers, lets a later key replace
 * an earlier one in silence, has no values of several lines, and no groups of
 * bare lines.
 *
 *   # a comment, on a line of its own
 *   [group]
 *   key = value
 *     which a line that begins with white space continues
 *
 * The text is UTF-8, with or without a byte order mark; lines end in LF or
 * CRLF.  It leaves out escapes, quotes, comments after a value, and locales. */
#include "model/keyfile.h"

#include <string.h>

#include "base/why.h"

typedef struct {
  Keyfile *file;
  const char *const *bare;
  KeyfileGroup *group;          /* the one under way */
  GString *value;               /* of the entry under way, or NULL */
  KeyfileEntry *entry;
  guint skipped;                /* lines since the last that belongs to the value */
  guint line;
  KeyfileProblem *problem;
} Reader;

static void
entry_free (gpointer data)
{
  KeyfileEntry *entry = data;

  g_free (entry->key);
  g_free (entry->value);
  g_free (entry);
}

static void
group_free (gpointer data)
{
  KeyfileGroup *group = data;

  g_hash_table_unref (group->by_key);
  g_ptr_array_unref (group->entries);
  g_free (group->name);
  g_free (group);
}

void
keyfile_free (Keyfile *file)
{
  if (file == NULL)
    return;
  g_hash_table_unref (file->by_name);
  g_ptr_array_unref (file->groups);
  g_free (file);
}

static Keyfile *
keyfile_new (void)
{
  Keyfile *file = g_new0 (Keyfile, 1);

  file->groups = g_ptr_array_new_with_free_func (group_free);
  file->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  return file;
}

const KeyfileGroup *
keyfile_group (const Keyfile *file, const char *name)
{
  return g_hash_table_lookup (file->by_name, name);
}

const KeyfileEntry *
keyfile_entry (const Keyfile *file, const char *group, const char *key)
{
  const KeyfileGroup *found = keyfile_group (file, group);

  return found != NULL ? g_hash_table_lookup (found->by_key, key) : NULL;
}

/* The parts are trimmed already; an empty one was a comment. */
char *
keyfile_entry_text (const KeyfileEntry *entry)
{
  GString *text = g_string_new (NULL);
  const char *at = entry->value;

  while (*at != '\0')
    {
      gsize n = strcspn (at, "\n");

      if (n > 0 && text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append_len (text, at, n);
      at += n + (at[n] == '\n');
    }
  return g_string_free (text, FALSE);
}

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (Reader *r, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  r->problem->line = r->line;
  r->problem->text = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

/* Refuses a line as it stands. */
static gboolean
refuse_text (Reader *r, const char *line, const char *wrong)
{
  g_autofree char *quoted = why_quote (line);
  g_autofree char *group = NULL;

  if (r->group == NULL)
    return refuse (r, "%s %s", quoted, wrong);
  group = why_visible (r->group->name, WHY_WORD_MAX);
  return refuse (r, "[%s]: %s %s", group, quoted, wrong);
}

static gboolean
refuse_second_group (Reader *r, const KeyfileGroup *first)
{
  g_autofree char *name = why_visible (first->name, WHY_WORD_MAX);

  return refuse (r, "[%s]: group set twice (first at line %u), write it once", name, first->line);
}

static gboolean
refuse_second_key (Reader *r, const KeyfileEntry *first)
{
  g_autofree char *group = why_visible (r->group->name, WHY_WORD_MAX);
  g_autofree char *key = why_visible (first->key, WHY_WORD_MAX);

  return refuse (r, "[%s] %s: set twice (first at line %u), keep one", group, key, first->line);
}

/* Ends the entry under way: what its lines have gathered is its value. */
static void
finish_entry (Reader *r)
{
  if (r->value == NULL)
    return;
  r->entry->value = g_string_free (r->value, FALSE);
  r->value = NULL;
}

/* Adds an entry without a value to @group; NULL as @key: a bare line. */
static KeyfileEntry *
add_entry (KeyfileGroup *group, const char *key, guint line)
{
  KeyfileEntry *entry = g_new0 (KeyfileEntry, 1);

  entry->key = g_strdup (key);
  entry->line = line;
  g_ptr_array_add (group->entries, entry);
  if (key != NULL)
    g_hash_table_insert (group->by_key, entry->key, entry);
  return entry;
}

static KeyfileGroup *
add_group (Keyfile *file, const char *name, guint line)
{
  KeyfileGroup *group = g_new0 (KeyfileGroup, 1);

  group->name = g_strdup (name);
  group->line = line;
  group->entries = g_ptr_array_new_with_free_func (entry_free);
  group->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (file->groups, group);
  g_hash_table_insert (file->by_name, group->name, group);
  return group;
}

static void
begin_entry (Reader *r, const char *key, const char *value)
{
  r->entry = add_entry (r->group, key, r->line);
  r->value = g_string_new (value);
  r->skipped = 0;
}

static gboolean
read_heading (Reader *r, char *line)
{
  char *end = strchr (line, ']');
  const KeyfileGroup *same;
  char *name;

  finish_entry (r);
  if (end == NULL || end[1] != '\0')
    return refuse_text (r, line, "is not a group's heading, write [NAME] alone on its line");
  *end = '\0';
  name = g_strstrip (line + 1);
  same = keyfile_group (r->file, name);
  if (same != NULL)
    return refuse_second_group (r, same);

  r->group = add_group (r->file, name, r->line);
  return TRUE;
}

static gboolean
read_pair (Reader *r, char *line)
{
  char *equals = strchr (line, '=');
  const KeyfileEntry *same;
  char *key;

  if (r->group == NULL)
    return refuse_text (r, line, "stands before the first group, write a [group] above it");
  if (equals == NULL || equals == line)
    return refuse_text (r, line, "is not a key and its value, write key = value");
  *equals = '\0';
  key = g_strstrip (line);
  same = g_hash_table_lookup (r->group->by_key, key);
  if (same != NULL)
    return refuse_second_key (r, same);
  begin_entry (r, key, g_strstrip (equals + 1));
  return TRUE;
}

/* Adds @part to the value under way, one '\n' for each line between. */
static gboolean
read_continuation (Reader *r, const char *part)
{
  if (r->value == NULL)
    return refuse_text (r, part, "is indented but continues no value, begin it at the margin");
  for (; r->skipped > 0; r->skipped--)
    g_string_append_c (r->value, '\n');
  g_string_append (r->value, part);
  return TRUE;
}

static gboolean
read_bare_line (Reader *r, const char *line)
{
  finish_entry (r);
  begin_entry (r, NULL, line);
  return TRUE;
}

/* One line, which is @line's to change. */
static gboolean
read_line (Reader *r, char *line)
{
  gboolean is_indented = *line == ' ' || *line == '\t';
  gboolean is_bare = r->group != NULL && g_strv_contains (r->bare, r->group->name);
  char *text = g_strstrip (line);

  r->skipped++;
  if (*text == '\0' || *text == '#')
    return TRUE;
  if (*text == '[' && !is_indented)
    return read_heading (r, text);
  if (is_bare)
    return read_bare_line (r, text);
  if (is_indented)
    return read_continuation (r, text);
  finish_entry (r);
  return read_pair (r, text);
}

/* A model is shown on terminals and quoted in messages: no control characters
 * but the white space that divides it. */
static gboolean
check_characters (Reader *r, const char *line)
{
  for (; *line != '\0'; line = g_utf8_next_char (line))
    {
      gunichar c = g_utf8_get_char (line);

      if (g_unichar_iscntrl (c) && c != '\t')
        return refuse (r, "control character U+%04X, take it out", c);
    }
  return TRUE;
}

/* Of @contents, whose lines before @at are right, only the first octet that is
 * not. */
static gboolean
refuse_encoding (Reader *r, const char *contents, const char *at)
{
  for (r->line = 1; contents < at; contents++)
    r->line += *contents == '\n';
  if (*at == '\0')
    return refuse (r, "a NUL byte, a model is plain text");
  return refuse (r, "not UTF-8 (byte 0x%02x), save the file as UTF-8", (guint8) *at);
}

static gboolean
read_lines (Reader *r, const char *at, const char *end)
{
  while (at < end)
    {
      const char *newline = memchr (at, '\n', end - at);
      const char *stop = newline != NULL ? newline : end;
      gsize length = stop - at;
      g_autofree char *line = g_strndup (at, length - (length > 0 && stop[-1] == '\r'));

      r->line++;
      if (!check_characters (r, line) || !read_line (r, line))
        return FALSE;
      at = newline != NULL ? newline + 1 : end;
    }
  return TRUE;
}

static gboolean
read_contents (Reader *r, const char *contents, gsize length)
{
  static const char mark[] = "\xef\xbb\xbf";
  const char *wrong;

  if (!g_utf8_validate (contents, length, &wrong))
    return refuse_encoding (r, contents, wrong);
  if (length >= 3 && memcmp (contents, mark, 3) == 0)
    return read_lines (r, contents + 3, contents + length);
  return read_lines (r, contents, contents + length);
}

Keyfile *
keyfile_parse (const char *contents, gsize length, const char *const *bare,
               KeyfileProblem *problem)
{
  g_autoptr (Keyfile) file = keyfile_new ();
  Reader r = { .file = file, .bare = bare, .problem = problem };
  gboolean done = read_contents (&r, contents, length);

  finish_entry (&r);
  file->n_lines = MAX (r.line, 1);
  return done ? g_steal_pointer (&file) : NULL;
}

/* @value as the reader would have stored it; to be freed.  NULL when a
 * character in it is not for a model. */
static char *
read_value (Reader *r, const char *value)
{
  g_auto (GStrv) lines = NULL;
  const char *wrong;

  if (!g_utf8_validate (value, -1, &wrong))
    {
      refuse (r, "not UTF-8 (byte 0x%02x), a model is plain text", (guint8) *wrong);
      return NULL;
    }
  lines = g_strsplit (value, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!check_characters (r, lines[i]))
        return NULL;
      g_strstrip (lines[i]);
      if (i > 0 && *lines[i] == '#')
        *lines[i] = '\0';
    }
  return g_strjoinv ("\n", lines);
}

gboolean
keyfile_set (Keyfile *file, const char *group_name, const char *key, const char *value, guint line,
             KeyfileProblem *problem)
{
  Reader r = { .line = line, .problem = problem };
  char *read = read_value (&r, value);
  KeyfileGroup *group;
  KeyfileEntry *entry;

  if (read == NULL)
    return FALSE;
  group = g_hash_table_lookup (file->by_name, group_name);
  if (group == NULL)
    group = add_group (file, group_name, line);
  entry = key != NULL ? g_hash_table_lookup (group->by_key, key) : NULL;
  if (entry == NULL)
    entry = add_entry (group, key, line);
  g_free (entry->value);
  entry->value = read;
  entry->line = line;
  return TRUE;
}
