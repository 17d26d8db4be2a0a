#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "../core/hal.h"

namespace {
volatile uint32_t overflows;
}

ISR(TIMER0_OVF_vect) {
    ++overflows;
}

namespace liveops {

void clock_begin() {
    TCCR0A = 0;
    TCCR0B = _BV(CS01) | _BV(CS00);
    TIMSK0 = _BV(TOIE0);
    // Timers 1 and 2 stay stopped until a device type needs them.
    TCCR1A = 0;
    TCCR1B = 0;
    TCCR2A = 0;
    TCCR2B = 0;
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
