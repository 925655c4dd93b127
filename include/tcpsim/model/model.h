/* A model as plain data: what a model file says, with every default filled in.
 * model_load() is the edge where it is checked; from here on it is right. */
#ifndef TCPSIM_MODEL_MODEL_H
#define TCPSIM_MODEL_MODEL_H

#include "tcpsim/app/script.h"
#include "tcpsim/model/overrides.h"
#include "tcpsim/net/address.h"
#include "tcpsim/net/delay.h"
#include "tcpsim/net/fault_rule.h"
#include "tcpsim/net/link_config.h"
#include "tcpsim/net/segment.h"
#include "tcpsim/tcp/tcp_config.h"
#include "tcpsim/trace/capture_config.h"
#include "tcpsim/trace/expectation.h"

G_BEGIN_DECLS

/* One host and its application. */
typedef struct {
  NetAddress address;
  guint16 port;
  const char *profile;          /* "linux" or "rfc" */
  TcpConfig tcp;
  DelaySpec stack_delay;        /* from a segment's arrival to the moment TCP sees it */
  SimTime work;                 /* what the host then does for it before it can look at the next */
  SimTime wakeup;               /* what its application takes to go on once TCP lets it */
  Script *script;
  guint script_line;            /* line of the file on which the script's text begins */
} HostModel;

/* Many connections over the one link. */
typedef struct {
  guint32 count;
  SimTime stagger;              /* each begins so long after the one before ... */
  DelaySpec start;              /* ... and this, drawn for each, later */
  DelaySpec extra_delay;        /* one way, drawn for each, on top of the link's */
  GPtrArray *congestion_control;        /* const struct _CcOps *: of both ends of each, in turn; empty: as
                                         * the hosts say */
} ConnectionsModel;

/* Lines, here and in the rules and notes below, count from 1.  Those beyond the
 * file's stand for what was added to it: see model_where(). */
typedef struct {
  char *path;                   /* as given */
  char *name;                   /* the file's name without its folder and ".ini" */
  char *recorded;               /* a table of recorded frames to plot beside, or NULL */
  guint64 seed;
  SimTime until;
  guint until_line;             /* where it was set; 0: it is the default */
  guint64 max_events;
  HostModel host[N_SIDES];
  LinkConfig link[N_DIRS];
  CaptureConfig capture;
  ConnectionsModel connections;
  GPtrArray *expectations;      /* Expectation *, owned, in the file's order */
  char *transcript;             /* the file that keeps its segments, or NULL */
  guint transcript_line;        /* of the file */
  GPtrArray *faults;            /* FaultRule *, owned, in the file's order */
  guint n_lines;                /* of the file */
  GPtrArray *added;             /* char *: what each line beyond them is called */
} Model;

/* Every failure of the model layer; the message is the whole line that the
 * user sees after "tcpsim: ". */
#define MODEL_ERROR (model_error_quark ())
GQuark model_error_quark (void);

typedef enum {
  MODEL_ERROR_FILE,             /* cannot be read */
  MODEL_ERROR_SYNTAX,
  MODEL_ERROR_VALUE
} ModelError;

/* Loads and checks the model at @path.  NULL with @error set to
 * "FILE:LINE: [group] key: what is wrong, what would be right"; else to be released
 * with model_free(). */
Model *model_load (const char *path, GError **error);

/* Likewise with @overrides applied, which may be NULL.  Where one of these is to
 * blame, the message begins with its name instead of FILE:LINE and the key, as in
 * "--set link.delay: what is wrong, what would be right". */
Model *model_load_with (const char *path, const ModelOverrides *overrides, GError **error);
void model_free (Model *model);

/* Adds the rule @text to the model's [faults].  FALSE, with *@why saying what is
 * wrong and what would be right (to be freed), when it is no rule. */
gboolean model_add_fault (Model *model, const char *text, char **why);

/* How a message about @line begins: "FILE:LINE: " and @subject, "[group] key", which
 * may be NULL; without the line where that is 0; or the name of what added that
 * line, "--set group.key".  To be freed. */
char *model_where (const Model *model, guint line, const char *subject);

/* Likewise for a step of @side's script, on that line of it, from 0. */
char *model_script_where (const Model *model, Side side, guint script_line);

/* "run", "link", "link c2s": the groups that a model may have, NULL-terminated. */
const char *const *model_group_names (void);

/* Every key that @group may have, which is one of these, with its default, unit
 * and meaning, one a line, as `tcpsim --list` prints them; NULL: of all groups.
 * To be freed. */
char *model_list_keys (const char *group);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, model_free)

G_END_DECLS

#endif
