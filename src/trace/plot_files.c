/* A script is made of three parts: the settings of the run, what all scripts
 * have in common (plots/common.gp) and the picture's own (plots/PICTURE.gp), so
 * that it can be run by hand where it lies. */
#include "trace/plot_files.h"

#include <string.h>

#include "trace/outfile.h"
#include "trace/xplot.h"

/* Characters of the run's name in a title. */
#define SHOWN_MAX 60

struct _PlotFiles {
  const PlotConfig *config;
  GPtrArray *open;              /* OutFile: scripts and xplot's */
  GPtrArray *bases;             /* char: what gnuplot is to draw */
  GPtrArray *xpl;               /* char: the paths of xplot's */
  gboolean is_drawn;            /* gnuplot has done its work */
};

/* Names */

/* What the names of the files of @picture begin with: series @number's own, or
 * with 0 those of all. */
static char *
base_of (const PlotFiles *files, const Picture *picture, guint number)
{
  const PlotConfig *config = files->config;

  if (number == 0 || config->n_series == 1)
    return g_strdup_printf ("%s.%s", config->name, picture->name);
  return g_strdup_printf ("%s.%s.%u", config->name, picture->name, number);
}

static char *
path_of (const PlotFiles *files, const char *base, const char *ending)
{
  return g_strdup_printf ("%s/%s.%s", files->config->dir, base, ending);
}

/* Building and releasing */

static void
discard (gpointer file)
{
  outfile_discard (file);
}

PlotFiles *
plot_files_new (const PlotConfig *config)
{
  PlotFiles *files = g_new0 (PlotFiles, 1);

  files->config = config;
  files->open = g_ptr_array_new_with_free_func (discard);
  files->bases = g_ptr_array_new_with_free_func (g_free);
  files->xpl = g_ptr_array_new_with_free_func (g_free);
  return files;
}

void
plot_files_free (PlotFiles *files)
{
  if (files == NULL)
    return;
  g_ptr_array_unref (files->open);
  g_ptr_array_unref (files->bases);
  g_ptr_array_unref (files->xpl);
  g_free (files);
}

gboolean
plot_files_open_data (const PlotFiles *files, Series *series, GError **error)
{
  for (guint p = 0; p < N_PICTURES; p++)
    {
      g_autofree char *base = NULL, *path = NULL;

      if (series->state[p] == NULL || !(files->config->formats & PLOT_GNUPLOT)
          || (plot_pictures[p]->is_of_run && !series->is_first))
        continue;
      base = base_of (files, plot_pictures[p], series->number);
      path = path_of (files, base, "dat");
      series->data[p] = outfile_open (path, error);
      if (series->data[p] == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Text for gnuplot */

static gboolean
has_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      return TRUE;
  return FALSE;
}

/* @text as a gnuplot string with escapes, as control characters need them. */
static char *
escaped (const char *text)
{
  GString *s = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) || strchr ("\"\\`", *p) != NULL)
      g_string_append_printf (s, "\\%03o", (guint) (guchar) *p);
    else
      g_string_append_c (s, *p);
  g_string_append_c (s, '"');
  return g_string_free (s, FALSE);
}

/* A plain string, in which nothing but a quote is special, where that can be. */
char *
plot_quoted (const char *text)
{
  if (has_control (text))
    return escaped (text);

  g_auto (GStrv) parts = g_strsplit (text, "'", -1);
  g_autofree char *inside = g_strjoinv ("''", parts);

  return g_strdup_printf ("'%s'", inside);
}

/* @text for titles: one line, and shortened in the middle when it is long. */
static char *
shown (const char *given)
{
  g_autofree char *text = g_utf8_make_valid (given, -1);
  g_autofree char *start = NULL, *end = NULL;
  glong n;

  for (char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  n = g_utf8_strlen (text, -1);
  if (n <= SHOWN_MAX)
    return g_steal_pointer (&text);
  start = g_utf8_substring (text, 0, SHOWN_MAX / 2);
  end = g_utf8_substring (text, n - (SHOWN_MAX / 2 - 1), n);
  return g_strconcat (start, "…", end, NULL);
}

static void
put_quoted (FILE *out, const char *text)
{
  g_autofree char *quoted = plot_quoted (text);

  fputs (quoted, out);
}

static void
put_shown (FILE *out, const char *text)
{
  g_autofree char *line = shown (text);

  put_quoted (out, line);
}

/* Scripts */

/* A direction with little in it would take half of the picture: it is drawn
 * where it has at least a tenth of the other's octets. */
static gboolean
is_worth_drawing (const PlotConfig *config, const Drawn *drawn, Direction dir)
{
  guint64 octets[N_DIRS] = { 0 };

  if (config->only != NULL)
    return (Direction) *config->only == dir;
  if (config->shows_both)
    return TRUE;
  for (guint i = 0; i < drawn->n; i++)
    for (guint d = 0; d < N_DIRS; d++)
      octets[d] += drawn->series[i]->octets[d];
  return octets[dir] >= octets[!dir] / 10;
}

static void
write_arrays (const PlotFiles *files, const Drawn *drawn, FILE *out)
{
  const Picture *picture = plot_pictures[drawn->id];

  fprintf (out, "series = %u\narray label[%u] = [", drawn->n, drawn->n);
  for (guint i = 0; i < drawn->n; i++)
    {
      const char *label = drawn->series[i]->label;

      fputs (i > 0 ? ", " : "", out);
      put_shown (out, label != NULL ? label : "");
    }
  fprintf (out, "]\narray data[%u] = [", drawn->n);
  for (guint i = 0; i < drawn->n; i++)
    {
      g_autofree char *base = base_of (files, picture, drawn->series[i]->number);
      g_autofree char *file = g_strconcat (base, ".dat", NULL);

      fputs (i > 0 ? ", " : "", out);
      put_quoted (out, file);
    }
  fputs ("]\n", out);
}

static void
write_extent (const Drawn *drawn, FILE *out)
{
  const Picture *picture = plot_pictures[drawn->id];
  guint64 total = 0;
  SimTime last = 0;
  gboolean is_thinned = FALSE;

  for (guint i = 0; i < drawn->n; i++)
    {
      const Series *series = drawn->series[i];
      const Extent *extent = picture->is_of_run ? &series->run : &series->own;

      total += extent->packets;
      last = MAX (last, extent->last_at);
      is_thinned |= picture->is_thinned != NULL && picture->is_thinned (drawn->state[i]);
    }
  fprintf (out, "total = %" G_GUINT64_FORMAT "\nlast = %" G_GINT64_FORMAT ".\nthinned = %d\n", total,
           last, is_thinned);
  fprintf (out, "has_c2s = %d\nhas_s2c = %d\n", drawn->has[DIR_C2S], drawn->has[DIR_S2C]);
}

static void
write_settings (const PlotFiles *files, const Drawn *drawn, const char *base, FILE *out)
{
  const Series *first = drawn->series[0];

  fputs ("name = ", out);
  put_quoted (out, base);
  fputs ("\nshown = ", out);
  put_shown (out, drawn->number > 0 && first->label != NULL ? first->label : files->config->name);
  fprintf (out, "\nclient = '%s'\nserver = '%s'\n", first->ends[SIDE_CLIENT], first->ends[SIDE_SERVER]);
  write_arrays (files, drawn, out);
  write_extent (drawn, out);
  if (plot_pictures[drawn->id]->settings != NULL)
    plot_pictures[drawn->id]->settings (drawn, out);
  fputs ("\n", out);
}

/* Copies scripts_dir/NAME.gp. */
static gboolean
copy_script (const PlotFiles *files, const char *name, FILE *out, GError **error)
{
  g_autofree char *source = g_strdup_printf ("%s/%s.gp", files->config->scripts_dir, name);
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;

  if (g_file_get_contents (source, &text, NULL, &why))
    {
      fputs (text, out);
      return TRUE;
    }
  g_set_error (error, PLOT_ERROR, PLOT_ERROR_SCRIPTS, "%s: %s", source, why->message);
  return FALSE;
}

static OutFile *
open_other (PlotFiles *files, const char *path, GError **error)
{
  OutFile *out = outfile_open (path, error);

  if (out != NULL)
    g_ptr_array_add (files->open, out);
  return out;
}

static void
add_series (Drawn *drawn, const Series *series)
{
  drawn->series[drawn->n] = series;
  drawn->state[drawn->n] = series->state[drawn->id];
  drawn->n++;
}

static gboolean
write_script (PlotFiles *files, Drawn *drawn, GError **error)
{
  const Picture *picture = plot_pictures[drawn->id];
  char *base = base_of (files, picture, drawn->number);
  g_autofree char *path = path_of (files, base, "gp");
  OutFile *out;

  g_ptr_array_add (files->bases, base);
  out = open_other (files, path, error);
  if (out == NULL)
    return FALSE;
  for (Direction dir = DIR_C2S; dir < N_DIRS; dir++)
    drawn->has[dir] = is_worth_drawing (files->config, drawn, dir);
  write_settings (files, drawn, base, outfile_stream (out));
  return copy_script (files, "common", outfile_stream (out), error)
         && copy_script (files, picture->name, outfile_stream (out), error);
}

/* Writes the data; where series are not laid over one another, a script for each,
 * too. */
static gboolean
write_gnuplot (PlotFiles *files, PictureId id, const GPtrArray *all, GError **error)
{
  const Picture *picture = plot_pictures[id];
  Drawn together = { .id = id };

  for (guint i = 0; i < all->len; i++)
    {
      const Series *series = g_ptr_array_index (all, i);
      Drawn alone = { .id = id, .number = series->number };

      if (series->data[id] == NULL)
        continue;
      add_series (&alone, series);
      add_series (&together, series);
      picture->write (series->state[id], series, outfile_stream (series->data[id]));
      if (!picture->is_overlaid && !write_script (files, &alone, error))
        return FALSE;
    }
  return !picture->is_overlaid || write_script (files, &together, error);
}

/* xplot */

static gboolean
write_xplot (PlotFiles *files, PictureId id, const GPtrArray *all, GError **error)
{
  const Picture *picture = plot_pictures[id];

  if (picture->xpl == NULL)
    return TRUE;
  for (guint i = 0; i < all->len * N_DIRS; i++)
    {
      const Series *series = g_ptr_array_index (all, i / N_DIRS);
      Direction dir = i % N_DIRS;
      g_autofree char *name = xplot_file_name (i / N_DIRS, dir, picture->xpl);
      char *path = g_build_filename (files->config->dir, name, NULL);
      OutFile *out = open_other (files, path, error);

      g_ptr_array_add (files->xpl, path);
      if (out == NULL)
        return FALSE;
      picture->write_xpl (series->state[id], series, dir, outfile_stream (out));
    }
  return TRUE;
}

gboolean
plot_files_write (PlotFiles *files, PictureId id, const GPtrArray *series, GError **error)
{
  guint formats = files->config->formats;

  return (!(formats & PLOT_GNUPLOT) || write_gnuplot (files, id, series, error))
         && (!(formats & PLOT_XPL) || write_xplot (files, id, series, error));
}

/* Results */

/* Every file that is open, data first: @step with a file's place. */
static gboolean
for_all (const PlotFiles *files, const GPtrArray *series, gboolean (*step) (OutFile **, GError **),
         GError **error)
{
  for (guint i = 0; i < series->len; i++)
    for (guint p = 0; p < N_PICTURES; p++)
      if (!step (&((Series *) g_ptr_array_index (series, i))->data[p], error))
        return FALSE;
  for (guint i = 0; i < files->open->len; i++)
    if (!step ((OutFile **) &g_ptr_array_index (files->open, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
settle_one (OutFile **out, GError **error)
{
  return *out == NULL || outfile_settle (*out, error);
}

static gboolean
commit_one (OutFile **out, GError **error)
{
  return *out == NULL || outfile_commit (g_steal_pointer (out), error);
}

gboolean
plot_files_settle (const PlotFiles *files, const GPtrArray *series, GError **error)
{
  return for_all (files, series, settle_one, error);
}

gboolean
plot_files_commit (PlotFiles *files, const GPtrArray *series, GError **error)
{
  return for_all (files, series, commit_one, error);
}

char **
plot_files_list (const PlotFiles *files)
{
  GPtrArray *paths = g_ptr_array_new ();

  for (guint i = 0; files->is_drawn && i < files->bases->len; i++)
    for (const NameBits *format = plot_gnuplot_formats; format->name != NULL; format++)
      if (files->config->formats & format->bits)
        g_ptr_array_add (paths, path_of (files, g_ptr_array_index (files->bases, i), format->name));
  for (guint i = 0; i < files->xpl->len; i++)
    g_ptr_array_add (paths, g_strdup (g_ptr_array_index (files->xpl, i)));
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

gboolean
plot_files_render (PlotFiles *files, GError **error)
{
  for (guint i = 0; i < files->bases->len; i++)
    if (!plot_gnuplot (files->config->dir, g_ptr_array_index (files->bases, i),
                       files->config->formats & PLOT_GNUPLOT, error))
      return FALSE;
  files->is_drawn = TRUE;
  return TRUE;
}
