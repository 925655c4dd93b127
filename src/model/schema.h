/* Every group and key that a model may have: one row each, from which models
 * are read, checked for strange names, and described. */
#ifndef TCPSIM_MODEL_SCHEMA_H
#define TCPSIM_MODEL_SCHEMA_H

#include "model/keyfile.h"
#include "model/value.h"

/* What a key describes.  A group may hold keys of several scopes. */
enum {
  SCOPE_RUN = 1 << 0,           /* the Model */
  SCOPE_LINK = 1 << 1,          /* a LinkConfig */
  SCOPE_TCP = 1 << 2,           /* a HostModel, for both hosts or one */
  SCOPE_HOST = 1 << 3,          /* a HostModel, for one only */
  SCOPE_CAPTURE = 1 << 4,       /* the CaptureConfig */
  SCOPE_CONNECTIONS = 1 << 5    /* the ConnectionsModel */
};

typedef struct {
  guint scope;
  const char *key;
  const ValueKind *kind;
  gsize offset;                 /* of the value in what the scope describes */
  guint64 min, max;             /* for numbers */
  const char *initial;          /* default, read as if it stood in the model; NULL: the
                                 * profile's, or as the meaning says */
  const char *meaning;
} SchemaKey;

/* The initial value of a key that must be given. */
extern const char schema_required[];

/* All rows, ended by one without a key.  A row comes after those on which its
 * value depends. */
extern const SchemaKey schema_keys[];

/* All groups, NULL-terminated. */
extern const char *const schema_group_names[];

/* The groups of bare lines, NULL-terminated. */
extern const char *const schema_bare_groups[];

/* FALSE, with @problem set, when @file has a group or a key that no model has. */
gboolean schema_check_names (const Keyfile *file, KeyfileProblem *problem);

/* "link.delay or client.delay": every group with that key, its words joined by
 * dots; to be freed.  NULL when no group has it. */
char *schema_places_of (const char *key);

/* TRUE for a group whose entries have names of their own, which may have dots:
 * "expect", "notes", "faults". */
gboolean schema_has_own_names (const char *group);

/* Every key that may stand in @group, or in any when that is NULL, with its
 * default, unit and meaning, one a line; to be freed. */
char *schema_list (const char *group);

#endif
