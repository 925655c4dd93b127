/* Pictures of a run: for each picture a data file and the gnuplot script that
 * draws it (plots/ has the scripts), and gnuplot run over them.
 *
 *   NAME.sequence   the sequence diagram, gaps in time on a log scale
 *   NAME.gaps       the gap before each frame, simulated beside recorded
 *   NAME.timeseq    sequence numbers over time, both directions
 *
 * each as .dat, .gp, .svg and .png.  `gnuplot NAME.gaps.gp`, in the folder
 * where they lie, draws one again. */
#ifndef TCPSIM_TRACE_PLOT_H
#define TCPSIM_TRACE_PLOT_H

#include "tcpsim/trace/record.h"
#include "trace/capture.h"

#define PLOT_ERROR (plot_error_quark ())
GQuark plot_error_quark (void);

typedef enum {
  PLOT_ERROR_SCRIPTS,           /* the scripts are not where they should be */
  PLOT_ERROR_RECORDED,          /* the table of recorded frames is wrong */
  PLOT_ERROR_NO_GNUPLOT,        /* gnuplot is not installed */
  PLOT_ERROR_GNUPLOT            /* gnuplot failed */
} PlotError;

/* What a plot is made from and where it goes. */
typedef struct {
  const char *dir;              /* folder to write to; must exist */
  const char *name;             /* of the run: what each file's name begins with */
  const char *scripts_dir;      /* from plot_scripts_dir() */
  const char *recorded;         /* path of a table of recorded frames, or NULL */
} PlotConfig;

/* The pictures, as they stand in the names of their files. */
#define PLOT_N_PICTURES 3
extern const char *const plot_pictures[PLOT_N_PICTURES];

typedef struct _Plot Plot;

/* Reads the recorded table and opens the data files.  NULL with @error set when
 * that cannot be done; the message is "FILE: what is wrong". */
Plot *plot_new (const PlotConfig *config, GError **error);

/* Releases @plot; the data files of a plot that was not finished vanish. */
void plot_free (Plot *plot);

/* What the simulation is to be given, with the plot as self. */
extern const ObserverOps plot_observer;

/* A CaptureSink: the frames whose gaps are drawn. */
void plot_frame (gpointer plot, const CaptureFrame *frame);

/* As outfile_settle(): the data files have found room. */
gboolean plot_settle (Plot *plot, GError **error);

/* Puts the data files in their places and the scripts beside them.  Once, when
 * the run has ended. */
gboolean plot_finish (Plot *plot, GError **error);

/* Has gnuplot draw all pictures of @name in @dir.  FALSE with @error set to one
 * line for the user; with PLOT_ERROR_NO_GNUPLOT nothing is amiss but that. */
gboolean plot_render (const char *dir, const char *name, GError **error);

/* The folder of the scripts: "plots" beside the program, which lies in
 * @program_dir (may be NULL), else the installed one, else that of the
 * sources.  NULL when there is none; to be freed. */
char *plot_scripts_dir (const char *program_dir);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plot, plot_free)

#endif
