/* One number for a whole run: SHA-256 over every packet that was sent, lost
 * ones included.  Two runs with the same fingerprint have the same packets,
 * octet for octet, at the same times and with the same fates.  fingerprint.c
 * has the layout of what is hashed. */
#ifndef TCPSIM_TRACE_FINGERPRINT_H
#define TCPSIM_TRACE_FINGERPRINT_H

#include "tcpsim/trace/record.h"

typedef struct _Fingerprint Fingerprint;

Fingerprint *fingerprint_new (void);
void fingerprint_free (Fingerprint *fingerprint);

/* What the simulation is to be given, with the fingerprint as self. */
extern const ObserverOps fingerprint_observer;

/* The packets until now, as 64 hexadecimal digits; to be freed. */
char *fingerprint_hex (const Fingerprint *fingerprint);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fingerprint, fingerprint_free)

#endif
