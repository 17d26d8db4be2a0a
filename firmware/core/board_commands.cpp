#include <string.h>

#include "board.h"
#include "hal.h"

namespace liveops {

namespace {
constexpr uint32_t kUsPerMs = 1000;
}

// All that does not depend on the duty budget.
Code Board::prepare(const Device& device, const CommandFields& command, Activity& activity) {
    const DeviceType type = device_type_of(device.config.type);
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
    return Code::None;
}

// back_ms: what would come back first.
Code Board::afford(Device& device, uint32_t duration_ms, uint32_t back_ms) {
    if (device.config.duty_pct >= 100) return Code::None;
    device.duty.refill(device.config.window_s, device.config.duty_pct, now_ms_);
    refusal_value_ = device.duty.wait_ms(duration_ms, back_ms, device.config.duty_pct);
    return refusal_value_ == 0 ? Code::None : Code::Duty;
}

// Pin first, answer after.
Code Board::actuate(Device& device, const Request& request) {
    const CommandFields& command = request.command;
    Activity activity;
    Code code = prepare(device, command, activity);
    if (code != Code::None) return code;
    uint32_t back_ms = 0;
    if (device.active && device.config.duty_pct < 100) {
        const uint32_t ran_us = hal::micros() - device.started_us;
        if (ran_us < device.duration_us) back_ms = (device.duration_us - ran_us) / kUsPerMs;
    }
    code = afford(device, command.duration_ms, back_ms);
    if (code != Code::None) return code;
    device.settling = 0;
    if (device.active) end(device, Ended::Replaced);
    device.activity = activity;
    device_type_of(device.config.type).start(device.config, device.activity);
    device.started_us = hal::micros();
    begin_action(device, command.duration_ms, request.seq);
    if (device.config.duty_pct < 100) device.duty.pay(command.duration_ms);
    run_devices();  // a strip's first frame, which is its pin
    session_.accept(request.seq);
    Reply ack;
    ack.text(LIVEOPS_TEXT("ACK")).sequence(request.seq).field(command.device).field(command.action);
    ack.field(command.duration_ms);
    send(ack);
    return Code::None;
}

void Board::begin_action(Device& device, uint32_t duration_ms, uint16_t seq) {
    device.duration_us = duration_ms * kUsPerMs;
    device.seq = seq;
    device.active = true;
    expect_end(device);
}

// Everything that could refuse the command is settled now, so that GO only has to set the pins.
Code Board::arm(Device& device, const Request& request) {
    const CommandFields& command = request.command;
    Activity activity;
    Code code = prepare(device, command, activity);
    if (code != Code::None) return code;
    ArmedCommand& armed = device.armed;
    code = afford(device, command.duration_ms, armed.waits ? armed.duration_ms : 0);
    if (code != Code::None) return code;
    disarm(device, Ended::Replaced);
    if (armed.ended != Ended::None) report_ended();
    if (armed.ended != Ended::None) ++tx_dropped_;
    armed.ended = Ended::None;
    armed.action = activity.action;
    for (uint8_t i = 0; i < kMaxParams; ++i) armed.values[i] = activity.values[i];
    armed.duration_ms = command.duration_ms;
    armed.seq = request.seq;
    armed.since_ms = static_cast<uint16_t>(now_ms_);
    armed.waits = true;
    if (device.config.duty_pct < 100) device.duty.pay(command.duration_ms);
    session_.accept(request.seq);
    Reply ack;
    ack.text(LIVEOPS_TEXT("ACK")).sequence(request.seq).field(command.device).text(LIVEOPS_TEXT(":ARMED"));
    ack.field(command.duration_ms);
    send(ack);
    return Code::None;
}

// All pins one right after the other; books and answers once the last one is set. All on-times are counted from there.
Code Board::start_armed(const Request& request) {
    if (hal::emergency_latched()) return Code::Stop;
    if (settings_.saving()) return Code::Busy;
    disarm_late();
    Activity activity;
    memset(&activity, 0, sizeof(activity));
    starting_armed_ = true;
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        Device& device = devices_[i];
        if (!device.armed.waits) continue;
        device.settling = 0;
        activity.action = device.armed.action;
        for (uint8_t k = 0; k < kMaxParams; ++k) activity.values[k] = device.armed.values[k];
        device.activity = activity;
        device_type_of(device.config.type).start(device.config, device.activity);
    }
    const uint32_t started_us = hal::micros();
    uint8_t count = 0;
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        Device& device = devices_[i];
        if (!device.armed.waits) continue;
        ++count;
        if (device.active) end(device, Ended::Replaced);
        device.started_us = started_us;
        begin_action(device, device.armed.duration_ms, device.armed.seq);
        device.armed.waits = false;
    }
    starting_armed_ = false;
    end_due();
    run_devices();  // what of a start may wait for the other pins
    session_.accept(request.seq);
    acknowledge(request, LIVEOPS_TEXT("GO"), count);
    return Code::None;
}

void Board::disarm(Device& device, Ended how) {
    ArmedCommand& armed = device.armed;
    if (!armed.waits) return;
    armed.waits = false;
    armed.ended = how;
    if (device.config.duty_pct < 100) {
        device.duty.refund(armed.duration_ms, device.config.window_s, device.config.duty_pct);
    }
}

void Board::disarm_all(Ended how) {
    for (uint8_t i = 0; i < kMaxDevices; ++i) disarm(devices_[i], how);
}

void Board::disarm_late() {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        Device& device = devices_[i];
        if (!device.armed.waits) continue;
        if (static_cast<uint16_t>(static_cast<uint16_t>(now_ms_) - device.armed.since_ms) >= kArmedMs) {
            disarm(device, Ended::Late);
        }
    }
}

}  // namespace liveops
