/* Changes to a model.  Each gets lines behind the file's own, so that whatever
 * is said later about a line, also at the end of a run, can say where it came
 * from. */
#include "model/overrides.h"

#include <string.h>

#include "base/why.h"
#include "model/schema.h"

struct _ModelOverrides {
  GPtrArray *items;             /* Override *, owned, in the order in which they were added */
};

static void
override_free (gpointer data)
{
  Override *override = data;

  g_free (override->name);
  g_free (override->group);
  g_free (override->key);
  g_free (override->value);
  g_free (override->why);
  g_free (override);
}

ModelOverrides *
model_overrides_new (void)
{
  ModelOverrides *overrides = g_new0 (ModelOverrides, 1);

  overrides->items = g_ptr_array_new_with_free_func (override_free);
  return overrides;
}

void
model_overrides_free (ModelOverrides *overrides)
{
  if (overrides == NULL)
    return;

  g_ptr_array_unref (overrides->items);
  g_free (overrides);
}

/* Adds one of which only its name is known, which is @name's to give. */
static Override *
add (ModelOverrides *overrides, char *name)
{
  Override *override = g_new0 (Override, 1);

  override->name = name;
  g_ptr_array_add (overrides->items, override);
  return override;
}

ModelOverrides *
model_overrides_copy (const ModelOverrides *overrides)
{
  ModelOverrides *copy = model_overrides_new ();

  for (guint i = 0; i < overrides->items->len; i++)
    {
      const Override *from = g_ptr_array_index (overrides->items, i);
      Override *to = add (copy, g_strdup (from->name));

      to->group = g_strdup (from->group);
      to->key = g_strdup (from->key);
      to->value = g_strdup (from->value);
      to->why = g_strdup (from->why);
    }
  return copy;
}

guint
overrides_count (const ModelOverrides *overrides)
{
  return overrides != NULL ? overrides->items->len : 0;
}

const Override *
overrides_get (const ModelOverrides *overrides, guint i)
{
  return g_ptr_array_index (overrides->items, i);
}

/* What is wrong with "KEY=VALUE", in which no group is named. */
static char *
explain_no_group (const char *key)
{
  g_autofree char *places = schema_places_of (key);

  if (places == NULL)
    return g_strdup ("no group is named, write GROUP.KEY=VALUE as in link.delay=50ms");
  return g_strdup_printf ("no group is named, write %s", places);
}

/* The dot between group and key.  Groups may have one of their own, "link.c2s", and
 * so may the names in [expect]; NULL: there is none. */
static char *
find_division (char *place)
{
  char *first = strchr (place, '.');
  g_autofree char *group = first != NULL ? g_strndup (place, first - place) : NULL;

  return group != NULL && schema_has_own_names (g_strstrip (group)) ? first : strrchr (place, '.');
}

/* Divides @place, "GROUP.KEY". */
static void
split_place (Override *override, char *place)
{
  char *dot = find_division (place);

  if (dot == NULL)
    {
      override->why = explain_no_group (place);
      return;
    }
  *dot = '\0';
  override->key = g_strdup (g_strstrip (dot + 1));
  override->group = g_strdelimit (g_strdup (g_strstrip (place)), ".", ' ');
}

void
model_overrides_set (ModelOverrides *overrides, const char *text)
{
  model_overrides_set_as (overrides, "--set", text);
}

void
model_overrides_set_as (ModelOverrides *overrides, const char *option, const char *text)
{
  const char *equals = strchr (text, '=');
  g_autofree char *place = g_strndup (text, equals != NULL ? (gsize) (equals - text) : strlen (text));
  g_autofree char *visible = why_visible (g_strstrip (place), WHY_WORD_MAX);
  Override *override = add (overrides, g_strconcat (option, " ", visible, NULL));

  if (equals == NULL)
    {
      override->why = g_strdup ("no value is given, write GROUP.KEY=VALUE as in link.delay=50ms");
      return;
    }
  override->value = g_strdup (equals + 1);
  split_place (override, place);
}

void
model_overrides_set_key (ModelOverrides *overrides, const char *name, const char *group,
                         const char *key, const char *value)
{
  Override *override = add (overrides, g_strdup (name));

  override->group = g_strdup (group);
  override->key = g_strdup (key);
  override->value = g_strdup (value);
}

void
model_overrides_add_fault (ModelOverrides *overrides, const char *rule)
{
  g_autofree char *quoted = why_quote (rule);
  Override *override = add (overrides, g_strconcat ("--fault ", quoted, NULL));

  override->group = g_strdup ("faults");
  override->value = g_strdup (rule);
}

/* Applying. */

/* The first of @overrides before @end that sets the same key; NULL: none. */
static const Override *
find_same (const ModelOverrides *overrides, guint end)
{
  const Override *one = overrides_get (overrides, end);

  for (guint i = 0; i < end && one->key != NULL; i++)
    {
      const Override *other = overrides_get (overrides, i);

      if (g_strcmp0 (one->key, other->key) == 0 && strcmp (one->group, other->group) == 0)
        return other;
    }
  return NULL;
}

static char *
explain_contradiction (const Override *first, const Override *second)
{
  g_autofree char *was = why_quote (first->value), *is = why_quote (second->value);

  if (strcmp (first->name, second->name) == 0)
    return g_strdup_printf ("set twice, to %s and to %s, keep one", was, is);
  return g_strdup_printf ("%s contradicts %s, which says %s, keep one", is, first->name, was);
}

/* Why the @i-th of @overrides cannot be one of them, to be freed; NULL: it can. */
static char *
find_fault (const ModelOverrides *overrides, guint i)
{
  const Override *override = overrides_get (overrides, i);
  const Override *same;

  if (override->why != NULL)
    return g_strdup (override->why);
  if (override->key != NULL && strcmp (override->group, "faults") == 0)
    return g_strdup ("a rule has no key, write --fault RULE");
  same = find_same (overrides, i);
  if (same == NULL || strcmp (same->value, override->value) == 0)
    return NULL;
  return explain_contradiction (same, override);
}

static guint
count_lines (const char *text)
{
  guint n = 1;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

static gboolean
apply (const ModelOverrides *overrides, guint i, Keyfile *file, GPtrArray *names,
       KeyfileProblem *problem)
{
  const Override *override = overrides_get (overrides, i);
  guint line = file->n_lines + names->len + 1;
  char *why = find_fault (overrides, i);

  for (guint n = override->value != NULL ? count_lines (override->value) : 1; n > 0; n--)
    g_ptr_array_add (names, g_strdup (override->name));
  if (why == NULL)
    return keyfile_set (file, override->group, override->key, override->value, line, problem);

  problem->line = line;
  problem->text = why;
  return FALSE;
}

gboolean
overrides_apply (const ModelOverrides *overrides, Keyfile *file, GPtrArray *names,
                 KeyfileProblem *problem)
{
  for (guint i = 0; i < overrides_count (overrides); i++)
    if (!apply (overrides, i, file, names, problem))
      return FALSE;
  return TRUE;
}
