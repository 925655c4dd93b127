# Round trips as the sender meets them, and its estimator: SRTT and RTO.  Of
# several runs SRTT is laid over one another.

title = shown.': round-trip times'
if (series > 1) { note = also ('SRTT') }
block (side, kind) = 3 * side + kind

# Settings: shortest, longest (ns, of all that is drawn).  A log scale where one
# scale would hide the shortest.
logs = longest > 12 * shortest
y = logs ? 1 : unit_ns (longest)

do for [format in formats] {
  eval open (format, 960, graph_height)
  eval fonts
  set output name.'.'.format.suffix
  set multiplot
  eval frame
  eval heading
  eval remark
  if (logs) {
    set logscale y
    set yrange [0.6 * shortest : 1.8 * longest]
    set ytics ("1 ns" 1)
    do for [decade = 0:11] {
      do for [step in longest > 2e3 * shortest ? "1" : "1 2 5"] {
        set ytics add (round_span (step * 10.0 ** decade) step * 10.0 ** decade)
      }
    }
  } else {
    set yrange [0 : 1.08 * longest / y]
  }
  panel = 0
  do for [dir = 0:1] {
    if (!is_drawn (dir)) { continue }
    eval place
    eval time_axis
    eval bottom_key
    set title sender (dir) offset 0, -0.4 noenhanced
    set ylabel logs ? 'time (log scale)' : 'time ('.unit_of (longest).')'
    if (series == 1) {
      plot data[1] index block (dir, 2) using ($1 / scale) : ($2 / y) with steps lw 1.5 lc rgb vermillion notitle, \
           data[1] index block (dir, 0) using ($1 / scale) : ($2 / y) with points pt 7 ps 0.45 lc rgb sky notitle, \
           data[1] index block (dir, 1) using ($1 / scale) : ($2 / y) with steps lw 2 lc rgb blue notitle, \
           keyentry with points pt 7 ps 0.6 lc rgb sky title 'round trip, from wire to wire', \
           keyentry with lines lw 2 lc rgb blue title 'SRTT', \
           keyentry with lines lw 1.5 lc rgb vermillion title 'RTO'
    } else {
      plot for [i = 1:series] data[i] index block (dir, 1) using ($1 / scale) : ($2 / y) with steps lw 2 \
             lc rgb of_series[i] title label[i]
    }
    unset label 1
    unset label 2
    panel = panel + 1
  }
  unset multiplot
  unset output
}
