/* The rules of [faults]: what the link does to single packets, one rule a
 * line. */
#ifndef TCPSIM_MODEL_RULES_H
#define TCPSIM_MODEL_RULES_H

#include "tcpsim/net/fault_rule.h"

/* The rule that @text says; @line is for messages about it later.  NULL, with
 * *@why to be freed, when it is wrong. */
FaultRule *rules_parse (const char *text, guint line, char **why);

/* Frees a FaultRule. */
void fault_rule_free (gpointer rule);

#endif
