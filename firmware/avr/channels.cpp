// PWM and servo pulses by the timers' compare channels. Timer 0 is the clock as well: it always runs, in fast PWM of 8
// bits, and is never stopped or set. The others stand still until a channel is used: 976 Hz fast PWM of 8 bits, or 20 ms
// for servos. (Phase-correct modes are avoided: simulated chips do not know them.)
#include <avr/io.h>
#include <util/atomic.h>

#include "../core/hal.h"
#include "outputs.h"

namespace liveops {

volatile uint8_t channels_waiting;

namespace {

constexpr uint16_t kServoTop = 39999;        // 20 ms in half microseconds
constexpr uint16_t kLongestPulse = 2 * 2400;
constexpr uint8_t kBeforeTop = 16;           // time to set a timer up before its first round, 8 us

// The registers of one timer; all timers have them in this order.
class Timer {
public:
    explicit Timer(uint8_t number)
        : number_(number), base_(reinterpret_cast<volatile uint8_t*>(pgm_read_word(&kTimerAddresses[number]))) {}

    volatile uint8_t& control_a() const { return base_[0]; }
    volatile uint8_t& control_b() const { return base_[1]; }
    volatile uint8_t& control_c() const { return base_[2]; }  // of wide ones
    volatile uint16_t& top() const { return wide_register(6); }
    volatile uint16_t& wide_count() const { return wide_register(4); }
    volatile uint16_t& wide_compare(uint8_t letter) const { return wide_register(static_cast<uint8_t>(8 + 2 * letter)); }

    bool wide() const { return (kWideTimers & (1 << number_)) != 0; }
    bool is_clock() const { return number_ == 0; }
    bool idle() const { return !is_clock() && (control_a() & 0xFC) == 0; }

    void set_compare(uint8_t letter, uint8_t value) const {
        if (wide()) {
            wide_compare(letter) = value;
        } else {
            base_[3 + letter] = value;
        }
    }

    void set_count(uint8_t value) const {
        if (wide()) {
            wide_count() = value;
        } else {
            base_[2] = value;
        }
    }

private:
    volatile uint16_t& wide_register(uint8_t offset) const {
        return *reinterpret_cast<volatile uint16_t*>(base_ + offset);
    }

    uint8_t number_;
    volatile uint8_t* base_;
};

uint8_t timer_of(uint8_t channel) {
    return channel >> 2;
}
uint8_t letter_of(uint8_t channel) {
    return channel & 3;
}

// Compare output mode bits: clear at the compare value, set at the start; or the other way round.
uint8_t output_bits(uint8_t channel, bool inverted) {
    const uint8_t letter = letter_of(channel);
    const uint8_t both = letter == 0 ? 0xC0 : letter == 1 ? 0x30 : 0x0C;
    return inverted ? both : both & 0xA8;
}

}  // namespace

void channel_disconnect(const PinPlace& place) {
    if (place.channel == kNoChannel) return;
    const Timer timer(timer_of(place.channel));
    const uint8_t bits = static_cast<uint8_t>(~output_bits(place.channel, true));
    if (timer.is_clock()) channels_waiting &= bits;
    timer.control_a() &= bits;
    if (timer.idle()) timer.control_b() = 0;
}

uint8_t hal::pin_timer(uint8_t pin) {
    const uint8_t channel = place_of(pin).channel;
    return channel == kNoChannel ? kNoTimer : timer_of(channel);
}

bool hal::timer_makes_servo(uint8_t timer) {
    return timer < 8 && (kWideTimers & (1 << timer)) != 0;
}

uint8_t hal::tone_timer() {
    return 2;
}

// The port's level is on as long as the channel is connected: it drives the pin until the channel does.
void hal::output_level(uint8_t pin, uint8_t level) {
    const PinPlace place = place_of(pin);
    if (place.channel == kNoChannel || level == 0 || level == 255) return output_write(pin, level >= 128);
    const Timer timer(timer_of(place.channel));
    const Port port(place.port);
    const uint8_t bit = place.bit;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        if (outputs_latched()) return;
        const bool low = output_is_active_low(place);
        const uint8_t bits = output_bits(place.channel, low);
        const bool starts = timer.idle();
        if (starts) {
            timer.control_b() = timer.wide() ? _BV(WGM12) : 0;
            timer.control_a() = timer.wide() ? _BV(WGM10) : _BV(WGM21) | _BV(WGM20);
        }
        timer.set_compare(letter_of(place.channel), level);
        port.output() = static_cast<uint8_t>(low ? port.output() & ~bit : port.output() | bit);
        if (timer.is_clock()) {
            // Connected in the middle of a round the pin would be off until the next, up to a millisecond.
            if ((timer.control_a() & bits) == 0) channels_waiting |= bits;
            return;
        }
        timer.control_a() |= bits;
        if (starts) {
            timer.set_count(255);  // its first round begins with the next tick
            timer.control_b() = timer.wide() ? _BV(WGM12) | _BV(CS11) | _BV(CS10) : _BV(CS22);
        }
    }
}

void hal::servo_write(uint8_t pin, uint16_t pulse_us) {
    const PinPlace place = place_of(pin);
    const Timer timer(timer_of(place.channel));
    const uint8_t bits = output_bits(place.channel, false);
    const uint8_t letter = letter_of(place.channel);
    const uint16_t compare = static_cast<uint16_t>(2 * pulse_us - 1);
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        if (outputs_latched()) return;
        if (!timer.idle()) {
            timer.wide_compare(letter) = compare;
            timer.control_a() |= bits;
            return;
        }
        // An emergency stop may have cut a pulse, and a channel cut high would begin with a stray one: force all low,
        // which works in the normal mode only.
        timer.control_b() = 0;
        timer.control_a() = kWideChannels;
        timer.control_c() = static_cast<uint8_t>(_BV(FOC1A) | _BV(FOC1B) | (kWideChannels == 0xA8 ? 0x20 : 0));
        timer.control_a() = static_cast<uint8_t>(bits | _BV(WGM11));
        timer.control_b() = _BV(WGM13) | _BV(WGM12);
        timer.top() = kServoTop;
        timer.wide_compare(letter) = compare;
        timer.wide_count() = kServoTop - kBeforeTop;
        timer.control_b() = _BV(WGM13) | _BV(WGM12) | _BV(CS11);
    }
}

bool hal::servo_end(uint8_t pin) {
    const PinPlace place = place_of(pin);
    if (place.channel == kNoChannel) return true;
    const Timer timer(timer_of(place.channel));
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        if ((timer.control_a() & output_bits(place.channel, false)) == 0) return true;
        if (timer.wide_count() <= kLongestPulse) return false;
        channel_disconnect(place);
    }
    return true;
}

}  // namespace liveops
