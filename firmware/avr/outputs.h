// The output pins and the path that switches all of them off, from the main loop or from an interrupt.
#pragma once

namespace liveops {
// Every configured output off, in a few microseconds; for interrupts.
void outputs_off();
// The same, and latched until the host clears it; for the receive interrupt.
void outputs_emergency();
bool outputs_latched();
void outputs_unlatch();
}  // namespace liveops
