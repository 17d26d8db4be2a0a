// Light strip: STRIP. One pin is the data of WS2812 pixels, two are data and clock of APA102 pixels. No picture is kept:
// each pixel's colour is worked out when it is sent, so that 255 pixels cost no memory.
#pragma once

#include "colour.h"
#include "device_type.h"

namespace liveops {

struct Strip : TypeDefaults {
    enum Action : uint8_t { kOn, kColor, kBlink, kChase, kRainbow, kDark };

    static constexpr uint8_t kMinPins = 1;
    static constexpr uint8_t kMaxPins = 2;
    static constexpr uint8_t kFlags = 0;  // the signal has one polarity
    static constexpr bool kSized = true;
    static constexpr uint32_t kMoveUs = 40000;     // a step of CHASE and RAINBOW
    static constexpr uint32_t kRefreshUs = 100000; // a still picture is sent again, for what a disturbance has spoilt
    // WS2812 pixels take what comes sooner than that after the last pixel for a part of the same frame.
    static constexpr uint32_t kFrameGapUs = 300;
    static constexpr uint8_t kHueStep = 4;         // of 256: the rainbow passes in 2.6 s

    static const FlashText* name() { return LIVEOPS_TEXT("STRIP"); }

    static bool find_action(const char* word, uint8_t& action) {
        if (same_text(word, LIVEOPS_TEXT("ON"))) return action = kOn, true;
        if (same_text(word, LIVEOPS_TEXT("COLOR"))) return action = kColor, true;
        if (same_text(word, LIVEOPS_TEXT("BLINK"))) return action = kBlink, true;
        if (same_text(word, LIVEOPS_TEXT("CHASE"))) return action = kChase, true;
        if (same_text(word, LIVEOPS_TEXT("RAINBOW"))) return action = kRainbow, true;
        return false;
    }

    static Code check(const DeviceConfig&, Activity& activity) {
        if (activity.action == kRainbow) return activity.value_count == 0 ? Code::None : Code::Par;
        return check_colour(activity, activity.action == kColor);
    }

    // The first frame is the first tick's: it takes milliseconds, for which devices that start together do not wait.
    static void start(const DeviceConfig&, Activity& activity) {
        activity.lit = true;
        activity.step = 0;
        activity.edge_us = hal::micros();
    }

    static void tick(const DeviceConfig& config, Activity& activity, const Moment& moment) {
        if (static_cast<int32_t>(moment.now_us - activity.edge_us) < 0) return;
        if (!paint(config, activity, &moment)) return;
        activity.edge_us = moment.now_us + period_us(activity.action);
        if (activity.action == kBlink) activity.lit = !activity.lit;
        if (activity.action == kRainbow) activity.step = static_cast<uint8_t>(activity.step + kHueStep);
        if (activity.action == kChase) {
            activity.step = activity.step + 1 >= config.size ? uint8_t{0} : static_cast<uint8_t>(activity.step + 1);
        }
    }

    static void stop(const DeviceConfig&) {}

    // A strip shows its last frame until it gets another: dark, whatever ended the action.
    static bool settle(const DeviceConfig& config, const Moment& moment, bool must) {
        Activity dark = {};
        dark.action = kDark;
        return paint(config, dark, must ? nullptr : &moment);
    }

private:
    struct Colour {
        uint8_t red, green, blue;
    };

    static uint32_t period_us(uint8_t action) {
        if (action == kBlink) return kBlinkPhaseUs;
        return action == kChase || action == kRainbow ? kMoveUs : kRefreshUs;
    }

    // One frame; false when it gave way to something that presses. A strip keeps its earlier colours from there on.
    static bool paint(const DeviceConfig& config, const Activity& activity, const Moment* moment) {
        const uint8_t clock = config.pins[1];
        if (clock != kNoPin) {
            apa102_zeros(config, 4);
        } else if (hal::micros() - last_pixel_us() < kFrameGapUs) {
            return false;
        }
        // The hue of a pixel, in 1/256 of a step, so that the rainbow closes whatever the size is.
        uint16_t hue_step = 0;
        if (activity.action == kRainbow) hue_step = static_cast<uint16_t>(0xFFFFU / config.size);
        uint16_t hue = static_cast<uint16_t>(activity.step << 8);
        for (uint8_t i = 0; i < config.size; ++i) {
            const Colour colour = colour_of(config, activity, i, static_cast<uint8_t>(hue >> 8));
            hue = static_cast<uint16_t>(hue + hue_step);
            if (moment != nullptr && moment->pressing()) return false;
            if (clock == kNoPin) {
                hal::ws2812_pixel(config.pins[0], colour.red, colour.green, colour.blue);
                last_pixel_us() = hal::micros();
            } else {
                hal::apa102_byte(config.pins[0], clock, 0xFF);
                hal::apa102_byte(config.pins[0], clock, colour.blue);
                hal::apa102_byte(config.pins[0], clock, colour.green);
                hal::apa102_byte(config.pins[0], clock, colour.red);
            }
        }
        // Every pixel delays the data by half a clock, so the last one needs size / 2 clocks more; SK9822 pixels show the
        // frame only after 32.
        if (clock != kNoPin) apa102_zeros(config, static_cast<uint8_t>(5 + config.size / 16));
        return true;
    }

    static uint32_t& last_pixel_us() {
        static uint32_t at_us;
        return at_us;
    }

    static void apa102_zeros(const DeviceConfig& config, uint8_t count) {
        for (; count != 0; --count) hal::apa102_byte(config.pins[0], config.pins[1], 0);
    }

    static Colour colour_of(const DeviceConfig& config, const Activity& activity, uint8_t pixel, uint8_t hue) {
        if (activity.action == kRainbow) return rainbow(hue);
        if (!activity.lit) return Colour{0, 0, 0};
        if (activity.action == kChase) {
            // A dot of an eighth of the strip; step is its first pixel.
            uint8_t behind = static_cast<uint8_t>(pixel - activity.step);
            if (pixel < activity.step) behind = static_cast<uint8_t>(behind + config.size);
            if (behind > config.size / 8) return Colour{0, 0, 0};
        }
        return Colour{static_cast<uint8_t>(activity.values[0]), static_cast<uint8_t>(activity.values[1]),
                      static_cast<uint8_t>(activity.values[2])};
    }

    // Red to green to blue and back, 0 to 255.
    static Colour rainbow(uint8_t hue) {
        const uint8_t third = hue < 85 ? 0 : hue < 170 ? 1 : 2;
        const uint8_t rising = static_cast<uint8_t>((hue - third * 85) * 3);
        const uint8_t falling = static_cast<uint8_t>(255 - rising);
        if (third == 0) return Colour{falling, rising, 0};
        if (third == 1) return Colour{0, falling, rising};
        return Colour{rising, 0, falling};
    }
};

}  // namespace liveops
