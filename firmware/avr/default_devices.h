// What a fresh board offers before any configuration: pins by Arduino's numbers. CFG changes and CFG:SAVE keeps it.
#pragma once

#include <string.h>

#include "../core/devices/device_type.h"

namespace liveops {

inline void add_default_device(DeviceConfig& config, const char* name, const char* type, uint8_t pin, uint32_t max_ms,
                               uint8_t duty_pct) {
    strncpy(config.name, name, kNameLength);
    config.type = find_device_type(type);
    config.pins[0] = pin;
    config.pins[1] = kNoPin;
    config.pins[2] = kNoPin;
    config.max_ms = max_ms;
    config.duty_pct = duty_pct;
    config.window_s = 60;
}

#ifndef LIVEOPS_SERVO_PIN
#define LIVEOPS_SERVO_PIN 9  // a channel of a 16-bit timer
#endif
#ifndef LIVEOPS_LED_PIN
#define LIVEOPS_LED_PIN 13  // the light on the board itself
#endif

inline void add_default_devices(Device* devices) {
    // A common 12 V push solenoid stands about 30 s in any minute, and no single push needs more than ten seconds.
    add_default_device(devices[0].config, "SOL1", "SOL", 4, 10000, 50);
    // 100 % means that only the single on-time is bounded.
    add_default_device(devices[1].config, "RELAY1", "RELAY", 7, 60000, 100);
    add_default_device(devices[2].config, "LED1", "LED", LIVEOPS_LED_PIN, 60000, 100);
    add_default_device(devices[3].config, "MOT1", "SERVO", LIVEOPS_SERVO_PIN, 60000, 100);
    add_default_device(devices[4].config, "BUZ1", "BUZ", 8, 60000, 100);
}

}  // namespace liveops
