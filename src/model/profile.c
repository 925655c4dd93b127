/* The profiles: "linux" is what a current Linux kernel does by default, under
 * its own names; "rfc" is what each RFC recommends, and where the RFCs give no
 * number, Linux's.  They leave out what the address and the link decide. */
#include "model/profile.h"

#include <string.h>

#include "tcp/cc/cc.h"

static const Profile profile_linux = {
  .name = "linux",
  .tcp = {
    .timestamps = TRUE,                 /* sysctl tcp_timestamps */
    .window_scaling = TRUE,             /* tcp_window_scaling */
    .sack = TRUE,                       /* tcp_sack */
    .ts_tick = SIM_MS (1),              /* TCP_TS_HZ */
    .rcvbuf = 131072,                   /* tcp_rmem */
    .rcvbuf_max = 6291456,
    .moderate_rcvbuf = TRUE,            /* tcp_moderate_rcvbuf */
    .sndbuf = 16384,                    /* tcp_wmem */
    .sndbuf_max = 4194304,
    .rto_initial = SIM_SEC (1),         /* TCP_TIMEOUT_INIT */
    .rto_min = SIM_MS (200),            /* TCP_RTO_MIN */
    .rto_max = SIM_SEC (120),           /* TCP_RTO_MAX */
    .rto_min_on_variance = TRUE,        /* the floor bears on the variance term */
    .syn_retries = 6,                   /* tcp_syn_retries */
    .syn_linear_timeouts = 4,           /* tcp_syn_linear_timeouts */
    .synack_retries = 5,                /* tcp_synack_retries */
    .retries2 = 15,                     /* tcp_retries2 */
    .retries_base = SIM_MS (200),       /* TCP_RTO_MIN */
    .orphan_retries = 0,                /* tcp_orphan_retries */
    .user_timeout = 0,                  /* TCP_USER_TIMEOUT */
    .initial_cwnd = 10,                 /* TCP_INIT_CWND */
    .congestion_control = &cc_cubic,    /* tcp_congestion_control: CONFIG_DEFAULT_TCP_CONG */
    .hystart = TRUE,                    /* tcp_cubic's parameter hystart */
    .dctcp_shift_g = 4,                 /* tcp_dctcp's parameters dctcp_shift_g ... */
    .dctcp_alpha_on_init = 1024,        /* ... and dctcp_alpha_on_init */
    .slow_start_after_idle = TRUE,      /* tcp_slow_start_after_idle */
    .pacing = FALSE,                    /* the fq queueing discipline, or SO_MAX_PACING_RATE */
    .pacing_ss_ratio = 200,             /* tcp_pacing_ss_ratio */
    .pacing_ca_ratio = 120,             /* tcp_pacing_ca_ratio */
    .ecn = 2,                           /* tcp_ecn */
    .recovery = 1,                      /* tcp_recovery */
    .early_retrans = 3,                 /* tcp_early_retrans */
    .frto = 2,                          /* tcp_frto */
    .dsack = TRUE,                      /* tcp_dsack */
    .reordering = 3,                    /* tcp_reordering */
    .max_reordering = 300,              /* tcp_max_reordering */
    .min_rtt_wlen = SIM_SEC (300),      /* tcp_min_rtt_wlen */
    .hz = 0,                            /* exact; a kernel's is CONFIG_HZ */
    .delack_min = SIM_MS (40),          /* TCP_DELACK_MIN */
    .delack_max = SIM_MS (200),         /* TCP_DELACK_MAX */
    .max_quickacks = 16,                /* TCP_MAX_QUICKACKS */
    .pingpong_thresh = 1,               /* tcp_pingpong_thresh */
    .ack_on_read = TRUE,
    .comp_sack_delay = SIM_MS (1),      /* tcp_comp_sack_delay_ns */
    .comp_sack_slack = SIM_US (100),    /* tcp_comp_sack_slack_ns */
    .comp_sack_nr = 44,                 /* tcp_comp_sack_nr */
    .nodelay = FALSE,                   /* TCP_NODELAY */
    .nagle_small_only = TRUE,           /* Minshall's variant of Nagle */
    .keepalive = FALSE,                 /* SO_KEEPALIVE */
    .keepalive_time = SIM_SEC (7200),   /* tcp_keepalive_time */
    .keepalive_intvl = SIM_SEC (75),    /* tcp_keepalive_intvl */
    .keepalive_probes = 9,              /* tcp_keepalive_probes */
    .timewait = SIM_SEC (60),           /* TCP_TIMEWAIT_LEN */
    .fin_timeout = SIM_SEC (60),        /* tcp_fin_timeout */
    .challenge_ack_limit = G_MAXINT32,  /* tcp_challenge_ack_limit: without limit */
    .invalid_ratelimit = SIM_MS (500)   /* tcp_invalid_ratelimit */
  }
};

static const Profile profile_rfc = {
  .name = "rfc",
  .tcp = {
    .timestamps = TRUE,                 /* RFC 7323 */
    .window_scaling = TRUE,             /* RFC 7323 */
    .sack = TRUE,                       /* RFC 2018 */
    .ts_tick = SIM_MS (1),              /* RFC 7323 section 5.4: 1 ms to 1 s */
    .rcvbuf = 131072,                   /* no RFC: Linux's */
    .rcvbuf_max = 6291456,
    .moderate_rcvbuf = TRUE,
    .sndbuf = 16384,
    .sndbuf_max = 4194304,
    .rto_initial = SIM_SEC (1),         /* RFC 6298 (2.1) */
    .rto_min = SIM_SEC (1),             /* RFC 6298 (2.4) */
    .rto_max = SIM_SEC (60),            /* RFC 6298 (2.5): no less than this */
    .rto_min_on_variance = FALSE,       /* RFC 6298 (2.4): on the sum */
    .syn_retries = 7,                   /* RFC 9293 section 3.8.3: at least 3 minutes; 183 s */
    .syn_linear_timeouts = 0,           /* RFC 6298 (5.5): each doubles */
    .synack_retries = 7,                /* RFC 9293 section 3.8.3 says SYN, this is one */
    .retries2 = 6,                      /* RFC 9293 section 3.8.3: at least 100 s; 123 s */
    .retries_base = SIM_SEC (1),        /* RFC 6298 (2.4) */
    .orphan_retries = 6,                /* no RFC tells an orphan apart: as retries2 */
    .user_timeout = 0,                  /* RFC 9293 section 3.9.1: if the user asks */
    .initial_cwnd = 10,                 /* RFC 6928 */
    .congestion_control = &cc_reno,     /* RFC 5681 */
    .hystart = FALSE,                   /* RFC 9438 leaves it to the implementer */
    .dctcp_shift_g = 4,                 /* RFC 8257 section 4.2 */
    .dctcp_alpha_on_init = 1024,        /* RFC 8257 section 3.3 */
    .slow_start_after_idle = TRUE,      /* RFC 5681 section 4.1 */
    .pacing = FALSE,
    .pacing_ss_ratio = 200,             /* no RFC: Linux's */
    .pacing_ca_ratio = 120,             /* no RFC: Linux's */
    .ecn = 2,                           /* RFC 3168, when asked */
    .recovery = 1,                      /* RFC 8985 */
    .early_retrans = 3,                 /* RFC 8985 section 7 */
    .frto = 2,                          /* RFC 5682 */
    .dsack = TRUE,                      /* RFC 2883 */
    .reordering = 3,                    /* RFC 5681 section 3.2: three duplicates */
    .max_reordering = 3,                /* RFC 5681: it does not adapt */
    .min_rtt_wlen = SIM_SEC (300),      /* RFC 8985 section 6.2 leaves the window open: Linux's */
    .hz = 0,
    .delack_min = SIM_MS (200),         /* RFC 9293 section 3.8.6.3 gives a bound only */
    .delack_max = SIM_MS (499),         /* RFC 9293 section 3.8.6.3: less than 0.5 s */
    .max_quickacks = 0,                 /* Linux's idea */
    .pingpong_thresh = 0,               /* Linux's idea */
    .ack_on_read = FALSE,               /* Linux's idea */
    .comp_sack_delay = 0,               /* RFC 5681 section 4.2: at once */
    .comp_sack_nr = 0,
    .nodelay = FALSE,                   /* RFC 9293 section 3.7.4: Nagle should be used */
    .nagle_small_only = FALSE,          /* RFC 9293 section 3.7.4: any unacknowledged data */
    .keepalive = FALSE,                 /* RFC 9293 section 3.8.4: off unless asked for */
    .keepalive_time = SIM_SEC (7200),   /* RFC 9293 section 3.8.4: no less than two hours */
    .keepalive_intvl = SIM_SEC (75),    /* no RFC: Linux's */
    .keepalive_probes = 9,              /* no RFC: Linux's */
    .timewait = SIM_SEC (240),          /* RFC 9293 section 3.4.2: MSL is 2 minutes */
    .fin_timeout = 0,                   /* RFC 9293 knows no end to FIN-WAIT-2 */
    .challenge_ack_limit = 2,           /* RFC 5961 section 7: 10 in 5 seconds */
    .invalid_ratelimit = SIM_MS (500)   /* no RFC: Linux's */
  }
};

static const Profile *const profiles[] = { &profile_linux, &profile_rfc };

const Profile *
profile_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    if (strcmp (profiles[i]->name, name) == 0)
      return profiles[i];
  return NULL;
}

const char *const *
profile_names (void)
{
  static const char *const names[] = { "linux", "rfc", NULL };

  return names;
}
