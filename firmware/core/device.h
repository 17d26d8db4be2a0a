// One configured output device: what it is (DeviceConfig, stored) and what it does at the moment (Device).
#pragma once

#include <stdint.h>

#include "duty.h"
#include "protocol.h"

namespace liveops {

constexpr uint8_t kNoPin = 0xFF;
constexpr uint8_t kNoType = 0;           // an empty slot of the table
constexpr uint8_t kFlagActiveLow = 0x01; // "on" is the low level, as with most relay boards

// Stored byte for byte in EEPROM (little-endian on every supported chip), hence no padding and a fixed order.
struct DeviceConfig {
    char name[kNameLength + 1];
    uint8_t type;  // 1 + index into device_types(), kNoType for an empty slot
    uint8_t pins[kMaxPins];
    uint32_t max_ms;
    uint16_t window_s;
    uint8_t duty_pct;
    uint8_t flags;

    bool used() const { return type != kNoType; }
};
static_assert(sizeof(DeviceConfig) == 20, "the stored layout has no padding");

// A running action: the word as the type's own number, its values, and the phase of a repeating pattern.
struct Activity {
    uint8_t action;
    uint8_t value_count;
    uint16_t values[kMaxParams];
    bool lit;
    uint32_t edge_us;
};

enum class Ended : uint8_t { None, Ok, Stop, Replaced, Emergency, Host };

struct Device {
    DeviceConfig config;
    Activity activity;
    DutyBucket duty;
    bool active;
    uint16_t seq;  // 0: the command had none
    uint32_t started_us;
    uint32_t duration_ms;

    // What is still to be reported, kept until the line out has room.
    Ended ended;
    uint16_t ended_seq;
    uint32_t ended_ran_ms;
};

}  // namespace liveops
