// Uno and Nano (ATmega328P) and Mega 2560, 16 MHz.
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#include "../core/board.h"
#include "../core/hal.h"
#include "clock.h"
#include "default_devices.h"
#include "reset_cause.h"
#include "serial_line.h"

namespace liveops {

namespace {
Board board;
}

void watchdog_darken() {
    board.darken();
}

// Called between a strip's pixels, too: a line that ends during a frame has been taken in by then, up to its last byte.
bool hal::line_waiting() {
    uint8_t byte;
    while (!board.in_request() && serial_take_within_line(byte)) board.feed(byte);
    return serial_line_ended();
}

void hal::between_fields() {
    board.end_due();
}

const FlashText* hal::board_name() {
    return LIVEOPS_TEXT(LIVEOPS_BOARD_NAME);
}

void hal::default_devices(Device* devices) {
    add_default_devices(devices);
}

}  // namespace liveops

int main() {
    using namespace liveops;
    const ResetCause cause = take_reset_cause();
    clock_begin();
    serial_begin();
    sei();
    board.begin(cause.letter, cause.boots);
    watchdog_begin();
    set_sleep_mode(SLEEP_MODE_IDLE);
    uint8_t polled_round = 0;
    for (;;) {
        wdt_reset();
        // Bytes first, so that a command's pin is not late by the round; one line a round, so that a host which never
        // pauses cannot keep the round from ending what is due.
        uint8_t byte = 0;
        while (serial_take(byte)) {
            board.feed(byte);
            if (byte == '\n') break;
        }
        // In the middle of a line a round a millisecond will do, or the line's end would often find one under way.
        const uint8_t round = clock_round();
        if (byte == '\n' || round != polled_round || board.deadline_near() || serial_urgent()) {
            polled_round = round;
            board.poll();
            if (board.deadline_near()) continue;
        }
        // An interrupt between the check and the sleep must still wake it: sei takes effect after the next instruction.
        cli();
        if (serial_pending()) {
            sei();
            continue;
        }
        sleep_enable();
        sei();
        sleep_cpu();
        sleep_disable();
    }
}
