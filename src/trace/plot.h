/* Pictures of one run, or of several laid over one another.  A picture is made
 * of data files and of the gnuplot script that draws them (plots/ has the
 * scripts), and some can be had as files for xplot, too.  Files of a picture
 * begin with NAME.PICTURE:
 *
 *   .dat        the data; .1.dat, .2.dat, ... where several curves are laid
 *               over one another
 *   .gp         the script: `gnuplot NAME.PICTURE.gp`, in the folder where it
 *               lies, draws the picture again
 *   .svg .png .pdf
 *
 * What is drawn is a series: one connection of one run.  Nothing is kept for a
 * picture that was not asked for, and what is kept does not grow with the run. */
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

/* The most series that can be told apart in one plot. */
#define PLOT_SERIES_MAX 8

/* The most packets that can be asked for in a sequence diagram. */
#define PLOT_PACKETS_MAX 400

/* The pictures; 1 << PICTURE_... in a set. */
typedef enum {
  PICTURE_SEQUENCE,
  PICTURE_GAPS,
  PICTURE_TIMESEQ,
  PICTURE_CWND,
  PICTURE_RTT,
  PICTURE_THROUGHPUT,
  PICTURE_QUEUE,
  N_PICTURES
} PictureId;

#define PICTURES_ALL ((1u << N_PICTURES) - 1)

/* What one shows, in a few words. */
const char *picture_purpose (PictureId picture);

/* Their names, NULL-terminated. */
const char *const *picture_names (void);

/* The set that @list names, "cwnd,rtt", "all" or "none"; FALSE, with *@why to be
 * freed, when one of the names is wrong. */
gboolean pictures_parse (const char *list, guint *set, char **why);

/* What pictures are made as, in a set. */
enum {
  PLOT_SVG = 1 << 0,
  PLOT_PNG = 1 << 1,
  PLOT_PDF = 1 << 2,
  PLOT_XPL = 1 << 3,            /* for xplot, where there is an equivalent */
  PLOT_GNUPLOT = PLOT_SVG | PLOT_PNG | PLOT_PDF
};

/* As pictures_parse(): "svg,png,pdf,xpl". */
gboolean plot_formats_parse (const char *list, guint *set, char **why);

/* What a plot is made from and where it goes. */
typedef struct {
  const char *dir;              /* folder to write to; must exist */
  const char *name;             /* what each file's name begins with */
  const char *scripts_dir;      /* from plot_scripts_dir() */
  guint pictures;               /* 1 << PICTURE_... */
  guint formats;                /* PLOT_... */
  guint n_series;               /* of all runs together */
  guint64 first_packet;         /* the sequence diagram begins with it; 0: where something happens */
  guint64 last_packet;          /* ... and ends with it; 0: where it is full */
  gboolean shows_cwnd;          /* the sequence diagram has cwnd beside the sender */
  const Side *only;             /* the one sender to be drawn; NULL: those that send much */
  gboolean shows_both;          /* ... or both, however little one sends */
} PlotConfig;

/* One curve, or one of each kind: a connection of the run that comes next. */
typedef struct {
  const char *label;            /* names it beside others; NULL when it stands alone */
  guint32 connection;           /* from 0 */
  const char *recorded;         /* path of a table of recorded frames, or NULL */
} PlotSeries;

typedef struct _Plot Plot;

/* @config is copied, what it points to as well. */
Plot *plot_new (const PlotConfig *config);

/* Begins a run with @n series: reads the recorded tables and opens the data
 * files.  FALSE with @error set when that cannot be done; the message is "FILE:
 * what is wrong". */
gboolean plot_begin (Plot *plot, const PlotSeries *series, guint n, GError **error);

/* Releases @plot; the data files of a plot that was not finished vanish. */
void plot_free (Plot *plot);

/* What the simulation is to be given, with the plot as self: it leaves out what
 * no picture needs.  Good as long as @plot. */
const ObserverOps *plot_observer (const Plot *plot);

/* TRUE when some picture is made from the frames of a capture. */
gboolean plot_wants_frames (const Plot *plot);

/* A CaptureSink: the frames whose gaps are drawn. */
void plot_frame (gpointer plot, const CaptureFrame *frame);

/* As outfile_settle(): all files have found room. */
gboolean plot_settle (Plot *plot, GError **error);

/* Puts all files in their places.  Once, when the last run has ended. */
gboolean plot_finish (Plot *plot, GError **error);

/* The paths of what plot_render() and plot_finish() have made for people to look
 * at, without data and scripts; NULL-terminated, to be freed. */
char **plot_list (const Plot *plot);

/* Has gnuplot draw what was finished.  FALSE with @error set to one line for
 * the user; with PLOT_ERROR_NO_GNUPLOT nothing is amiss but that. */
gboolean plot_render (Plot *plot, GError **error);

/* The folder of the scripts: "plots" beside @program, as argv[0] has it (may be
 * NULL), else the installed one, else that of the sources.  NULL when there is
 * none; to be freed. */
char *plot_scripts_dir (const char *program);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plot, plot_free)

#endif
