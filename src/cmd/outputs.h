/* The files of a run: capture, text, table and plots, in one folder. */
#ifndef TCPSIM_CMD_OUTPUTS_H
#define TCPSIM_CMD_OUTPUTS_H

#include "tcpsim/model/model.h"
#include "tcpsim/sim/simulation.h"
#include "trace/capture.h"
#include "trace/fingerprint.h"
#include "trace/plot.h"
#include "trace/sheet.h"

typedef struct _Outputs Outputs;

/* Which files a run writes: the kinds of outputs.c, in their order. */
enum {
  OUTPUT_PCAP = 1 << 0,
  OUTPUT_PCAPNG = 1 << 1,
  OUTPUT_TXT = 1 << 2,
  OUTPUT_TSV = 1 << 3,
  OUTPUT_CONNECTIONS = 1 << 4,  /* a table of them, where there are several */
  OUTPUT_PLOTS = 1 << 5,
  OUTPUT_DEFAULT = (1 << 6) - 1,
  OUTPUT_FRAMES = 1 << 6,
  OUTPUT_TCP_INFO = 1 << 7,
  OUTPUT_QUEUE = 1 << 8,
  OUTPUT_ALL = (1 << 9) - 1
};

/* What such a list may name, NULL-terminated. */
const char *const *outputs_names (void);

/* The set that @list names, "pcap,tsv", "all" or "none"; FALSE, with *@why to be
 * freed, when one of the names is wrong. */
gboolean outputs_parse (const char *list, guint *set, char **why);

/* The pictures of @model that are drawn when none are named: the sequence
 * diagram, the time-sequence graph and, where there is a recording to compare
 * with, the gaps.  The others cost a run more than they tell of most. */
guint outputs_default_pictures (const Model *model);

/* The format of tables that is called @name; FALSE, with *@why to be freed, when
 * none is. */
gboolean outputs_parse_format (const char *name, SheetFormat *format, char **why);

typedef struct {
  const char *dir;              /* where they go */
  guint set;                    /* OUTPUT_PCAP ... */
  guint pictures;               /* 1 << PICTURE_..., for OUTPUT_PLOTS */
  const char *plot_scripts;     /* where the plots' scripts lie; needed for OUTPUT_PLOTS */
  SheetFormat table_format;     /* of the tables but the plain one */
  const char *tcp_info;         /* the file for the endpoints' numbers, or NULL */
  const Fingerprint *fingerprint;       /* of the run; NULL unless outputs_want_fingerprint() */
} OutputConfig;

/* TRUE when a file of @set is to bear the fingerprint of the run of @model. */
gboolean outputs_want_fingerprint (const Model *model, guint set);

/* FALSE, with *@why to be freed, when a list that names a kind of capture file by
 * its name contradicts the formats of @model. */
gboolean outputs_check (const char *list, const Model *model, char **why);

/* Makes the folder and opens the files of @model in it.  NULL with @error set. */
Outputs *outputs_open (const OutputConfig *config, const Model *model, GError **error);

/* TRUE when some file is made from the frames of a capture. */
gboolean outputs_want_capture (const Outputs *outputs);

/* Gives @outputs its frames from @capture. */
void outputs_attach (Outputs *outputs, Capture *capture);

/* Gives @outputs what it wants from @sim beside the capture. */
void outputs_observe (Outputs *outputs, Simulation *sim);

/* Puts every file in its place, then draws the plots.  FALSE with @error set
 * when a file could not be written.  Without gnuplot the data and scripts are
 * there all the same, and *@hint says what to install; to be freed. */
gboolean outputs_commit (Outputs *outputs, char **hint, GError **error);

/* Puts the files of @plot in their places and draws them; as outputs_commit(). */
gboolean outputs_draw (Plot *plot, char **hint, GError **error);

/* Releases @outputs; files that were not committed vanish, and so does the
 * folder if it was made for them. */
void outputs_free (Outputs *outputs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outputs, outputs_free)

#endif
