// Time from timer 0 (prescaler 64: one count is 4 us at 16 MHz, one overflow 1.024 ms).
#pragma once

#include <stdint.h>

namespace liveops {
void clock_begin();
uint8_t clock_round();  // counts up every 1.024 ms
}
