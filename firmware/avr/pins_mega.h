// Mega 2560: D0 to D53, A0 to A15 as 54 to 69.
#pragma once

namespace liveops {

// PINA to PINL (there is no I).
constexpr uint16_t kPortAddresses[] PROGMEM = {0x20,  0x23,  0x26,  0x29,  0x2C, 0x2F,
                                               0x32, 0x100, 0x103, 0x106, 0x109};
constexpr uint16_t kTimerAddresses[] PROGMEM = {0x44, 0x80, 0xB0, 0x90, 0xA0, 0x120};  // TCCR0A to TCCR5A
constexpr uint8_t kWideTimers = 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5;  // those of 16 bits
constexpr uint8_t kWideChannels = 0xA8;                             // their compare outputs: A, B and C

#define LIVEOPS_EACH_PORT(X) X(A, 0) X(B, 1) X(C, 2) X(D, 3) X(E, 4) X(F, 5) X(G, 6) X(H, 7) X(J, 8) X(K, 9) X(L, 10)
#define LIVEOPS_EACH_TIMER(X) X(1) X(2) X(3) X(4) X(5)  // all but timer 0, the clock

constexpr PinPlace kPinPlaces[] PROGMEM = {
    {4, 0x01, kNoChannel}, {4, 0x02, kNoChannel}, {4, 0x10, channel(3, 1)}, {4, 0x20, channel(3, 2)}, {6, 0x20, channel(0, 1)},  // 0 to 4
    {4, 0x08, channel(3, 0)}, {7, 0x08, channel(4, 0)}, {7, 0x10, channel(4, 1)}, {7, 0x20, channel(4, 2)}, {7, 0x40, channel(2, 1)},  // 5 to 9
    {1, 0x10, channel(2, 0)}, {1, 0x20, channel(1, 0)}, {1, 0x40, channel(1, 1)}, {1, 0x80, channel(0, 0)}, {8, 0x02, kNoChannel},  // 10 to 14
    {8, 0x01, kNoChannel}, {7, 0x02, kNoChannel}, {7, 0x01, kNoChannel}, {3, 0x08, kNoChannel}, {3, 0x04, kNoChannel},  // 15 to 19
    {3, 0x02, kNoChannel}, {3, 0x01, kNoChannel}, {0, 0x01, kNoChannel}, {0, 0x02, kNoChannel}, {0, 0x04, kNoChannel},  // 20 to 24
    {0, 0x08, kNoChannel}, {0, 0x10, kNoChannel}, {0, 0x20, kNoChannel}, {0, 0x40, kNoChannel}, {0, 0x80, kNoChannel},  // 25 to 29
    {2, 0x80, kNoChannel}, {2, 0x40, kNoChannel}, {2, 0x20, kNoChannel}, {2, 0x10, kNoChannel}, {2, 0x08, kNoChannel},  // 30 to 34
    {2, 0x04, kNoChannel}, {2, 0x02, kNoChannel}, {2, 0x01, kNoChannel}, {3, 0x80, kNoChannel}, {6, 0x04, kNoChannel},  // 35 to 39
    {6, 0x02, kNoChannel}, {6, 0x01, kNoChannel}, {10, 0x80, kNoChannel}, {10, 0x40, kNoChannel}, {10, 0x20, channel(5, 2)},  // 40 to 44
    {10, 0x10, channel(5, 1)}, {10, 0x08, channel(5, 0)}, {10, 0x04, kNoChannel}, {10, 0x02, kNoChannel}, {10, 0x01, kNoChannel},  // 45 to 49
    {1, 0x08, kNoChannel}, {1, 0x04, kNoChannel}, {1, 0x02, kNoChannel}, {1, 0x01, kNoChannel}, {5, 0x01, kNoChannel},  // 50 to 54
    {5, 0x02, kNoChannel}, {5, 0x04, kNoChannel}, {5, 0x08, kNoChannel}, {5, 0x10, kNoChannel}, {5, 0x20, kNoChannel},  // 55 to 59
    {5, 0x40, kNoChannel}, {5, 0x80, kNoChannel}, {9, 0x01, kNoChannel}, {9, 0x02, kNoChannel}, {9, 0x04, kNoChannel},  // 60 to 64
    {9, 0x08, kNoChannel}, {9, 0x10, kNoChannel}, {9, 0x20, kNoChannel}, {9, 0x40, kNoChannel}, {9, 0x80, kNoChannel},  // 65 to 69
};

}  // namespace liveops
