/* Lists on a command line that name members of a set: "svg,png". */
#ifndef TCPSIM_BASE_NAMESET_H
#define TCPSIM_BASE_NAMESET_H

#include <glib.h>

/* A name and the bits it stands for; a table ends with a name of NULL. */
typedef struct {
  const char *name;
  guint bits;
} NameBits;

/* The longest table. */
#define NAMESET_MAX 32

/* The union of what @list names, separated by commas.  FALSE, with *@why to be
 * freed, when one of its words is not in @table; @kind is what it should have
 * been, "picture". */
gboolean nameset_parse (const char *list, const char *kind, const NameBits *table, guint *set,
                        char **why);

#endif
