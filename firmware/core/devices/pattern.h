// On and off in turn, without waiting: shared by the actions that repeat.
#pragma once

#include "../device.h"
#include "../hal.h"

namespace liveops {

inline void pattern_start(uint8_t pin, Activity& activity) {
    activity.lit = true;
    activity.edge_us = hal::micros();
    hal::output_write(pin, true);
}

inline void pattern_tick(uint8_t pin, Activity& activity, uint32_t now_us, uint16_t on_ms, uint16_t off_ms) {
    const uint32_t phase_us = uint32_t{activity.lit ? on_ms : off_ms} * 1000;
    if (now_us - activity.edge_us < phase_us) return;
    activity.edge_us += phase_us;
    activity.lit = !activity.lit;
    hal::output_write(pin, activity.lit);
}

}  // namespace liveops
