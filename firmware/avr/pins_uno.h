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
    {2, 0x01, kNoChannel},    {2, 0x02, kNoChannel},    {2, 0x04, kNoChannel}, {2, 0x08, channel(2, 1)}, {2, 0x10, kNoChannel},
    {2, 0x20, channel(0, 1)}, {2, 0x40, channel(0, 0)}, {2, 0x80, kNoChannel},  // D0 to D7
    {0, 0x01, kNoChannel},    {0, 0x02, channel(1, 0)}, {0, 0x04, channel(1, 1)}, {0, 0x08, channel(2, 0)}, {0, 0x10, kNoChannel},
    {0, 0x20, kNoChannel},  // D8 to D13
    {1, 0x01, kNoChannel},    {1, 0x02, kNoChannel},    {1, 0x04, kNoChannel}, {1, 0x08, kNoChannel},    {1, 0x10, kNoChannel},
    {1, 0x20, kNoChannel},  // A0 to A5
};

}  // namespace liveops
