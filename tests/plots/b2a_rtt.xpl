timeval unsigned
title
192.0.2.2:7_==>_192.0.2.1:50000 (rtt samples)
xlabel
time
ylabel
rtt (ms)
red
dot 0.060138 40
line 0.060138 40 0.380494 40
dot 0.380494 40
go
