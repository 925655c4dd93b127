/* Quantities: the table of their names, and what they are measured in. */
#ifndef TCPSIM_TRACE_QUANTITY_PRIVATE_H
#define TCPSIM_TRACE_QUANTITY_PRIVATE_H

#include "tcpsim/trace/quantity.h"

typedef enum {
  UNIT_COUNT, UNIT_SIZE, UNIT_TIME, UNIT_MICROSECONDS, UNIT_RATE, UNIT_BYTE_RATE, UNIT_SHARE, UNIT_WORD,
  UNIT_HEX
} QuantityUnit;

/* Where a quantity is known: what its name begins with. */
typedef enum {
  IN_RUN = 1 << 0,              /* nothing */
  IN_SIDE = 1 << 1,             /* "client." */
  IN_DIRECTION = 1 << 2,        /* "c2s." */
  IN_CONNECTION = 1 << 3,       /* "connection.2." */
  IN_CONNECTION_SIDE = 1 << 4   /* "connection.2.client." */
} QuantityPlace;

typedef struct {
  QuantityKind kind;
  guint places;                 /* QuantityPlace bits */
  const char *name;             /* "CAUSE", "FATE" and "FIELD" stand for several */
  QuantityUnit unit;
  guint member;                 /* of an effect */
  const char *meaning;
} QuantityRow;

/* All rows, ended by one without a name; fields of tcp_info are the last. */
extern const QuantityRow quantity_rows[];

/* A row whose name is @name to the letter; NULL when there is none. */
const QuantityRow *quantity_row_named (const char *name);

QuantityUnit quantity_unit (const Quantity *quantity);

/* The word for QUANTITY_UNSET; NULL where it cannot come to that. */
const char *quantity_unset_word (const Quantity *quantity);

/* TRUE when @a and @b are the same but for "_" in the place of "-". */
gboolean quantity_same_word (const char *a, const char *b);

#endif
