/* The delay notation: reading it, and drawing from it.  What comes out lies
 * between 0 and DELAY_MAX, whatever the parameters and the luck of the draw,
 * so that a few delays can be added to any time of a run.  Left out: names of
 * files with white space in them. */
#include "tcpsim/net/delay.h"

#include <string.h>

#include "base/readfile.h"
#include "base/why.h"
#include "base/words.h"
#include "net/chance.h"
#include "net/delay_netem.h"
#include "net/distribution.h"
#include "tcpsim/base/units.h"

/* Just under SIM_NEVER / 4: 73 years. */
#define DELAY_MAX       (640000 * SIM_SEC (3600))
#define DELAY_MAX_TEXT  "640000h"

/* So that four jitters can be added to any delay. */
#define JITTER_MAX      (DELAY_MAX / 8)
#define JITTER_MAX_TEXT "80000h"

#define SPACES          " \t\r\n\v\f"

/* The most of a file of delays that is read, in octets. */
#define MAX_FILE        (64 << 20)

/* A text being parsed: where its result goes and who is told what is wrong. */
typedef struct {
  DelaySpec *spec;
  const char *base_dir;
  char **why;
} Parser;

/* The words of one kind of delay, without its name. */
typedef struct {
  char **word;
  guint n;
} DelayWords;

/* What would be right, for each thing that can be wrong with a time. */
static const char *
time_hint (UnitsStatus status)
{
  static const char *const hints[] = {
    [UNITS_NOT_A_NUMBER] = "write a time like 25us",
    [UNITS_NEGATIVE] = "write 0 or more",
    [UNITS_MISSING] = "write a time like 25us, 1.5ms or 2s",
    [UNITS_UNKNOWN] = "there are: ns, us, ms, s, min, h",
    [UNITS_TOO_FINE] = "write whole nanoseconds",
    [UNITS_TOO_LARGE] = "write at most " DELAY_MAX_TEXT
  };

  g_assert (status < G_N_ELEMENTS (hints) && hints[status] != NULL);
  return hints[status];
}

static gboolean
parse_time (const char *word, SimTime *out, char **why)
{
  UnitsStatus status = units_parse_tc_time (word, out);
  g_autofree char *quoted = NULL;

  if (status == UNITS_OK && *out <= DELAY_MAX)
    return TRUE;
  if (status == UNITS_OK)
    status = UNITS_TOO_LARGE;

  quoted = why_quote (word);
  return why_set (why, "%s %s, %s", quoted, units_status_text (status), time_hint (status));
}

gboolean
delay_spec_take (DelaySpec *spec, Words *words, char **why)
{
  *spec = (DelaySpec) { .kind = DELAY_CONSTANT };
  if (words_peek (words) == NULL)
    return why_set (why, "no delay is given, write a time like 25us");
  if (!parse_time (words_take (words), &spec->a, why))
    return FALSE;
  if (!words_has_number (words))
    return TRUE;

  spec->kind = DELAY_NETEM;
  if (!parse_time (words_take (words), &spec->b, why))
    return FALSE;
  if (spec->b > JITTER_MAX)
    return why_set (why, "a jitter is at most " JITTER_MAX_TEXT ", write a shorter one");
  return !words_has_number (words) || chance_take (words, &spec->correlation, why);
}

gboolean
delay_spec_take_distribution (DelaySpec *spec, Words *words, const char *base_dir, char **why)
{
  g_free (spec->table);
  return distribution_take (words, base_dir, &spec->table, &spec->n_table, why);
}

static gboolean
take_distribution (Parser *p, Words *words)
{
  if (!words_take_if (words, "distribution"))
    return TRUE;
  if (p->spec->kind != DELAY_NETEM)
    return why_set (p->why, "distribution needs a jitter, write a second time before it");
  return delay_spec_take_distribution (p->spec, words, p->base_dir, p->why);
}

/* One time, or netem's words. */
static gboolean
parse_constant (Parser *p, DelayWords words)
{
  Words rest = { words.word, 0 };

  return delay_spec_take (p->spec, &rest, p->why) && take_distribution (p, &rest)
         && words_end (&rest, p->why);
}

/* Takes a "cycle" off the end of @words. */
static void
parse_cycle (Parser *p, DelayWords *words)
{
  p->spec->cycle = words->n > 0 && strcmp (words->word[words->n - 1], "cycle") == 0;
  words->n -= p->spec->cycle;
}

static gboolean
parse_list (Parser *p, DelayWords words)
{
  guint i;

  p->spec->kind = DELAY_LIST;
  parse_cycle (p, &words);
  if (words.n == 0)
    return why_set (p->why, "the list has no times, write \"list 10us 20us\"");

  p->spec->list = g_new (SimTime, words.n);
  p->spec->n_list = words.n;
  for (i = 0; i < words.n; i++)
    if (!parse_time (words.word[i], &p->spec->list[i], p->why))
      return FALSE;
  return TRUE;
}

static gboolean
parse_uniform (Parser *p, DelayWords words)
{
  DelaySpec *spec = p->spec;

  spec->kind = DELAY_UNIFORM;
  if (words.n != 2)
    return why_set (p->why, "uniform takes two times, not %u, write \"uniform 10us 40us\"",
                    words.n);
  if (!parse_time (words.word[0], &spec->a, p->why)
      || !parse_time (words.word[1], &spec->b, p->why))
    return FALSE;
  if (spec->a > spec->b)
    return why_set (p->why, "uniform from %s down to %s, write \"uniform %s %s\"",
                    words.word[0], words.word[1], words.word[1], words.word[0]);
  return TRUE;
}

static gboolean
parse_normal (Parser *p, DelayWords words)
{
  p->spec->kind = DELAY_NORMAL;
  if (words.n != 2)
    return why_set (p->why, "normal takes a mean and a standard deviation, not %u times, "
                    "write \"normal 30us 4us\"", words.n);
  return parse_time (words.word[0], &p->spec->a, p->why)
         && parse_time (words.word[1], &p->spec->b, p->why);
}

static gboolean
parse_exponential (Parser *p, DelayWords words)
{
  p->spec->kind = DELAY_EXPONENTIAL;
  if (words.n != 1)
    return why_set (p->why, "exponential takes one time, the mean, not %u, "
                    "write \"exponential 30us\"", words.n);
  return parse_time (words.word[0], &p->spec->a, p->why);
}

/* One line of a file of delays, its comment and surrounding space gone. */
static gboolean
parse_line (const char *line, GArray *times, char **why)
{
  SimTime time;

  if (*line == '\0')
    return TRUE;
  if (strpbrk (line, SPACES) != NULL)
    return why_set (why, "more than one time on the line, write one a line");
  if (!parse_time (line, &time, why))
    return FALSE;
  g_array_append_val (times, time);
  return TRUE;
}

static gboolean
parse_lines (char *text, const char *path, GArray *times, char **why)
{
  guint number = 1;

  while (text != NULL)
    {
      char *line = text, *end = strchr (line, '\n');
      g_autofree char *line_why = NULL;

      text = end == NULL ? NULL : end + 1;
      line[strcspn (line, "#\n")] = '\0';
      if (!parse_line (g_strstrip (line), times, &line_why))
        return why_set (why, "%s:%u: %s", path, number, line_why);
      number++;
    }
  return TRUE;
}

/* The whole text of the file at @path, to be freed; NULL with @why set. */
static char *
read_text (const char *path, char **why)
{
  g_autofree char *file_why = NULL;
  g_autoptr (GBytes) bytes = readfile (path, MAX_FILE, &file_why);
  const char *data;
  gsize n;

  if (bytes == NULL)
    {
      why_set (why, "%s: %s", path, file_why);
      return NULL;
    }
  data = g_bytes_get_data (bytes, &n);
  if (n == 0)
    return g_strdup ("");
  if (!g_utf8_validate_len (data, n, NULL))
    {
      why_set (why, "%s: is not a text, write one time a line", path);
      return NULL;
    }
  return g_strndup (data, n);
}

static gboolean
parse_file_at (Parser *p, const char *path)
{
  g_autofree char *text = read_text (path, p->why);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (SimTime));

  if (text == NULL || !parse_lines (text, path, times, p->why))
    return FALSE;
  if (times->len == 0)
    return why_set (p->why, "%s: holds no times, write one a line", path);

  p->spec->n_list = times->len;
  p->spec->list = (SimTime *) (gpointer) g_array_free (g_steal_pointer (&times), FALSE);
  return TRUE;
}

static gboolean
parse_file (Parser *p, DelayWords words)
{
  g_autofree char *path = NULL;

  p->spec->kind = DELAY_LIST;
  parse_cycle (p, &words);
  if (words.n != 1)
    return why_set (p->why, "file takes one name, not %u, write \"file delays.txt\"", words.n);
  if (p->base_dir == NULL)
    return why_set (p->why, "no file may be read here, write \"list\" and the times themselves");

  path = g_path_is_absolute (words.word[0]) ? g_strdup (words.word[0])
                                            : g_build_filename (p->base_dir, words.word[0], NULL);
  return parse_file_at (p, path);
}

/* The kinds that have a name, and the same names for messages. */
static gboolean (*const kind_parsers[]) (Parser *, DelayWords) = {
  parse_list, parse_uniform, parse_normal, parse_exponential, parse_file
};

static const char *const kind_names[] = {
  "list", "uniform", "normal", "exponential", "file", NULL
};

G_STATIC_ASSERT (G_N_ELEMENTS (kind_parsers) + 1 == G_N_ELEMENTS (kind_names));

static gboolean
refuse_kind (Parser *p, const char *word)
{
  g_autofree char *quoted = why_quote (word);
  g_autofree char *hint = why_not_among (word, kind_names);

  return why_set (p->why, "%s is neither a time like 25us nor a kind of delay, %s", quoted, hint);
}

static gboolean
parse_words (Parser *p, DelayWords words)
{
  const char *first = words.word[0];
  DelayWords rest = { words.word + 1, words.n - 1 };
  guint i;

  if (words.n == 0)
    return why_set (p->why, "no delay is given, write a time like 25us");
  if (g_ascii_isdigit (*first) || g_ascii_ispunct (*first))
    return parse_constant (p, words);

  for (i = 0; i < G_N_ELEMENTS (kind_parsers); i++)
    if (strcmp (first, kind_names[i]) == 0)
      return kind_parsers[i] (p, rest);
  return refuse_kind (p, first);
}

/* The words of @text; the empty strings between spaces are closed up. */
static DelayWords
split_words (const char *text)
{
  DelayWords words = { g_strsplit_set (text, SPACES, -1), 0 };
  guint i;

  for (i = 0; words.word[i] != NULL; i++)
    if (*words.word[i] == '\0')
      g_free (words.word[i]);
    else
      words.word[words.n++] = words.word[i];
  words.word[words.n] = NULL;
  return words;
}

gboolean
delay_spec_parse (DelaySpec *spec, const char *text, const char *base_dir, char **why)
{
  DelaySpec parsed = { .kind = DELAY_CONSTANT };
  Parser parser = { &parsed, base_dir, why };
  DelayWords words = split_words (text);
  gboolean done = parse_words (&parser, words);

  g_strfreev (words.word);
  if (done)
    *spec = parsed;
  else
    delay_spec_clear (&parsed);
  return done;
}

void
delay_spec_clear (DelaySpec *spec)
{
  g_free (spec->list);
  g_free (spec->table);
  memset (spec, 0, sizeof *spec);
}

void
delay_init (Delay *delay, const DelaySpec *spec, guint64 seed, const char *name)
{
  delay->spec = spec;
  delay->next = 0;
  delay->last = 0;
  rng_init (&delay->rng, seed, name);
  if (spec->kind == DELAY_NETEM)
    delay->last = (guint32) (rng_next (&delay->rng) >> 32);
}

static SimTime
next_of_list (Delay *delay)
{
  const DelaySpec *spec = delay->spec;
  SimTime time = spec->list[delay->next];

  if (delay->next + 1 < spec->n_list)
    delay->next++;
  else if (spec->cycle)
    delay->next = 0;
  return time;
}

void
delay_skip (Delay *delay, guint n)
{
  const DelaySpec *spec = delay->spec;
  guint64 next = (guint64) delay->next + n;

  if (spec->kind != DELAY_LIST)
    return;
  delay->next = spec->cycle ? next % spec->n_list : MIN (next, spec->n_list - 1);
}

/* @time times @factor_q32 / 2^32, or DELAY_MAX where that is less. */
static SimTime
scale (SimTime time, guint64 factor_q32)
{
  guint64 t = (guint64) time, whole = factor_q32 >> 32, part = factor_q32 & G_MAXUINT32;

  if (whole > 0 && t > DELAY_MAX / whole)
    return DELAY_MAX;
  t = t * whole + (t >> 32) * part + ((t & G_MAXUINT32) * part >> 32);
  return (SimTime) MIN (t, (guint64) DELAY_MAX);
}

static SimTime
draw_normal (Delay *delay)
{
  gint64 z = rng_normal (&delay->rng);
  SimTime away = scale (delay->spec->b, (guint64) ABS (z));

  return CLAMP (delay->spec->a + (z < 0 ? -away : away), 0, DELAY_MAX);
}

/* The upper bits of the number drawn choose a place between both ends, or an
 * entry: numbers near each other, as a correlation makes them, are delays near
 * each other.  netem takes a remainder, which loses the correlation. */
static SimTime
draw_netem (Delay *delay)
{
  const DelaySpec *spec = delay->spec;
  guint64 drawn = chance_mix (&delay->last, (guint32) (rng_next (&delay->rng) >> 32), spec->correlation);
  guint64 width = 2 * (guint64) spec->b;
  SimTime away;

  if (spec->table != NULL)
    away = distribution_scale (spec->table, (guint) (drawn * spec->n_table >> 32), spec->b);
  else
    away = (SimTime) ((width >> 32) * drawn + ((width & G_MAXUINT32) * drawn >> 32)) - spec->b;
  return CLAMP (spec->a + away, 0, DELAY_MAX);
}

SimTime
delay_next (Delay *delay)
{
  const DelaySpec *spec = delay->spec;

  switch (spec->kind)
    {
    case DELAY_CONSTANT:
      return spec->a;
    case DELAY_LIST:
      return next_of_list (delay);
    case DELAY_UNIFORM:
      return spec->a + (SimTime) rng_below (&delay->rng, (guint64) (spec->b - spec->a) + 1);
    case DELAY_NORMAL:
      return draw_normal (delay);
    case DELAY_EXPONENTIAL:
      return scale (spec->a, rng_exponential (&delay->rng));
    case DELAY_NETEM:
      return draw_netem (delay);
    }
  g_assert_not_reached ();
}
