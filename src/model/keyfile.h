/* An INI file as groups of entries, each with the line on which it stands. */
#ifndef TCPSIM_MODEL_KEYFILE_H
#define TCPSIM_MODEL_KEYFILE_H

#include <glib.h>

/* The largest file that is read. */
#define KEYFILE_MAX_SIZE ((gsize) 16 << 20)

/* One key and its value, or one bare line. */
typedef struct {
  char *key;                    /* NULL for a bare line */
  char *value;                  /* what follows its n-th '\n' stands on line `line' + n */
  guint line;                   /* of the key, from 1 */
} KeyfileEntry;

typedef struct {
  char *name;
  guint line;                   /* of the heading */
  GPtrArray *entries;           /* KeyfileEntry *, owned, in the file's order */
  GHashTable *by_key;           /* for finding one; never iterated */
} KeyfileGroup;

typedef struct {
  GPtrArray *groups;            /* KeyfileGroup *, owned, in the file's order */
  GHashTable *by_name;          /* for finding one; never iterated */
  guint n_lines;
} Keyfile;

/* Where and what: a line of the file, 0 when no one line is to blame, and
 * words for it. */
typedef struct {
  guint line;
  char *subject;                /* "[group] key", or NULL where the text begins with it or with neither */
  char *text;
} KeyfileProblem;

/* Parses @contents.  The groups in @bare (NULL-terminated) hold lines that are
 * not "key = value".  On failure NULL, and @problem says why; its text is to be
 * freed. */
Keyfile *keyfile_parse (const char *contents, gsize length, const char *const *bare,
                        KeyfileProblem *problem);
void keyfile_free (Keyfile *file);

/* Sets @key of @group to @value as if @line, beyond the file's own, said so; what
 * the file says is replaced.  Without a key it is a bare line more.  The value may
 * have several lines.  FALSE, with @problem set, when it is not plain text. */
gboolean keyfile_set (Keyfile *file, const char *group, const char *key, const char *value, guint line,
                      KeyfileProblem *problem);

/* NULL when there is no such group, or no such key in it. */
const KeyfileGroup *keyfile_group (const Keyfile *file, const char *name);
const KeyfileEntry *keyfile_entry (const Keyfile *file, const char *group, const char *key);

/* The entry's value on one line, its parts joined by spaces; to be freed. */
char *keyfile_entry_text (const KeyfileEntry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keyfile, keyfile_free)

#endif
