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
    {4, 0, kNoChannel}, {4, 1, kNoChannel}, {4, 4, channel(3, 1)}, {4, 5, channel(3, 2)}, {6, 5, channel(0, 1)},  // 0 to 4
    {4, 3, channel(3, 0)}, {7, 3, channel(4, 0)}, {7, 4, channel(4, 1)}, {7, 5, channel(4, 2)}, {7, 6, channel(2, 1)},  // 5 to 9
    {1, 4, channel(2, 0)}, {1, 5, channel(1, 0)}, {1, 6, channel(1, 1)}, {1, 7, channel(0, 0)}, {8, 1, kNoChannel},  // 10 to 14
    {8, 0, kNoChannel}, {7, 1, kNoChannel}, {7, 0, kNoChannel}, {3, 3, kNoChannel}, {3, 2, kNoChannel},  // 15 to 19
    {3, 1, kNoChannel}, {3, 0, kNoChannel}, {0, 0, kNoChannel}, {0, 1, kNoChannel}, {0, 2, kNoChannel},  // 20 to 24
    {0, 3, kNoChannel}, {0, 4, kNoChannel}, {0, 5, kNoChannel}, {0, 6, kNoChannel}, {0, 7, kNoChannel},  // 25 to 29
    {2, 7, kNoChannel}, {2, 6, kNoChannel}, {2, 5, kNoChannel}, {2, 4, kNoChannel}, {2, 3, kNoChannel},  // 30 to 34
    {2, 2, kNoChannel}, {2, 1, kNoChannel}, {2, 0, kNoChannel}, {3, 7, kNoChannel}, {6, 2, kNoChannel},  // 35 to 39
    {6, 1, kNoChannel}, {6, 0, kNoChannel}, {10, 7, kNoChannel}, {10, 6, kNoChannel}, {10, 5, channel(5, 2)},  // 40 to 44
    {10, 4, channel(5, 1)}, {10, 3, channel(5, 0)}, {10, 2, kNoChannel}, {10, 1, kNoChannel}, {10, 0, kNoChannel},  // 45 to 49
    {1, 3, kNoChannel}, {1, 2, kNoChannel}, {1, 1, kNoChannel}, {1, 0, kNoChannel}, {5, 0, kNoChannel},  // 50 to 54
    {5, 1, kNoChannel}, {5, 2, kNoChannel}, {5, 3, kNoChannel}, {5, 4, kNoChannel}, {5, 5, kNoChannel},  // 55 to 59
    {5, 6, kNoChannel}, {5, 7, kNoChannel}, {9, 0, kNoChannel}, {9, 1, kNoChannel}, {9, 2, kNoChannel},  // 60 to 64
    {9, 3, kNoChannel}, {9, 4, kNoChannel}, {9, 5, kNoChannel}, {9, 6, kNoChannel}, {9, 7, kNoChannel},  // 65 to 69
};

}  // namespace liveops
