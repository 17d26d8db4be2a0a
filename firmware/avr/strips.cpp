#include <avr/io.h>
#include <util/atomic.h>

#include "../core/hal.h"
#include "pins.h"

namespace liveops {

// 18 or 19 cycles a bit, 1.2 us: high for 6 (0.38 us) is a 0, for 12 (0.75 us) a 1. The WS2812B's data sheet gives 0.25
// to 0.55 and 0.65 to 0.95 us. A pixel is under 30 us.
void hal::ws2812_pixel(uint8_t pin, uint8_t red, uint8_t green, uint8_t blue) {
    const PinPlace place = place_of(pin);
    volatile uint8_t* const output = &Port(place.port).output();
    const uint8_t bit = place.bit;
    uint8_t bytes[3] = {green, red, blue};
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        const uint8_t high = *output | bit;
        const uint8_t low = static_cast<uint8_t>(high & ~bit);
        for (uint8_t i = 0; i < 3; ++i) {
            uint8_t value = bytes[i];
            uint8_t left = 8;
            asm volatile(
                "1: st %a[output], %[high]  \n"  // 2, high from its end on
                "   rjmp .+0                \n"  // 2
                "   nop                     \n"  // 1
                "   sbrs %[value], 7        \n"  // 1, or 2 when it skips
                "   st %a[output], %[low]   \n"  // 2: low after 6 for a 0
                "   lsl %[value]            \n"  // 1
                "   rjmp .+0                \n"  // 2
                "   nop                     \n"  // 1
                "   nop                     \n"  // 1
                "   st %a[output], %[low]   \n"  // 2: low after 12 for a 1
                "   dec %[left]             \n"  // 1
                "   nop                     \n"  // 1
                "   brne 1b                 \n"  // 2
                : [value] "+r"(value), [left] "+r"(left)
                : [output] "e"(output), [high] "r"(high), [low] "r"(low)
                : "memory");
        }
    }
}

// Interrupts are off for a byte, because a whole port is written: an emergency stop between reading and writing it would
// be undone.
void hal::apa102_byte(uint8_t data_pin, uint8_t clock_pin, uint8_t value) {
    const PinPlace data = place_of(data_pin), clock = place_of(clock_pin);
    volatile uint8_t& data_output = Port(data.port).output();
    volatile uint8_t& clock_output = Port(clock.port).output();
    const uint8_t data_bit = data.bit, clock_bit = clock.bit;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        for (uint8_t left = 8; left != 0; --left, value = static_cast<uint8_t>(value << 1)) {
            if ((value & 0x80) != 0) {
                data_output |= data_bit;
            } else {
                data_output &= static_cast<uint8_t>(~data_bit);
            }
            clock_output |= clock_bit;
            clock_output &= static_cast<uint8_t>(~clock_bit);
        }
        data_output &= static_cast<uint8_t>(~data_bit);
    }
}

}  // namespace liveops
