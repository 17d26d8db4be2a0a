// The output pins and the path that switches all of them off, from the main loop or from an interrupt.
#pragma once

#include "pins.h"

namespace liveops {
// Every configured output off, with PWM, servos and sound, in a few microseconds; for interrupts and with interrupts off.
void outputs_off();
// The same, and latched until the host clears it; for the receive interrupt.
void outputs_emergency();
bool outputs_latched();
void outputs_unlatch();
bool output_is_active_low(const PinPlace& place);

// channels.cpp: the pin is the port's alone again. With interrupts off.
void channel_disconnect(const PinPlace& place);
// Compare bits of TCCR0A that the clock's interrupt sets when timer 0 begins its next round.
extern volatile uint8_t channels_waiting;
}  // namespace liveops
