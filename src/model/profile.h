/* The named sets of defaults for one endpoint. */
#ifndef TCPSIM_MODEL_PROFILE_H
#define TCPSIM_MODEL_PROFILE_H

#include "tcpsim/tcp/tcp_config.h"

typedef struct {
  const char *name;
  TcpConfig tcp;                /* all but what belongs to a host: mss, isn, the clock's start */
} Profile;

/* The profile called @name; NULL when there is none. */
const Profile *profile_find (const char *name);

/* All names, NULL-terminated; the first is the default. */
const char *const *profile_names (void);

#endif
