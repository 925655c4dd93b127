/* Reading netem's words, as tc does. */
#include "net/netem.h"

#include <string.h>

#include "base/why.h"
#include "net/chance.h"
#include "net/delay_netem.h"
#include "net/distribution.h"
#include "net/loss.h"
#include "net/rate.h"
#include "net/tc_line.h"
#include "tcpsim/base/units.h"

/* What netem holds unless told otherwise (Linux: 1000 packets). */
#define LIMIT_DEFAULT 1000

/* The options of a line. */
enum {
  DELAY, LATENCY, DISTRIBUTION, LOSS, DROP, ECN, REORDER, GAP, DUPLICATE, CORRUPT, RATE, LIMIT, SLOT, N_OPTIONS
};

static const char *const option_names[N_OPTIONS + 1] = {
  [DELAY] = "delay", [LATENCY] = "latency", [DISTRIBUTION] = "distribution", [LOSS] = "loss", [DROP] = "drop",
  [ECN] = "ecn", [REORDER] = "reorder", [GAP] = "gap", [DUPLICATE] = "duplicate", [CORRUPT] = "corrupt",
  [RATE] = "rate", [LIMIT] = "limit", [SLOT] = "slot", [N_OPTIONS] = NULL,
};

/* A line under way. */
typedef struct {
  LinkConfig config;            /* what it says */
  guint32 given;                /* 1 << DELAY ... */
  gint16 *table;                /* of a distribution, not yet the delay's */
  guint n_table;
  Words words;
  const char *base_dir;
  char **why;
} Line;

static gboolean
take_count (Words *words, const char *what, guint32 *out, char **why)
{
  const char *word = words_take (words);
  guint64 value;
  g_autofree char *quoted = NULL;

  if (word == NULL)
    return why_set (why, "%s lacks its number, write one like %s 100", what, what);
  if (units_parse_count (word, &value) == UNITS_OK && value > 0 && value <= G_MAXUINT32)
    {
      *out = (guint32) value;
      return TRUE;
    }
  quoted = why_quote (word);
  return why_set (why, "%s: %s is no number above 0, write one like %s 100", what, quoted, what);
}

static gboolean
take_chance (Words *words, ChanceSpec *spec, char **why)
{
  *spec = (ChanceSpec) { 0 };
  return chance_take (words, &spec->p, why)
         && (!words_has_number (words) || chance_take (words, &spec->correlation, why));
}

static gboolean
take_size (Words *words, const char *what, guint64 *out, char **why)
{
  const char *word = words_take (words);
  g_autofree char *quoted = NULL;

  if (word == NULL)
    return why_set (why, "%s lacks its size, write one like %s 10kb", what, what);
  if (units_parse_tc_size (word, out) == UNITS_OK && *out > 0)
    return TRUE;
  quoted = why_quote (word);
  return why_set (why, "%s: %s is no size, write one like %s 10kb", what, quoted, what);
}

/* Slots. */

/* A distribution, and a delay and a jitter. */
static gboolean
take_slot_distribution (SlotSpec *spec, Words *words, const char *base_dir, char **why)
{
  DelaySpec times;

  if (!distribution_take (words, base_dir, &spec->gap.table, &spec->gap.n_table, why)
      || !delay_spec_take (&times, words, why))
    return FALSE;
  if (times.kind != DELAY_NETEM || times.correlation > 0)
    return why_set (why, "a slot's distribution takes a delay and a jitter, write two times behind it");
  spec->gap.kind = DELAY_NETEM;
  spec->gap.a = times.a;
  spec->gap.b = times.b;
  return TRUE;
}

/* A time, or the least and the largest. */
static gboolean
take_slot_times (SlotSpec *spec, Words *words, char **why)
{
  DelaySpec times;
  gboolean has_two;

  if (!delay_spec_take (&times, words, why))
    return FALSE;
  has_two = times.kind == DELAY_NETEM;
  if (times.correlation > 0)
    return why_set (why, "a slot takes two times at most, write slot 10ms 20ms");
  if (has_two && times.b < times.a)
    return why_set (why, "a slot's least time is above its largest, write the shorter first");
  spec->gap = (DelaySpec) { .kind = DELAY_UNIFORM, .a = times.a, .b = has_two ? times.b : times.a };
  return TRUE;
}

static gboolean
take_slot (SlotSpec *spec, Words *words, const char *base_dir, char **why)
{
  *spec = (SlotSpec) { .is_given = TRUE };
  if (words_take_if (words, "distribution") ? !take_slot_distribution (spec, words, base_dir, why)
                                            : !take_slot_times (spec, words, why))
    return FALSE;
  for (;;)
    if (words_take_if (words, "packets"))
      {
        if (!take_count (words, "packets", &spec->packets, why))
          return FALSE;
      }
    else if (words_take_if (words, "bytes"))
      {
        if (!take_size (words, "bytes", &spec->octets, why))
          return FALSE;
      }
    else
      return TRUE;
}

/* Lines. */

static gboolean
take_distribution (Line *line)
{
  return distribution_take (&line->words, line->base_dir, &line->table, &line->n_table, line->why);
}

/* Takes what belongs to @option, whose name has been taken. */
static gboolean
take_option (Line *line, guint option)
{
  LinkConfig *config = &line->config;
  Words *words = &line->words;

  switch (option)
    {
    case DELAY:        return delay_spec_take (&config->delay, words, line->why);
    case DISTRIBUTION: return take_distribution (line);
    case LOSS:         return loss_spec_take (&config->loss, words, line->why);
    case ECN:          return TRUE;
    case REORDER:      return take_chance (words, &config->reorder, line->why);
    case GAP:          return take_count (words, "gap", &config->gap, line->why);
    case DUPLICATE:    return take_chance (words, &config->duplicate, line->why);
    case CORRUPT:      return take_chance (words, &config->corrupt, line->why);
    case RATE:         return rate_spec_take (&config->rate, &config->rate_spec, words, line->why);
    case LIMIT:        return take_count (words, "limit", &config->inside_limit, line->why);
    case SLOT:         return take_slot (&config->slot, words, line->base_dir, line->why);
    default:           g_assert_not_reached ();
    }
}

/* Other names for the same. */
static guint
main_name (guint option)
{
  return option == LATENCY ? DELAY : option == DROP ? LOSS : option;
}

static gboolean
refuse_word (Line *line, const char *word)
{
  g_autofree char *quoted = why_quote (word);
  g_autofree char *hint = why_not_among (word, option_names);

  return why_set (line->why, "netem has no option %s, %s", quoted, hint);
}

static gboolean
take_next (Line *line)
{
  const char *word = words_take (&line->words);

  for (guint i = 0; i < N_OPTIONS; i++)
    {
      guint option = main_name (i);

      if (strcmp (word, option_names[i]) != 0)
        continue;
      if (line->given & (1u << option))
        return why_set (line->why, "%s is said twice, keep one", option_names[option]);
      line->given |= 1u << option;
      return take_option (line, option);
    }
  return refuse_word (line, word);
}

/* What stands before netem's own words in a line of a shell. */
static gboolean
skip_command (Words *words, char **why)
{
  guint start = words->next;
  g_autofree char *quoted = NULL;

  if (!tc_line_begin (words, why))
    return FALSE;
  if (words_take_if (words, "netem") || words->next == start || words_peek (words) == NULL)
    return TRUE;
  quoted = why_quote (words_peek (words));
  return why_set (why, "the line is for %s, write netem's here, and a queue's as queue = ...", quoted);
}

/* A gap without a chance means every so many-th; a chance without a gap, each. */
static void
complete_reorder (LinkConfig *config, gboolean has_chance)
{
  if (config->gap > 0 && !has_chance)
    config->reorder.p = CHANCE_ALWAYS;
  if (config->gap == 0 && config->reorder.p > 0)
    config->gap = 1;
}

static gboolean
has (const Line *line, guint option)
{
  return line->given >> option & 1;
}

/* What the options have to be together. */
static gboolean
check_line (Line *line)
{
  LinkConfig *config = &line->config;

  if (line->given == 0)
    return why_set (line->why, "netem is to do nothing, write options like delay 20ms loss 1%%");
  if (has (line, DISTRIBUTION) && config->delay.kind != DELAY_NETEM)
    return why_set (line->why, "distribution needs a jitter, write delay 20ms 2ms");
  if (has (line, ECN) && !has (line, LOSS))
    return why_set (line->why, "ecn goes with loss, write loss 1%% ecn");
  complete_reorder (config, has (line, REORDER));
  if (config->gap > 0 && config->delay.a == 0)
    return why_set (line->why, "reorder needs a delay, write one like delay 10ms");
  return TRUE;
}

/* Makes what the line says part of @config. */
static void
apply (Line *line, LinkConfig *config)
{
  LinkConfig *said = &line->config;

  said->delay.table = g_steal_pointer (&line->table);
  said->delay.n_table = line->n_table;
  said->loss.ecn = has (line, ECN);
  if (has (line, RATE) || config->netem_has_rate)
    {
      rate_spec_clear (&config->rate_spec);
      config->rate = said->rate;
      config->rate_spec = said->rate_spec;
    }
  delay_spec_clear (&config->delay);
  delay_spec_clear (&config->slot.gap);
  config->delay = said->delay;
  config->loss = said->loss;
  config->reorder = said->reorder;
  config->gap = said->gap;
  config->duplicate = said->duplicate;
  config->corrupt = said->corrupt;
  config->slot = said->slot;
  config->inside_limit = has (line, LIMIT) ? said->inside_limit : LIMIT_DEFAULT;
  config->netem_has_rate = has (line, RATE);
  config->netem_has_limit = has (line, LIMIT);
}

gboolean
netem_parse (LinkConfig *config, const char *text, const char *base_dir, char **why)
{
  Line line = { .base_dir = base_dir, .why = why };
  gboolean done;

  words_init (&line.words, text);
  done = skip_command (&line.words, why);
  while (done && words_peek (&line.words) != NULL)
    done = take_next (&line);
  done = done && check_line (&line);
  if (done)
    apply (&line, config);
  else
    link_config_clear (&line.config);
  words_clear (&line.words);
  g_free (line.table);
  return done;
}

/* Keys of their own. */

gboolean
netem_parse_chance (ChanceSpec *spec, const char *text, char **why)
{
  ChanceSpec parsed;
  Words words;
  gboolean done;

  words_init (&words, text);
  done = take_chance (&words, &parsed, why) && words_end (&words, why);
  words_clear (&words);
  if (done)
    *spec = parsed;
  return done;
}

gboolean
netem_parse_reorder (LinkConfig *config, const char *text, char **why)
{
  LinkConfig parsed = { .gap = 0 };
  Words words;
  gboolean done;

  words_init (&words, text);
  done = take_chance (&words, &parsed.reorder, why)
         && (!words_take_if (&words, "gap") || take_count (&words, "gap", &parsed.gap, why))
         && words_end (&words, why);
  words_clear (&words);
  if (!done)
    return FALSE;
  if (parsed.reorder.p > 0)
    complete_reorder (&parsed, TRUE);
  config->reorder = parsed.reorder;
  config->gap = parsed.reorder.p > 0 ? parsed.gap : 0;
  return TRUE;
}

gboolean
netem_parse_slot (SlotSpec *spec, const char *text, const char *base_dir, char **why)
{
  SlotSpec parsed;
  Words words;
  gboolean done;

  words_init (&words, text);
  done = take_slot (&parsed, &words, base_dir, why) && words_end (&words, why);
  words_clear (&words);
  if (!done)
    {
      delay_spec_clear (&parsed.gap);
      return FALSE;
    }
  delay_spec_clear (&spec->gap);
  *spec = parsed;
  return TRUE;
}
