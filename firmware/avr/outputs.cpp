#include "outputs.h"

#include <avr/io.h>
#include <util/atomic.h>

#include "../core/hal.h"

namespace liveops {

namespace {

// Pins in use, and those of them whose off level is high; one mask per port, so that switching everything off is one
// read-modify-write a port.
struct PortMask {
    uint8_t used;
    uint8_t off_high;
};
PortMask masks[kPortCount];
volatile bool latched;

inline uint8_t off_levels(uint8_t port, const PortMask& mask) {
    return static_cast<uint8_t>((port & ~mask.used) | mask.off_high);
}

}  // namespace

// Levels first: while a channel is still connected they mean nothing, and once it is not they are right.
void outputs_off() {
#define LIVEOPS_PORT_OFF(letter, index) PORT##letter = off_levels(PORT##letter, masks[index]);
    LIVEOPS_EACH_PORT(LIVEOPS_PORT_OFF)
#undef LIVEOPS_PORT_OFF
    channels_waiting = 0;
    TCCR0A = _BV(WGM01) | _BV(WGM00);
#define LIVEOPS_TIMER_OFF(number) TCCR##number##A = 0;
    LIVEOPS_EACH_TIMER(LIVEOPS_TIMER_OFF)
#undef LIVEOPS_TIMER_OFF
    TIMSK2 = 0;
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

bool output_is_active_low(const PinPlace& place) {
    return (masks[place.port].off_high & place.bit) != 0;
}

bool hal::pin_exists(uint8_t pin) {
    return pin >= kFirstPin && pin < kPinCount;
}

void hal::output_configure(uint8_t pin, bool active_low) {
    const PinPlace place = place_of(pin);
    const uint8_t bit = place.bit;
    const Port port(place.port);
    PortMask& mask = masks[place.port];
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        mask.used |= bit;
        mask.off_high = static_cast<uint8_t>(active_low ? mask.off_high | bit : mask.off_high & ~bit);
        port.output() = static_cast<uint8_t>(active_low ? port.output() | bit : port.output() & ~bit);
        port.direction() |= bit;
    }
}

void hal::output_release(uint8_t pin) {
    const PinPlace place = place_of(pin);
    const uint8_t bit = place.bit;
    const Port port(place.port);
    PortMask& mask = masks[place.port];
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        mask.used = static_cast<uint8_t>(mask.used & ~bit);
        mask.off_high = static_cast<uint8_t>(mask.off_high & ~bit);
        port.direction() = static_cast<uint8_t>(port.direction() & ~bit);
        port.output() = static_cast<uint8_t>(port.output() & ~bit);
        channel_disconnect(place);
    }
}

void hal::output_write(uint8_t pin, bool on) {
    const PinPlace place = place_of(pin);
    const uint8_t bit = place.bit;
    const Port port(place.port);
    // The check and the write are one step, or a stop that arrives between them would be undone.
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        const bool high = (on && !latched) != output_is_active_low(place);
        port.output() = static_cast<uint8_t>(high ? port.output() | bit : port.output() & ~bit);
        channel_disconnect(place);
    }
}

void hal::input_configure(uint8_t pin, bool pull_up) {
    const PinPlace place = place_of(pin);
    const uint8_t bit = place.bit;
    const Port port(place.port);
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        port.direction() = static_cast<uint8_t>(port.direction() & ~bit);
        port.output() = static_cast<uint8_t>(pull_up ? port.output() | bit : port.output() & ~bit);
    }
}

bool hal::input_high(uint8_t pin) {
    const PinPlace place = place_of(pin);
    return (Port(place.port).input() & place.bit) != 0;
}

bool hal::emergency_latched() {
    return latched;
}

void hal::emergency_latch() {
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { outputs_emergency(); }
}

}  // namespace liveops
