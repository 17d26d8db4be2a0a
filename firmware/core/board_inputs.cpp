// Buttons and sensors. An input is never active; its activity holds what is known of it: lit is the debounced state,
// action the last reading, edge_us when that began, value_count whether a change is still to be reported.
#include "board.h"
#include "hal.h"

namespace liveops {

namespace {

constexpr uint32_t kDebounceUs = 20000;

bool pressed(const DeviceConfig& config) {
    return hal::input_high(config.pins[0]) != config.active_low();
}

}  // namespace

void Board::watch_inputs() {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        Device& device = devices_[i];
        if (device.config.type != kInputType) continue;
        Activity& known = device.activity;
        const uint8_t reading = pressed(device.config) ? 1 : 0;
        if (reading != known.action) {
            known.action = reading;
            known.edge_us = now_us_;
        } else if (known.lit != (reading != 0) && now_us_ - known.edge_us >= kDebounceUs) {
            known.lit = reading != 0;
            known.value_count = 1;
            const bool stop = known.lit && (device.config.flags & kFlagStopButton) != 0;
            if (stop) hal::emergency_latch();  // before any line is written
            report_inputs();
            if (stop) report_emergency();
        }
        if (known.value_count != 0) report_inputs();
    }
}

void Board::report_inputs() {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        Device& device = devices_[i];
        if (device.config.type != kInputType || device.activity.value_count == 0) continue;
        if (hal::tx_free() < kMaxLine + 6) return;
        device.activity.value_count = 0;
        Reply change;
        change.text(LIVEOPS_TEXT("EVT:INPUT")).field(device.config.name).field(device.activity.lit ? 1 : 0);
        send(change);
    }
}

// Also before the debounce has decided: while in doubt the stop holds.
bool Board::stop_button_held() const {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        const Device& device = devices_[i];
        if (device.config.type != kInputType || (device.config.flags & kFlagStopButton) == 0) continue;
        if (device.activity.lit || pressed(device.config)) return true;
    }
    return false;
}

}  // namespace liveops
