// Uno and Nano (ATmega328P): D0 to D13, A0 to A5 as 14 to 19.
#pragma once

namespace liveops {

constexpr uint16_t kPortAddresses[] PROGMEM = {0x23, 0x26, 0x29};  // PINB, PINC, PIND
constexpr uint16_t kTimerAddresses[] PROGMEM = {0x44, 0x80, 0xB0};  // TCCR0A, TCCR1A, TCCR2A
constexpr uint8_t kWideTimers = 1 << 1;       // those of 16 bits
constexpr uint8_t kWideChannels = 0xA0;       // their compare outputs: A and B

#define LIVEOPS_EACH_PORT(X) X(B, 0) X(C, 1) X(D, 2)
#define LIVEOPS_EACH_TIMER(X) X(1) X(2)  // all but timer 0, the clock

constexpr PinPlace kPinPlaces[] PROGMEM = {
    {2, 0, kNoChannel},    {2, 1, kNoChannel},    {2, 2, kNoChannel}, {2, 3, channel(2, 1)}, {2, 4, kNoChannel},
    {2, 5, channel(0, 1)}, {2, 6, channel(0, 0)}, {2, 7, kNoChannel},  // D0 to D7
    {0, 0, kNoChannel},    {0, 1, channel(1, 0)}, {0, 2, channel(1, 1)}, {0, 3, channel(2, 0)}, {0, 4, kNoChannel},
    {0, 5, kNoChannel},  // D8 to D13
    {1, 0, kNoChannel},    {1, 1, kNoChannel},    {1, 2, kNoChannel}, {1, 3, kNoChannel},    {1, 4, kNoChannel},
    {1, 5, kNoChannel},  // A0 to A5
};

}  // namespace liveops
