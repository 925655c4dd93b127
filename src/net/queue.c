/* The registry of queues, how their words are read, and what all of them need. */
#include "net/queue.h"

#include <string.h>

#include "base/why.h"
#include "net/link.h"
#include "net/tc_line.h"
#include "tcpsim/base/units.h"
#include "tcpsim/net/segment.h"

static const QueueOps *const disciplines[] = {
  &queue_pfifo, &queue_bfifo, &queue_red, &queue_codel, &queue_fq_codel, &queue_pie, &queue_tbf
};

const char *const *
queue_names (void)
{
  static const char *const names[] = { "pfifo", "bfifo", "red", "codel", "fq_codel", "pie", "tbf", NULL };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == G_N_ELEMENTS (disciplines) + 1);
  return names;
}

static const QueueOps *
find_discipline (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (disciplines); i++)
    if (strcmp (disciplines[i]->name, name) == 0)
      return disciplines[i];
  return NULL;
}

/* Reading. */

/* How a value is read, and what is wanted in words. */
static const struct { const char *units, *wanted; } kinds[] = {
  [QUEUE_COUNT] = { "", "write a number" },
  [QUEUE_SIZE] = { UNITS_OF_TC_SIZE, "write a size like 30kb" },
  [QUEUE_TIME] = { UNITS_OF_TIME, "write a time like 5ms" },
  [QUEUE_RATE] = { UNITS_OF_RATE, "write a rate like 10Mbit" },
  [QUEUE_FRACTION] = { "", "write a probability from 0 to 1 like 0.02" },
};

/* A probability as tc has it, "0.02", by way of per cent. */
static UnitsStatus
parse_fraction (const char *word, guint64 *value)
{
  guint32 parts;
  UnitsStatus status = units_parse_chance (word, &parts);

  if (strchr (word, '%') != NULL)
    return UNITS_UNKNOWN;
  if (status == UNITS_OK && parts > G_MAXUINT32 / 100 + 1)
    return UNITS_TOO_LARGE;
  if (status == UNITS_OK)
    *value = MIN ((guint64) parts * 100, G_MAXUINT32);
  return status;
}

static UnitsStatus
parse_value (QueueParamKind kind, const char *word, guint64 *value)
{
  SimTime time = 0;
  UnitsStatus status;

  switch (kind)
    {
    case QUEUE_SIZE:     return units_parse_tc_size (word, value);
    case QUEUE_RATE:     return units_parse_rate (word, value);
    case QUEUE_FRACTION: return parse_fraction (word, value);
    case QUEUE_TIME:
      status = units_parse_tc_time (word, &time);
      *value = (guint64) time;
      return status;
    default:             return units_parse_count (word, value);
    }
}

static gboolean
refuse_value (const QueueParam *param, const char *word, UnitsStatus status, char **why)
{
  g_autofree char *quoted = why_quote (word);
  g_autofree char *hint = units_hint (status, word, kinds[param->kind].units, kinds[param->kind].wanted);

  return why_set (why, "%s: %s %s, %s", param->name, quoted, units_status_text (status), hint);
}

static gboolean
take_value (const QueueParam *param, Words *words, guint64 *value, char **why)
{
  const char *word = words_take (words);
  UnitsStatus status;
  g_autofree char *quoted = NULL;

  if (word == NULL)
    return why_set (why, "%s lacks its value, %s", param->name, kinds[param->kind].wanted);
  status = parse_value (param->kind, word, value);
  if (status != UNITS_OK)
    return refuse_value (param, word, status, why);
  if (*value >= param->min && (param->max == 0 || *value <= param->max))
    return TRUE;
  quoted = why_quote (word);
  return why_set (why, "%s: %s is out of range, write a %s value", param->name, quoted,
                  *value < param->min ? "larger" : "smaller");
}

/* The parameter whose name comes next, -1 when it is none of @ops. */
static gint
take_name (const QueueOps *ops, Words *words)
{
  for (guint i = 0; i < ops->n_params; i++)
    if (words_take_if (words, ops->params[i].name))
      return (gint) i;
  return -1;
}

static gboolean
take_params (QueueSpec *spec, Words *words, char **why)
{
  gint i;

  while ((i = take_name (spec->ops, words)) >= 0)
    {
      const QueueParam *param = &spec->ops->params[i];

      if (queue_spec_has (spec, (guint) i))
        return why_set (why, "%s is said twice, keep one", param->name);
      spec->given |= 1u << i;
      spec->param[i] = 1;
      if (param->kind != QUEUE_FLAG && !take_value (param, words, &spec->param[i], why))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_discipline (QueueSpec *spec, Words *words, char **why)
{
  const char *name;
  g_autofree char *quoted = NULL, *hint = NULL;

  if (!tc_line_begin (words, why))
    return FALSE;
  name = words_take (words);
  if (name == NULL)
    return why_set (why, "no queue is named, write one like codel");
  if (strcmp (name, "netem") == 0)
    return why_set (why, "netem is no queue, write its line as netem = ...");
  spec->ops = find_discipline (name);
  if (spec->ops != NULL)
    return TRUE;
  quoted = why_quote (name);
  hint = why_not_among (name, queue_names ());
  return why_set (why, "unknown queue %s, %s", quoted, hint);
}

gboolean
queue_spec_take (QueueSpec *spec, Words *words, char **why)
{
  QueueSpec taken = { .ops = NULL };

  if (!take_discipline (&taken, words, why))
    return FALSE;
  for (guint i = 0; i < taken.ops->n_params; i++)
    taken.param[i] = taken.ops->params[i].initial;
  if (!take_params (&taken, words, why))
    return FALSE;
  *spec = taken;
  return TRUE;
}

/* A word that is no parameter. */
static gboolean
refuse_word (const QueueOps *ops, const char *word, char **why)
{
  const char *names[QUEUE_MAX_PARAMS + 1] = { NULL };
  g_autofree char *quoted = why_quote (word), *hint = NULL;

  for (guint i = 0; i < ops->n_params; i++)
    names[i] = ops->params[i].name;
  hint = why_not_among (word, names);
  return why_set (why, "%s has no parameter %s, %s", ops->name, quoted, hint);
}

gboolean
queue_spec_parse (QueueSpec *spec, const char *text, char **why)
{
  QueueSpec parsed;
  Words words;
  gboolean done;

  words_init (&words, text);
  done = queue_spec_take (&parsed, &words, why)
         && (words_peek (&words) == NULL || refuse_word (parsed.ops, words_peek (&words), why))
         && (parsed.ops->complete == NULL || parsed.ops->complete (&parsed, why));
  words_clear (&words);
  if (done)
    *spec = parsed;
  return done;
}

/* At work. */

Queue *
queue_new (const LinkConfig *config, guint64 seed, const char *name)
{
  const QueueOps *ops = config->queue.ops;
  Queue *queue;

  if (ops == NULL)
    return NULL;
  queue = g_new0 (Queue, 1);
  queue->spec = &config->queue;
  queue->mtu = config->mtu;
  rng_init (&queue->rng, seed, name);
  queue->state = g_malloc0 (ops->state_size);
  if (ops->init != NULL)
    ops->init (queue);
  return queue;
}

void
queue_free (Queue *queue)
{
  if (queue == NULL)
    return;
  queue->spec->ops->clear (queue);
  ring_clear (&queue->drops);
  g_free (queue->state);
  g_free (queue);
}

void
queue_drop (Queue *queue, const QueueItem *item, Fate fate)
{
  *(QueueDrop *) ring_push (&queue->drops, sizeof (QueueDrop)) = (QueueDrop) {
    *item, fate, queue->packets, queue->octets
  };
}

gboolean
queue_mark (QueueItem *item)
{
  if (item->ecn == ECN_NOT_ECT)
    return FALSE;
  item->ecn = ECN_CE;
  return TRUE;
}

void
queue_list_clear (QueueList *list)
{
  ring_clear (&list->items);
}

void
queue_list_push (Queue *queue, QueueList *list, const QueueItem *item)
{
  *(QueueItem *) ring_push (&list->items, sizeof (QueueItem)) = *item;
  list->octets += item->octets;
  queue->octets += item->octets;
  queue->packets++;
}

gboolean
queue_list_pop (Queue *queue, QueueList *list, QueueItem *out)
{
  if (list->items.count == 0)
    return FALSE;

  *out = *queue_list_head (list);
  ring_pop (&list->items);
  list->octets -= out->octets;
  queue->octets -= out->octets;
  queue->packets--;
  return TRUE;
}
