/* The rules of [faults]: what the link does to single packets, one rule a
 * line. */
#ifndef TCPSIM_MODEL_RULES_H
#define TCPSIM_MODEL_RULES_H

#include "tcpsim/net/fault_rule.h"

/* The rule that @text says; @line is for messages about it later.  NULL, with
 * *@why to be freed, when it is wrong. */
FaultRule *rules_parse (const char *text, guint line, char **why);

/* NULL where @rule can meet something in a run of @n_connections; else what is
 * wrong with it, to be freed. */
char *rules_check (const FaultRule *rule, guint32 n_connections);

/* Frees a FaultRule. */
void fault_rule_free (gpointer rule);

#endif
