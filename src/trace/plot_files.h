/* The files of a plot: data, scripts and files for xplot, and gnuplot run over
 * them.  Private to the plots. */
#ifndef TCPSIM_TRACE_PLOT_FILES_H
#define TCPSIM_TRACE_PLOT_FILES_H

#include "base/nameset.h"
#include "trace/plot.h"
#include "trace/plot_picture.h"

typedef struct _PlotFiles PlotFiles;

/* What gnuplot can make: the ending of its files and its bit, up to a NULL. */
extern const NameBits plot_gnuplot_formats[];

/* @config must outlive the files. */
PlotFiles *plot_files_new (const PlotConfig *config);

/* Files that were not committed vanish; NULL is allowed. */
void plot_files_free (PlotFiles *files);

/* Opens the data files of @series.  FALSE with @error set. */
gboolean plot_files_open_data (const PlotFiles *files, Series *series, GError **error);

/* Writes all files of picture @id from the Series of @series. */
gboolean plot_files_write (PlotFiles *files, PictureId id, const GPtrArray *series, GError **error);

/* As plot_settle() and plot_finish(). */
gboolean plot_files_settle (const PlotFiles *files, const GPtrArray *series, GError **error);
gboolean plot_files_commit (PlotFiles *files, const GPtrArray *series, GError **error);

/* As plot_list(). */
char **plot_files_list (const PlotFiles *files);

/* As plot_render(). */
gboolean plot_files_render (PlotFiles *files, GError **error);

/* Runs gnuplot over DIR/BASE.gp, which makes DIR/BASE.svg and what else is in
 * @formats; see plot_render(). */
gboolean plot_gnuplot (const char *dir, const char *base, guint formats, GError **error);

#endif
