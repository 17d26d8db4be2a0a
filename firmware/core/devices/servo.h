// Hobby servo: SERVO. One pin of a 16-bit timer. While an action runs the servo gets pulses, 544 us at 0 degrees to
// 2400 us at 180, every 20 ms; afterwards none, and it holds by friction.
#pragma once

#include "device_type.h"

namespace liveops {

struct Servo : TypeDefaults {
    enum Action : uint8_t { kRotate, kSweep };

    static constexpr uint8_t kMinPins = 1;
    static constexpr uint8_t kMaxPins = 1;
    static constexpr uint8_t kFlags = 0;  // the signal has one polarity
    static constexpr uint16_t kMinPulseUs = 544;
    static constexpr uint16_t kMaxPulseUs = 2400;
    static constexpr uint8_t kMaxAngle = 180;
    // 150 degrees a second, which a small servo follows under load.
    static constexpr uint32_t kSweepStepUs = 20000;
    static constexpr uint8_t kSweepStep = 3;

    static const FlashText* name() { return LIVEOPS_TEXT("SERVO"); }

    static bool find_action(const char* word, uint8_t& action) {
        if (same_text(word, LIVEOPS_TEXT("ROTATE"))) return action = kRotate, true;
        if (same_text(word, LIVEOPS_TEXT("SWEEP"))) return action = kSweep, true;
        return false;
    }

    static Code fits(const DeviceConfig& config) {
        return hal::timer_makes_servo(hal::pin_timer(config.pins[0])) ? Code::None : Code::Pin;
    }
    static TimerUse timer_use(const DeviceConfig&, uint8_t) { return TimerUse::Servo; }

    // ROTATE carries the angle, SWEEP the two to go to and fro between; degrees.
    static Code check(const DeviceConfig&, Activity& activity) {
        if (activity.value_count != (activity.action == kSweep ? 2 : 1)) return Code::Par;
        return activity.values[0] <= kMaxAngle && activity.values[1] <= kMaxAngle ? Code::None : Code::Par;
    }

    static void start(const DeviceConfig& config, Activity& activity) {
        activity.edge_us = hal::micros();
        activity.step = static_cast<uint8_t>(activity.values[0]);
        hal::servo_write(config.pins[0], pulse_us(activity.step));
    }

    static void tick(const DeviceConfig& config, Activity& activity, const Moment& moment) {
        if (activity.action != kSweep || moment.now_us - activity.edge_us < kSweepStepUs) return;
        activity.edge_us += kSweepStepUs;
        const uint8_t target = static_cast<uint8_t>(activity.values[activity.lit ? 0 : 1]);
        if (activity.step + kSweepStep < target) {
            activity.step = static_cast<uint8_t>(activity.step + kSweepStep);
        } else if (activity.step > target + kSweepStep) {
            activity.step = static_cast<uint8_t>(activity.step - kSweepStep);
        } else {
            activity.step = target;
            activity.lit = !activity.lit;
        }
        hal::servo_write(config.pins[0], pulse_us(activity.step));
    }

    static void stop(const DeviceConfig&) {}
    static bool settle(const DeviceConfig& config, const Moment&, bool) { return hal::servo_end(config.pins[0]); }

    static uint16_t pulse_us(uint8_t angle) {
        // 1856 us / 180 degrees = 10 + 14 / 45, so that 16 bits do.
        static_assert((kMaxPulseUs - kMinPulseUs) * 45L == kMaxAngle * (450L + 14), "the fraction below");
        return static_cast<uint16_t>(kMinPulseUs + angle * 10U + (angle * 14U + 22) / 45);
    }
};

}  // namespace liveops
