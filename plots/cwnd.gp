# What a sender allows itself (cwnd, ssthresh) and what it has under way, in
# segments.  Of several runs cwnd is laid over one another, with ssthresh as thin lines.

title = shown.': congestion window'
if (series > 1) { note = also ('cwnd; ssthresh thin') }
# Settings: highest (segments).
block (side, kind) = 3 * side + kind

do for [format in formats] {
  eval open (format, 960, graph_height)
  eval fonts
  set output name.'.'.format.suffix
  set multiplot
  eval frame
  eval heading
  eval remark
  set yrange [0 : 1.08 * highest]
  if (highest < 6) { set ytics 1 }
  panel = 0
  do for [dir = 0:1] {
    if (!is_drawn (dir)) { continue }
    eval place
    eval time_axis
    eval bottom_key
    set title sender (dir) offset 0, -0.4 noenhanced
    set ylabel 'segments'
    if (series == 1) {
      plot data[1] index block (dir, 2) using ($1 / scale) : 2 with fillsteps fc rgb 0xD9D9D9 fs solid noborder notitle, \
           data[1] index block (dir, 1) using ($1 / scale) : 2 with steps lw 1.5 lc rgb vermillion notitle, \
           data[1] index block (dir, 0) using ($1 / scale) : 2 with steps lw 2 lc rgb blue notitle, \
           keyentry with lines lw 2 lc rgb blue title 'cwnd', \
           keyentry with lines lw 1.5 lc rgb vermillion title 'ssthresh', \
           keyentry with boxes fc rgb 0xD9D9D9 fs solid noborder title 'in flight'
    } else {
      plot for [i = 1:series] data[i] index block (dir, 1) using ($1 / scale) : 2 with steps lw 0.8 \
             lc rgb of_series[i] notitle, \
           for [i = 1:series] data[i] index block (dir, 0) using ($1 / scale) : 2 with steps lw 2 \
             lc rgb of_series[i] title label[i]
    }
    unset label 1
    unset label 2
    panel = panel + 1
  }
  unset multiplot
  unset output
}
