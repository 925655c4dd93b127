/* The registry of congestion controls. */
#include "tcp/cc/cc.h"

#include <string.h>

static const CcOps *const cc_modules[] = { &cc_reno };

const CcOps *
cc_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (cc_modules); i++)
    if (strcmp (cc_modules[i]->name, name) == 0)
      return cc_modules[i];

  return NULL;
}

const char *const *
cc_names (void)
{
  static const char *const names[] = { "reno", NULL };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == G_N_ELEMENTS (cc_modules) + 1);
  return names;
}
