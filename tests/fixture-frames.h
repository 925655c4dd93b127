/* A captured run made by hand: packets are described one a line, handed to a
 * capture as a simulation would, and written into a folder of the test's own. */
#ifndef TESTS_FIXTURE_FRAMES_H
#define TESTS_FIXTURE_FRAMES_H

#include "tcpsim/base/stream.h"
#include "trace/capture.h"

/* One packet.  seq, ack and SACK blocks count from the initial numbers. */
typedef struct {
  SimTime at;                   /* sent, and arrived unless it is lost */
  Direction dir;
  guint8 flags;
  guint32 seq, ack, len;
  guint16 window;               /* as in the header; both ends shift it by 7 */
  guint8 options;
  guint32 tsval, tsecr;
  Fate fate;
  SimTime delay;                /* on the link */
  guint8 n_sack;
  guint32 sack[2 * SEG_MAX_SACK];       /* left, right, left, right ... */
  guint16 reason;
  guint32 reason_n;
  guint32 flipped_bit;          /* on the way */
} HandPacket;

typedef struct {
  char *folder;
  CaptureConfig config;
  RunRecord run;
  Stream *stream[N_SIDES];
  Capture *capture;
  guint64 sent[N_DIRS];
} Frames;

/* The recorded echo session. */
#define N_ECHO_PACKETS 11
extern const HandPacket echo_packets[N_ECHO_PACKETS];

/* A run between two addresses, ports 44156 and 12345, whose capture begins at
 * 1970 with frame 1 and is displayed in UTC. */
void frames_begin (Frames *frames, const char *client, const char *server);

/* The same between the echo session's ends, with its capture's numbers, times,
 * strangers and notes. */
void frames_begin_echo (Frames *frames);

void frames_add_foreign (Frames *frames, SimTime at);
void frames_add_note (Frames *frames, guint64 number, const char *text);

/* Gives @side's stream the octets of @text. */
void frames_write (Frames *frames, Side side, const char *text);

/* Tells the capture who talks to whom; before the first packet. */
void frames_start (Frames *frames);
void frames_play (Frames *frames, const HandPacket *packets, guint n);

/* The path of @name in the folder, and what stands there; to be freed. */
char *frames_path (const Frames *frames, const char *name);
char *frames_read (const Frames *frames, const char *name, gsize *len);

/* Removes everything; what the test left in the folder must be a plain file. */
void frames_end (Frames *frames);

/* The contents of a file that comes with the sources; to be freed. */
char *frames_read_source (const char *path);

#endif
