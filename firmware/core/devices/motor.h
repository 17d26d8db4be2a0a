// Direct-current motor: MOT. One pin turns it one way; two are the inputs of a bridge (PWM on the one that drives); with
// three the first enables the bridge by PWM and the others choose the direction. The two inputs of a bridge are never on
// together: in some bridges that is a short circuit.
#pragma once

#include "device_type.h"

namespace liveops {

struct Motor : TypeDefaults {
    enum Action : uint8_t { kOn, kSpeed, kRotate };

    static constexpr uint8_t kMinPins = 1;
    static constexpr uint8_t kMaxPins = 3;

    static const FlashText* name() { return LIVEOPS_TEXT("MOT"); }

    static bool find_action(const char* word, uint8_t& action) {
        if (same_text(word, LIVEOPS_TEXT("ON"))) return action = kOn, true;
        if (same_text(word, LIVEOPS_TEXT("SPEED"))) return action = kSpeed, true;
        if (same_text(word, LIVEOPS_TEXT("ROTATE"))) return action = kRotate, true;
        return false;
    }

    static Code fits(const DeviceConfig& config) {
        const bool second = config.pin_count() == 2 && has_pwm(config.pins[1]);
        return has_pwm(config.pins[0]) || second ? Code::None : Code::Pin;
    }

    static TimerUse timer_use(const DeviceConfig& config, uint8_t pin_index) {
        return config.pin_count() == 3 && pin_index != 0 ? TimerUse::None : TimerUse::Pwm;
    }

    // SPEED and ROTATE carry 0 to 255 and may carry the direction, 0 or 1; ON takes no values and is full speed.
    static Code check(const DeviceConfig& config, Activity& activity) {
        if (activity.action == kOn) {
            if (activity.value_count != 0) return Code::Par;
            activity.values[0] = 255;
            return Code::None;
        }
        if (activity.value_count != 1 && activity.value_count != 2) return Code::Par;
        const uint16_t speed = activity.values[0], direction = activity.values[1];
        if (speed > 255 || direction > 1) return Code::Par;
        const uint8_t pins = config.pin_count();
        if (pins == 1 && direction != 0) return Code::Par;
        // A bridge input without PWM knows standing still and full speed.
        if (pins == 2 && speed != 0 && speed != 255 && !has_pwm(config.pins[direction])) return Code::Par;
        return Code::None;
    }

    static void start(const DeviceConfig& config, Activity& activity) {
        const uint8_t speed = static_cast<uint8_t>(activity.values[0]);
        const uint8_t* pins = config.pins;
        const uint8_t count = config.pin_count();
        const bool back = activity.values[1] != 0;
        if (count == 1) return hal::output_level(pins[0], speed);
        if (count == 2) {
            hal::output_write(pins[back ? 0 : 1], false);
            return hal::output_level(pins[back ? 1 : 0], speed);
        }
        hal::output_write(pins[0], false);
        hal::output_write(pins[back ? 1 : 2], false);
        hal::output_write(pins[back ? 2 : 1], true);
        hal::output_level(pins[0], speed);
    }

private:
    static bool has_pwm(uint8_t pin) { return hal::pin_timer(pin) != hal::kNoTimer; }
};

}  // namespace liveops
