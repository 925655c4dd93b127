/* Tables of the distributions that tc names, made here, by integers alone, from
 * what they are: entry i is the quantile of (i + 1/2) / 4096, clipped where 16
 * bits end, at four standard deviations.
 *
 *   normal         as it is
 *   pareto         with index 3, less its mean, over 3/4 (tc takes that for its
 *                  standard deviation, which is 0.87)
 *   paretonormal   a quarter of the first and three of the second
 */
#include "net/distribution.h"

#include <string.h>

#include "base/readfile.h"
#include "base/why.h"
#include "tcpsim/net/delay.h"

#define ENTRIES 4096

/* Octets of a file of a distribution. */
#define MAX_FILE (1 << 20)

static const char *const names[] = { "uniform", "normal", "pareto", "paretonormal", NULL };

const char *const *
delay_distribution_names (void)
{
  return names;
}

static gint16
clip (gint64 value)
{
  return (gint16) CLAMP (value, G_MININT16, G_MAXINT16);
}

/* @a @b / 2^63. */
static guint64
multiply_q63 (guint64 a, guint64 b)
{
  guint64 a1 = a >> 32, a0 = a & G_MAXUINT32, b1 = b >> 32, b0 = b & G_MAXUINT32;
  guint64 middle = (a0 * b0 >> 32) + (a1 * b0 & G_MAXUINT32) + (a0 * b1 & G_MAXUINT32);

  return (a1 * b1 + (a1 * b0 >> 32) + (a0 * b1 >> 32) + (middle >> 32)) << 1 | (middle >> 31 & 1);
}

/* Steps of a standard deviation in which the normal density is summed. */
#define STEP 2048

/* exp (-1 / STEP^2), and the density half a step from its middle, times 2^63:
 * exp (-e) = 1 - e + e^2 / 2, e being 2^-22, and likewise for 2^-25. */
#define STEP_RATIO ((G_GUINT64_CONSTANT (1) << 63) - (G_GUINT64_CONSTANT (1) << 41) + (1 << 18))
#define FIRST_RATIO ((G_GUINT64_CONSTANT (1) << 63) - (G_GUINT64_CONSTANT (1) << 38) + (1 << 12))

/* 1 / sqrt (2 pi) times 2^63. */
#define MIDDLE G_GUINT64_CONSTANT (3679593073373651226)

/* Sums the density outwards from its middle, by the midpoint rule, until each
 * quantile is passed; within a step it is a straight line. */
static void
make_normal (gint16 *table)
{
  guint64 density = multiply_q63 (MIDDLE, FIRST_RATIO), ratio = STEP_RATIO, sum = 0;
  guint64 wanted = G_GUINT64_CONSTANT (1) << 50;        /* half an entry, of 2^12 */
  guint i = ENTRIES / 2;

  for (guint step = 0; i < ENTRIES; step++)
    {
      guint64 more = density / STEP, scale = DISTRIBUTION_SCALE / STEP;

      for (; i < ENTRIES && wanted <= sum + more; i++)
        {
          gint64 at = (gint64) (step * scale + ((wanted - sum) * scale + more / 2) / more);

          table[i] = clip (at);
          table[ENTRIES - 1 - i] = clip (-at);
          wanted += G_GUINT64_CONSTANT (1) << 51;
        }
      sum += more;
      density = multiply_q63 (density, ratio);
      ratio = multiply_q63 (ratio, STEP_RATIO);
    }
}

/* Bits behind the point of a cube root, and the largest whose cube has 64 bits. */
#define ROOT_BITS 19
#define ROOT_MAX 2642245

static guint64
cube_root (guint64 x)
{
  guint64 root = 0;

  for (guint64 bit = 1 << 21; bit > 0; bit >>= 1)
    if (root + bit <= ROOT_MAX && (root + bit) * (root + bit) * (root + bit) <= x)
      root += bit;
  return root;
}

/* The least 8192ths of the distribution's end whose root can be taken: well beyond
 * the clip. */
#define TAIL_MIN 65

/* Of what is left above the quantile, u, the value is u^(-1/3); it is held against
 * the mean, 3/2. */
static gint64
pareto_quantile (guint i)
{
  guint64 tail = MAX (2 * ENTRIES - 1 - 2 * i, TAIL_MIN), top = G_GUINT64_CONSTANT (1) << 63;
  guint64 cube = (top / tail << 7) + (top % tail << 7) / tail;  /* 8192 / tail, times 2^57 */
  gint64 beyond = (gint64) cube_root (cube) - (3 << ROOT_BITS) / 2;

  /* 4/3, times 8192, over 2^19. */
  return (beyond + (beyond < 0 ? -24 : 24)) / 48;
}

static void
make_pareto (gint16 *table)
{
  for (guint i = 0; i < ENTRIES; i++)
    table[i] = clip (pareto_quantile (i));
}

static void
make_paretonormal (gint16 *table)
{
  make_normal (table);
  for (guint i = 0; i < ENTRIES; i++)
    table[i] = clip ((table[i] + 3 * (gint64) clip (pareto_quantile (i))) / 4);
}

static void (*const makers[]) (gint16 *table) = { NULL, make_normal, make_pareto, make_paretonormal };

G_STATIC_ASSERT (G_N_ELEMENTS (makers) + 1 == G_N_ELEMENTS (names));

/* Files. */

static gboolean
read_entry (const char *word, const char *path, GArray *entries, char **why)
{
  char *end;
  gint64 value = g_ascii_strtoll (word, &end, 10);
  gint16 entry = clip (value);
  g_autofree char *quoted = NULL;

  if (*end == '\0' && value == entry && entries->len < DISTRIBUTION_MAX)
    {
      g_array_append_val (entries, entry);
      return TRUE;
    }
  quoted = why_quote (word);
  if (entries->len == DISTRIBUTION_MAX)
    return why_set (why, "%s: more than %d entries, write fewer", path, DISTRIBUTION_MAX);
  return why_set (why, "%s: %s is no entry, write whole numbers from -32768 to 32767", path, quoted);
}

static gboolean
read_line (char *line, const char *path, GArray *entries, char **why)
{
  Words words;
  gboolean done = TRUE;

  line[strcspn (line, "#")] = '\0';
  words_init (&words, line);
  while (done && words_peek (&words) != NULL)
    done = read_entry (words_take (&words), path, entries, why);
  words_clear (&words);
  return done;
}

/* tc's form: numbers with white space between, and comments from # to the end of
 * a line. */
static gboolean
read_entries (const char *path, GArray *entries, char **why)
{
  g_autofree char *file_why = NULL;
  g_autoptr (GBytes) bytes = readfile (path, MAX_FILE, &file_why);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length;

  if (bytes == NULL)
    return why_set (why, "%s: %s", path, file_why);
  length = g_bytes_get_size (bytes);
  text = length > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), length) : g_strdup ("");
  if (!g_utf8_validate_len (text, length, NULL))
    return why_set (why, "%s: is not a text, write whole numbers", path);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!read_line (lines[i], path, entries, why))
      return FALSE;
  return entries->len > 0 || why_set (why, "%s: holds no entries, write whole numbers", path);
}

static gboolean
take_file (const char *name, const char *base_dir, gint16 **table, guint *n, char **why)
{
  g_autofree char *path = g_path_is_absolute (name) ? g_strdup (name)
                                                    : g_build_filename (base_dir, name, NULL);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (gint16));

  if (!read_entries (path, entries, why))
    return FALSE;
  *n = entries->len;
  *table = (gint16 *) (gpointer) g_array_free (g_steal_pointer (&entries), FALSE);
  return TRUE;
}

static gboolean
refuse_name (const char *name, char **why)
{
  g_autofree char *quoted = why_quote (name);
  g_autofree char *hint = why_not_among (name, names);

  return why_set (why, "unknown distribution %s, %s (or name a file of one, like jitter.dist)", quoted, hint);
}

gboolean
distribution_take (Words *words, const char *base_dir, gint16 **table, guint *n, char **why)
{
  const char *name = words_take (words);

  *table = NULL;
  *n = 0;
  if (name == NULL)
    return why_set (why, "distribution lacks its name, write one like normal");
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (name, names[i]) == 0)
      {
        if (makers[i] == NULL)
          return TRUE;
        *n = ENTRIES;
        *table = g_new (gint16, ENTRIES);
        makers[i] (*table);
        return TRUE;
      }
  if (base_dir == NULL || strpbrk (name, "./") == NULL)
    return refuse_name (name, why);
  return take_file (name, base_dir, table, n, why);
}

/* In two parts, as Linux does it, so that nothing overflows. */
gint64
distribution_scale (const gint16 *table, guint i, gint64 sigma)
{
  gint64 entry = table[i], part = sigma % DISTRIBUTION_SCALE * entry;

  part += part >= 0 ? DISTRIBUTION_SCALE / 2 : -DISTRIBUTION_SCALE / 2;
  return part / DISTRIBUTION_SCALE + sigma / DISTRIBUTION_SCALE * entry;
}
