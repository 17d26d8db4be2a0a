// The board: takes bytes, keeps every output within its bounds, answers. No heap, no waiting, no virtual calls; a
// port feeds it and calls poll() in a loop, at least every few milliseconds.
#pragma once

#include "device.h"
#include "line_assembler.h"
#include "reply.h"
#include "request.h"
#include "session.h"
#include "settings.h"

namespace liveops {

class Board {
public:
    // cause: P power, X external or DTR, W watchdog, H hang caught by the watchdog interrupt, B brown-out.
    void begin(char cause, uint16_t boots);

    void feed(uint8_t byte);
    void poll();

    // True when an output is due within the next tick of the timer: the port then spins instead of sleeping, which
    // makes an on-time exact to some ten microseconds instead of a millisecond.
    bool deadline_near() const;

    bool any_active() const;
    const Device& device(uint8_t index) const { return devices_[index]; }
    char state() const;
    uint32_t uptime_ms() const { return now_ms_; }

private:
    // board.cpp: time, safety, what goes out
    void advance_clock();
    void end_due();
    void end(Device& device, Ended how);
    uint8_t end_all(Ended how);
    void report_ended();
    void report_emergency();
    void report_boot(char cause, uint16_t boots);
    void send(Reply& reply);
    void send_status();
    void send_capability(uint8_t index);
    void capability(uint8_t index, Reply& reply) const;
    void recompute_config_crc();

    // board_requests.cpp: what comes in
    void handle_line();
    Code dispatch(Request& request);
    Code refuse_unprotected(const Request& request) const;
    Code handle_command(const Request& request);
    Code handle_all(const Request& request);
    Code actuate(Device& device, const Request& request);
    void turn_on(Device& device, const Activity& activity, const Request& request);
    void handle_hello(const Request& request);
    Code handle_config(const Request& request);
    Code apply_config(const ConfigFields& fields);
    Code check_pins(const ConfigFields& fields) const;
    Code handle_save(const Request& request);
    void acknowledge(const Request& request, const FlashText* text, uint32_t value);
    void refuse(uint16_t seq, Code code);
    Device* find_device(const char* name);
    void release_pins(const DeviceConfig& config);
    void claim_pins(const DeviceConfig& config);

    Device devices_[kMaxDevices];
    LineAssembler line_;
    Session session_;
    Settings settings_;
    uint32_t now_us_;
    uint32_t now_ms_;
    uint16_t now_fraction_us_;
    uint32_t board_id_;
    uint32_t refusal_value_;  // the number that LIM, DUTY and VER carry
    uint16_t config_crc_;
    uint16_t tx_dropped_;
    uint8_t capability_next_;  // the next line of a capability list under way, kNoList for none
    bool capability_crc_;

    static constexpr uint8_t kNoList = 0xFF;
};

}  // namespace liveops
