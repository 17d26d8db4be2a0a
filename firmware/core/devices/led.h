// Light: LED. One pin for a single light, as bright as the strongest part of the colour, or three (red, green, blue).
// A pin without PWM lights up from 128.
#pragma once

#include "colour.h"
#include "device_type.h"

namespace liveops {

struct Led : TypeDefaults {
    enum Action : uint8_t { kOn, kColor, kBlink };

    static constexpr uint8_t kMinPins = 1;
    static constexpr uint8_t kMaxPins = 3;

    static const FlashText* name() { return LIVEOPS_TEXT("LED"); }

    static bool find_action(const char* word, uint8_t& action) {
        if (same_text(word, LIVEOPS_TEXT("ON"))) return action = kOn, true;
        if (same_text(word, LIVEOPS_TEXT("COLOR"))) return action = kColor, true;
        if (same_text(word, LIVEOPS_TEXT("BLINK"))) return action = kBlink, true;
        return false;
    }

    static Code fits(const DeviceConfig& config) { return config.pin_count() == 2 ? Code::Pin : Code::None; }
    static TimerUse timer_use(const DeviceConfig&, uint8_t) { return TimerUse::Pwm; }

    static Code check(const DeviceConfig&, Activity& activity) { return check_colour(activity, activity.action == kColor); }

    static void start(const DeviceConfig& config, Activity& activity) {
        activity.lit = true;
        activity.edge_us = hal::micros();
        show(config, activity);
    }

    static void tick(const DeviceConfig& config, Activity& activity, const Moment& moment) {
        if (activity.action != kBlink || moment.now_us - activity.edge_us < kBlinkPhaseUs) return;
        activity.edge_us += kBlinkPhaseUs;
        activity.lit = !activity.lit;
        show(config, activity);
    }

private:
    static void show(const DeviceConfig& config, const Activity& activity) {
        if (!activity.lit) return stop(config);
        if (config.pins[1] == kNoPin) {
            uint8_t strongest = 0;
            for (uint8_t i = 0; i < 3; ++i) {
                if (activity.values[i] > strongest) strongest = static_cast<uint8_t>(activity.values[i]);
            }
            hal::output_level(config.pins[0], strongest);
            return;
        }
        for (uint8_t i = 0; i < 3; ++i) hal::output_level(config.pins[i], static_cast<uint8_t>(activity.values[i]));
    }
};

}  // namespace liveops
