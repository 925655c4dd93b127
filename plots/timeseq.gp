# The time-sequence graph, one panel for each direction, as the sender sees it:
# its segments when they are sent, from their first sequence number to the number
# after their last; acknowledgements, SACK blocks and the window as they reach it.
# Of several runs the acknowledgements are laid over one another.

title = shown.': sequence numbers over time'
if (series > 1) { note = also ('what is acknowledged at the sender; × sent again') }

# Settings: highest_c2s, highest_s2c (numbers), window_c2s, window_s2c (likewise), again_c2s,
# again_s2c (how many segments were sent again), probes_c2s, probes_s2c (how many probes).
array highest[2] = [highest_c2s, highest_s2c]
array window[2] = [window_c2s, window_s2c]
# The window is drawn where it does not dwarf the rest, and as far as there is room.
has_window (dir) = window[dir + 1] > 0 && highest[dir + 1] > 20
ceiling (dir) = has_window (dir) && window[dir + 1] < 2.5 * highest[dir + 1] ? 1.05 * window[dir + 1] : 1.15 * highest[dir + 1]
block (dir, kind) = 7 * dir + kind

set format y '%.10g'
set style arrow 1 nohead lw 2.5 lc rgb blue
set style arrow 2 nohead lw 2.5 lc rgb vermillion
set style arrow 3 nohead lw 3 lc rgb purple
# Octets, or more of them at once.
top = highest[1] > highest[2] || !is_drawn (1) ? highest[1] : highest[2]
y = top < 2e6 ? 1. : top < 2e9 ? 1e6 : 1e9
octets = top < 2e6 ? 'octets' : top < 2e9 ? 'MB' : 'GB'
few = total < 120
# Where a segment is no higher than a pixel, a dot shows one that was sent again.
# So many letters would hide what they stand beside.
array again[2] = [again_c2s, again_s2c]
letters (dir) = again[dir + 1] <= 25 ? 'R' : ''
array probes[2] = [probes_c2s, probes_s2c]

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
    set title 'sent by '.sender (dir) offset 0, -0.4 noenhanced
    set yrange [-0.04 * highest[dir + 1] / y : ceiling (dir) / y]
    set ylabel 'relative sequence number ('.octets.')'
    if (highest[dir + 1] < 6) { set ytics 1 } else { set ytics autofreq }
    if (series == 1) {
      plot data[1] index block (dir, 5) using ($1 / scale) : ($2 / y) with steps lw 1.2 lc rgb grey notitle, \
           data[1] index block (dir, 4) using ($1 / scale) : ($2 / y) with steps lw 1.5 lc rgb green notitle, \
           data[1] index block (dir, 3) using ($1 / scale) : ($2 / y) : (0) : (($3 - $2) / y) with vectors as 3 notitle, \
           data[1] index block (dir, 0) using ($1 / scale) : ($2 / y) : (0) : (($3 - $2) / y) with vectors as 1 notitle, \
           data[1] index block (dir, 0) using ($1 / scale) : (few ? $3 / y : NaN) with points pt 9 ps 0.6 lc rgb blue notitle, \
           data[1] index block (dir, 0) using ($1 / scale) : (few ? $2 / y : NaN) with points pt 11 ps 0.6 lc rgb blue notitle, \
           data[1] index block (dir, 1) using ($1 / scale) : ($2 / y) : (0) : (($3 - $2) / y) with vectors as 2 notitle, \
           data[1] index block (dir, 1) using ($1 / scale) : (few ? $3 / y : NaN) with points pt 9 ps 0.6 lc rgb vermillion notitle, \
           data[1] index block (dir, 1) using ($1 / scale) : (few ? $2 / y : NaN) with points pt 11 ps 0.6 lc rgb vermillion notitle, \
           data[1] index block (dir, 1) using ($1 / scale) : (few ? NaN : ($2 + $3) / 2. / y) with points pt 7 ps 0.45 lc rgb vermillion notitle, \
           data[1] index block (dir, 1) using ($1 / scale) : ($3 / y) : (letters (dir)) with labels offset 0, 0.75 font small_font tc rgb vermillion notitle, \
           data[1] index block (dir, 6) using ($1 / scale) : ($2 / y) with points pt 5 ps 0.6 lc rgb orange notitle, \
           data[1] index block (dir, 6) using ($1 / scale) : ($2 / y) : (probes[dir + 1] <= 25 ? 'P' : '') with labels offset 0, 0.75 font small_font tc rgb orange notitle, \
           data[1] index block (dir, 2) using ($1 / scale) : (($2 + $3) / 2. / y) with points pt 2 ps few ? 1 : 0.6 lw 1.6 lc rgb black notitle, \
           keyentry with lines lw 2.5 lc rgb blue title 'segment', \
           keyentry with lines lw 2.5 lc rgb vermillion title 'R sent again', \
           keyentry with points pt 2 ps 1 lw 2 lc rgb black title 'lost on the way', \
           for [i = 1:probes[dir + 1] > 0] keyentry with points pt 5 ps 0.6 lc rgb orange title 'P probe', \
           keyentry with lines lw 1.5 lc rgb green title 'acknowledged', \
           keyentry with lines lw 3 lc rgb purple title 'SACK block', \
           keyentry with lines lw 1.2 lc rgb grey title (ceiling (dir) < window[dir + 1] ? 'window (goes beyond)' : 'window')
    } else {
      plot for [i = 1:series] data[i] index block (dir, 4) using ($1 / scale) : ($2 / y) with steps lw 2 \
             lc rgb of_series[i] title label[i], \
           for [i = 1:series] data[i] index block (dir, 1) using ($1 / scale) : ($3 / y) with points pt 2 ps 0.7 lw 1.5 \
             lc rgb of_series[i] notitle
    }
    unset label 1
    unset label 2
    panel = panel + 1
  }
  unset multiplot
  unset output
}
