/* What a model expects of its run, as plain data: conditions on quantities. */
#ifndef TCPSIM_TRACE_EXPECTATION_H
#define TCPSIM_TRACE_EXPECTATION_H

#include "tcpsim/trace/quantity.h"

G_BEGIN_DECLS

typedef enum { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE, COMPARE_RANGE } CompareOp;

typedef struct {
  char *name;                   /* as in the model */
  char *condition;              /* likewise, "< 400ms" */
  guint line;                   /* of the model; see model_where() */
  Quantity quantity;
  CompareOp op;
  gint64 low, high;             /* in the quantity's unit; high for a range only */
  char *hex;                    /* of a fingerprint, how it begins; else NULL */
} Expectation;

/* Reads "NAME = CONDITION".  NULL with *@why to be freed, saying what is wrong and
 * what would be right, when there is no such quantity or this is no condition on
 * it. */
Expectation *expectation_parse (const char *name, const char *condition, guint line, char **why);

/* Frees an Expectation. */
void expectation_free (gpointer expectation);

/* TRUE when @value, in the quantity's unit, meets the condition; not for a
 * fingerprint. */
gboolean expectation_holds (const Expectation *expectation, gint64 value);

G_END_DECLS

#endif
