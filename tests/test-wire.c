/* Frames: octet for octet what they should be, read back as they were, and
 * never read beyond their end. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/sum.h"
#include "net/wire.h"
#include "tcpsim/base/rng.h"

#define SYN_OPTIONS (SEG_OPT_MSS | SEG_OPT_SACK_PERMITTED | SEG_OPT_TIMESTAMPS | SEG_OPT_WSCALE)

static const WireEnds ends_v4 = {
  { 4, { 127, 0, 0, 1 } }, { 4, { 127, 0, 0, 1 } }, 44156, 12345, 0xabcd
};

static const WireEnds ends_v6 = {
  { 6, { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 } }, { 6, { 0xfe, 0x80, [14] = 2, [15] = 3 } },
  44156, 12345, 0
};

static const Segment syn = {
  .flags = SEG_SYN, .options = SYN_OPTIONS, .wscale = 7, .mss = 65495, .window = 65495,
  .seq = { 1000000000 }, .tsval = 2731439096u
};

static const Segment data = {
  .flags = SEG_PSH | SEG_ACK, .options = SEG_OPT_TIMESTAMPS, .window = 512, .len = 15, .ecn = 2,
  .seq = { 1000000001 }, .ack = { 2000000001 }, .tsval = 2731439098u, .tsecr = 2731439096u
};

static const Segment sack = {
  .flags = SEG_ACK, .options = SEG_OPT_TIMESTAMPS | SEG_OPT_SACK, .n_sack = 2, .window = 501,
  .seq = { 16 }, .ack = { 0xffffff00 }, .tsval = 1, .tsecr = 2,
  .sack = { { { 0xffffff80 }, { 0x10 } }, { { 0x20 }, { 0x40 } } }
};

static const char payload[] = "Hello, server!\n";

/* A frame with @seg's length of payload, of the alphabet where it is not
 * "Hello, server!"; to be freed, so that reading beyond its end is found. */
static guint8 *
make_frame (const WireEnds *ends, const Segment *seg, gsize *n)
{
  gsize headers = wire_headers_len (ends, seg), i;
  WireTemplate template;
  guint8 *frame;

  *n = headers + seg->len;
  frame = g_malloc (*n);
  for (i = 0; i < seg->len; i++)
    frame[headers + i] = seg->len == 15 ? (guint8) payload[i] : (guint8) ('a' + i % 26);
  wire_template_init (&template, ends);
  wire_encode_headers (frame, &template, seg, ends->ip_id, sum_octets (frame + headers, seg->len));
  return frame;
}

/* What stands here was checked against another program's reading of it. */
typedef struct {
  const WireEnds *ends;
  const Segment *seg;
  const char *octets;
} Known;

static const Known known[] = {
  { &ends_v4, &syn,
    "00000000000000000000000008004500003cabcd4000400690ec7f0000017f000001ac7c"
    "30393b9aca0000000000a002ffd756ea00000204ffd70402080aa2ce73f8000000000103"
    "0307" },
  { &ends_v4, &data,
    "000000000000000000000000080045020043abcd4000400690e37f0000017f000001ac7c"
    "30393b9aca017735940180180200bf2000000101080aa2ce73faa2ce73f848656c6c6f2c"
    "20736572766572210a" },
  { &ends_v4, &sack,
    "000000000000000000000000080045000048abcd4000400690e07f0000017f000001ac7c"
    "303900000010ffffff00d01001f544e400000101080a000000010000000201010512ffff"
    "ff80000000100000002000000040" },
  { &ends_v6, &syn,
    "00000000000000000000000086dd600000000028064020010db800000000000000000000"
    "0001fe800000000000000000000000000203ac7c30393b9aca0000000000a002ffd726af"
    "00000204ffd70402080aa2ce73f80000000001030307" },
  { &ends_v6, &data,
    "00000000000000000000000086dd60200000002f064020010db800000000000000000000"
    "0001fe800000000000000000000000000203ac7c30393b9aca0177359401801802008ee5"
    "00000101080aa2ce73faa2ce73f848656c6c6f2c20736572766572210a" },
};

START_TEST (a_frame_is_known_to_the_octet)
{
  const Known *k = &known[_i];
  g_autoptr (GString) hex = g_string_new (NULL);
  gsize n, i;
  g_autofree guint8 *frame = make_frame (k->ends, k->seg, &n);

  for (i = 0; i < n; i++)
    g_string_append_printf (hex, "%02x", frame[i]);
  ck_assert_str_eq (hex->str, k->octets);
}
END_TEST

static void
assert_same_ends (const WireEnds *a, const WireEnds *b)
{
  ck_assert (net_address_equal (&a->src, &b->src));
  ck_assert (net_address_equal (&a->dst, &b->dst));
  ck_assert_uint_eq (a->src_port, b->src_port);
  ck_assert_uint_eq (a->dst_port, b->dst_port);
  ck_assert_uint_eq (a->ip_id, b->ip_id);
}

static void
assert_same_header (const Segment *a, const Segment *b)
{
  ck_assert_uint_eq (a->flags, b->flags);
  ck_assert_uint_eq (a->ecn, b->ecn);
  ck_assert_uint_eq (a->seq.v, b->seq.v);
  ck_assert_uint_eq (a->ack.v, b->ack.v);
  ck_assert_uint_eq (a->window, b->window);
  ck_assert_uint_eq (a->len, b->len);
}

static void
assert_same_options (const Segment *a, const Segment *b)
{
  guint i;

  ck_assert_uint_eq (a->options, b->options);
  ck_assert_uint_eq (a->mss, b->mss);
  ck_assert_uint_eq (a->wscale, b->wscale);
  ck_assert_uint_eq (a->tsval, b->tsval);
  ck_assert_uint_eq (a->tsecr, b->tsecr);
  ck_assert_uint_eq (a->n_sack, b->n_sack);
  for (i = 0; i < a->n_sack; i++)
    {
      ck_assert_uint_eq (a->sack[i].left.v, b->sack[i].left.v);
      ck_assert_uint_eq (a->sack[i].right.v, b->sack[i].right.v);
    }
}

static void
assert_reads_back (const WireEnds *ends, const Segment *seg)
{
  gsize n;
  g_autofree guint8 *frame = make_frame (ends, seg, &n);
  WireEnds ends_read;
  Segment seg_read;

  ck_assert (wire_decode (frame, n, &ends_read, &seg_read));
  assert_same_ends (&ends_read, ends);
  assert_same_header (&seg_read, seg);
  assert_same_options (&seg_read, seg);
}

/* The set of options that bits 0 to 4 of @bits name, with @n_sack blocks, and
 * a different number everywhere. */
static Segment
with_options (guint bits, guint n_sack)
{
  Segment seg = { .flags = SEG_ACK, .options = (guint8) bits, .ack = { 5 }, .len = bits };
  guint i;

  if (bits & SEG_OPT_MSS)
    seg.mss = 1460;
  if (bits & SEG_OPT_WSCALE)
    seg.wscale = 14;
  if (bits & SEG_OPT_TIMESTAMPS)
    seg.tsval = 0x01020304, seg.tsecr = 0x05060708;
  if (bits & SEG_OPT_SACK)
    seg.n_sack = (guint8) n_sack;
  for (i = 0; i < seg.n_sack; i++)
    seg.sack[i] = (SackBlock) { { 100 * i + 1 }, { 100 * i + 0xf0000000 } };
  return seg;
}

/* The encoder itself asserts that it fills the length that seg_options_len()
 * foretells. */
START_TEST (every_set_of_options_that_fits_reads_back)
{
  guint n_sack;

  for (n_sack = 1; n_sack <= SEG_MAX_SACK; n_sack++)
    {
      Segment seg = with_options ((guint) _i, n_sack);

      if (seg_options_len (&seg) > 40)
        continue;
      assert_reads_back (&ends_v4, &seg);
      assert_reads_back (&ends_v6, &seg);
    }
}
END_TEST

START_TEST (every_flag_reads_back)
{
  Segment seg = data;
  guint flag;

  for (flag = SEG_FIN; flag <= SEG_CWR; flag <<= 1)
    {
      seg.flags = (guint8) (SEG_ACK | flag);
      assert_reads_back (&ends_v4, &seg);
    }
}
END_TEST

START_TEST (payloads_of_every_length_modulo_four_read_back)
{
  Segment seg = data;

  seg.len = (guint32) _i;
  assert_reads_back (&ends_v4, &seg);
  assert_reads_back (&ends_v6, &seg);
}
END_TEST

START_TEST (the_ecn_bits_read_back)
{
  Segment seg = data;

  seg.ecn = (guint8) _i;
  assert_reads_back (&ends_v4, &seg);
  assert_reads_back (&ends_v6, &seg);
}
END_TEST

START_TEST (the_largest_packets_of_both_versions_read_back)
{
  Segment seg = data;

  seg.len = 65535 - 20 - 32;
  assert_reads_back (&ends_v4, &seg);
  seg.len = 65535 - 32;
  assert_reads_back (&ends_v6, &seg);
}
END_TEST

START_TEST (a_segment_without_ack_has_a_zero_there)
{
  Segment seg = syn, seg_read;
  WireEnds ends_read;
  g_autofree guint8 *frame = NULL;
  gsize n;

  seg.ack = seq_from (77);
  frame = make_frame (&ends_v4, &seg, &n);
  ck_assert (wire_decode (frame, n, &ends_read, &seg_read));
  ck_assert_uint_eq (seg_read.ack.v, 0);
}
END_TEST

/* The pieces of a checksum as the RFC has them: 16 bits at a time. */
static guint32
plain_sum (guint32 sum, const guint8 *at, gsize n)
{
  gsize i;

  for (i = 0; i < n; i++)
    sum += i % 2 == 0 ? (guint32) at[i] << 8 : at[i];
  return sum;
}

static guint32
plain_fold (guint32 sum)
{
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

START_TEST (checksums_are_right_by_the_slow_way)
{
  Segment seg = data;
  gsize n4, n6;
  g_autofree guint8 *v4 = NULL, *v6 = NULL;

  seg.len = (guint32) _i;
  v4 = make_frame (&ends_v4, &seg, &n4);
  v6 = make_frame (&ends_v6, &seg, &n6);
  ck_assert_uint_eq (plain_fold (plain_sum (0, v4 + 14, 20)), 0xffff);
  ck_assert_uint_eq (plain_fold (plain_sum (6 + (guint32) n4 - 34, v4 + 26, n4 - 26)), 0xffff);
  ck_assert_uint_eq (plain_fold (plain_sum (6 + (guint32) n6 - 54, v6 + 22, n6 - 22)), 0xffff);
}
END_TEST

static const Known samples[] = {
  { &ends_v4, &syn, NULL }, { &ends_v4, &data, NULL }, { &ends_v4, &sack, NULL },
  { &ends_v6, &syn, NULL }, { &ends_v6, &data, NULL }, { &ends_v6, &sack, NULL },
};

START_TEST (a_frame_cut_short_anywhere_is_refused)
{
  gsize n, cut;
  g_autofree guint8 *frame = make_frame (samples[_i].ends, samples[_i].seg, &n);
  WireEnds ends;
  Segment seg;

  for (cut = 0; cut < n; cut++)
    {
      /* A buffer of its own, so that a sanitizer sees its end. */
      g_autofree guint8 *part = g_memdup2 (frame, cut);

      ck_assert (!wire_decode (part, cut, &ends, &seg));
    }
}
END_TEST

START_TEST (the_padding_of_a_short_frame_is_no_payload)
{
  gsize n;
  g_autofree guint8 *frame = make_frame (samples[_i].ends, samples[_i].seg, &n);
  g_autofree guint8 *padded = g_malloc0 (n + 6);
  WireEnds ends;
  Segment seg;

  memcpy (padded, frame, n);
  memset (padded + n, 0xee, 6);
  ck_assert (wire_decode (padded, n + 6, &ends, &seg));
  ck_assert_uint_eq (seg.len, samples[_i].seg->len);
}
END_TEST

/* Each octet that a checksum or the decoder's own tests watch over; the MAC
 * addresses are not, nor are most of what precedes IPv6's addresses. */
START_TEST (an_octet_that_changes_is_noticed)
{
  gsize n, i, first = samples[_i].ends->src.version == 4 ? 12 : 18;
  g_autofree guint8 *frame = make_frame (samples[_i].ends, samples[_i].seg, &n);
  WireEnds ends;
  Segment seg;

  for (i = first; i < n; i++)
    {
      if (samples[_i].ends->src.version == 6 && i == 21)        /* the hop limit */
        continue;
      frame[i] ^= 0x10;
      ck_assert_msg (!wire_decode (frame, n, &ends, &seg), "octet %u", (guint) i);
      frame[i] ^= 0x10;
    }
}
END_TEST

static void
mend (guint8 *checksum, guint32 sum, const guint8 *at, gsize n)
{
  checksum[0] = checksum[1] = 0;
  sum = plain_fold (plain_sum (sum, at, n)) ^ 0xffff;
  checksum[0] = (guint8) (sum >> 8);
  checksum[1] = (guint8) sum;
}

/* Puts the right checksums into a frame of IPv4, so that what else the decoder
 * looks at decides. */
static void
mend_checksums (guint8 *frame, gsize n)
{
  mend (frame + 24, 0, frame + 14, 20);
  mend (frame + 50, 6 + (guint32) n - 34, frame + 26, n - 26);
}

typedef struct {
  guint octet;
  guint8 value;
  gboolean good;
} Changed;

static const Changed changed[] = {
  { 14, 0x45, TRUE },           /* as it was */
  { 14, 0x46, FALSE },          /* IP options */
  { 14, 0x44, FALSE },          /* an IP header too short */
  { 14, 0x55, FALSE },          /* IP version 5 */
  { 12, 0x86, FALSE },          /* no such ethertype */
  { 17, 19, FALSE },            /* a packet shorter than its IP header */
  { 17, 39, FALSE },            /* a packet shorter than its TCP header */
  { 20, 0x00, TRUE },           /* may be fragmented */
  { 20, 0x20, FALSE },          /* more fragments */
  { 21, 0x01, FALSE },          /* a later fragment */
  { 22, 1, TRUE },              /* TTL */
  { 23, 17, FALSE },            /* UDP */
  { 46, 0x40, FALSE },          /* a TCP header too short */
  { 46, 0xf0, FALSE },          /* one longer than the packet */
  { 46, 0x8f, TRUE },           /* reserved bits */
};

START_TEST (a_header_that_is_not_ours_is_refused)
{
  const Changed *c = &changed[_i];
  gsize n;
  g_autofree guint8 *frame = make_frame (&ends_v4, &data, &n);
  WireEnds ends;
  Segment seg;

  frame[c->octet] = c->value;
  mend_checksums (frame, n);
  ck_assert_int_eq (wire_decode (frame, n, &ends, &seg), c->good);
}
END_TEST

START_TEST (random_options_are_never_read_beyond_their_end)
{
  gsize n;
  g_autofree guint8 *frame = make_frame (&ends_v4, &sack, &n);
  WireEnds ends;
  Segment seg;
  guint i, most_sack = 0;
  Rng rng;

  rng_init (&rng, 1, "options");
  for (i = 0; i < 20000; i++)
    {
      /* Half the values are kinds and lengths that mean something. */
      guint8 value = (guint8) rng_below (&rng, rng_chance (&rng, 500000) ? 256 : 12);

      frame[54 + rng_below (&rng, n - 54)] = value;
      mend_checksums (frame, n);
      if (wire_decode (frame, n, &ends, &seg))
        most_sack = MAX (most_sack, seg.n_sack);
    }
  ck_assert_uint_le (most_sack, SEG_MAX_SACK);
}
END_TEST

START_TEST (random_frames_are_never_read_beyond_their_end)
{
  gsize n;
  g_autofree guint8 *frame = make_frame (samples[_i].ends, samples[_i].seg, &n);
  WireEnds ends;
  Segment seg;
  Rng rng;
  guint i, j;

  rng_init (&rng, 1, "frames");
  for (i = 0; i < 5000; i++)
    {
      gsize len = rng_below (&rng, n + 1);
      g_autofree guint8 *mutant = g_memdup2 (frame, len);

      for (j = 0; len > 0 && j < 3; j++)
        mutant[rng_below (&rng, len)] = (guint8) rng_next (&rng);
      wire_decode (mutant, len, &ends, &seg);
    }
}
END_TEST

/* Options as other stacks may send them, and what is to be understood. */
typedef struct {
  const char *octets;
  gsize n;
  gboolean good;
  guint8 options, wscale, n_sack;
} Foreign;

static const Foreign foreign[] = {
  { "\2\4\5\xb4", 4, TRUE, SEG_OPT_MSS, 0, 0 },
  { "\3\3\7\1", 4, TRUE, SEG_OPT_WSCALE, 7, 0 },
  { "\3\3\xff\0", 4, TRUE, SEG_OPT_WSCALE, 14, 0 },
  { "\4\2\0\0", 4, TRUE, SEG_OPT_SACK_PERMITTED, 0, 0 },
  { "\0\2\4\5", 4, TRUE, 0, 0, 0 },
  { "\1\1\1\1", 4, TRUE, 0, 0, 0 },
  { "\xfe\4xx\4\2\0\0", 8, TRUE, SEG_OPT_SACK_PERMITTED, 0, 0 },
  { "\2\3\5\4\2\1\1\1", 8, TRUE, SEG_OPT_SACK_PERMITTED, 0, 0 },
  { "\5\2\4\2", 4, TRUE, SEG_OPT_SACK_PERMITTED, 0, 0 },
  { "\5\n--------\4\2", 12, TRUE, SEG_OPT_SACK | SEG_OPT_SACK_PERMITTED, 0, 1 },
  { "\5\t-------\4\2\1", 12, TRUE, SEG_OPT_SACK_PERMITTED, 0, 0 },
  { "\2\0\1\1", 4, FALSE, 0, 0, 0 },
  { "\2\1\1\1", 4, FALSE, 0, 0, 0 },
  { "\2\5\1\1", 4, FALSE, 0, 0, 0 },
  { "\1\1\1\2", 4, FALSE, 0, 0, 0 },
  { "\xfe\xff\1\1", 4, FALSE, 0, 0, 0 },
};

START_TEST (foreign_options_are_understood_passed_over_or_refused)
{
  const Foreign *f = &foreign[_i];
  gsize n;
  Segment seg = { .flags = SEG_ACK, .options = SEG_OPT_MSS };
  g_autofree guint8 *frame = NULL;
  WireEnds ends;

  /* Room of just the right length, filled by hand. */
  if (f->n == 8)
    seg.options = SEG_OPT_MSS | SEG_OPT_WSCALE;
  if (f->n == 12)
    seg.options = SEG_OPT_TIMESTAMPS;
  frame = make_frame (&ends_v4, &seg, &n);
  memcpy (frame + 54, f->octets, f->n);
  mend_checksums (frame, n);

  ck_assert_int_eq (wire_decode (frame, n, &ends, &seg), f->good);
  if (!f->good)
    return;
  ck_assert_uint_eq (seg.options, f->options);
  ck_assert_uint_eq (seg.wscale, f->wscale);
  ck_assert_uint_eq (seg.n_sack, f->n_sack);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("wire");
  TCase *tc = tcase_create ("wire");
  SRunner *runner;
  int failed;

  tcase_add_loop_test (tc, a_frame_is_known_to_the_octet, 0, G_N_ELEMENTS (known));
  tcase_add_loop_test (tc, every_set_of_options_that_fits_reads_back, 0, 32);
  tcase_add_test (tc, every_flag_reads_back);
  tcase_add_loop_test (tc, payloads_of_every_length_modulo_four_read_back, 0, 5);
  tcase_add_loop_test (tc, the_ecn_bits_read_back, 0, 4);
  tcase_add_test (tc, the_largest_packets_of_both_versions_read_back);
  tcase_add_test (tc, a_segment_without_ack_has_a_zero_there);
  tcase_add_loop_test (tc, checksums_are_right_by_the_slow_way, 1000, 1008);
  tcase_add_loop_test (tc, a_frame_cut_short_anywhere_is_refused, 0, G_N_ELEMENTS (samples));
  tcase_add_loop_test (tc, the_padding_of_a_short_frame_is_no_payload, 0, G_N_ELEMENTS (samples));
  tcase_add_loop_test (tc, an_octet_that_changes_is_noticed, 0, G_N_ELEMENTS (samples));
  tcase_add_loop_test (tc, a_header_that_is_not_ours_is_refused, 0, G_N_ELEMENTS (changed));
  tcase_add_test (tc, random_options_are_never_read_beyond_their_end);
  tcase_add_loop_test (tc, random_frames_are_never_read_beyond_their_end, 0,
                       G_N_ELEMENTS (samples));
  tcase_add_loop_test (tc, foreign_options_are_understood_passed_over_or_refused, 0,
                       G_N_ELEMENTS (foreign));
  suite_add_tcase (suite, tc);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
