// Relay: RELAY. One pin, on for the duration or switching on and off during it.
#pragma once

#include "device_type.h"
#include "pattern.h"

namespace liveops {

struct Relay : TypeDefaults {
    enum Action : uint8_t { kOn, kPulse };

    static constexpr uint8_t kMinPins = 1;
    static constexpr uint8_t kMaxPins = 1;
    static constexpr uint16_t kPulseMs = 500;
    static constexpr uint16_t kMinPulseMs = 100;  // contacts bounce for 10 ms and wear with every switch

    static const FlashText* name() { return LIVEOPS_TEXT("RELAY"); }

    static bool find_action(const char* word, uint8_t& action) {
        if (same_text(word, LIVEOPS_TEXT("ON"))) return action = kOn, true;
        if (same_text(word, LIVEOPS_TEXT("PULSE"))) return action = kPulse, true;
        return false;
    }

    // PULSE may carry its on-time and off-time in ms; ON takes no values.
    static Code check(const DeviceConfig&, Activity& activity) {
        if (activity.action != kPulse) return activity.value_count == 0 ? Code::None : Code::Par;
        if (activity.value_count > 2) return Code::Par;
        if (activity.value_count < 1) activity.values[0] = kPulseMs;
        if (activity.value_count < 2) activity.values[1] = activity.values[0];
        return activity.values[0] >= kMinPulseMs && activity.values[1] >= kMinPulseMs ? Code::None : Code::Par;
    }

    static void start(const DeviceConfig& config, Activity& activity) { pattern_start(config.pins[0], activity); }

    static void tick(const DeviceConfig& config, Activity& activity, const Moment& moment) {
        if (activity.action == kPulse) {
            pattern_tick(config.pins[0], activity, moment.now_us, activity.values[0], activity.values[1]);
        }
    }
};

}  // namespace liveops
