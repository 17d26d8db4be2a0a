// Serial line of the board: 8N1. The realtime bytes are taken in the receive interrupt, ahead of everything that waits.
#pragma once

#include <stdint.h>

namespace liveops {
void serial_begin();
// False when nothing waits, or when an emergency stop has arrived that the board has not taken yet.
bool serial_take(uint8_t& byte);
// True when the main loop has something to do; called with interrupts off, before sleeping.
bool serial_pending();
}  // namespace liveops
