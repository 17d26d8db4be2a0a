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
        if ((TIFR0 & _BV(TOV0)) != 0) {
            // The overflow may have come after the count was read, and the flag may be one count ahead of it: the count is
            // read again, and what still looks like the end of the round is its beginning. Else time would jump ahead by
            // a whole round, and whatever is due within the next millisecond would end too early.
            ++high;
            low = TCNT0;
            if (low >= 128) low = 0;
        }
    }
    return ((high << 8) | low) << 2;
}

}  // namespace liveops
