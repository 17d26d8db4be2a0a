// The pins of a board: which port and bit each is, and which timer channel it can get.
#pragma once

#include <avr/io.h>
#include <avr/pgmspace.h>
#include <stdint.h>

namespace liveops {

constexpr uint8_t kNoChannel = 0xFF;

// A channel is its timer's number and the letter of its compare unit: A 0, B 1, C 2.
constexpr uint8_t channel(uint8_t timer, uint8_t letter) {
    return static_cast<uint8_t>(timer << 2 | letter);
}

struct PinPlace {
    uint8_t port;  // index into kPortAddresses
    uint8_t bit;   // as a mask: shifting costs microseconds on this chip
    uint8_t channel;
};

constexpr uint8_t kFirstPin = 2;  // 0 and 1 are the serial line

}  // namespace liveops

#if defined(__AVR_ATmega328P__)
#include "pins_uno.h"
#elif defined(__AVR_ATmega2560__)
#include "pins_mega.h"
#else
#error "no pin table for this chip: add one beside pins_uno.h"
#endif

namespace liveops {

constexpr uint8_t kPinCount = sizeof(kPinPlaces) / sizeof(kPinPlaces[0]);
constexpr uint8_t kPortCount = sizeof(kPortAddresses) / sizeof(kPortAddresses[0]);
constexpr uint8_t kTimerCount = sizeof(kTimerAddresses) / sizeof(kTimerAddresses[0]);

inline PinPlace place_of(uint8_t pin) {
    const PinPlace* place = &kPinPlaces[pin];
    return PinPlace{pgm_read_byte(&place->port), pgm_read_byte(&place->bit), pgm_read_byte(&place->channel)};
}

// PINx, DDRx and PORTx of every port lie side by side.
class Port {
public:
    explicit Port(uint8_t index) : base_(reinterpret_cast<volatile uint8_t*>(pgm_read_word(&kPortAddresses[index]))) {}
    volatile uint8_t& input() const { return base_[0]; }
    volatile uint8_t& direction() const { return base_[1]; }
    volatile uint8_t& output() const { return base_[2]; }

private:
    volatile uint8_t* base_;
};

}  // namespace liveops
