// EEPROM, one byte at a time: a write takes 3.3 ms in the background and nothing waits for it.
#include <avr/io.h>
#include <util/atomic.h>

#include "../core/hal.h"

namespace liveops {

bool hal::store_ready() {
    return (EECR & _BV(EEPE)) == 0;
}

uint8_t hal::store_read(uint16_t address) {
    while (!store_ready()) {
    }
    EEAR = address;
    EECR |= _BV(EERE);
    return EEDR;
}

void hal::store_write(uint16_t address, uint8_t value) {
    EEAR = address;
    EEDR = value;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        // EEPE must follow EEMPE within four cycles.
        EECR |= _BV(EEMPE);
        EECR |= _BV(EEPE);
    }
}

}  // namespace liveops
