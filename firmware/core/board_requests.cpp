#include <string.h>

#include "board.h"
#include "devices/device_type.h"
#include "hal.h"

namespace liveops {

void Board::handle_line() {
    advance_clock();
    Request request;
    const Code formed = parse_request(line_.text(), line_.checked(), request);
    if (formed == Code::Seq) return refuse(0, formed);
    if (request.checked || !session_.strict()) session_.heard(now_ms_);
    refusal_value_ = kProtocolVersion;
    const Code code = formed == Code::None ? dispatch(request) : formed;
    if (code == Code::None) {
        report_ended();
        return;
    }
    refuse(is_nak(code) ? 0 : request.seq, code);
}

Code Board::dispatch(Request& request) {
    switch (request.verb) {
        case Verb::Cmd:
        case Verb::Cfg:
        case Verb::CfgSave: break;
        case Verb::Ping: {
            Reply pong;
            pong.text(LIVEOPS_TEXT("PONG")).field(request.ping).field(now_ms_).character(':').character(state());
            pong.field(hal::rx_lost());
            send(pong);
            return Code::None;
        }
        case Verb::Hello: handle_hello(request); return Code::None;
        case Verb::Cap: capability_next_ = 0; return Code::None;
        case Verb::Stat: send_status(); return Code::None;
    }
    const Code unprotected = refuse_unprotected(request);
    if (unprotected != Code::None) return unprotected;
    if (session_.accepted_before(request.seq)) {
        Reply again;
        again.text(LIVEOPS_TEXT("ACK")).sequence(request.seq).text(LIVEOPS_TEXT(":DUP"));
        send(again);
        return Code::None;
    }
    if (request.verb == Verb::Cfg) return handle_config(request);
    if (request.verb == Verb::CfgSave) return handle_save(request);
    return handle_command(request);
}

// In strict mode a line that turns something on must carry its check and a number; one that stops may always pass.
Code Board::refuse_unprotected(const Request& request) const {
    if (!session_.strict()) return Code::None;
    if (request.verb == Verb::Cmd && is_device_stop(request.command.action)) return Code::None;
    if (!request.checked) return Code::NoCrc;
    return request.seq == 0 ? Code::Seq : Code::None;
}

Code Board::handle_command(const Request& request) {
    const CommandFields& command = request.command;
    if (is_all(command.device)) return handle_all(request);
    Device* device = find_device(command.device);
    if (device == nullptr) return Code::Dev;
    if (!is_device_stop(command.action)) return actuate(*device, request);
    if (device->active) end(*device, Ended::Stop);
    session_.accept(request.seq);
    Reply ack;
    ack.text(LIVEOPS_TEXT("ACK")).sequence(request.seq).field(command.device).field(command.action).field(uint32_t{0});
    send(ack);
    return Code::None;
}

Code Board::handle_all(const Request& request) {
    const bool stop = same_text(request.command.action, LIVEOPS_TEXT("STOP"));
    if (!stop && !same_text(request.command.action, LIVEOPS_TEXT("CLEAR"))) return Code::Act;
    if (stop) {
        hal::emergency_latch();
    } else if (!hal::emergency_release()) {
        return Code::Stop;
    }
    session_.accept(request.seq);
    Reply ack;
    ack.text(LIVEOPS_TEXT("ACK")).sequence(request.seq).text(LIVEOPS_TEXT(":ALL")).field(request.command.action);
    ack.field(uint32_t{0});
    send(ack);
    if (stop) report_emergency();
    return Code::None;
}

Code Board::actuate(Device& device, const Request& request) {
    const CommandFields& command = request.command;
    const DeviceType& type = device_type_of(device.config.type);
    Activity activity;
    memset(&activity, 0, sizeof(activity));
    if (!type.find_action(command.action, activity.action)) return Code::Act;
    if (command.duration_ms == 0 || command.duration_ms > kMaxDurationMs) return Code::Dur;
    activity.value_count = command.param_count;
    for (uint8_t i = 0; i < command.param_count; ++i) activity.values[i] = command.params[i];
    const Code values = type.check(device.config, activity);
    if (values != Code::None) return values;
    if (hal::emergency_latched()) return Code::Stop;
    if (settings_.saving()) return Code::Busy;
    if (command.duration_ms > device.config.max_ms) {
        refusal_value_ = device.config.max_ms;
        return Code::Lim;
    }
    if (device.config.duty_pct < 100) {
        uint32_t back_ms = 0;
        if (device.active) {
            const uint32_t ran_ms = (hal::micros() - device.started_us + 999) / 1000;
            if (ran_ms < device.duration_ms) back_ms = device.duration_ms - ran_ms;
        }
        device.duty.refill(device.config.window_s, device.config.duty_pct, now_ms_);
        refusal_value_ = device.duty.wait_ms(command.duration_ms, back_ms, device.config.duty_pct);
        if (refusal_value_ != 0) return Code::Duty;
    }
    turn_on(device, activity, request);
    return Code::None;
}

// Pin first, answer after.
void Board::turn_on(Device& device, const Activity& activity, const Request& request) {
    const bool replaces = device.active;
    if (replaces) end(device, Ended::Replaced);
    device.activity = activity;
    device_type_of(device.config.type).start(device.config, device.activity);
    device.started_us = hal::micros();
    device.duration_ms = request.command.duration_ms;
    device.seq = request.seq;
    device.active = true;
    if (device.config.duty_pct < 100) device.duty.pay(device.duration_ms);
    session_.accept(request.seq);
    Reply ack;
    ack.text(LIVEOPS_TEXT("ACK")).sequence(request.seq).field(request.command.device).field(request.command.action);
    ack.field(device.duration_ms);
    send(ack);
}

void Board::handle_hello(const Request& request) {
    const HelloFields& hello = request.hello;
    if (hello.session != 0 && session_.begin(hello.session, request.checked, hello.host_ms)) {
        // What an earlier host left on has nobody who answers for it any more.
        end_all(Ended::Host);
    }
    uint8_t count = 0;
    for (uint8_t i = 0; i < kMaxDevices; ++i) count = static_cast<uint8_t>(count + (devices_[i].config.used() ? 1 : 0));
    Reply reply;
    reply.text(LIVEOPS_TEXT("HELLO")).field(kProtocolVersion).field(LIVEOPS_TEXT(LIVEOPS_FIRMWARE_NAME));
    reply.field(LIVEOPS_TEXT(LIVEOPS_FIRMWARE_VERSION)).field(hal::board_name()).character(':').hex(board_id_, 8);
    reply.field(session_.id()).field(count).character(':').hex(config_crc_, 4);
    reply.field(kMaxLine).field(kRxWindow).field(session_.host_ms());
    send(reply);
}

Code Board::handle_config(const Request& request) {
    if (hal::emergency_latched()) return Code::Stop;
    if (any_active() || settings_.saving()) return Code::Busy;
    const Code code = apply_config(request.config);
    if (code != Code::None) return code;
    session_.accept(request.seq);
    acknowledge(request, LIVEOPS_TEXT("CFG"), request.config.index);
    return Code::None;
}

Code Board::apply_config(const ConfigFields& fields) {
    Device& device = devices_[fields.index];
    if (same_text(fields.type, LIVEOPS_TEXT("NONE"))) {
        release_pins(device.config);
        device = Device();
        recompute_config_crc();
        return Code::None;
    }
    const uint8_t type_number = find_device_type(fields.type);
    if (type_number == kNoType || is_all(fields.device)) return Code::Cfg;
    const Device* same_name = find_device(fields.device);
    if (same_name != nullptr && same_name != &device) return Code::Cfg;
    const DeviceType& type = device_type_of(type_number);
    if (fields.max_ms == 0 || fields.max_ms > type.hard_max_ms) return Code::Cfg;
    if (fields.duty_pct == 0 || fields.window_s == 0) return Code::Cfg;
    // A longer on-time than the whole budget could never be paid.
    if (fields.duty_pct < 100 && fields.max_ms > uint32_t{fields.window_s} * 10 * fields.duty_pct) return Code::Cfg;
    if ((fields.flags & ~kFlagActiveLow) != 0) return Code::Cfg;
    if (fields.pin_count < type.min_pins || fields.pin_count > type.max_pins) return Code::Pin;
    const Code pins = check_pins(fields);
    if (pins != Code::None) return pins;

    release_pins(device.config);
    device = Device();
    strncpy(device.config.name, fields.device, kNameLength);
    device.config.type = type_number;
    for (uint8_t i = 0; i < kMaxPins; ++i) device.config.pins[i] = i < fields.pin_count ? fields.pins[i] : kNoPin;
    device.config.max_ms = fields.max_ms;
    device.config.window_s = fields.window_s;
    device.config.duty_pct = fields.duty_pct;
    device.config.flags = fields.flags;
    device.duty.start(fields.window_s, fields.duty_pct, now_ms_);
    claim_pins(device.config);
    recompute_config_crc();
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

Code Board::handle_save(const Request& request) {
    if (hal::emergency_latched()) return Code::Stop;
    if (any_active() || settings_.saving()) return Code::Busy;
    settings_.begin_save(board_id_);
    session_.accept(request.seq);
    uint8_t count = 0;
    for (uint8_t i = 0; i < kMaxDevices; ++i) count = static_cast<uint8_t>(count + (devices_[i].config.used() ? 1 : 0));
    acknowledge(request, LIVEOPS_TEXT("SAVE"), count);
    return Code::None;
}

void Board::acknowledge(const Request& request, const FlashText* text, uint32_t value) {
    Reply ack;
    ack.text(LIVEOPS_TEXT("ACK")).sequence(request.seq).field(text).field(value);
    send(ack);
}

void Board::refuse(uint16_t seq, Code code) {
    Reply reply;
    reply.text(is_nak(code) ? LIVEOPS_TEXT("NAK") : LIVEOPS_TEXT("ERR")).sequence(seq).field(code_text(code));
    if (code == Code::Lim || code == Code::Duty || code == Code::Ver) reply.field(refusal_value_);
    send(reply);
}

Device* Board::find_device(const char* name) {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        if (devices_[i].config.used() && strcmp(devices_[i].config.name, name) == 0) return &devices_[i];
    }
    return nullptr;
}

void Board::release_pins(const DeviceConfig& config) {
    if (!config.used()) return;
    for (uint8_t i = 0; i < kMaxPins; ++i) {
        if (config.pins[i] != kNoPin) hal::output_release(config.pins[i]);
    }
}

void Board::claim_pins(const DeviceConfig& config) {
    for (uint8_t i = 0; i < kMaxPins; ++i) {
        if (config.pins[i] != kNoPin) hal::output_configure(config.pins[i], (config.flags & kFlagActiveLow) != 0);
    }
}

}  // namespace liveops
