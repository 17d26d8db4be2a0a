#include "fake_port.h"

#include <string.h>

#include "../avr/default_devices.h"
#include "../core/hal.h"

namespace liveops {

namespace {

constexpr uint8_t kPins = 20;
struct Pin {
    bool output, active_low, high;
    uint8_t level;      // of an output that is on: 255, or the PWM's
    uint16_t servo_us;  // 0: no pulses
    uint16_t tone_hz;   // 0: no sound
    bool input, pull_up, driven, driven_high;
};
Pin pins[kPins];
std::vector<fake::PinChange> changes;
uint64_t clock_us;
bool latched, emergency, status_wanted, store_is_busy;
std::string sent, draft;
uint16_t room = 4096;
uint8_t bytes[1024];
uint16_t writes;
std::vector<fake::Pixel> frame;
std::vector<uint8_t> clocked;
bool someone_waits, servo_pulse_under_way;
void (*while_writing)(void*);
void* while_writing_context;
uint32_t us_per_written_field;

void set_level(uint8_t number, bool high, uint8_t level = 255) {
    Pin& pin = pins[number];
    const bool was = pin.output && pin.high != pin.active_low;
    pin.high = high;
    const bool is = pin.output && pin.high != pin.active_low;
    pin.level = is ? level : uint8_t{0};
    pin.tone_hz = 0;
    if (was != is) changes.push_back({number, is, clock_us});
}

// The channels of an Uno: 0xFF for none.
uint8_t uno_timer(uint8_t pin) {
    switch (pin) {
        case 5:
        case 6: return 0;
        case 9:
        case 10: return 1;
        case 3:
        case 11: return 2;
        default: return hal::kNoTimer;
    }
}

}  // namespace

void fake::forget_all_but_store() {
    memset(pins, 0, sizeof pins);
    changes.clear();
    latched = emergency = status_wanted = store_is_busy = someone_waits = servo_pulse_under_way = false;
    frame.clear();
    clocked.clear();
    sent.clear();
    room = 4096;
    writes = 0;
    us_per_written_field = 0;
}

void fake::power_on(uint64_t start_us) {
    forget_all_but_store();
    memset(bytes, 0xFF, sizeof bytes);
    clock_us = start_us;
}

void fake::move_us(uint64_t us) {
    clock_us += us;
}
uint64_t fake::now_us() {
    return clock_us;
}
bool fake::pin_on(uint8_t pin) {
    return pins[pin].output && pins[pin].high != pins[pin].active_low;
}
bool fake::pin_is_output(uint8_t pin) {
    return pins[pin].output;
}
bool fake::pin_high(uint8_t pin) {
    return pins[pin].high;
}
const std::vector<fake::PinChange>& fake::pin_changes() {
    return changes;
}

uint8_t fake::pin_level(uint8_t pin) {
    return pins[pin].level;
}
uint16_t fake::servo_us(uint8_t pin) {
    return pins[pin].servo_us;
}
uint16_t fake::tone_hz(uint8_t pin) {
    return pins[pin].tone_hz;
}
bool fake::has_pull_up(uint8_t pin) {
    return pins[pin].input && pins[pin].pull_up;
}
void fake::drive_input(uint8_t pin, bool high) {
    pins[pin].driven = true;
    pins[pin].driven_high = high;
}
std::vector<fake::Pixel> fake::take_pixels() {
    std::vector<Pixel> taken;
    taken.swap(frame);
    return taken;
}
std::vector<uint8_t> fake::take_clocked_bytes() {
    std::vector<uint8_t> taken;
    taken.swap(clocked);
    return taken;
}
void fake::between_fields(void (*call)(void*), void* context) {
    while_writing = call;
    while_writing_context = context;
}
void fake::writing_takes(uint32_t us_per_field) {
    us_per_written_field = us_per_field;
}
void fake::line_waits(bool waits) {
    someone_waits = waits;
}
void fake::servo_in_pulse(bool in_pulse) {
    servo_pulse_under_way = in_pulse;
}

std::vector<std::string> fake::take_lines() {
    std::vector<std::string> lines;
    size_t from = 0;
    for (size_t end = sent.find('\n'); end != std::string::npos; end = sent.find('\n', from)) {
        // An empty line only ends what was before it.
        if (end != from) lines.push_back(sent.substr(from, end - from));
        from = end + 1;
    }
    sent.erase(0, from);
    return lines;
}

void fake::limit_output(uint16_t limit) {
    room = limit;
}

void fake::realtime_byte(uint8_t byte) {
    if (byte == kByteEmergencyStop) {
        hal::emergency_latch();
        emergency = true;
    } else if (byte == kByteStatus) {
        status_wanted = true;
    }
}

uint8_t* fake::store() {
    return bytes;
}
uint16_t fake::store_writes() {
    return writes;
}
void fake::store_busy(bool busy) {
    store_is_busy = busy;
}

namespace hal {

// The AVR's clock counts in steps of 4 us.
uint32_t micros() {
    return static_cast<uint32_t>(clock_us) & ~3U;
}
bool pin_exists(uint8_t pin) {
    return pin >= 2 && pin < kPins;
}
void output_configure(uint8_t pin, bool active_low) {
    pins[pin].active_low = active_low;
    pins[pin].high = active_low;
    pins[pin].output = true;
}
void output_release(uint8_t pin) {
    set_level(pin, pins[pin].active_low);
    pins[pin].output = pins[pin].high = pins[pin].active_low = pins[pin].input = false;
    pins[pin].servo_us = 0;
}
void output_write(uint8_t pin, bool on) {
    set_level(pin, (on && !latched) != pins[pin].active_low);
}
uint8_t pin_timer(uint8_t pin) {
    return uno_timer(pin);
}
bool timer_makes_servo(uint8_t timer) {
    return timer == 1;
}
uint8_t tone_timer() {
    return 2;
}
void output_level(uint8_t pin, uint8_t level) {
    if (uno_timer(pin) == kNoTimer || level == 0 || level == 255) return output_write(pin, level >= 128);
    set_level(pin, !latched != pins[pin].active_low, level);
}
void servo_write(uint8_t pin, uint16_t pulse_us) {
    if (!latched) pins[pin].servo_us = pulse_us;
}
bool servo_end(uint8_t pin) {
    if (pins[pin].servo_us != 0 && servo_pulse_under_way) return false;
    pins[pin].servo_us = 0;
    return true;
}
void tone_begin(uint8_t pin, uint16_t hz) {
    output_write(pin, true);
    if (!latched) pins[pin].tone_hz = hz;
}
void tone_end(uint8_t pin) {
    output_write(pin, false);
}
void ws2812_pixel(uint8_t pin, uint8_t red, uint8_t green, uint8_t blue) {
    frame.push_back({pin, red, green, blue});
}
void apa102_byte(uint8_t, uint8_t, uint8_t value) {
    clocked.push_back(value);
}
void input_configure(uint8_t pin, bool pull_up) {
    pins[pin].input = true;
    pins[pin].pull_up = pull_up;
}
bool input_high(uint8_t pin) {
    return pins[pin].driven ? pins[pin].driven_high : pins[pin].pull_up;
}
void between_fields() {
    clock_us += us_per_written_field;
    if (while_writing != nullptr) while_writing(while_writing_context);
}
bool line_waiting() {
    return someone_waits || emergency;
}
void emergency_latch() {
    latched = true;
    for (uint8_t pin = 0; pin < kPins; ++pin) {
        pins[pin].servo_us = 0;
        if (pins[pin].output) set_level(pin, pins[pin].active_low);
    }
}
bool emergency_latched() {
    return latched;
}
bool emergency_take() {
    const bool was = emergency;
    emergency = false;
    return was;
}
bool emergency_release() {
    if (emergency) return false;
    latched = false;
    return true;
}
bool status_take() {
    const bool was = status_wanted;
    status_wanted = false;
    return was;
}
uint16_t tx_free() {
    return static_cast<uint16_t>(sent.size() >= room ? 0 : room - sent.size());
}
bool tx_put(char byte) {
    if (sent.size() + draft.size() >= room) return false;
    draft += byte;
    return true;
}
void tx_commit() {
    sent += draft;
    draft.clear();
}
void tx_discard() {
    draft.clear();
}
uint16_t rx_lost() {
    return 0;
}
uint8_t store_read(uint16_t address) {
    return bytes[address];
}
bool store_ready() {
    return !store_is_busy;
}
void store_write(uint16_t address, uint8_t value) {
    bytes[address] = value;
    ++writes;
}
uint32_t fresh_board_id() {
    return 0xB0A2D001UL;
}
const FlashText* board_name() {
    return LIVEOPS_TEXT("PC");
}
void default_devices(Device* devices) {
    add_default_devices(devices);
}

}  // namespace hal
}  // namespace liveops
