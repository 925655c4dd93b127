/* Reading a line of tc's up to its discipline, as tc-netem(8) and tc(8) write it. */
#include "net/tc_line.h"

#include <string.h>

#include "base/why.h"

/* The prompts of shells end so. */
static gboolean
is_prompt (const char *word)
{
  return word != NULL && *word != '\0' && strchr ("$#%>", word[strlen (word) - 1]) != NULL;
}

/* "h1 tc ...", as an emulated network has it where a host is to run a command. */
static void
skip_host (Words *words)
{
  const char *host = words_peek (words);

  if (host != NULL && strcmp (host, "tc") != 0 && g_strcmp0 (words->all[words->next + 1], "tc") == 0)
    words_take (words);
}

static void
skip_before_tc (Words *words)
{
  if (is_prompt (words_peek (words)))
    words_take (words);
  words_take_if (words, "sudo");
  if (words_take_if (words, "ip"))
    {
      words_take_if (words, "netns");
      words_take_if (words, "exec");
      words_take (words);
      words_take_if (words, "sudo");
    }
  skip_host (words);
}

static gboolean
take_tc (Words *words)
{
  const char *word = words_take (words);

  return word != NULL && (strcmp (word, "tc") == 0 || g_str_has_suffix (word, "/tc"));
}

/* The interface, and the place that the discipline has in it. */
static void
skip_place (Words *words)
{
  for (;;)
    if (words_take_if (words, "dev") || words_take_if (words, "parent") || words_take_if (words, "handle"))
      words_take (words);
    else if (!words_take_if (words, "root") && !words_take_if (words, "ingress"))
      return;
}

static gboolean
is_verb (const char *word)
{
  static const char *const verbs[] = { "add", "change", "replace", "link", NULL };

  return word != NULL && g_strv_contains (verbs, word);
}

gboolean
tc_line_begin (Words *words, char **why)
{
  guint start = words->next;

  skip_before_tc (words);
  if (!take_tc (words))
    {
      words->next = start;
      return TRUE;
    }
  if (!words_take_if (words, "qdisc") || !is_verb (words_take (words)))
    return why_set (why, "this line of tc's sets no discipline, write one of tc qdisc add, change or replace");
  skip_place (words);
  return TRUE;
}
