// The one place that says which types of device a board knows. To add a type: write its file beside this one, include
// it, and append it to the table (appending, because the numbers are stored in EEPROM).
#include "device_type.h"
#include "led.h"
#include "relay.h"
#include "solenoid.h"

namespace liveops {

namespace {

constexpr DeviceType kTypes[] = {
    device_type<Solenoid>(),
    device_type<Relay>(),
    device_type<Led>(),
};

}  // namespace

uint8_t device_type_count() {
    return sizeof(kTypes) / sizeof(kTypes[0]);
}

const DeviceType& device_type_of(uint8_t type) {
    return kTypes[type - 1];
}

uint8_t find_device_type(const char* name) {
    for (uint8_t type = 1; type <= device_type_count(); ++type) {
        if (same_text(name, device_type_of(type).name())) return type;
    }
    return kNoType;
}

}  // namespace liveops
