/* Timetables in whole segments of 1460 octets, counted from 1. */
#ifndef TESTS_SEGMENTS_H
#define TESTS_SEGMENTS_H

#include "hand.h"

#define SEQ(n)                  (1 + 1460 * ((n) - 1))
#define NEW(ms, n)              OUT (ms, ".", SEQ (n), 1, 1460, DATA)
#define AGAIN(ms, n, reason)    OUT (ms, ".", SEQ (n), 1, 1460, reason)
#define ACK(ms, n)              IN (ms, ".", 1, SEQ ((n) + 1), 0)
#define SACK(ms, n, from, to)   IN_SACK (ms, SEQ ((n) + 1), SEQ (from), SEQ ((to) + 1))
#define TEN(ms, n)                                                              \
  NEW (ms, n), NEW (ms, n + 1), NEW (ms, n + 2), NEW (ms, n + 3), NEW (ms, n + 4),      \
  NEW (ms, n + 5), NEW (ms, n + 6), NEW (ms, n + 7), NEW (ms, n + 8), NEW (ms, n + 9)

#endif
