/* tcpsim --list: everything that has a name. */
#ifndef TCPSIM_CMD_LIST_H
#define TCPSIM_CMD_LIST_H

/* Prints what the words behind --list ask for, none of them: everything.  The
 * exit status. */
int list_print (int n_words, char **words);

#endif
