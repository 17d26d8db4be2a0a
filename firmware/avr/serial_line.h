// Serial line of the board: 8N1. The realtime bytes are taken in the receive interrupt, ahead of everything that waits.
#pragma once

#include <stdint.h>

namespace liveops {
void serial_begin();
// False when nothing waits, or when an emergency stop has arrived that the board has not taken yet.
bool serial_take(uint8_t& byte);
// The next byte, unless it ends a line.
bool serial_take_within_line(uint8_t& byte);
// The end of a line, or an emergency stop, waits to be taken.
bool serial_line_ended();
// True for what does not wait for the next round: an emergency stop, a status byte.
bool serial_urgent();
// True when the main loop has something to do; called with interrupts off, before sleeping.
bool serial_pending();
}  // namespace liveops
