#include "outputs.h"

#include <avr/io.h>
#include <util/atomic.h>

#include "../core/hal.h"

namespace liveops {

namespace {

constexpr uint8_t kFirstPin = 2;  // 0 and 1 are the serial line
constexpr uint8_t kPinCount = 20; // D0 to D13, A0 to A5 as 14 to 19

// Pins in use, and those of them whose off level is high; one mask per port, so that switching everything off is
// three read-modify-writes.
struct PortMask {
    uint8_t used;
    uint8_t off_high;
};
PortMask port_b, port_c, port_d;
volatile bool latched;

PortMask& mask_of(uint8_t pin) {
    return pin < 8 ? port_d : pin < 14 ? port_b : port_c;
}

volatile uint8_t& port_of(uint8_t pin) {
    return pin < 8 ? PORTD : pin < 14 ? PORTB : PORTC;
}

volatile uint8_t& direction_of(uint8_t pin) {
    return pin < 8 ? DDRD : pin < 14 ? DDRB : DDRC;
}

uint8_t bit_of(uint8_t pin) {
    return static_cast<uint8_t>(1 << (pin < 8 ? pin : pin < 14 ? pin - 8 : pin - 14));
}

inline uint8_t off_levels(uint8_t port, const PortMask& mask) {
    return static_cast<uint8_t>((port & ~mask.used) | mask.off_high);
}

}  // namespace

void outputs_off() {
    PORTD = off_levels(PORTD, port_d);
    PORTB = off_levels(PORTB, port_b);
    PORTC = off_levels(PORTC, port_c);
}

void outputs_emergency() {
    latched = true;
    outputs_off();
}

bool outputs_latched() {
    return latched;
}

void outputs_unlatch() {
    latched = false;
}

bool hal::pin_exists(uint8_t pin) {
    return pin >= kFirstPin && pin < kPinCount;
}

void hal::output_configure(uint8_t pin, bool active_low) {
    const uint8_t bit = bit_of(pin);
    PortMask& mask = mask_of(pin);
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        mask.used |= bit;
        mask.off_high = static_cast<uint8_t>(active_low ? mask.off_high | bit : mask.off_high & ~bit);
        volatile uint8_t& port = port_of(pin);
        port = static_cast<uint8_t>(active_low ? port | bit : port & ~bit);
        direction_of(pin) |= bit;
    }
}

void hal::output_release(uint8_t pin) {
    const uint8_t bit = bit_of(pin);
    PortMask& mask = mask_of(pin);
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        mask.used = static_cast<uint8_t>(mask.used & ~bit);
        mask.off_high = static_cast<uint8_t>(mask.off_high & ~bit);
        direction_of(pin) = static_cast<uint8_t>(direction_of(pin) & ~bit);
        port_of(pin) = static_cast<uint8_t>(port_of(pin) & ~bit);
    }
}

void hal::output_write(uint8_t pin, bool on) {
    const uint8_t bit = bit_of(pin);
    const PortMask& mask = mask_of(pin);
    volatile uint8_t& port = port_of(pin);
    // The check and the write are one step, or a stop that arrives between them would be undone.
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        const bool high = (on && !latched) != ((mask.off_high & bit) != 0);
        port = static_cast<uint8_t>(high ? port | bit : port & ~bit);
    }
}

bool hal::emergency_latched() {
    return latched;
}

void hal::emergency_latch() {
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { outputs_emergency(); }
}

}  // namespace liveops
