/* boardsim, GPL-3.0-or-later: see boardsim.h.
 *
 * What the timers put on pins. libsimavr 1.6 moves no pin for pulse-width modulation, so the width and the period are
 * read off the timer's registers: waveform mode, compare mode, top and compare value as the ATmega328P's and the
 * ATmega2560's data sheets define them. A channel shows when its clock runs, its compare mode is not 0 and its pin is
 * an output. */
#include <string.h>

#include "simavr/avr_timer.h"
#include "boardsim.h"

/* A program sets a timer up register by register; what stands for less than this long is no pulse anyone could see. */
enum { SETTLE_CYCLES = 64, CHANNEL_LIMIT = 18 };

struct shape {
    uint64_t width, period; /* cycles; period 0: the timer does not drive the pin */
};

struct channel {
    struct sim *sim;
    avr_timer_t *timer;
    avr_timer_comp_t *compare;
    struct port *port;
    int bit;
    struct shape reported, seen;
    uint64_t since; /* when what is seen came to be */
};
static struct channel channels[CHANNEL_LIMIT];
static int channel_count;

static unsigned bits_of(avr_t *avr, avr_regbit_t *bits, int count) {
    unsigned value = 0;
    for (int i = 0; i < count; ++i) {
        if (bits[i].reg) value |= (unsigned)avr_regbit_get(avr, bits[i]) << i;
    }
    return value;
}

static unsigned word_at(avr_t *avr, avr_io_addr_t low, avr_io_addr_t high) {
    return low ? avr->data[low] | (high ? (unsigned)avr->data[high] << 8 : 0) : 0;
}

/* Clock cycles a count takes, 0 while the timer stands still or counts something else than the chip's clock. */
static unsigned prescaler_of(avr_t *avr, avr_timer_t *timer) {
    unsigned choice = bits_of(avr, timer->cs, 4);
    unsigned power = timer->cs_div[choice & 15];
    return choice == 0 || power & AVR_TIMER_EXTCLK_CHOOSE ? 0 : 1U << power;
}

enum ramp { NO_RAMP, FAST, PHASE_CORRECT, TOGGLING };

/* The mode's kind and top. Timers of 16 bits are told by their capture register. */
static enum ramp ramp_of(avr_t *avr, avr_timer_t *timer, unsigned *top) {
    unsigned mode = bits_of(avr, timer->wgm, 4);
    unsigned compare_a = word_at(avr, timer->comp[AVR_TIMER_COMPA].r_ocr, timer->comp[AVR_TIMER_COMPA].r_ocrh);
    unsigned capture = word_at(avr, timer->r_icr, timer->r_icrh);
    if (!timer->r_icr) {
        *top = mode & 1 && mode < 4 ? 0xFF : compare_a;
        return mode == 1 || mode == 5 ? PHASE_CORRECT : mode == 3 || mode == 7 ? FAST : mode == 2 ? TOGGLING : NO_RAMP;
    }
    static const unsigned fixed_top[4] = {0xFFFF, 0xFF, 0x1FF, 0x3FF};
    *top = mode < 4 ? fixed_top[mode] : mode > 4 && mode < 8 ? fixed_top[mode - 4] : mode & 1 ? compare_a : capture;
    if (mode == 4) *top = compare_a;
    if (mode == 4 || mode == 12) return TOGGLING;
    if (mode == 14 || mode == 15 || (mode > 4 && mode < 8)) return FAST;
    return mode == 0 || mode == 13 ? NO_RAMP : PHASE_CORRECT;
}

static struct shape shape_of(struct channel *channel) {
    avr_t *avr = channel->sim->avr;
    struct shape none = {0, 0};
    unsigned compare_mode = avr_regbit_get(avr, channel->compare->com), top;
    unsigned prescaler = prescaler_of(avr, channel->timer);
    enum ramp ramp = ramp_of(avr, channel->timer, &top);
    if (!compare_mode || !prescaler || ramp == NO_RAMP || !top) return none;
    if (!(avr->data[channel->port->io->r_ddr] >> channel->bit & 1)) return none;
    uint64_t value = word_at(avr, channel->compare->r_ocr, channel->compare->r_ocrh);
    if (value > top) value = top;
    if (ramp == TOGGLING) {
        uint64_t half = (top + 1ULL) * prescaler;
        return compare_mode == avr_timer_com_toggle ? (struct shape){half, 2 * half} : none;
    }
    if (compare_mode == avr_timer_com_toggle) return none; /* toggling inside a PWM mode: no device type uses it */
    struct shape shape = ramp == FAST ? (struct shape){(value + 1) * prescaler, (top + 1ULL) * prescaler}
                                      : (struct shape){2 * value * prescaler, 2ULL * top * prescaler};
    if (compare_mode == avr_timer_com_set) shape.width = shape.period - shape.width;
    return shape;
}

static bool same(struct shape a, struct shape b) {
    return a.width == b.width && a.period == b.period;
}

static void report(struct channel *channel) {
    struct sim *sim = channel->sim;
    channel->reported = channel->seen;
    double width = (double)channel->seen.width / CYCLES_PER_US, period = (double)channel->seen.period / CYCLES_PER_US;
    char more[80];
    snprintf(more, sizeof more, ",\"pulseUs\":%.8g,\"periodUs\":%.8g", width, period);
    int level = sim->avr->data[channel->port->io->r_port] >> channel->bit & 1;
    event(sim, "PULSE P%c%d %.8g %.8g", channel->port->io->name, channel->bit, width, period);
    pins_log(sim, channel->port->io->name, channel->bit, channel->seen.period ? channel->seen.width > 0 : level,
             channel->since, more);
}

static avr_cycle_count_t on_settled(avr_t *avr, avr_cycle_count_t when, void *parameter) {
    (void)avr;
    (void)when;
    struct channel *channel = parameter;
    if (!same(channel->seen, channel->reported)) report(channel);
    return 0;
}

static void look(struct channel *channel) {
    struct shape now = shape_of(channel);
    if (same(now, channel->seen)) return;
    channel->seen = now;
    uint8_t pin = (uint8_t)(1U << channel->bit);
    channel->port->by_timer = now.period ? channel->port->by_timer | pin : channel->port->by_timer & (uint8_t)~pin;
    channel->since = channel->sim->avr->cycle;
    avr_cycle_timer_cancel(channel->sim->avr, on_settled, channel);
    if (same(now, channel->reported)) return;
    if (now.period == 0) {
        report(channel); /* switched off: that needs no settling, and tests ask for the very cycle */
        return;
    }
    avr_cycle_timer_register(channel->sim->avr, SETTLE_CYCLES, on_settled, channel);
}

static void on_register(struct avr_irq_t *irq, uint32_t value, void *parameter) {
    (void)irq;
    (void)value;
    (void)parameter;
    for (int i = 0; i < channel_count; ++i) look(&channels[i]);
}

static void watch(struct sim *sim, avr_io_addr_t address) {
    static avr_io_addr_t watched[64];
    static int count;
    if (!address || count == 64) return;
    for (int i = 0; i < count; ++i) {
        if (watched[i] == address) return;
    }
    watched[count++] = address;
    avr_irq_register_notify(avr_iomem_getirq(sim->avr, address, NULL, AVR_IOMEM_IRQ_ALL), on_register, sim);
}

static void attach_timer(struct sim *sim, avr_timer_t *timer) {
    for (int i = 0; i < AVR_TIMER_COMP_COUNT && channel_count < CHANNEL_LIMIT; ++i) {
        avr_timer_comp_t *compare = &timer->comp[i];
        if (!compare->r_ocr || !compare->com.reg || !compare->com_pin.reg) continue;
        struct port *port = NULL;
        for (int p = 0; p < sim->port_count; ++p) {
            if (sim->ports[p].io->r_port == compare->com_pin.reg) port = &sim->ports[p];
        }
        if (!port) continue;
        channels[channel_count++] = (struct channel){
            .sim = sim, .timer = timer, .compare = compare, .port = port, .bit = compare->com_pin.bit};
        watch(sim, compare->r_ocr); /* the low byte: written last, it is what takes effect */
        watch(sim, compare->com.reg);
        watch(sim, port->io->r_ddr);
    }
    watch(sim, timer->r_icr);
    for (int i = 0; i < 4; ++i) {
        watch(sim, timer->wgm[i].reg);
        watch(sim, timer->cs[i].reg);
    }
}

void pulses_attach(struct sim *sim) {
    for (avr_io_t *io = sim->avr->io_port; io; io = io->next) {
        if (io->kind && !strcmp(io->kind, "timer")) attach_timer(sim, (avr_timer_t *)io);
    }
}

/* After a reset: registers are zero, so are the pulses. */
void pulses_forget(struct sim *sim) {
    (void)sim;
    for (int i = 0; i < channel_count; ++i) look(&channels[i]);
}
