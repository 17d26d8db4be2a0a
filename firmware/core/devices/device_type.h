// What a type of device can do. A type is a struct of static functions in its own file, with TypeDefaults for what it
// does not say; the table of types (device_types.cpp) has a row of pointers for each, in flash.
#pragma once

#include "../device.h"
#include "../flash_text.h"
#include "../hal.h"
#include "../request.h"

namespace liveops {

// How a type uses the timer behind a pin.
enum class TimerUse : uint8_t { None, Pwm, Servo, Tone };

// The time of a round of the main loop, and when the next output is due to end.
struct Moment {
    uint32_t now_us;
    uint32_t due_us;
    bool due_soon;  // else due_us means nothing

    // Work of more than some 50 us (a strip's frame) asks now and then, gives way, and begins anew in a later round.
    bool pressing() const {
        return hal::line_waiting() || (due_soon && static_cast<int32_t>(hal::micros() - due_us) >= 0);
    }
};

struct TypeRow {
    const FlashText* (*name)();
    uint8_t min_pins;
    uint8_t max_pins;
    uint8_t flags;         // those that a configuration may set
    bool sized;            // has a size of 1 to 255
    bool single;           // one a board
    uint32_t hard_max_ms;  // no configuration may allow a longer on-time; 0: nothing to turn on

    bool (*find_action)(const char* word, uint8_t& action);
    Code (*fits)(const DeviceConfig& config);
    TimerUse (*timer_use)(const DeviceConfig& config, uint8_t pin_index);
    Code (*check)(const DeviceConfig& config, Activity& activity);
    void (*start)(const DeviceConfig& config, Activity& activity);
    void (*tick)(const DeviceConfig& config, Activity& activity, const Moment& moment);
    void (*stop)(const DeviceConfig& config);
    bool (*settle)(const DeviceConfig& config, const Moment& moment, bool must);
};

// A row, read from flash piece by piece.
class DeviceType {
public:
    explicit DeviceType(const TypeRow* row) : row_(row) {}

    const FlashText* name() const { return flash_value(&row_->name)(); }
    uint8_t min_pins() const { return flash_value(&row_->min_pins); }
    uint8_t max_pins() const { return flash_value(&row_->max_pins); }
    uint8_t flags() const { return flash_value(&row_->flags); }
    bool sized() const { return flash_value(&row_->sized); }
    bool single() const { return flash_value(&row_->single); }
    uint32_t hard_max_ms() const { return flash_value(&row_->hard_max_ms); }

    // Finds the action's own number; false when the type has no such action.
    bool find_action(const char* word, uint8_t& action) const { return flash_value(&row_->find_action)(word, action); }
    // Whether these pins can do it: PIN, or CFG for anything else. Number, existence and owners are checked already.
    Code fits(const DeviceConfig& config) const { return flash_value(&row_->fits)(config); }
    TimerUse timer_use(const DeviceConfig& config, uint8_t pin_index) const {
        return flash_value(&row_->timer_use)(config, pin_index);
    }
    // Checks the values and fills in defaults. Touches no output.
    Code check(const DeviceConfig& config, Activity& activity) const { return flash_value(&row_->check)(config, activity); }
    // Sets the outputs. Any earlier action of the device may still be running: what it used and this one does not is
    // switched off first.
    void start(const DeviceConfig& config, Activity& activity) const { flash_value(&row_->start)(config, activity); }
    // Called every millisecond or so while the action runs.
    void tick(const DeviceConfig& config, Activity& activity, const Moment& moment) const {
        flash_value(&row_->tick)(config, activity, moment);
    }
    void stop(const DeviceConfig& config) const { flash_value(&row_->stop)(config); }
    // Called after the end, and after the board's start, until it is true; with must it may not give way any more.
    bool settle(const DeviceConfig& config, const Moment& moment, bool must) const {
        return flash_value(&row_->settle)(config, moment, must);
    }

private:
    const TypeRow* row_;
};

// A type whose pins are on or off.
struct TypeDefaults {
    static constexpr uint8_t kFlags = kFlagActiveLow;
    static constexpr bool kSized = false;
    static constexpr bool kSingle = false;
    static constexpr uint32_t kHardMaxMs = kMaxDurationMs;

    static Code fits(const DeviceConfig&) { return Code::None; }
    static TimerUse timer_use(const DeviceConfig&, uint8_t) { return TimerUse::None; }
    static void tick(const DeviceConfig&, Activity&, const Moment&) {}
    static void stop(const DeviceConfig& config) {
        for (uint8_t i = 0; i < kMaxPins && config.pins[i] != kNoPin; ++i) hal::output_write(config.pins[i], false);
    }
    static bool settle(const DeviceConfig&, const Moment&, bool) { return true; }
};

template <class T>
constexpr TypeRow type_row() {
    return TypeRow{&T::name, T::kMinPins, T::kMaxPins, T::kFlags, T::kSized, T::kSingle, T::kHardMaxMs,
                   &T::find_action, &T::fits, &T::timer_use, &T::check, &T::start, &T::tick, &T::stop, &T::settle};
}

// Type numbers are stored: each is fixed for good in device_types.cpp, whichever types a build has.
bool device_type_known(uint8_t type);
DeviceType device_type_of(uint8_t type);
uint8_t find_device_type(const char* name);  // kNoType when there is none
constexpr uint8_t kInputType = 9;

}  // namespace liveops
