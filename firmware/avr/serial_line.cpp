#include "serial_line.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "../core/hal.h"
#include "../core/protocol.h"
#include "outputs.h"

#ifndef LIVEOPS_BAUD
#define LIVEOPS_BAUD 115200UL
#endif

namespace liveops {

namespace {

// Double speed: 115200 becomes 117,647 (+2.1 %), which every USB bridge accepts; 250000, 500000 and 1000000 are exact.
constexpr uint16_t kDivider = static_cast<uint16_t>((F_CPU + LIVEOPS_BAUD * 4UL) / (LIVEOPS_BAUD * 8UL) - 1);

constexpr uint8_t kReceiveSize = 128;
uint8_t receive_ring[kReceiveSize];
volatile uint8_t receive_head;
volatile uint8_t receive_tail;
volatile uint8_t receive_keep_from;  // where what arrived after the last emergency stop begins
volatile uint16_t receive_lost;
volatile bool emergency_arrived;
volatile bool status_asked;
volatile uint8_t line_ends;  // in the ring

char send_ring[256];  // indices wrap by themselves
volatile uint8_t send_head;
volatile uint8_t send_tail;
uint8_t send_draft;  // behind the line that is being put

}  // namespace

void serial_begin() {
    UCSR0A = _BV(U2X0);
    UBRR0 = kDivider;
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

bool serial_take(uint8_t& byte) {
    if (emergency_arrived || receive_tail == receive_head) return false;
    byte = receive_ring[receive_tail];
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        // An emergency stop in the last few cycles has made this byte part of what is dropped.
        if (!emergency_arrived) {
            receive_tail = static_cast<uint8_t>((receive_tail + 1) % kReceiveSize);
            if (byte == '\n') --line_ends;
        }
    }
    return !emergency_arrived;
}

bool serial_urgent() {
    return emergency_arrived || status_asked;
}

bool serial_pending() {
    return receive_tail != receive_head || serial_urgent();
}

bool serial_take_within_line(uint8_t& byte) {
    return receive_tail != receive_head && receive_ring[receive_tail] != '\n' && serial_take(byte);
}

bool serial_line_ended() {
    return line_ends != 0 || emergency_arrived;
}

bool hal::emergency_take() {
    if (!emergency_arrived) return false;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        emergency_arrived = false;
        receive_tail = receive_keep_from;
    }
    return true;
}

bool hal::emergency_release() {
    bool released = false;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        if (!emergency_arrived) {
            outputs_unlatch();
            released = true;
        }
    }
    return released;
}

bool hal::status_take() {
    const bool asked = status_asked;
    if (asked) status_asked = false;
    return asked;
}

uint16_t hal::rx_lost() {
    uint16_t lost;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { lost = receive_lost; }
    return lost;
}

uint16_t hal::tx_free() {
    return static_cast<uint8_t>(send_tail - send_head - 1);
}

bool hal::tx_put(char byte) {
    const uint8_t next = static_cast<uint8_t>(send_draft + 1);
    if (next == send_tail) return false;
    send_ring[send_draft] = byte;
    send_draft = next;
    return true;
}

void hal::tx_commit() {
    send_head = send_draft;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { UCSR0B |= _BV(UDRIE0); }
}

void hal::tx_discard() {
    send_draft = send_head;
}

}  // namespace liveops

using namespace liveops;

#ifndef USART_RX_vect  // chips with several lines number them
#define USART_RX_vect USART0_RX_vect
#define USART_UDRE_vect USART0_UDRE_vect
#endif

ISR(USART_RX_vect) {
    // Both bytes of the hardware's buffer, if the interrupt came late.
    while ((UCSR0A & _BV(RXC0)) != 0) {
        const uint8_t status = UCSR0A;
        const uint8_t byte = UDR0;
        if (byte == kByteEmergencyStop) {
            outputs_emergency();
            receive_keep_from = receive_head;
            emergency_arrived = true;
            line_ends = 0;
            continue;
        }
        if ((status & _BV(DOR0)) != 0) ++receive_lost;
        if (byte == kByteStatus) {
            status_asked = true;
            continue;
        }
        const uint8_t next = static_cast<uint8_t>((receive_head + 1) % kReceiveSize);
        if (next == receive_tail) {
            ++receive_lost;
            continue;
        }
        receive_ring[receive_head] = byte;
        receive_head = next;
        if (byte == '\n') ++line_ends;
    }
}

ISR(USART_UDRE_vect) {
    if (send_tail == send_head) {
        UCSR0B &= static_cast<uint8_t>(~_BV(UDRIE0));
        return;
    }
    const uint8_t tail = send_tail;
    UDR0 = send_ring[tail];
    send_tail = static_cast<uint8_t>(tail + 1);
}
