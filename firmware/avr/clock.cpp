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
    if (liveops::channels_waiting != 0) liveops::channels_connect_waiting();
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
