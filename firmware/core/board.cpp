#include "board.h"

#include "crc16.h"
#include "devices/device_type.h"
#include "hal.h"

namespace liveops {

namespace {

// One tick of the timer behind hal::micros(): an on-time is measured with it added, so that it never ends early.
constexpr uint32_t kClockStepUs = 4;
constexpr uint32_t kUsPerMs = 1000;
constexpr uint32_t kNearUs = 1200;  // a little over the 1,024 us between two wake-ups
constexpr uint8_t kRoomForLine = kMaxLine + 6;

const FlashText* ended_text(Ended how) {
    switch (how) {
        case Ended::Stop: return LIVEOPS_TEXT("STOP");
        case Ended::Replaced: return LIVEOPS_TEXT("REPL");
        case Ended::Emergency: return LIVEOPS_TEXT("ESTOP");
        case Ended::Host: return LIVEOPS_TEXT("HOST");
        case Ended::Ok:
        case Ended::None: break;
    }
    return LIVEOPS_TEXT("OK");
}

}  // namespace

void Board::begin(char cause, uint16_t boots) {
    for (uint8_t i = 0; i < kMaxDevices; ++i) devices_[i] = Device();
    line_.reset();
    session_ = Session();
    settings_ = Settings();
    now_us_ = hal::micros();
    now_ms_ = 0;
    now_fraction_us_ = 0;
    tx_dropped_ = 0;
    capability_next_ = kNoList;

    const Settings::Loaded loaded = settings_.load(devices_, board_id_);
    if (loaded != Settings::Loaded::Stored) {
        hal::default_devices(devices_);
        board_id_ = hal::fresh_board_id();
    }
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        const DeviceConfig& config = devices_[i].config;
        if (!config.used()) continue;
        claim_pins(config);
        devices_[i].duty.start(config.window_s, config.duty_pct, now_ms_);
    }
    recompute_config_crc();
    report_boot(cause, boots);
    if (loaded == Settings::Loaded::Damaged) {
        Reply fault;
        fault.text(LIVEOPS_TEXT("EVT:FAULT:ALL:CFG"));
        send(fault);
    }
}

void Board::report_boot(char cause, uint16_t boots) {
    Reply boot;
    boot.text(LIVEOPS_TEXT("EVT:BOOT")).field(kProtocolVersion);
    boot.field(LIVEOPS_TEXT(LIVEOPS_FIRMWARE_NAME)).field(LIVEOPS_TEXT(LIVEOPS_FIRMWARE_VERSION));
    boot.character(':').character(cause).field(boots);
    send(boot);
}

void Board::feed(uint8_t byte) {
    // A port with its own receive interrupt has taken these bytes already; for the others they end here.
    if (byte == kByteEmergencyStop) {
        hal::emergency_latch();
        line_.reset();
        report_emergency();
        return;
    }
    if (byte == kByteStatus) {
        send_status();
        return;
    }
    switch (line_.feed(byte)) {
        case LineEvent::None: return;
        case LineEvent::BadLine: refuse(0, Code::Line); return;
        case LineEvent::BadCheck: refuse(0, Code::Crc); return;
        case LineEvent::Complete: handle_line(); return;
    }
}

void Board::poll() {
    advance_clock();
    if (hal::emergency_take()) {
        line_.reset();
        report_emergency();
    }
    end_due();
    if (any_active() && session_.host_lost(now_ms_)) {
        const uint32_t silent_ms = session_.silent_ms(now_ms_);
        end_all(Ended::Host);
        Reply lost;
        lost.text(LIVEOPS_TEXT("EVT:HOSTLOST")).field(silent_ms);
        send(lost);
    }
    report_ended();
    if (hal::status_take()) send_status();
    if (capability_next_ != kNoList && hal::tx_free() >= kRoomForLine) send_capability(capability_next_);
    if (settings_.step(devices_)) {
        Reply saved;
        saved.text(LIVEOPS_TEXT("EVT:SAVED:")).hex(config_crc_, 4);
        send(saved);
    }
}

void Board::advance_clock() {
    const uint32_t now = hal::micros();
    uint32_t passed = now - now_us_ + now_fraction_us_;
    now_us_ = now;
    if (passed >= 16000) {
        now_ms_ += passed / 1000;
        passed %= 1000;
    }
    while (passed >= 1000) {  // the usual case: at most a few turns, cheaper than a 32-bit division
        passed -= 1000;
        ++now_ms_;
    }
    now_fraction_us_ = static_cast<uint16_t>(passed);
}

void Board::end_due() {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        Device& device = devices_[i];
        if (!device.active) continue;
        const uint32_t now = hal::micros();
        const uint32_t passed_us = now - device.started_us;
        const uint32_t duration_us = device.duration_ms * kUsPerMs;
        if (passed_us >= duration_us + kClockStepUs) {
            end(device, Ended::Ok);
        } else if (passed_us < duration_us) {
            device_type_of(device.config.type).tick(device.config, device.activity, now);
        }
    }
}

bool Board::deadline_near() const {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        const Device& device = devices_[i];
        if (!device.active) continue;
        if (now_us_ - device.started_us + kNearUs >= device.duration_ms * kUsPerMs) return true;
    }
    return false;
}

bool Board::any_active() const {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        if (devices_[i].active) return true;
    }
    return false;
}

char Board::state() const {
    if (hal::emergency_latched()) return 'E';
    return session_.open() ? 'R' : 'I';
}

// Off first, books after.
void Board::end(Device& device, Ended how) {
    if (how != Ended::Replaced) {
        for (uint8_t i = 0; i < kMaxPins; ++i) {
            if (device.config.pins[i] != kNoPin) hal::output_write(device.config.pins[i], false);
        }
    }
    device.active = false;
    const uint32_t ran_us = hal::micros() - device.started_us;
    const uint32_t ran_ms = ran_us / 1000;
    const uint32_t charged_ms = (ran_us + 999) / 1000;
    if (charged_ms < device.duration_ms) {
        device.duty.refund(device.duration_ms - charged_ms, device.config.window_s, device.config.duty_pct);
    }
    if (device.ended != Ended::None) report_ended();
    if (device.ended != Ended::None) ++tx_dropped_;
    device.ended = how;
    device.ended_seq = device.seq;
    device.ended_ran_ms = ran_ms;
}

uint8_t Board::end_all(Ended how) {
    uint8_t count = 0;
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        if (!devices_[i].active) continue;
        end(devices_[i], how);
        ++count;
    }
    return count;
}

void Board::report_ended() {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        Device& device = devices_[i];
        if (device.ended == Ended::None) continue;
        if (hal::tx_free() < kRoomForLine) return;
        Reply done;
        done.text(LIVEOPS_TEXT("DONE")).sequence(device.ended_seq).field(device.config.name);
        done.field(ended_text(device.ended)).field(device.ended_ran_ms);
        device.ended = Ended::None;
        send(done);
    }
}

void Board::report_emergency() {
    const uint8_t count = end_all(Ended::Emergency);
    Reply stop;
    stop.text(LIVEOPS_TEXT("EVT:ESTOP")).field(count);
    send(stop);
    report_ended();
}

void Board::send(Reply& reply) {
    reply.finish(session_.strict());
    if (hal::tx_free() < reply.length()) {
        ++tx_dropped_;
        return;
    }
    hal::tx_write(reply.bytes(), reply.length());
}

void Board::send_status() {
    uint8_t active = 0;
    for (uint8_t i = 0; i < kMaxDevices; ++i) active = static_cast<uint8_t>(active + (devices_[i].active ? 1 : 0));
    Reply status;
    status.text(LIVEOPS_TEXT("STAT")).field(now_ms_).character(':').character(state()).field(active);
    status.field(hal::rx_lost()).field(tx_dropped_);
    send(status);
}

void Board::capability(uint8_t index, Reply& reply) const {
    const DeviceConfig& config = devices_[index].config;
    reply.text(LIVEOPS_TEXT("CAP")).field(index).field(config.name);
    reply.field(device_type_of(config.type).name()).character(':');
    for (uint8_t i = 0; i < kMaxPins && config.pins[i] != kNoPin; ++i) {
        if (i != 0) reply.character(',');
        reply.number(config.pins[i]);
    }
    reply.field(config.max_ms).field(config.duty_pct).field(config.window_s).field(config.flags);
}

// One line a call, so that a list never fills the line out while an output waits for its end.
void Board::send_capability(uint8_t index) {
    while (index < kMaxDevices && !devices_[index].config.used()) ++index;
    Reply reply;
    if (index < kMaxDevices) {
        capability(index, reply);
        capability_next_ = static_cast<uint8_t>(index + 1);
    } else {
        uint8_t count = 0;
        for (uint8_t i = 0; i < kMaxDevices; ++i) {
            count = static_cast<uint8_t>(count + (devices_[i].config.used() ? 1 : 0));
        }
        reply.text(LIVEOPS_TEXT("CAPEND")).field(count).character(':').hex(config_crc_, 4);
        capability_next_ = kNoList;
    }
    send(reply);
}

// Over the CAP lines without their checks, each with its LF: a host computes the same from the table it wants.
void Board::recompute_config_crc() {
    uint16_t crc = kCrcStart;
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        if (!devices_[i].config.used()) continue;
        Reply line;
        capability(i, line);
        line.finish(false);
        for (uint8_t k = 0; k < line.length(); ++k) crc = crc16_update(crc, static_cast<uint8_t>(line.bytes()[k]));
    }
    config_crc_ = crc;
}

}  // namespace liveops
