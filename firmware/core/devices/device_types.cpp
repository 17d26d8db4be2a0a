// The one place that says which types of device a board knows. To add a type: write its file beside this one and append
// its row. Rows are never moved or removed, because the row's number is stored in EEPROM; a build without a type leaves
// its row empty.
#include "device_type.h"

#include "buzzer.h"
#include "chosen_types.h"
#include "fan.h"
#include "input.h"
#include "led.h"
#include "motor.h"
#include "relay.h"
#include "servo.h"
#include "solenoid.h"
#include "strip.h"

namespace liveops {

namespace {

template <class T, int Wanted>
struct RowIf {
    static constexpr TypeRow row() { return type_row<T>(); }
};
template <class T>
struct RowIf<T, 0> {
    static constexpr TypeRow row() { return TypeRow{}; }
};

constexpr TypeRow kRows[] LIVEOPS_IN_FLASH = {
    RowIf<Solenoid, LIVEOPS_WITH_SOL>::row(),
    RowIf<Relay, LIVEOPS_WITH_RELAY>::row(),
    RowIf<Led, LIVEOPS_WITH_LED>::row(),
    RowIf<Fan, LIVEOPS_WITH_FAN>::row(),
    RowIf<Motor, LIVEOPS_WITH_MOT>::row(),
    RowIf<Servo, LIVEOPS_WITH_SERVO>::row(),
    RowIf<Strip, LIVEOPS_WITH_STRIP>::row(),
    RowIf<Buzzer, LIVEOPS_WITH_BUZ>::row(),
    RowIf<Input, LIVEOPS_WITH_IN>::row(),
};
constexpr uint8_t kRowCount = sizeof(kRows) / sizeof(kRows[0]);
static_assert(kInputType == 9, "the row of the inputs");

}  // namespace

bool device_type_known(uint8_t type) {
    return type != kNoType && type <= kRowCount && flash_value(&kRows[type - 1].name) != nullptr;
}

DeviceType device_type_of(uint8_t type) {
    return DeviceType(&kRows[type - 1]);
}

uint8_t find_device_type(const char* name) {
    for (uint8_t type = 1; type <= kRowCount; ++type) {
        if (device_type_known(type) && same_text(name, device_type_of(type).name())) return type;
    }
    return kNoType;
}

}  // namespace liveops
