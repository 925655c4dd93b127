# The queue before the link: its length with what it dropped and marked, and how
# long packets were in it.  Of several runs both are laid over one another.

title = shown.': the queue before the link'
if (series > 1) { note = also ('× dropped') }
block (dir, kind) = 4 * dir + kind

# Settings: highest (packets), longest (ns in the queue).
if (longest == 0) { longest = 1e6; note = also ('nothing had to wait') }
y = unit_ns (longest)
# Two panels for each direction.
panels = 2 * panels
panel_height = panels == 2 ? 270 : 220
graph_height = 150 + panels * panel_height

do for [format in formats] {
  eval open (format, 960, graph_height)
  eval fonts
  set output name.'.'.format.suffix
  set multiplot
  eval frame
  eval heading
  eval remark
  panel = 0
  do for [dir = 0:1] {
    if (!is_drawn (dir)) { continue }
    eval place
    eval time_axis
    eval bottom_key
    set title 'what '.sender (dir).' sends' offset 0, -0.4 noenhanced
    set ylabel 'packets'
    set yrange [0 : 1.12 * highest]
    if (highest < 6) { set ytics 1 } else { set ytics autofreq }
    if (series == 1) {
      plot data[1] index block (dir, 0) using ($1 / scale) : 2 with fillsteps fc rgb 0xCCE3F0 fs solid noborder notitle, \
           data[1] index block (dir, 0) using ($1 / scale) : 2 with steps lw 1.5 lc rgb blue notitle, \
           data[1] index block (dir, 3) using ($1 / scale) : 2 with points pt 9 ps 0.8 lc rgb orange notitle, \
           data[1] index block (dir, 2) using ($1 / scale) : 2 with points pt 2 ps 0.8 lw 1.8 lc rgb black notitle
    } else {
      plot for [i = 1:series] data[i] index block (dir, 0) using ($1 / scale) : 2 with steps lw 1.5 \
             lc rgb of_series[i] notitle, \
           for [i = 1:series] data[i] index block (dir, 2) using ($1 / scale) : 2 with points pt 2 ps 0.7 lw 1.5 \
             lc rgb of_series[i] notitle
    }
    unset label 1
    unset label 2
    panel = panel + 1
    eval place
    eval time_axis
    eval bottom_key
    unset title
    set ytics autofreq
    set ylabel 'time in the queue ('.unit_of (longest).')'
    set yrange [0 : 1.08 * longest / y]
    if (series == 1) {
      plot data[1] index block (dir, 1) using ($1 / scale) : ($2 / y) with points pt 7 ps 0.4 lc rgb green notitle, \
           keyentry with lines lw 1.5 lc rgb blue title 'packets in the queue', \
           keyentry with points pt 2 ps 1 lw 2 lc rgb black title 'dropped', \
           keyentry with points pt 9 ps 1 lc rgb orange title 'marked', \
           keyentry with points pt 7 ps 0.6 lc rgb green title 'sojourn time'
    } else {
      plot for [i = 1:series] data[i] index block (dir, 1) using ($1 / scale) : ($2 / y) with points pt 7 ps 0.4 \
             lc rgb of_series[i] notitle, \
           for [i = 1:series] keyentry with lines lw 2 lc rgb of_series[i] title label[i]
    }
    panel = panel + 1
  }
  unset multiplot
  unset output
}
