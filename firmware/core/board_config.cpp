#include <string.h>

#include "board.h"
#include "hal.h"

namespace liveops {

namespace {

uint8_t timer_of(TimerUse use, uint8_t pin) {
    return use == TimerUse::None ? hal::kNoTimer : use == TimerUse::Tone ? hal::tone_timer() : hal::pin_timer(pin);
}

}  // namespace

Code Board::handle_config(const Request& request) {
    if (hal::emergency_latched()) return Code::Stop;
    if (any_active() || any_armed() || settings_.saving()) return Code::Busy;
    const Code code = apply_config(request.config);
    if (code != Code::None) return code;
    session_.accept(request.seq);
    acknowledge(request, LIVEOPS_TEXT("CFG"), request.config.index);
    return Code::None;
}

Code Board::apply_config(const ConfigFields& fields) {
    Device& device = devices_[fields.index];
    if (same_text(fields.type, LIVEOPS_TEXT("NONE"))) {
        remove(device);
        recompute_config_crc();
        return Code::None;
    }
    const uint8_t type_number = find_device_type(fields.type);
    if (type_number == kNoType || is_all(fields.device)) return Code::Cfg;
    const Device* same_name = find_device(fields.device);
    if (same_name != nullptr && same_name != &device) return Code::Cfg;
    const DeviceType type = device_type_of(type_number);
    Code code = check_bounds(fields, type);
    if (code != Code::None) return code;
    for (uint8_t i = 0; i < kMaxDevices && type.single(); ++i) {
        if (i != fields.index && devices_[i].config.type == type_number) return Code::Cfg;
    }
    if (fields.pin_count < type.min_pins() || fields.pin_count > type.max_pins()) return Code::Pin;
    code = check_pins(fields);
    if (code != Code::None) return code;

    DeviceConfig wanted;
    memset(&wanted, 0, sizeof(wanted));
    strncpy(wanted.name, fields.device, kNameLength);
    wanted.type = type_number;
    for (uint8_t i = 0; i < kMaxPins; ++i) wanted.pins[i] = i < fields.pin_count ? fields.pins[i] : kNoPin;
    wanted.max_ms = fields.max_ms;
    wanted.window_s = fields.window_s;
    wanted.duty_pct = fields.duty_pct;
    wanted.flags = fields.flags;
    wanted.size = fields.size;
    code = type.fits(wanted);
    if (code == Code::None) code = check_timers(wanted, fields.index);
    if (code != Code::None) return code;
    remove(device);
    device.config = wanted;
    set_up(device);
    recompute_config_crc();
    return Code::None;
}

Code Board::check_bounds(const ConfigFields& fields, const DeviceType& type) const {
    if ((fields.flags & ~type.flags()) != 0) return Code::Cfg;
    if ((fields.size != 0) != type.sized()) return Code::Cfg;
    const uint32_t hard_max_ms = type.hard_max_ms();
    if (hard_max_ms == 0) {
        return fields.max_ms == 0 && fields.duty_pct == 0 && fields.window_s == 0 ? Code::None : Code::Cfg;
    }
    if (fields.max_ms == 0 || fields.max_ms > hard_max_ms) return Code::Cfg;
    if (fields.duty_pct == 0 || fields.window_s == 0) return Code::Cfg;
    // A longer on-time than the whole budget could never be paid.
    if (fields.duty_pct < 100 && fields.max_ms > uint32_t{fields.window_s} * 10 * fields.duty_pct) return Code::Cfg;
    return Code::None;
}

Code Board::check_pins(const ConfigFields& fields) const {
    for (uint8_t i = 0; i < fields.pin_count; ++i) {
        const uint8_t pin = fields.pins[i];
        if (!hal::pin_exists(pin)) return Code::Pin;
        for (uint8_t k = 0; k < i; ++k) {
            if (fields.pins[k] == pin) return Code::Pin;
        }
        for (uint8_t d = 0; d < kMaxDevices; ++d) {
            if (d == fields.index || !devices_[d].config.used()) continue;
            for (uint8_t k = 0; k < kMaxPins; ++k) {
                if (devices_[d].config.pins[k] == pin) return Code::Pin;
            }
        }
    }
    return Code::None;
}

// A timer has one rhythm: PIN when another device needs the same timer for something else.
Code Board::check_timers(const DeviceConfig& wanted, uint8_t index) const {
    for (uint8_t i = 0; i < kMaxPins && wanted.pins[i] != kNoPin; ++i) {
        const TimerUse use = device_type_of(wanted.type).timer_use(wanted, i);
        const uint8_t timer = timer_of(use, wanted.pins[i]);
        if (timer == hal::kNoTimer || timer == hal::kOwnTimer) continue;
        for (uint8_t d = 0; d < kMaxDevices; ++d) {
            const DeviceConfig& other = devices_[d].config;
            if (d == index || !other.used()) continue;
            for (uint8_t k = 0; k < kMaxPins && other.pins[k] != kNoPin; ++k) {
                const TimerUse taken = device_type_of(other.type).timer_use(other, k);
                if (taken != use && timer_of(taken, other.pins[k]) == timer) return Code::Pin;
            }
        }
    }
    return Code::None;
}

Code Board::handle_save(const Request& request) {
    if (hal::emergency_latched()) return Code::Stop;
    if (any_active() || any_armed() || settings_.saving()) return Code::Busy;
    settings_.begin_save(board_id_);
    session_.accept(request.seq);
    acknowledge(request, LIVEOPS_TEXT("SAVE"), used_slots());
    return Code::None;
}

// A slot that holds its configuration and nothing else yet.
void Board::set_up(Device& device) {
    const DeviceConfig& config = device.config;
    device.duty.start(config.window_s, config.duty_pct, now_ms_);
    device.settling = kSettleTries;
    for (uint8_t i = 0; i < kMaxPins && config.pins[i] != kNoPin; ++i) {
        if (config.type == kInputType) {
            hal::input_configure(config.pins[i], config.active_low());
        } else {
            hal::output_configure(config.pins[i], config.active_low());
        }
    }
}

void Board::remove(Device& device) {
    for (uint8_t i = 0; device.config.used() && i < kMaxPins && device.config.pins[i] != kNoPin; ++i) {
        hal::output_release(device.config.pins[i]);
    }
    clear(device);
}

}  // namespace liveops
