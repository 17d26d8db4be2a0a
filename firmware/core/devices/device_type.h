// What a type of device can do. A type is a struct of static functions in its own file; DeviceType is its row in the
// table of types (device_types.cpp).
#pragma once

#include "../device.h"
#include "../flash_text.h"
#include "../request.h"

namespace liveops {

struct DeviceType {
    const FlashText* (*name)();
    uint8_t min_pins;
    uint8_t max_pins;
    uint32_t hard_max_ms;  // no configuration may allow a longer on-time

    // Finds the action's own number; false when the type has no such action.
    bool (*find_action)(const char* word, uint8_t& action);
    // Checks the values and fills in defaults. Touches no output.
    Code (*check)(const DeviceConfig& config, Activity& activity);
    // Sets the outputs. Any earlier action of the device may still be running: what it used and this one does not
    // is switched off first.
    void (*start)(const DeviceConfig& config, Activity& activity);
    // Called every millisecond or so while the action runs.
    void (*tick)(const DeviceConfig& config, Activity& activity, uint32_t now_us);
};

template <class T>
constexpr DeviceType device_type() {
    return DeviceType{&T::name, T::kMinPins, T::kMaxPins, T::kHardMaxMs, &T::find_action, &T::check, &T::start, &T::tick};
}

// The types compiled in. Type numbers are stored: they start at 1 and only ever grow at the end.
uint8_t device_type_count();
const DeviceType& device_type_of(uint8_t type);
uint8_t find_device_type(const char* name);  // kNoType when there is none

}  // namespace liveops
