#!/bin/sh
# The layers of the house, kept by their #include lines: a file includes only
# its own layer and those before it, and what belongs to the edges (stdio,
# GError) stays there.  The rules are tried on planted offenders first, so that
# a pass means something.
. "${srcdir:-.}/tests/lib.sh"

cat >"$scratch/layers.awk" <<'END'
# Prints one line for each offence.  Paths are relative to the top of a tree.
BEGIN {
  n = split ("base net tcp trace app model sim cmd main", order, " ")
  for (i = 1; i <= n; i++)
    rank[order[i]] = i
  split ("model trace cmd main", edges, " ")
  for (i in edges)
    is_edge[edges[i]] = 1
}

function offence (what)
{
  printf "%s:%d: %s\n", FILENAME, FNR, what
}

# src/tcp/cc/reno.c and include/tcpsim/tcp/tcp.h are both of "tcp".
function layer_of (path)
{
  if (path == "src/main.c")
    return "main"
  sub (/^(src|include\/tcpsim)\//, "", path)
  return path ~ /\// ? substr (path, 1, index (path, "/") - 1) : ""
}

# configure's own header belongs to nobody.
function check_include (target,    to)
{
  if (target == "config.h")
    return
  sub (/^tcpsim\//, "", target)
  to = target ~ /\// ? substr (target, 1, index (target, "/") - 1) : ""
  if (!(to in rank))
    offence ("includes \"" target "\", which names no layer")
  else if (rank[to] > rank[layer])
    offence (layer " includes \"" target "\", which is above it")
  else if (layer == "tcp" && to == "net" && target != "net/segment.h")
    offence ("tcp includes \"" target "\"; of net it may see net/segment.h only")
  else if (layer == "trace" && to == "tcp" && target != "tcp/tcp_info.h")
    offence ("trace includes \"" target "\"; of tcp it may see tcp/tcp_info.h only")
}

# The line without its comments; remembers one that goes on.
function strip (line,    out, at)
{
  out = ""
  while (line != "")
    {
      at = index (line, in_comment ? "*/" : "/*")
      if (!in_comment)
        out = out (at ? substr (line, 1, at - 1) " " : line)
      if (!at)
        break
      in_comment = !in_comment
      line = substr (line, at + 2)
    }
  return out
}

FNR == 1 {
  in_comment = 0
  layer = layer_of (FILENAME)
  if (!(layer in rank))
    offence ("belongs to no layer")
}

{ code = strip ($0) }

code ~ /^[ \t]*#[ \t]*include[ \t]*"/ {
  split (code, quoted, "\"")
  check_include (quoted[2])
}

!(layer in is_edge) && code ~ /^[ \t]*#[ \t]*include[ \t]*<(stdio|glib\/gstdio)\.h>/ {
  offence (layer " includes <stdio.h>, which only the edges may")
}

!(layer in is_edge) && code ~ /(^|[^A-Za-z0-9_])GError([^A-Za-z0-9_]|$)/ {
  offence (layer " uses GError, which only the edges may")
}
END

# Prints the offences of the tree at $1.
offences ()
{
  (cd "$1" && find src include -name '*.[ch]' | LC_ALL=C sort | xargs awk -f "$scratch/layers.awk")
}

# Plants a file of one line in an otherwise empty tree and expects $1 offences.
expect_planted ()
{
  planted=$scratch/planted
  mkdir -p "$planted/src" "$planted/include" "$planted/$(dirname "$2")"
  printf '%s\n' "$3" >"$planted/$2"
  found=$(offences "$planted" | grep -c .)
  [ "$found" -eq "$1" ] || fail "'$3' in $2: $found offences found, $1 expected"
  rm -rf "$planted"
}

# The rules refuse:
expect_planted 1 src/base/units.c           '#include "net/wire.h"'
expect_planted 1 src/tcp/rto.c              '#include "sim/eventq.h"'
expect_planted 1 src/tcp/cc/reno.c          '#include "tcpsim/net/address.h"'
expect_planted 1 src/tcp/rto.c              '#include "rto.h"'
expect_planted 1 src/trace/pcap.c           '#include "tcpsim/tcp/tcp.h"'
expect_planted 1 src/trace/pcap.c           '  # include "tcpsim/model/model.h"'
expect_planted 1 src/model/model.c          '#include "tcpsim/sim/simulation.h"'
expect_planted 1 src/sim/host.c             '#include "cmd/run.h"'
expect_planted 1 src/cmd/run.c              '#include "main/main.h"'
expect_planted 1 src/sim/host.c             '#include <stdio.h>'
expect_planted 1 src/app/app.c              'int run (GError **error);'
expect_planted 1 include/tcpsim/net/delay.h '#include "tcpsim/app/script.h"'
expect_planted 1 src/helper.c               'int x;'

# And they allow:
expect_planted 0 src/main.c                 '#include "cmd/run.h"'
expect_planted 0 src/main.c                 '#include "config.h"'
expect_planted 0 src/tcp/rto.c              '#include "tcp/rto.h"'
expect_planted 0 src/tcp/tcp.c              '#include "tcpsim/net/segment.h"'
expect_planted 0 src/trace/pcap.c           '#include <stdio.h>'
expect_planted 0 src/trace/pcap.c           '#include "tcpsim/tcp/tcp_info.h"'
expect_planted 0 src/base/rng.c             '/* No GError, no #include <stdio.h>. */ int x;'

offences "$source_dir" >"$scratch/found"
while read -r line; do
  fail "$line"
done <"$scratch/found"
finish
