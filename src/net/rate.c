/* Rates: how they are read, and how they vary. */
#include "net/rate.h"

#include <string.h>

#include "base/readfile.h"
#include "base/why.h"
#include "tcpsim/base/units.h"

/* Octets of a file of rates. */
#define MAX_FILE (64 << 20)

#define WANTED "write a rate like 1.5Mbit, or unlimited"

/* What may be added to a packet or a cell, in either direction. */
#define OVERHEAD_MAX 65536

static gboolean
parse_rate (const char *word, guint64 *rate, char **why)
{
  UnitsStatus status = units_parse_rate (word, rate);
  g_autofree char *quoted = NULL, *hint = NULL;

  if (status == UNITS_OK)
    return TRUE;
  quoted = why_quote (word);
  hint = units_hint (status, word, UNITS_OF_RATE, WANTED);
  return why_set (why, "%s %s, %s", quoted, units_status_text (status), hint);
}

static gboolean
refuse_still (const char *word, char **why)
{
  g_autofree char *quoted = why_quote (word);

  return why_set (why, "%s lets nothing through, " WANTED, quoted);
}

/* The next word as a number of octets from @min; *@out stays where there is none. */
static gboolean
take_octets (Words *words, gint min, gint32 *out, char **why)
{
  const char *word;
  char *end;
  gint64 value;
  g_autofree char *quoted = NULL;

  if (!words_has_number (words))
    return TRUE;
  word = words_take (words);
  value = g_ascii_strtoll (word, &end, 10);
  if (*end == '\0' && value >= min && value <= OVERHEAD_MAX)
    {
      *out = (gint32) value;
      return TRUE;
    }
  quoted = why_quote (word);
  return why_set (why, "%s is no number of octets, write %d to %d", quoted, min, OVERHEAD_MAX);
}

static gboolean
take_overheads (RateSpec *spec, Words *words, char **why)
{
  gint32 cell = 0;

  if (!take_octets (words, -OVERHEAD_MAX, &spec->packet_overhead, why)
      || !take_octets (words, 0, &cell, why)
      || !take_octets (words, -OVERHEAD_MAX, &spec->cell_overhead, why))
    return FALSE;
  spec->cell_size = (guint32) cell;
  return cell + spec->cell_overhead > 0 || (cell == 0 && spec->cell_overhead == 0)
         || why_set (why, "a cell with its overhead has no octets, write a larger one");
}

gboolean
rate_spec_take (guint64 *rate, RateSpec *spec, Words *words, char **why)
{
  const char *word = words_take (words);

  *spec = (RateSpec) { 0 };
  if (word == NULL)
    return why_set (why, "the rate is missing, " WANTED);
  if (!parse_rate (word, rate, why))
    return FALSE;
  if (*rate == 0)
    return refuse_still (word, why);
  return take_overheads (spec, words, why);
}

/* Files. */

/* A file under way. */
typedef struct {
  GArray *steps;                /* RateStep */
  SimTime end;                  /* of a line without a rate; 0: none yet */
} Reader;

static gboolean
parse_from (Reader *r, const char *word, SimTime *from, char **why)
{
  SimTime last = r->steps->len > 0 ? g_array_index (r->steps, RateStep, r->steps->len - 1).from : -1;
  UnitsStatus status = units_parse_tc_time (word, from);
  g_autofree char *quoted = why_quote (word);

  if (status != UNITS_OK)
    return why_set (why, "%s %s, write a time like 25us", quoted, units_status_text (status));
  if (last < 0 && *from > 0)
    return why_set (why, "%s is no beginning, write the rate from 0 first", quoted);
  return *from > last || why_set (why, "%s is not later than the time before it", quoted);
}

/* "TIME RATE", or the time alone at which a cycle ends. */
static gboolean
read_step (Reader *r, Words *words, char **why)
{
  RateStep step = { 0, 0 };
  const char *rate;

  if (r->end > 0)
    return why_set (why, "a line behind the end, which is the line with a time alone");
  if (!parse_from (r, words_take (words), &step.from, why))
    return FALSE;
  rate = words_take (words);
  if (rate == NULL && r->steps->len == 0)
    return why_set (why, "the rate is missing, write a time and a rate like 1.5Mbit");
  if (rate == NULL)
    {
      r->end = step.from;
      return TRUE;
    }
  if (strcmp (rate, "0") != 0 && !parse_rate (rate, &step.rate, why))
    return FALSE;
  g_array_append_val (r->steps, step);
  return words_end (words, why);
}

static gboolean
read_lines (Reader *r, char **lines, const char *path, char **why)
{
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line_why = NULL;
      gboolean done = TRUE;
      Words words;

      lines[i][strcspn (lines[i], "#")] = '\0';
      words_init (&words, lines[i]);
      if (words_peek (&words) != NULL)
        done = read_step (r, &words, &line_why);
      words_clear (&words);
      if (!done)
        return why_set (why, "%s:%u: %s", path, i + 1, line_why);
    }
  return TRUE;
}

/* What the lines have to be together. */
static gboolean
check_steps (const Reader *r, gboolean cycle, const char *path, char **why)
{
  gboolean passes = FALSE;

  if (r->steps->len == 0)
    return why_set (why, "%s: holds no rates, write a time and a rate a line", path);
  for (guint i = 0; i < r->steps->len; i++)
    passes = g_array_index (r->steps, RateStep, i).rate > 0 || (cycle && passes);
  if (!passes)
    return why_set (why, "%s: nothing passes in the end, write a last rate above 0", path);
  if (cycle && r->end == 0)
    return why_set (why, "%s: a cycle needs its end, write a last line with a time alone", path);
  return cycle || r->end == 0 || why_set (why, "%s: the last line has no rate, write one or cycle", path);
}

static char **
read_text (const char *path, char **why)
{
  g_autofree char *file_why = NULL, *text = NULL;
  g_autoptr (GBytes) bytes = readfile (path, MAX_FILE, &file_why);
  gsize length;

  if (bytes == NULL)
    {
      why_set (why, "%s: %s", path, file_why);
      return NULL;
    }
  length = g_bytes_get_size (bytes);
  text = length > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), length) : g_strdup ("");
  if (g_utf8_validate_len (text, length, NULL))
    return g_strsplit (text, "\n", -1);
  why_set (why, "%s: is not a text, write a time and a rate a line", path);
  return NULL;
}

static gboolean
read_file (RateSpec *spec, const char *path, gboolean cycle, char **why)
{
  g_auto (GStrv) lines = read_text (path, why);
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (RateStep));
  Reader r = { .steps = steps };

  if (lines == NULL || !read_lines (&r, lines, path, why) || !check_steps (&r, cycle, path, why))
    return FALSE;
  *spec = (RateSpec) { .n_steps = steps->len, .period = cycle ? r.end : 0 };
  spec->steps = (RateStep *) (gpointer) g_array_free (g_steal_pointer (&steps), FALSE);
  return TRUE;
}

static gboolean
take_file (RateSpec *spec, Words *words, const char *base_dir, char **why)
{
  const char *name = words_take (words);
  g_autofree char *path = NULL;
  gboolean cycle;

  if (name == NULL)
    return why_set (why, "file lacks its name, write file rates.txt");
  path = g_path_is_absolute (name) ? g_strdup (name) : g_build_filename (base_dir, name, NULL);
  cycle = words_take_if (words, "cycle");
  return read_file (spec, path, cycle, why);
}

gboolean
rate_spec_parse (guint64 *rate, RateSpec *spec, const char *text, const char *base_dir, char **why)
{
  guint64 parsed_rate = 0;
  RateSpec parsed = { 0 };
  Words words;
  gboolean done;

  words_init (&words, text);
  if (words_take_if (&words, "unlimited"))
    done = TRUE;
  else if (words_take_if (&words, "file"))
    done = take_file (&parsed, &words, base_dir, why);
  else
    done = rate_spec_take (&parsed_rate, &parsed, &words, why);
  done = done && words_end (&words, why);
  words_clear (&words);
  if (done)
    {
      *rate = parsed_rate;
      *spec = parsed;
    }
  else
    rate_spec_clear (&parsed);
  return done;
}

void
rate_spec_clear (RateSpec *spec)
{
  g_free (spec->steps);
  *spec = (RateSpec) { 0 };
}

/* At work. */

guint64
rate_octets_of (const RateSpec *spec, guint32 octets)
{
  gint64 all = MAX ((gint64) octets + spec->packet_overhead, 0);

  if (spec->cell_size == 0)
    return (guint64) all;
  return (guint64) ((all + spec->cell_size - 1) / spec->cell_size) * (guint64) (spec->cell_size + spec->cell_overhead);
}

/* The step that holds at @at, counted from the beginning of a period. */
static guint
step_at (const RateSpec *spec, SimTime at)
{
  guint low = 0, high = spec->n_steps;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (spec->steps[middle].from <= at)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* When step @i ends, counted likewise; SIM_NEVER for the last that holds. */
static SimTime
step_end (const RateSpec *spec, guint i)
{
  if (i + 1 < spec->n_steps)
    return spec->steps[i + 1].from;
  return spec->period > 0 ? spec->period : SIM_NEVER;
}

/* Bits times a second is what is counted: a step takes its rate times its
 * nanoseconds off it. */
SimTime
rate_end_by_steps (const RateSpec *spec, guint64 octets, SimTime start)
{
  guint64 left = octets * 8 * SIM_SEC (1);
  SimTime base = spec->period > 0 ? start / spec->period * spec->period : 0, at = start - base;
  guint i = step_at (spec, at);

  for (;;)
    {
      guint64 rate = spec->steps[i].rate;
      SimTime end = step_end (spec, i), room = end - at;

      if (rate > 0 && (guint64) room >= left / rate + (left % rate > 0))
        return base + at + (SimTime) (left / rate + (left % rate > 0));
      left -= rate * (guint64) room;
      at = end;
      if (++i == spec->n_steps)
        {
          base += spec->period;
          at = 0;
          i = 0;
        }
    }
}
