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

inline void add_default_devices(Device* devices) {
    // A common 12 V push solenoid stands about 30 s in any minute, and no single push needs more than ten seconds.
    add_default_device(devices[0].config, "SOL1", "SOL", 4, 10000, 50);
    add_default_device(devices[1].config, "RELAY1", "RELAY", 7, 60000, 100);
    // The light on the board itself; 100 % means that only the single on-time is bounded.
    add_default_device(devices[2].config, "LED1", "LED", 13, 60000, 100);
}

}  // namespace liveops
