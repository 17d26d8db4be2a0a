// Light: LED. One pin for a single light, three (red, green, blue) for a colour light that mixes eight colours: a
// colour part of 128 or more lights its pin. A single light is lit by any colour but 0,0,0.
#pragma once

#include "../hal.h"
#include "device_type.h"

namespace liveops {

struct Led {
    enum Action : uint8_t { kOn, kColor, kBlink };

    static constexpr uint8_t kMinPins = 1;
    static constexpr uint8_t kMaxPins = 3;
    static constexpr uint32_t kHardMaxMs = kMaxDurationMs;
    static constexpr uint32_t kBlinkPhaseUs = 250000;  // 2 Hz: clearly below the 3 Hz that can trigger seizures

    static const FlashText* name() { return LIVEOPS_TEXT("LED"); }

    static bool find_action(const char* word, uint8_t& action) {
        if (same_text(word, LIVEOPS_TEXT("ON"))) return action = kOn, true;
        if (same_text(word, LIVEOPS_TEXT("COLOR"))) return action = kColor, true;
        if (same_text(word, LIVEOPS_TEXT("BLINK"))) return action = kBlink, true;
        return false;
    }

    // ON and BLINK may carry a colour, COLOR must; without one the light is white.
    static Code check(const DeviceConfig&, Activity& activity) {
        if (activity.value_count == 0 && activity.action != kColor) {
            for (uint8_t i = 0; i < 3; ++i) activity.values[i] = 255;
            return Code::None;
        }
        if (activity.value_count != 3) return Code::Par;
        for (uint8_t i = 0; i < 3; ++i) {
            if (activity.values[i] > 255) return Code::Par;
        }
        return Code::None;
    }

    static void start(const DeviceConfig& config, Activity& activity) {
        activity.lit = true;
        activity.edge_us = hal::micros();
        show(config, activity);
    }

    static void tick(const DeviceConfig& config, Activity& activity, uint32_t now_us) {
        if (activity.action != kBlink || now_us - activity.edge_us < kBlinkPhaseUs) return;
        activity.edge_us += kBlinkPhaseUs;
        activity.lit = !activity.lit;
        show(config, activity);
    }

private:
    static void show(const DeviceConfig& config, const Activity& activity) {
        const uint16_t* rgb = activity.values;
        if (config.pins[1] == kNoPin) {
            hal::output_write(config.pins[0], activity.lit && (rgb[0] | rgb[1] | rgb[2]) != 0);
            return;
        }
        for (uint8_t i = 0; i < 3; ++i) {
            if (config.pins[i] != kNoPin) hal::output_write(config.pins[i], activity.lit && rgb[i] >= 128);
        }
    }
};

}  // namespace liveops
