/* A model as plain data: what a model file says, with every default filled in.
 * model_load() is the edge where it is checked; from here on it is right. */
#ifndef TCPSIM_MODEL_MODEL_H
#define TCPSIM_MODEL_MODEL_H

#include "tcpsim/app/script.h"
#include "tcpsim/net/address.h"
#include "tcpsim/net/delay.h"
#include "tcpsim/net/fault_rule.h"
#include "tcpsim/net/link_config.h"
#include "tcpsim/net/segment.h"
#include "tcpsim/tcp/tcp_config.h"
#include "tcpsim/trace/capture_config.h"

G_BEGIN_DECLS

/* One host and its application. */
typedef struct {
  NetAddress address;
  guint16 port;
  const char *profile;          /* "linux" or "rfc" */
  TcpConfig tcp;
  DelaySpec stack_delay;        /* from a segment's arrival to the moment TCP sees it */
  Script *script;
  guint script_line;            /* line of the file on which the script's text begins */
} HostModel;

/* Many connections over the one link. */
typedef struct {
  guint32 count;
  SimTime stagger;              /* each begins so long after the one before ... */
  DelaySpec start;              /* ... and this, drawn for each, later */
  DelaySpec extra_delay;        /* one way, drawn for each, on top of the link's */
} ConnectionsModel;

typedef struct {
  char *path;                   /* as given */
  char *name;                   /* the file's name without its folder and ".ini" */
  char *recorded;               /* a table of recorded frames to plot beside, or NULL */
  guint64 seed;
  SimTime until;
  gboolean until_given;         /* by the model, not by default */
  guint64 max_events;
  HostModel host[N_SIDES];
  LinkConfig link[N_DIRS];
  CaptureConfig capture;
  ConnectionsModel connections;
  GPtrArray *faults;            /* FaultRule *, owned, in the file's order */
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
 * "FILE:LINE: [group] key: what is wrong, what would be right". */
Model *model_load (const char *path, GError **error);
void model_free (Model *model);

/* Adds the rule @text to the model's [faults].  FALSE, with *@why saying what is
 * wrong and what would be right (to be freed), when it is no rule. */
gboolean model_add_fault (Model *model, const char *text, char **why);

/* The FILE:LINE of a step of @side's script, for messages; to be freed. */
char *model_script_place (const Model *model, Side side, guint script_line);

/* Every group and key with its default, unit and meaning, one a line, as
 * `tcpsim --list` prints them; to be freed. */
char *model_list_keys (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, model_free)

G_END_DECLS

#endif
