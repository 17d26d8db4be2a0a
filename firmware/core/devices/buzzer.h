// Buzzer without electronics of its own: BUZ. One pin, any; the board has one timer for sound, hence one buzzer.
#pragma once

#include "device_type.h"
#include "melodies.h"

namespace liveops {

struct Buzzer : TypeDefaults {
    enum Action : uint8_t { kBeep, kTone, kMelody };

    static constexpr uint8_t kMinPins = 1;
    static constexpr uint8_t kMaxPins = 1;
    static constexpr bool kSingle = true;
    static constexpr uint16_t kMinHz = 31;
    static constexpr uint16_t kMaxHz = 10000;
    static constexpr uint16_t kBeepHz = 2000;  // near the resonance of small buzzers, where they are loud
    static constexpr uint32_t kBeepPhaseUs = 200000;
    static constexpr uint8_t kNoRhythm = 0xFF;  // in place of a melody's step

    static const FlashText* name() { return LIVEOPS_TEXT("BUZ"); }

    static bool find_action(const char* word, uint8_t& action) {
        if (same_text(word, LIVEOPS_TEXT("BEEP"))) return action = kBeep, true;
        if (same_text(word, LIVEOPS_TEXT("TONE"))) return action = kTone, true;
        if (same_text(word, LIVEOPS_TEXT("MELODY"))) return action = kMelody, true;
        return false;
    }

    static TimerUse timer_use(const DeviceConfig&, uint8_t) { return TimerUse::Tone; }

    // BEEP may carry the frequency in Hz, TONE must; MELODY carries its number from 1.
    static Code check(const DeviceConfig&, Activity& activity) {
        if (activity.value_count == 0 && activity.action == kBeep) {
            activity.values[0] = kBeepHz;
            return Code::None;
        }
        if (activity.value_count != 1) return Code::Par;
        const uint16_t value = activity.values[0];
        if (activity.action == kMelody) return value >= 1 && value <= kMelodyCount ? Code::None : Code::Par;
        return value >= kMinHz && value <= kMaxHz ? Code::None : Code::Par;
    }

    // The first half-wave is the pin's; its timer is the first tick's, because working out its rhythm takes longer than
    // devices that start together wait for each other.
    static void start(const DeviceConfig& config, Activity& activity) {
        activity.edge_us = hal::micros();
        activity.lit = true;
        activity.step = kNoRhythm;
        hal::output_write(config.pins[0], true);
    }

    static void tick(const DeviceConfig& config, Activity& activity, const Moment& moment) {
        if (activity.step == kNoRhythm) {
            activity.step = 0;
            return sound(config.pins[0], activity.action == kMelody ? melody_note(activity).hz : activity.values[0]);
        }
        const uint32_t passed_us = moment.now_us - activity.edge_us;
        if (activity.action == kBeep) {
            if (passed_us < kBeepPhaseUs) return;
            activity.edge_us += kBeepPhaseUs;
            activity.lit = !activity.lit;
            sound(config.pins[0], activity.lit ? activity.values[0] : 0);
        } else if (activity.action == kMelody) {
            const uint32_t length_us = melody_note(activity).length * kMelodyUnitUs;
            if (passed_us < length_us) return;
            activity.edge_us += length_us;
            ++activity.step;
            sound(config.pins[0], melody_note(activity).hz);
        }
    }

    static void stop(const DeviceConfig& config) { hal::tone_end(config.pins[0]); }

private:
    static void sound(uint8_t pin, uint16_t hz) {
        if (hz == 0) return hal::tone_end(pin);
        hal::tone_begin(pin, hz);
    }

    // The note at the activity's step; after the last one the melody begins anew.
    static Note melody_note(Activity& activity) {
        const uint8_t melody = static_cast<uint8_t>(activity.values[0] - 1);
        Note note = note_of(melody, activity.step);
        if (note.length != 0) return note;
        activity.step = 0;
        return note_of(melody, 0);
    }
};

}  // namespace liveops
