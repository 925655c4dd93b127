/* The files of a run: capture, text, table and plots, in one folder. */
#ifndef TCPSIM_CMD_OUTPUTS_H
#define TCPSIM_CMD_OUTPUTS_H

#include "tcpsim/model/model.h"
#include "trace/capture.h"

typedef struct _Outputs Outputs;

/* Makes the folder and opens the files of @model in it.  @plot_scripts is
 * where the plots' scripts lie, or NULL for no plots.  NULL with @error set. */
Outputs *outputs_open (const char *dir, const Model *model, const char *plot_scripts, GError **error);

/* Gives @outputs its frames from @capture. */
void outputs_attach (Outputs *outputs, Capture *capture);

/* An observer that the plots need beside the capture; NULL without plots. */
const ObserverOps *outputs_observer (const Outputs *outputs, gpointer *self);

/* Puts every file in its place, then draws the plots.  FALSE with @error set
 * when a file could not be written.  Without gnuplot the data and scripts are
 * there all the same, and *@hint says what to install; to be freed. */
gboolean outputs_commit (Outputs *outputs, char **hint, GError **error);

/* Releases @outputs; files that were not committed vanish, and so does the
 * folder if it was made for them. */
void outputs_free (Outputs *outputs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outputs, outputs_free)

#endif
