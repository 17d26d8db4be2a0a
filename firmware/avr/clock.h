// Time from timer 0 (prescaler 64: one count is 4 us at 16 MHz, one overflow 1.024 ms).
#pragma once

namespace liveops {
void clock_begin();
}
