# What the scripts of all pictures have in common.  tcpsim puts the settings of
# a run before this text and the picture's own text behind it, and writes all
# that beside the data:  gnuplot NAME.PICTURE.gp
#
# Settings: name (of the files), shown (in titles), client, server, series (how
# many), label[], data[] (files), total (packets), last (ns), thinned, has_c2s,
# has_s2c (directions worth drawing).

if (!exists ("name")) exit message "run the copy of this script that lies beside its data"
if (!exists ("suffix")) suffix = ''
if (!exists ("formats")) formats = 'svg png'

set encoding utf8
set datafile separator "\t"

# Okabe and Ito's colours, which nobody confuses.
blue = 0x0072B2; vermillion = 0xD55E00; green = 0x009E73; purple = 0xCC79A7
orange = 0xE69F00; sky = 0x56B4E9; black = 0x000000; grey = 0x666666
array of_series[8] = [blue, vermillion, green, purple, orange, sky, black, grey]

# The terminal of a format: sizes are in pixels of a screen of 96 to the inch.  A
# PNG has half as many again, for projectors; in a PDF gnuplot takes 96 dots for 72.
can (terminal) = strstrt (' '.GPVAL_TERMINALS.' ', ' '.terminal.' ') > 0
terminal_of (format) = format eq 'svg' ? 'svg' : format eq 'pdf' ? 'pdfcairo' : \
  can ('pngcairo') ? 'pngcairo' : 'png'
options_of (format, w, h) = \
  format eq 'svg' ? sprintf ("size %d, %d enhanced font 'sans-serif,13' background rgb 'white'", w, h) : \
  format eq 'pdf' ? sprintf ("size %.3fin, %.3fin enhanced font 'sans,10' fontscale 0.75 linewidth 1.5 background rgb 'white'", w / 96., h / 96.) : \
  can ('pngcairo') ? sprintf ("size %d, %d enhanced font 'sans,10' fontscale 1.5 linewidth 1.5 pointscale 1.5 background rgb 'white'", 1.5 * w, 1.5 * h) : \
  sprintf ("size %d, %d enhanced background rgb 'white'", w, h)
open (format, w, h) = 'set terminal '.terminal_of (format).' '.options_of (format, w, h)
# Font sizes; a long title has a smaller one.
sized (px) = format eq 'svg' ? sprintf ('sans-serif,%.1f', px) : sprintf ('sans,%.1f', px * 0.77)
fonts = "title_font = sized (strlen (title) > 60 ? 13 : 17); normal_font = sized (12.5); small_font = sized (11)"

do for [format in formats] {
  if (!can (terminal_of (format))) {
    exit error sprintf ("this gnuplot cannot draw %s: it has no %s terminal", format, terminal_of (format))
  }
}

# Numbers for people.
short (value) = sprintf (value < 99.95 ? "%.1f" : "%.0f", value)
span (ns) = ns == 0 ? '0' : ns < 1e3 ? sprintf ("%.0f ns", ns) : \
            ns < 1e6 ? short (ns / 1e3)." µs" : \
            ns < 1e9 ? short (ns / 1e6)." ms" : short (ns / 1e9)." s"
round_span (ns) = ns < 1e3 ? sprintf ("%g ns", ns) : ns < 1e6 ? sprintf ("%g µs", ns / 1e3) : \
                  ns < 1e9 ? sprintf ("%g ms", ns / 1e6) : sprintf ("%g s", ns / 1e9)

# One unit of time for a whole axis.
unit_ns (longest) = longest < 1e6 ? 1e3 : longest < 1e9 ? 1e6 : 1e9
unit_of (ns) = ns < 1e6 ? 'µs' : ns < 1e9 ? 'ms' : 's'
if (last <= 0) { last = 1e3 }
scale = unit_ns (last)
unit = unit_of (last)

# Graphs over time have a panel for each direction that is worth it.
panels = has_c2s + has_s2c
if (panels == 0) { has_c2s = 1; panels = 1 }
is_drawn (dir) = dir == 0 ? has_c2s : has_s2c
# What stands small below the picture; more is added with also().
note = thinned ? sprintf ("%d packets, thinned to what can be seen", total) : ''
also (more) = strlen (note) > 0 ? note.'; '.more : more
sender (dir) = dir == 0 ? 'the client '.client : 'the server '.server

# Macros: what every graph of that kind begins with.
panel_height = panels == 1 ? 400 : 290
graph_height = 150 + panels * panel_height
frame = 'set border 3; set tics nomirror; set grid lc rgb 0xDDDDDD lw 1 lt 1; set lmargin at screen 0.115; set rmargin at screen 0.97; set xrange [-0.02 * last / scale : 1.03 * last / scale]'
# The n-th panel from the top: its place in the picture.
panel_top (n) = 1 - (64. + n * (panel_height + 6)) / graph_height
panel_bottom (n) = 1 - (64. + n * (panel_height + 6) + panel_height - 50.) / graph_height
place = 'set tmargin at screen panel_top (panel); set bmargin at screen panel_bottom (panel)'
heading = 'set label 1 title at screen 0.5425, screen 1 - 22. / graph_height center font title_font noenhanced'
remark = "set label 2 note at screen 0.985, screen 12. / graph_height right font small_font tc rgb grey noenhanced"
time_axis = "if (panel == panels - 1) { set xlabel 'time since the first packet was sent ('.unit.')' } else { unset xlabel }"
bottom_key = "if (panel == panels - 1) { set key at screen 0.54, screen 34. / graph_height center center horizontal Left reverse samplen 2 width 1 noenhanced maxrows 2 } else { unset key }"
