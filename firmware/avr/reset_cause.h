// Why the board started, and what it keeps in RAM across resets but not across power-off.
#pragma once

#include <stdint.h>

namespace liveops {
struct ResetCause {
    char letter;     // as in EVT:BOOT
    uint16_t boots;  // starts since power-on, this one included
};
ResetCause take_reset_cause();

void watchdog_begin();
// main.cpp: what the watchdog's interrupt does beyond the off levels; 128 ms are left for it.
void watchdog_darken();
}  // namespace liveops
