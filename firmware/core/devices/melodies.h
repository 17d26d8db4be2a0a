// Short tunes for the buzzer, made for it. Each ends with a rest, because it is repeated until its time is over.
#pragma once

#include <stdint.h>

#include "../flash_text.h"

namespace liveops {

constexpr uint8_t kMelodyCount = 5;
constexpr uint8_t kMelodyNotes = 12;
constexpr uint32_t kMelodyUnitUs = 20000;

struct Note {
    uint16_t hz;     // 0: a rest
    uint8_t length;  // in units of 20 ms; 0: the melody is over
};

inline Note note_of(uint8_t melody, uint8_t step) {
    static constexpr uint16_t kHz[kMelodyCount][kMelodyNotes] LIVEOPS_IN_FLASH = {
        {784, 988, 1175, 1568, 0},                                     // a small fanfare upwards
        {1319, 0, 1319, 0, 1760, 1568, 1319, 0},                       // a knock and its answer
        {523, 587, 659, 784, 659, 784, 1047, 0},                       // stairs
        {2093, 1976, 1865, 1760, 1661, 1568, 1480, 0},                 // a slide downwards
        {988, 784, 988, 784, 1175, 784, 988, 1319, 1175, 988, 1568, 0},  // a merry-go-round
    };
    static constexpr uint8_t kLength[kMelodyCount][kMelodyNotes] LIVEOPS_IN_FLASH = {
        {6, 6, 6, 20, 15}, {5, 2, 5, 6, 8, 6, 14, 20}, {7, 7, 7, 12, 6, 7, 18, 15}, {4, 4, 4, 4, 4, 4, 16, 20},
        {6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 16, 12},
    };
    if (step >= kMelodyNotes) return Note{0, 0};
    return Note{flash_value(&kHz[melody][step]), flash_value(&kLength[melody][step])};
}

}  // namespace liveops
