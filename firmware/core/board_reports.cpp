#include "board.h"
#include "crc16.h"
#include "hal.h"

namespace liveops {

namespace {

constexpr uint8_t kRoomForLine = kMaxLine + 6;

const FlashText* ended_text(Ended how) {
    switch (how) {
        case Ended::Stop: return LIVEOPS_TEXT("STOP");
        case Ended::Replaced: return LIVEOPS_TEXT("REPL");
        case Ended::Emergency: return LIVEOPS_TEXT("ESTOP");
        case Ended::Host: return LIVEOPS_TEXT("HOST");
        case Ended::Late: return LIVEOPS_TEXT("LATE");
        case Ended::Ok:
        case Ended::None: break;
    }
    return LIVEOPS_TEXT("OK");
}

}  // namespace

void Board::send(Reply& reply) {
    if (!reply.send(session_.strict())) ++tx_dropped_;
    end_due();
}

void Board::report_boot(char cause, uint16_t boots) {
    // Ends the line that the restart has cut: what it says would be lost together with it.
    Reply boot;
    boot.character('\n').restart();
    boot.text(LIVEOPS_TEXT("EVT:BOOT")).field(kProtocolVersion);
    boot.field(LIVEOPS_TEXT(LIVEOPS_FIRMWARE_NAME)).field(LIVEOPS_TEXT(LIVEOPS_FIRMWARE_VERSION));
    boot.character(':').character(cause).field(boots);
    send(boot);
}

void Board::report_ended() {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        Device& device = devices_[i];
        if (device.ended != Ended::None) {
            if (hal::tx_free() < kRoomForLine) return;
            const Ended how = device.ended;
            device.ended = Ended::None;
            send_done(device.ended_seq, device, how, device.ended_ran_us / 1000);
        }
        if (device.armed.ended != Ended::None) {
            if (hal::tx_free() < kRoomForLine) return;
            const Ended how = device.armed.ended;
            device.armed.ended = Ended::None;
            send_done(device.armed.seq, device, how, 0);
        }
    }
}

void Board::send_done(uint16_t seq, const Device& device, Ended how, uint32_t ran_ms) {
    Reply done;
    done.text(LIVEOPS_TEXT("DONE")).sequence(seq).field(device.config.name).field(ended_text(how)).field(ran_ms);
    send(done);
}

void Board::report_emergency() {
    const uint8_t count = end_all(Ended::Emergency);
    disarm_all(Ended::Emergency);
    Reply stop;
    stop.text(LIVEOPS_TEXT("EVT:ESTOP")).field(count);
    send(stop);
    report_ended();
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
    if (config.size != 0) reply.field(config.size);
}

// One line a call, so that a list never fills the line out while an output waits for its end.
void Board::send_capability(uint8_t index) {
    while (index < kMaxDevices && !devices_[index].config.used()) ++index;
    Reply reply;
    if (index < kMaxDevices) {
        capability(index, reply);
        capability_next_ = static_cast<uint8_t>(index + 1);
    } else {
        reply.text(LIVEOPS_TEXT("CAPEND")).field(used_slots()).character(':').hex(config_crc_, 4);
        capability_next_ = kNoList;
    }
    send(reply);
}

// Over the CAP lines without their checks, each with its LF: a host computes the same from the table it wants.
void Board::recompute_config_crc() {
    uint16_t crc = kCrcStart;
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        if (!devices_[i].config.used()) continue;
        Reply line(crc);
        capability(i, line);
        crc = line.character('\n').crc();
    }
    config_crc_ = crc;
}

uint8_t Board::used_slots() const {
    uint8_t count = 0;
    for (uint8_t i = 0; i < kMaxDevices; ++i) count = static_cast<uint8_t>(count + (devices_[i].config.used() ? 1 : 0));
    return count;
}

}  // namespace liveops
