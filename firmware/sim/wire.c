/* boardsim, GPL-3.0-or-later: see boardsim.h.
 *
 * The serial line at byte granularity. libsimavr 1.6 counts 11 bits a byte and hides overruns behind a 64-byte
 * receive buffer; here a byte takes 10 bits, and the chip holds three (two in the buffer, one in the shift register)
 * before it loses the newest. */
#include <string.h>

#include "boardsim.h"

#include "simavr/fifo_declare.h"

DEFINE_FIFO(uint16_t, uart_fifo);

enum { BUFFERED_BYTES = 2, REKICK_CYCLES = 16 };

static uint64_t chip_cycles_per_byte(struct sim *sim) {
    avr_t *avr = sim->avr;
    avr_uart_t *uart = sim->uart;
    unsigned divider = avr_regbit_get(avr, uart->ubrrl) | (unsigned)avr_regbit_get(avr, uart->ubrrh) << 8;
    return (divider + 1ULL) * (avr_regbit_get(avr, uart->u2x) ? 8 : 16) * 10;
}

static uint64_t host_cycles_per_byte(struct sim *sim) {
    return (CYCLES_PER_US * 1000000ULL * 10 + sim->host_baud / 2) / sim->host_baud;
}

/* A receiver samples in the middle of each bit by its own clock: from about 5 % on, what it makes of a byte is noise. */
static uint8_t as_heard(struct sim *sim, uint8_t byte) {
    uint64_t chip = chip_cycles_per_byte(sim), host = host_cycles_per_byte(sim);
    uint64_t apart = chip > host ? chip - host : host - chip;
    return apart * 20 > host ? (uint8_t)(byte * 73 + 29) : byte;
}

static void on_byte_from_chip(struct avr_irq_t *irq, uint32_t value, void *parameter) {
    (void)irq;
    struct sim *sim = parameter;
    /* The model is about to start its transmit timer with this figure. */
    sim->uart->cycles_per_byte = chip_cycles_per_byte(sim);
    uint8_t byte = (uint8_t)value;
    if (sim->options.bytes) event(sim, "TX %02x", byte);
    byte = as_heard(sim, byte);
    if (!faults_strike(sim, true, &byte)) return;
    unsigned next = (sim->out_head + 1) % OUT_SIZE;
    if (next == sim->out_tail) {
        ++sim->out_lost;
        return;
    }
    sim->out[sim->out_head] = (struct out_byte){sim->avr->cycle + sim->uart->cycles_per_byte, byte};
    sim->out_head = next;
}

/* The model raises the receive interrupt once per byte put in; a chip raises it as long as a byte waits. */
static avr_cycle_count_t rekick(avr_t *avr, avr_cycle_count_t when, void *parameter) {
    struct sim *sim = parameter;
    if (uart_fifo_isempty(&sim->uart->input)) return 0;
    if (!sim->uart->rxc.pending) avr_raise_interrupt(avr, &sim->uart->rxc);
    return when + REKICK_CYCLES;
}

static void put_into_chip(struct sim *sim, uint8_t byte) {
    avr_uart_t *uart = sim->uart;
    if (!avr_regbit_get(sim->avr, uart->rxen)) return;
    if (sim->options.bytes) event(sim, "RX %02x", byte);
    if (uart_fifo_get_read_size(&uart->input) > BUFFERED_BYTES) {
        ++sim->overruns;
        avr_regbit_set(sim->avr, uart->dor);
        event(sim, "OVERRUN");
        return;
    }
    uart_fifo_write(&uart->input, byte);
    /* Keeps the model from pacing reads by its own idea of a byte's time. */
    uart->rx_cnt = 0;
    uart->rxc_raise_time = 0;
    avr_raise_interrupt(sim->avr, &uart->rxc);
    if (uart_fifo_get_read_size(&uart->input) > 1) avr_cycle_timer_register(sim->avr, REKICK_CYCLES, rekick, sim);
}

static avr_cycle_count_t on_wire_byte(avr_t *avr, avr_cycle_count_t when, void *parameter) {
    (void)avr;
    struct sim *sim = parameter;
    if (sim->in_at < sim->in_length) {
        uint8_t byte = as_heard(sim, sim->in[sim->in_at++]);
        if (faults_strike(sim, false, &byte)) put_into_chip(sim, byte);
    }
    sim->wire_busy = sim->in_at < sim->in_length;
    return sim->wire_busy ? when + host_cycles_per_byte(sim) : 0;
}

/* Starts the wire when the host has sent something and it is idle. */
void wire_pump(struct sim *sim) {
    if (sim->wire_busy || sim->in_at == sim->in_length) return;
    sim->wire_busy = true;
    avr_cycle_timer_register(sim->avr, host_cycles_per_byte(sim), on_wire_byte, sim);
}

/* A reset forgets the timers; what was on its way from the host is lost to the boot loader. */
void wire_after_reset(struct sim *sim) {
    sim->wire_busy = false;
    sim->in_at = sim->in_length = 0;
    uart_fifo_reset(&sim->uart->input);
}

void wire_attach(struct sim *sim) {
    for (avr_io_t *io = sim->avr->io_port; io; io = io->next) {
        avr_uart_t *uart = (avr_uart_t *)io;
        if (io->kind && !strcmp(io->kind, "uart") && uart->name == '0') sim->uart = uart;
    }
    uint32_t flags = 0;
    avr_ioctl(sim->avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags); /* no console echo, no polling naps */
    avr_irq_t *irq = avr_io_getirq(sim->avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT);
    avr_irq_register_notify(irq, on_byte_from_chip, sim);
}
