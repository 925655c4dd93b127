# What arrives per interval: throughput, whole IP packets; goodput, octets of the
# stream that come for the first time.  Of several runs goodput is laid over one
# another.

title = shown.': throughput and goodput'
note = also (series > 1 ? 'goodput' : sprintf ("intervals of %s", round_span (width)))

# Settings: width (ns), highest (bit/s).
y = highest < 2e3 ? 1. : highest < 2e6 ? 1e3 : highest < 2e9 ? 1e6 : 1e9
rate_unit = highest < 2e3 ? 'bit/s' : highest < 2e6 ? 'kbit/s' : highest < 2e9 ? 'Mbit/s' : 'Gbit/s'

do for [format in formats] {
  eval open (format, 960, graph_height)
  eval fonts
  set output name.'.'.format.suffix
  set multiplot
  eval frame
  eval heading
  eval remark
  set yrange [0 : highest > 0 ? 1.1 * highest / y : 1]
  panel = 0
  do for [dir = 0:1] {
    if (!is_drawn (dir)) { continue }
    eval place
    eval time_axis
    eval bottom_key
    set title 'sent by '.sender (dir) offset 0, -0.4 noenhanced
    set ylabel rate_unit
    if (series == 1) {
      plot data[1] index dir using ($1 / scale) : ($2 / y) with fillsteps fc rgb 0xCCE3F0 fs solid noborder notitle, \
           data[1] index dir using ($1 / scale) : ($2 / y) with steps lw 1.5 lc rgb sky notitle, \
           data[1] index dir using ($1 / scale) : ($3 / y) with steps lw 2 lc rgb vermillion notitle, \
           keyentry with boxes fc rgb 0xCCE3F0 fs solid border lc rgb sky title 'throughput (IP packets)', \
           keyentry with lines lw 2 lc rgb vermillion title 'goodput (new octets of the stream)'
    } else {
      plot for [i = 1:series] data[i] index dir using ($1 / scale) : ($3 / y) with steps lw 2 \
             lc rgb of_series[i] title label[i]
    }
    unset label 1
    unset label 2
    panel = panel + 1
  }
  unset multiplot
  unset output
}
