#include "board.h"

#include "hal.h"

namespace liveops {

namespace {

// One tick of the timer behind hal::micros(): an on-time is measured with it added, so that it never ends early.
constexpr uint32_t kClockStepUs = 4;
constexpr uint32_t kRoundUs = 2000;  // how long the end of a line may put a whole round off
constexpr uint32_t kNearUs = 1200;   // a little over the 1,024 us between two wake-ups
constexpr uint32_t kFarUs = 0x3FFFFFFF;  // moments are compared by their difference; what is farther is looked at again then
constexpr uint32_t kSoonUs = 20000;  // longer than any frame of a strip takes
constexpr uint8_t kRoomForLine = kMaxLine + 6;

}  // namespace

void Board::begin(char cause, uint16_t boots) {
    for (uint8_t i = 0; i < kMaxDevices; ++i) clear(devices_[i]);
    line_.reset();
    session_ = Session();
    settings_ = Settings();
    now_us_ = rounded_us_ = hal::micros();
    in_request_ = false;
    now_ms_ = 0;
    now_fraction_us_ = 0;
    tx_dropped_ = 0;
    capability_next_ = kNoList;
    deadline_near_ = false;
    awaiting_end_ = false;
    starting_armed_ = false;

    const Settings::Loaded loaded = settings_.load(devices_, board_id_);
    if (loaded != Settings::Loaded::Stored) {
        hal::default_devices(devices_);
        for (uint8_t i = 0; i < kMaxDevices; ++i) {
            if (!device_type_known(devices_[i].config.type)) devices_[i].config.type = kNoType;
        }
        if (loaded != Settings::Loaded::Outdated) board_id_ = hal::fresh_board_id();
    }
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        if (!devices_[i].config.used()) continue;
        set_up(devices_[i]);
    }
    recompute_config_crc();
    report_boot(cause, boots);
    if (loaded == Settings::Loaded::Damaged) {
        Reply fault;
        fault.text(LIVEOPS_TEXT("EVT:FAULT:ALL:CFG"));
        send(fault);
    }
}

void Board::feed(uint8_t byte) {
    end_due();
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
        case LineEvent::Complete:
            in_request_ = true;
            handle_line();
            in_request_ = false;
            return;
    }
}

void Board::poll() {
    advance_clock();
    end_due();
    if (hal::emergency_take()) {
        line_.reset();
        report_emergency();
    }
    if (gives_way()) return;
    watch_inputs();
    if (gives_way()) return;
    run_devices();
    if (gives_way()) return;
    rounded_us_ = now_us_;
    end_silent_host();
    disarm_late();
    report_ended();
    if (hal::status_take()) send_status();
    if (capability_next_ != kNoList && hal::tx_free() >= kRoomForLine) send_capability(capability_next_);
    if (settings_.step(devices_)) {
        Reply saved;
        saved.text(LIVEOPS_TEXT("EVT:SAVED:")).hex(config_crc_, 4);
        send(saved);
    }
}

// A line that has just ended goes before the rest of a round, as long as there is a whole one every other millisecond.
bool Board::gives_way() const {
    return now_us_ - rounded_us_ < kRoundUs && hal::line_waiting();
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
    deadline_near_ = awaiting_end_ && static_cast<int32_t>(next_due_us_ - now) <= static_cast<int32_t>(kNearUs);
}

void Board::end_due() {
    if (awaiting_end_ && static_cast<int32_t>(hal::micros() - next_due_us_) >= 0) switch_off_due();
}

// The pins of what is due, and when the next one will be; the books are the next round's.
void Board::switch_off_due() {
    awaiting_end_ = false;
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        Device& device = devices_[i];
        if (!device.active || device.switched_off) continue;
        if (starting_armed_ && device.armed.waits) continue;
        const uint32_t passed_us = hal::micros() - device.started_us;
        if (passed_us < device.duration_us + kClockStepUs) {
            expect_end(device);
            continue;
        }
        // A stop that came before has cut it, and ends it by and by. Asked last: one that comes now has cut nothing.
        if (hal::emergency_latched()) continue;
        device_type_of(device.config.type).stop(device.config);
        device.settling = kSettleTries;
        device.switched_off = true;
        device.duration_us = passed_us;
    }
}

void Board::expect_end(const Device& device) {
    const uint32_t now_us = hal::micros();
    const uint32_t passed_us = now_us - device.started_us;
    const uint32_t whole_us = device.duration_us + kClockStepUs;
    uint32_t left_us = passed_us < whole_us ? whole_us - passed_us : 0;
    if (left_us > kFarUs) left_us = kFarUs;
    const uint32_t due_us = now_us + left_us;
    if (awaiting_end_ && static_cast<int32_t>(due_us - next_due_us_) >= 0) return;
    next_due_us_ = due_us;
    awaiting_end_ = true;
}

// Ends first, patterns after: a strip's frame takes milliseconds.
void Board::run_devices() {
    Moment moment;
    moment.now_us = hal::micros();
    bool any = false;
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        Device& device = devices_[i];
        if (device.switched_off) end(device, Ended::Ok);
        any = any || device.active || device.settling != 0;
    }
    if (!any) return;
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        Device& device = devices_[i];
        end_due();
        moment.due_us = next_due_us_;
        moment.due_soon = awaiting_end_ && next_due_us_ - moment.now_us < kSoonUs;
        if (device.active) {
            if (device.switched_off || moment.now_us - device.started_us >= device.duration_us) continue;
            device_type_of(device.config.type).tick(device.config, device.activity, moment);
        } else if (device.settling != 0) {
            if (device.settling > 1) --device.settling;
            const bool must = device.settling == 1;
            if (device_type_of(device.config.type).settle(device.config, moment, must)) device.settling = 0;
        }
    }
}

bool Board::any_active() const {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        if (devices_[i].active) return true;
    }
    return false;
}

bool Board::any_armed() const {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        if (devices_[i].armed.waits) return true;
    }
    return false;
}

char Board::state() const {
    if (hal::emergency_latched()) return 'E';
    return session_.open() ? 'R' : 'I';
}

// Off first, books after. What has been on for its whole time has ended well, whatever comes now.
void Board::end(Device& device, Ended how) {
    uint32_t ran_us = device.duration_us;
    if (device.switched_off) {
        how = Ended::Ok;
    } else {
        if (how != Ended::Replaced) {
            device_type_of(device.config.type).stop(device.config);
            device.settling = kSettleTries;
        }
        ran_us = hal::micros() - device.started_us;
    }
    device.active = false;
    device.switched_off = false;
    if (ran_us < device.duration_us && device.config.duty_pct < 100) {
        device.duty.refund((device.duration_us - ran_us) / 1000, device.config.window_s, device.config.duty_pct);
    }
    if (device.ended != Ended::None) report_ended();
    if (device.ended != Ended::None) ++tx_dropped_;
    device.ended = how;
    device.ended_seq = device.seq;
    device.ended_ran_us = ran_us;
}

uint8_t Board::end_all(Ended how) {
    uint8_t count = 0;
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        if (!devices_[i].active) continue;
        if (!devices_[i].switched_off) ++count;
        end(devices_[i], how);
    }
    return count;
}

void Board::end_silent_host() {
    if (!session_.host_lost(now_ms_) || !any_active()) return;
    const uint32_t silent_ms = session_.silent_ms(now_ms_);
    end_all(Ended::Host);
    disarm_all(Ended::Host);
    Reply lost;
    lost.text(LIVEOPS_TEXT("EVT:HOSTLOST")).field(silent_ms);
    send(lost);
}

void Board::darken() {
    const Moment moment = {hal::micros(), 0, false};
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        const DeviceConfig& config = devices_[i].config;
        if (!config.used()) continue;
        // A strip may have to wait for the end of its last frame, under a millisecond.
        for (uint16_t tries = 0; tries < 1000; ++tries) {
            if (device_type_of(config.type).settle(config, moment, true)) break;
        }
    }
}

}  // namespace liveops
