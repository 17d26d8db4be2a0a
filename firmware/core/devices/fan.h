// Fan: FAN. One PWM pin.
#pragma once

#include "device_type.h"

namespace liveops {

struct Fan : TypeDefaults {
    enum Action : uint8_t { kOn, kSpeed };

    static constexpr uint8_t kMinPins = 1;
    static constexpr uint8_t kMaxPins = 1;

    static const FlashText* name() { return LIVEOPS_TEXT("FAN"); }

    static bool find_action(const char* word, uint8_t& action) {
        if (same_text(word, LIVEOPS_TEXT("ON"))) return action = kOn, true;
        if (same_text(word, LIVEOPS_TEXT("SPEED"))) return action = kSpeed, true;
        return false;
    }

    static Code fits(const DeviceConfig& config) {
        return hal::pin_timer(config.pins[0]) == hal::kNoTimer ? Code::Pin : Code::None;
    }
    static TimerUse timer_use(const DeviceConfig&, uint8_t) { return TimerUse::Pwm; }

    // SPEED carries 0 to 255; ON takes no values and is full speed.
    static Code check(const DeviceConfig&, Activity& activity) {
        if (activity.value_count != (activity.action == kSpeed ? 1 : 0)) return Code::Par;
        if (activity.action == kOn) activity.values[0] = 255;
        return activity.values[0] <= 255 ? Code::None : Code::Par;
    }

    static void start(const DeviceConfig& config, Activity& activity) {
        hal::output_level(config.pins[0], static_cast<uint8_t>(activity.values[0]));
    }
};

}  // namespace liveops
