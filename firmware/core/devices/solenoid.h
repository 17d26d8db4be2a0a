// Solenoid: SOL. One pin energises the coil; with a second pin (a push-pull pair or a bridge) PULL uses that one.
#pragma once

#include "device_type.h"
#include "pattern.h"

namespace liveops {

struct Solenoid : TypeDefaults {
    enum Action : uint8_t { kPush, kPull, kOn, kPulse };

    static constexpr uint8_t kMinPins = 1;
    static constexpr uint8_t kMaxPins = 2;
    // A coil driven harder than its rating burns: half a minute is what a continuous-duty coil of this class stands.
    static constexpr uint32_t kHardMaxMs = 30000;
    static constexpr uint16_t kPulseMs = 100;
    static constexpr uint16_t kMinPulseMs = 20;  // shorter than a plunger's travel does nothing but heat

    static const FlashText* name() { return LIVEOPS_TEXT("SOL"); }

    static bool find_action(const char* word, uint8_t& action) {
        if (same_text(word, LIVEOPS_TEXT("PUSH"))) return action = kPush, true;
        if (same_text(word, LIVEOPS_TEXT("PULL"))) return action = kPull, true;
        if (same_text(word, LIVEOPS_TEXT("ON"))) return action = kOn, true;
        if (same_text(word, LIVEOPS_TEXT("PULSE"))) return action = kPulse, true;
        return false;
    }

    // PULSE may carry its on-time and off-time in ms; the other actions take no values.
    static Code check(const DeviceConfig&, Activity& activity) {
        if (activity.action != kPulse) return activity.value_count == 0 ? Code::None : Code::Par;
        if (activity.value_count > 2) return Code::Par;
        if (activity.value_count < 1) activity.values[0] = kPulseMs;
        if (activity.value_count < 2) activity.values[1] = activity.values[0];
        return activity.values[0] >= kMinPulseMs && activity.values[1] >= kMinPulseMs ? Code::None : Code::Par;
    }

    static void start(const DeviceConfig& config, Activity& activity) {
        const bool second = activity.action == kPull && config.pins[1] != kNoPin;
        const uint8_t other = config.pins[second ? 0 : 1];
        if (other != kNoPin) hal::output_write(other, false);
        pattern_start(config.pins[second ? 1 : 0], activity);
    }

    static void tick(const DeviceConfig& config, Activity& activity, const Moment& moment) {
        if (activity.action == kPulse) {
            pattern_tick(config.pins[0], activity, moment.now_us, activity.values[0], activity.values[1]);
        }
    }
};

}  // namespace liveops
