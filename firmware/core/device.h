// One configured device: what it is (DeviceConfig, stored), what it does at the moment, and what it is armed to do.
#pragma once

#include <stdint.h>
#include <string.h>

#include "duty.h"
#include "protocol.h"

namespace liveops {

constexpr uint8_t kNoPin = 0xFF;
constexpr uint8_t kNoType = 0;             // an empty slot of the table
constexpr uint8_t kSettleTries = 8;        // a type may give way so often before it must do what follows the end
constexpr uint8_t kFlagActiveLow = 0x01;   // "on" (an input: pressed) is the low level
constexpr uint8_t kFlagStopButton = 0x02;  // an input that takes the emergency stop

// Stored byte for byte in EEPROM (little-endian on every supported chip), hence packed and in a fixed order.
struct __attribute__((packed)) DeviceConfig {
    char name[kNameLength + 1];
    uint8_t type;  // the type's number, kNoType for an empty slot
    uint8_t pins[kMaxPins];
    uint32_t max_ms;
    uint16_t window_s;
    uint8_t duty_pct;
    uint8_t flags;
    uint8_t size;  // pixels of a strip, 0 for everything else

    bool used() const { return type != kNoType; }
    bool active_low() const { return (flags & kFlagActiveLow) != 0; }
    uint8_t pin_count() const { return pins[0] == kNoPin ? 0 : pins[1] == kNoPin ? 1 : pins[2] == kNoPin ? 2 : 3; }
};
static_assert(sizeof(DeviceConfig) == 21, "the stored layout has no padding");

// A running action: the word as the type's own number, its values, and where a repeating pattern stands.
struct Activity {
    uint8_t action;
    uint8_t value_count;
    uint16_t values[kMaxParams];
    uint8_t step;
    bool lit;
    uint32_t edge_us;
};

enum class Ended : uint8_t { None, Ok, Stop, Replaced, Emergency, Host, Late };

// A command that has passed every check and waits for GO; its duty is paid.
struct ArmedCommand {
    bool waits;
    Ended ended;  // how it ended without being started, kept until the line out has room
    uint8_t action;
    uint16_t values[kMaxParams];
    uint16_t seq;
    uint16_t since_ms;  // the low half of the board's clock
    uint32_t duration_ms;
};

struct Device {
    DeviceConfig config;
    Activity activity;
    DutyBucket duty;
    bool active;
    bool switched_off;  // the on-time is over and the pins are off; the books are still to be done
    uint8_t settling;  // tries left for what a type does after the end (a strip goes dark); 0: it is done
    uint16_t seq;      // 0: the command had none
    uint32_t started_us;
    uint32_t duration_us;  // once switched off: how long it was on

    // What is still to be reported, kept until the line out has room.
    Ended ended;
    uint16_t ended_seq;
    uint32_t ended_ran_us;

    ArmedCommand armed;
};

// In place: on the AVR a Device() to copy from would be the largest thing on the stack.
inline void clear(Device& device) {
    memset(static_cast<void*>(&device), 0, sizeof(device));
}

}  // namespace liveops
