/* Finding the scripts, and gnuplot run over them.  What gnuplot draws goes to
 * files with another ending, which are renamed when the picture is whole. */
#include "trace/plot_files.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* Where the scripts are installed, and where they lie in the sources. */
#ifndef TCPSIM_PLOTS_DIR
#define TCPSIM_PLOTS_DIR "/usr/local/share/tcpsim/plots"
#endif
#ifndef TCPSIM_PLOTS_SRCDIR
#define TCPSIM_PLOTS_SRCDIR "plots"
#endif

#define PART ".part"

const NameBits plot_gnuplot_formats[] = {
  { "svg", PLOT_SVG }, { "png", PLOT_PNG }, { "pdf", PLOT_PDF }, { NULL, 0 }
};

static gboolean
has_scripts (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "common.gp", NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* "plots" beside @program.  A bare name was found along PATH: its folder is not
 * known. */
static char *
scripts_beside (const char *program)
{
  g_autofree char *folder = NULL;

  if (program == NULL || strchr (program, G_DIR_SEPARATOR) == NULL)
    return NULL;
  folder = g_path_get_dirname (program);
  return g_build_filename (folder, "plots", NULL);
}

char *
plot_scripts_dir (const char *program)
{
  static const char *const fixed[] = { TCPSIM_PLOTS_DIR, TCPSIM_PLOTS_SRCDIR };
  g_autofree char *beside = scripts_beside (program);

  if (beside != NULL && has_scripts (beside))
    return g_steal_pointer (&beside);

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (has_scripts (fixed[i]))
      return g_strdup (fixed[i]);
  return NULL;
}

/* The first line of what gnuplot complained about, without its marks. */
static const char *
complaint (char *errors)
{
  char *line = errors + strspn (errors, " \t\n^");

  line[strcspn (line, "\n")] = '\0';
  return *line != '\0' ? line : "it says no reason";
}

/* What the script is told: where to draw to, and what. */
static char *
orders (guint wanted)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const NameBits *format = plot_gnuplot_formats; format->name != NULL; format++)
    if (wanted & format->bits)
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", format->name);
  return g_strdup_printf ("suffix = '" PART "'; formats = '%s'", names->str);
}

static gboolean
run_gnuplot (const char *gnuplot, const char *dir, const char *script, guint wanted, GError **error)
{
  g_autofree char *settings = orders (wanted), *errors = NULL;
  /* -d: the user's own settings must not change the picture. */
  const char *argv[] = { gnuplot, "-d", "-e", settings, script, NULL };
  g_autoptr (GError) why = NULL;
  int status;

  if (!g_spawn_sync (dir, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                     &errors, &status, &why))
    {
      g_set_error (error, PLOT_ERROR, PLOT_ERROR_GNUPLOT, "%s: %s", gnuplot, why->message);
      return FALSE;
    }
  if (status == 0)
    return TRUE;
  if (WIFSIGNALED (status) && WTERMSIG (status) == SIGINT)
    {
      g_set_error (error, PLOT_ERROR, PLOT_ERROR_GNUPLOT, "gnuplot was interrupted");
      return FALSE;
    }

  g_set_error (error, PLOT_ERROR, PLOT_ERROR_GNUPLOT, "%s/%s: gnuplot failed: %s", dir,
               script + strlen ("./"), complaint (errors));
  return FALSE;
}

/* Renames the picture into its place when it is @whole, and removes what there
 * is of it otherwise. */
static gboolean
settle_picture (const char *base, const char *format, gboolean whole)
{
  g_autofree char *path = g_strdup_printf ("%s.%s", base, format);
  g_autofree char *part = g_strconcat (path, PART, NULL);

  if (whole)
    return g_rename (part, path) == 0;
  g_unlink (part);
  return TRUE;
}

static gboolean
draw (const char *gnuplot, const char *dir, const char *base, guint wanted, GError **error)
{
  g_autofree char *path = g_build_filename (dir, base, NULL);
  /* With the folder before it, no name looks like an option. */
  g_autofree char *script = g_strdup_printf ("./%s.gp", base);
  gboolean drawn = run_gnuplot (gnuplot, dir, script, wanted, error);
  gboolean settled = TRUE;

  for (const NameBits *format = plot_gnuplot_formats; format->name != NULL; format++)
    if (wanted & format->bits)
      settled &= settle_picture (path, format->name, drawn);
  if (drawn && !settled)
    g_set_error (error, PLOT_ERROR, PLOT_ERROR_GNUPLOT, "%s: gnuplot left no picture", path);
  return drawn && settled;
}

gboolean
plot_gnuplot (const char *dir, const char *base, guint wanted, GError **error)
{
  g_autofree char *gnuplot = g_find_program_in_path ("gnuplot");

  if (gnuplot != NULL)
    return draw (gnuplot, dir, base, wanted, error);
  g_set_error (error, PLOT_ERROR, PLOT_ERROR_NO_GNUPLOT,
               "gnuplot is not installed: data and scripts are written, pictures are not "
               "(Debian: apt install gnuplot-nox)");
  return FALSE;
}
