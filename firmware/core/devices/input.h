// Button or sensor: IN. One pin, read by the board all the time; there is nothing to turn on.
#pragma once

#include "device_type.h"

namespace liveops {

struct Input : TypeDefaults {
    static constexpr uint8_t kMinPins = 1;
    static constexpr uint8_t kMaxPins = 1;
    static constexpr uint8_t kFlags = kFlagActiveLow | kFlagStopButton;
    static constexpr uint32_t kHardMaxMs = 0;

    static const FlashText* name() { return LIVEOPS_TEXT("IN"); }
    static bool find_action(const char*, uint8_t&) { return false; }
    static Code check(const DeviceConfig&, Activity&) { return Code::Act; }
    static void start(const DeviceConfig&, Activity&) {}
    static void stop(const DeviceConfig&) {}
};

}  // namespace liveops
