#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "../core/hal.h"
#include "outputs.h"

namespace {
volatile uint32_t overflows;
}

ISR(TIMER0_OVF_vect) {
    ++overflows;
    // Channels that wait for timer 0 to begin its round. Here and not in a function: a call would make this interrupt save
    // every register, and the emergency stop wait for it.
    const uint8_t waiting = liveops::channels_waiting;
    if (waiting == 0) return;
    TCCR0A |= waiting;
    liveops::channels_waiting = 0;
}

namespace liveops {

void clock_begin() {
    TCCR0A = _BV(WGM01) | _BV(WGM00);  // fast PWM, which counts as the normal mode does
    TCCR0B = _BV(CS01) | _BV(CS00);
    TIMSK0 = _BV(TOIE0);
    // The other timers stand still until a device needs them.
}

uint8_t clock_round() {
    return static_cast<uint8_t>(overflows);
}

uint32_t hal::micros() {
    uint32_t high;
    uint8_t low;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        high = overflows;
        low = TCNT0;
        if ((TIFR0 & _BV(TOV0)) != 0 && low < 255) ++high;
    }
    return ((high << 8) | low) << 2;
}

}  // namespace liveops
