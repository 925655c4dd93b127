/* Changes to a model, made as if its file said so: what a command line, or a
 * program that varies one thing, hands to model_load_with().  They are checked
 * there, by the same rules and with the same words as the file's own lines. */
#ifndef TCPSIM_MODEL_OVERRIDES_H
#define TCPSIM_MODEL_OVERRIDES_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ModelOverrides ModelOverrides;

/* None yet; to be released with model_overrides_free(). */
ModelOverrides *model_overrides_new (void);
void model_overrides_free (ModelOverrides *overrides);

/* A copy, to which more can be added. */
ModelOverrides *model_overrides_copy (const ModelOverrides *overrides);

/* Adds @text, "GROUP.KEY=VALUE", as in "link.delay=50ms".  A group of two words is
 * written with a dot, "link.c2s.delay=1ms".  The value replaces what the file
 * says; what the file says in a more specific group goes on holding, as it does
 * within the file.  Messages call it "--set GROUP.KEY". */
void model_overrides_set (ModelOverrides *overrides, const char *text);

/* The same, but messages call it "@option GROUP.KEY". */
void model_overrides_set_as (ModelOverrides *overrides, const char *option, const char *text);

/* Adds "@key = @value" in [@group]; messages call it @name, as in "--seed". */
void model_overrides_set_key (ModelOverrides *overrides, const char *name, const char *group,
                              const char *key, const char *value);

/* Adds @rule to [faults], behind the file's own; messages call it
 * "--fault "RULE"". */
void model_overrides_add_fault (ModelOverrides *overrides, const char *rule);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelOverrides, model_overrides_free)

G_END_DECLS

#endif
