// Sound on any one pin: timer 2 calls twice a period, and the interrupt turns the pin over.
#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "../core/hal.h"
#include "outputs.h"

namespace {
volatile uint8_t* volatile tone_input;  // writing a bit to PINx turns the pin over
volatile uint8_t tone_bit;
}

ISR(TIMER2_COMPA_vect) {
    *tone_input = tone_bit;
}

namespace liveops {

namespace {
// From each divisor of the clock to the next, by CS22 to CS20 from 1 on: 1, 8, 32, 64, 128, 256, 1024 as powers of two.
constexpr uint8_t kDivisorSteps[] PROGMEM = {3, 2, 1, 1, 1, 2};
}

// On first: the divisions take longer than anything else between a command and its pin.
void hal::tone_begin(uint8_t pin, uint16_t hz) {
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        TIMSK2 = 0;
        TCCR2B = 0;
    }
    output_write(pin, true);
    const PinPlace place = place_of(pin);
    uint32_t half_period = (F_CPU / 2) / hz;
    uint8_t select = 1;
    while (select != 7 && half_period > 256) half_period >>= pgm_read_byte(&kDivisorSteps[select++ - 1]);
    const uint8_t top = static_cast<uint8_t>(half_period - 1);
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        if (outputs_latched()) return;
        tone_input = &Port(place.port).input();
        tone_bit = place.bit;
        TCCR2A = _BV(WGM21);
        OCR2A = top;
        TCNT2 = 0;
        TIFR2 = _BV(OCF2A);
        TIMSK2 = _BV(OCIE2A);
        TCCR2B = select;
    }
}

void hal::tone_end(uint8_t pin) {
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        TIMSK2 = 0;
        TCCR2B = 0;
        output_write(pin, false);
    }
}

}  // namespace liveops
