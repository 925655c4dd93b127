/* The rules of [faults]: what the link does to packets, one rule a line. */
#ifndef TCPSIM_MODEL_RULES_H
#define TCPSIM_MODEL_RULES_H

#include "tcpsim/model/model.h"

/* Adds the rule @text, which stands on @line, to the rules and the link of
 * @model: "drop c2s|s2c pkt LIST", where LIST is like 3 or 2,5 or 4-9.  FALSE,
 * with *@why to be freed, when it is wrong. */
gboolean rules_add (Model *model, const char *text, guint line, char **why);

/* Frees a FaultRule. */
void fault_rule_free (gpointer rule);

/* Once all rules have been added: puts the lists in order, each number once. */
void rules_finish (Model *model);

#endif
