# The gap in time before each frame of a capture, simulated and, where a
# recording is given, recorded, side by side on a log scale.
#
# Settings: drawn, frames (in the capture), recorded (there is a recording).

file = data[1]

title = drawn < frames ? sprintf ("%s: gaps between frames (the first %d of %d)", shown, drawn, frames) : \
        sprintf ("%s: gaps between frames", shown)

# The frame numbers and gaps that there are.  A gap of nothing has no bar but a 0; the
# first frame has no gap before it.
low = 0; high = 1; shortest = 1e18; longest = 0
note (gap) = (gap > 0 && gap < shortest ? (shortest = gap) : 0, gap > longest ? (longest = gap) : 0, 0)
if (drawn > 0 || recorded) {
  stats file using 1 nooutput
  low = STATS_min; high = STATS_max
  stats file using (note ($2)) nooutput
}
if (longest == 0) { shortest = 1e3; longest = 1e6 }

# Whole decades, with room below the shortest bar and above the longest.
floor_ns = 10.0 ** floor (log10 (shortest) - 0.3)
ceil_ns = 10.0 ** ceil (log10 (longest) + 0.2)
few = high - low < 13
# Bars that would be thinner than a pixel fade.
bars = high - low > 250 ? 'impulses lw 1' : 'boxes'
zero (row, gap) = row > 0 && gap == 0 && high - low < 100 ? '0' : ''
wide = recorded ? 0.36 : 0.6
shift = recorded ? 0.19 : 0

set logscale y
set xrange [low - 0.8 : high + 0.8]
set yrange [floor_ns : ceil_ns]
set ytics ("1 ns" 1, "10 ns" 10, "100 ns" 1e2, "1 µs" 1e3, "10 µs" 1e4, "100 µs" 1e5, \
           "1 ms" 1e6, "10 ms" 1e7, "100 ms" 1e8, "1 s" 1e9, "10 s" 1e10, "100 s" 1e11, \
           "1000 s" 1e12) nomirror
set xtics nomirror
if (high - low <= 30) { set xtics 1 }
set grid ytics lc rgb 0xCCCCCC lw 1 lt 1
set border 3
set boxwidth wide
set style fill solid 1 noborder

do for [format in formats] {
  eval open (format, 800, 500)
  eval fonts
  set output name.'.'.format.suffix
  set title title font title_font noenhanced
  set lmargin at screen 0.13
  set rmargin at screen 0.965
  set bmargin at screen 0.22
  set xlabel 'frame number in the capture' offset 0, few ? -0.9 : 0
  set ylabel 'time since the frame before (log scale)'
  set key at screen 0.555, screen 0.035 center center horizontal Left reverse samplen 1.5

  plot file index 1 using ($1 - shift) : (recorded ? $2 : NaN) with @bars lc rgb 0xE69F00 notitle, \
       file index 0 using ($1 + shift) : 2 with @bars lc rgb 0x0072B2 notitle, \
       '' index 0 using 1 : (1.001 * floor_ns) : (!few ? '' : $2 > 0 ? span ($2) : zero ($0, $2)) \
         with labels offset 0, -1.9 font small_font tc rgb 0x0072B2 notitle, \
       '' index 0 using ($1 + shift) : (1.001 * floor_ns) : (few ? '' : zero ($0, $2)) \
         with labels offset 0, 0.4 font small_font tc rgb 0x0072B2 notitle, \
       for [i = 1:recorded] keyentry with boxes lc rgb 0xE69F00 title 'recorded', \
       keyentry with boxes lc rgb 0x0072B2 title few ? 'simulated (values below)' : 'simulated'
  unset output
}
