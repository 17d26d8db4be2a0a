#include "reset_cause.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/wdt.h>

#include "../core/hal.h"
#include "outputs.h"

namespace liveops {

namespace {

constexpr uint16_t kKeptMagic = 0x4C4F;

struct Kept {
    uint16_t magic;
    uint16_t boots;
    uint32_t fresh_id;
    uint8_t hang;
    uint8_t check;
};
Kept kept __attribute__((section(".noinit")));
uint8_t reset_flags __attribute__((section(".noinit")));

uint8_t check_of(const Kept& state) {
    const uint8_t* bytes = reinterpret_cast<const uint8_t*>(&state);
    uint8_t sum = 0x5A;
    for (uint8_t i = 0; i < sizeof(Kept) - 1; ++i) sum = static_cast<uint8_t>((sum << 1) + (sum >> 7) + bytes[i]);
    return sum;
}

extern "C" uint8_t __heap_start;

// The power-on pattern of RAM that nothing has written yet: static noise of the chip, hashed (FNV-1a).
uint32_t hash_of_untouched_ram() {
    uint32_t hash = 2166136261UL;
    const uint8_t* end = reinterpret_cast<const uint8_t*>(SP) - 8;
    for (const uint8_t* p = &__heap_start; p < end; ++p) hash = (hash ^ *p) * 16777619UL;
    return hash == 0 ? 1 : hash;
}

char letter_of(uint8_t flags, bool kept_is_good) {
    if (kept_is_good && kept.hang != 0) return 'H';
    if ((flags & _BV(WDRF)) != 0) return 'W';
    if ((flags & _BV(BORF)) != 0 && (flags & _BV(PORF)) == 0) return 'B';
    if ((flags & _BV(PORF)) != 0) return 'P';
    if ((flags & _BV(EXTRF)) != 0) return 'X';
    // Optiboot clears the flags: only what RAM kept tells a reset from a power-on.
    return kept_is_good ? 'X' : 'P';
}

}  // namespace

// Before main, because a watchdog that caused the reset is still running at its shortest interval.
extern "C" void liveops_early_reset() __attribute__((naked, used, section(".init3")));
extern "C" void liveops_early_reset() {
    reset_flags = MCUSR;
    MCUSR = 0;
    wdt_disable();
}

ResetCause take_reset_cause() {
    const bool good = kept.magic == kKeptMagic && kept.check == check_of(kept) && (reset_flags & _BV(PORF)) == 0;
    ResetCause cause;
    cause.letter = letter_of(reset_flags, good);
    if (!good) {
        kept.magic = kKeptMagic;
        kept.boots = 0;
        kept.fresh_id = hash_of_untouched_ram();
    }
    kept.hang = 0;
    cause.boots = ++kept.boots;
    kept.check = check_of(kept);
    return cause;
}

uint32_t hal::fresh_board_id() {
    return kept.fresh_id;
}

void watchdog_begin() {
#ifndef LIVEOPS_NO_WATCHDOG
    // Interrupt first, reset at the second expiry: 128 ms and 256 ms.
    cli();
    wdt_reset();
    WDTCSR = _BV(WDCE) | _BV(WDE);
    WDTCSR = _BV(WDIE) | _BV(WDE) | _BV(WDP1) | _BV(WDP0);
    sei();
#endif
}

}  // namespace liveops

using namespace liveops;

// The main loop is stuck. Everything off, say why for the next start, and wait for the reset.
ISR(WDT_vect) {
    outputs_emergency();
    kept.hang = 1;
    kept.check = check_of(kept);
    watchdog_darken();
    for (;;) {
    }
}
