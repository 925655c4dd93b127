/* What the pictures of a plot have in common: each is an ops table in a file of
 * its own and a line in the table of plot.c.  Private to the plots. */
#ifndef TCPSIM_TRACE_PLOT_PICTURE_H
#define TCPSIM_TRACE_PLOT_PICTURE_H

#include <stdio.h>

#include "trace/diagram.h"
#include "trace/marks_grid.h"
#include "trace/outfile.h"
#include "trace/plot.h"

/* How far something goes. */
typedef struct {
  SimTime last_at;              /* the last thing that is drawn; relative */
  guint64 packets;              /* sent, both directions */
} Extent;

/* One connection of one run. */
typedef struct {
  guint number;                 /* from 1, of all */
  gboolean is_first;            /* of its run */
  char *label;                  /* NULL when it stands alone */
  guint32 connection;
  char *recorded;
  char ends[N_SIDES][DIAGRAM_END_MAX];
  SimTime first_at;             /* of the run's first packet; times count from it */
  Extent own;                   /* the connection's */
  Extent run;                   /* that of all connections together */
  guint ip_header;              /* octets of it in each packet */
  guint64 octets[N_DIRS];       /* of payload sent */
  gpointer state[N_PICTURES];   /* what each picture has collected; NULL: not asked for */
  OutFile *data[N_PICTURES];    /* NULL: not asked for */
} Series;

/* What one script draws. */
typedef struct {
  PictureId id;
  guint number;                 /* in the names of its files; 0: none */
  const Series *series[PLOT_SERIES_MAX];
  gpointer state[PLOT_SERIES_MAX];      /* what the picture has collected of each */
  guint n;
  gboolean has[N_DIRS];         /* directions that are worth a panel */
} Drawn;

/* Times in what a picture is told are relative: those of @at as they are, but
 * those inside records are the simulation's, and series_time() makes them so.
 * A picture leaves out what it does not want. */
typedef struct {
  const char *name;             /* "cwnd" */
  const char *purpose;          /* "congestion window, ..." */
  gboolean is_overlaid;         /* several series in one picture; else one picture each */
  gboolean is_of_run;           /* the same for all series of a run: of each run the first is drawn */
  gpointer (*new) (const PlotConfig *config, const Series *series, GError **error);
  void (*free) (gpointer state);
  void (*sent) (gpointer state, const Series *series, const PacketRecord *packet);
  void (*arrived) (gpointer state, const Series *series, const PacketRecord *packet);
  void (*dropped) (gpointer state, const Series *series, const DropRecord *drop);
  void (*queue) (gpointer state, const Series *series, const QueueRecord *record);
  void (*state) (gpointer state, const Series *series, const StateRecord *record);
  void (*info) (gpointer state, const Series *series, const InfoRecord *record);
  void (*frame) (gpointer state, const CaptureFrame *frame);
  /* The data. */
  void (*write) (gpointer state, const Series *series, FILE *out);
  /* Settings of its own for a script, "name = value", that draws these series;
   * after write().  May be NULL. */
  void (*settings) (const Drawn *drawn, FILE *out);
  /* TRUE when what is drawn was thinned; may be NULL. */
  gboolean (*is_thinned) (gpointer state);
  /* For xplot, one direction of data; NULL where it has no equivalent. */
  const char *xpl;              /* tcptrace's name for it, "tsg" */
  void (*write_xpl) (gpointer state, const Series *series, Direction dir, FILE *out);
} Picture;

/* All of them, by their PictureId. */
extern const Picture *const plot_pictures[N_PICTURES];

extern const Picture picture_sequence, picture_gaps, picture_timeseq, picture_cwnd, picture_rtt,
                     picture_throughput, picture_queue;

static inline SimTime
series_time (const Series *series, SimTime at)
{
  return at - series->first_at;
}

/* A number of 32 bits that goes round, continued to 64: @value becomes the one
 * that is nearest to *@last, which becomes it. */
static inline gint64
number_unwrap (gint64 *last, guint32 value)
{
  *last += (gint32) (value - (guint32) *last);
  return *last;
}

/* @text as a gnuplot string; to be freed. */
char *plot_quoted (const char *text);

#endif
