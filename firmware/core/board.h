// The board: takes bytes, keeps every output within its bounds, answers. No heap, no waiting, no virtual calls; a
// port feeds it and calls poll() in a loop, at least every few milliseconds.
#pragma once

#include "device.h"
#include "devices/device_type.h"
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
    bool deadline_near() const { return deadline_near_; }

    // Switches off what is due, the pins only, and costs a few microseconds when nothing is. The board asks between the
    // pieces of its work, so that an output's end does not wait for a line.
    void end_due();

    // A line is being handled, and must not be fed over.
    bool in_request() const { return in_request_; }

    // What off levels do not reach goes dark: light strips. For the watchdog's interrupt; takes milliseconds.
    void darken();

    bool any_active() const;
    bool any_armed() const;
    const Device& device(uint8_t index) const { return devices_[index]; }
    char state() const;
    uint32_t uptime_ms() const { return now_ms_; }

private:
    // board.cpp: time, safety
    void advance_clock();
    bool gives_way() const;
    LIVEOPS_OWN_FRAME void run_devices();
    void end(Device& device, Ended how);
    uint8_t end_all(Ended how);
    void end_silent_host();
    void switch_off_due();
    void expect_end(const Device& device);

    // board_inputs.cpp: buttons and sensors
    void watch_inputs();
    bool stop_button_held() const;

    // board_reports.cpp: what goes out
    void report_ended();
    void report_emergency();
    void report_boot(char cause, uint16_t boots);
    void report_inputs();
    void send(Reply& reply);
    void send_done(uint16_t seq, const Device& device, Ended how, uint32_t ran_ms);
    void send_status();
    void send_capability(uint8_t index);
    void capability(uint8_t index, Reply& reply) const;
    void recompute_config_crc();
    uint8_t used_slots() const;

    // board_requests.cpp: what comes in
    LIVEOPS_OWN_FRAME void handle_line();
    Code dispatch(Request& request);
    Code refuse_unprotected(const Request& request) const;
    LIVEOPS_OWN_FRAME Code handle_command(const Request& request);
    Code handle_all(const Request& request);
    LIVEOPS_OWN_FRAME void handle_hello(const Request& request);
    void acknowledge(const Request& request, const FlashText* text, uint32_t value);
    void refuse(uint16_t seq, Code code);
    Device* find_device(const char* name);

    // board_commands.cpp: what turns on
    Code prepare(const Device& device, const CommandFields& command, Activity& activity);
    Code afford(Device& device, uint32_t duration_ms, uint32_t back_ms);
    LIVEOPS_OWN_FRAME Code actuate(Device& device, const Request& request);
    LIVEOPS_OWN_FRAME Code arm(Device& device, const Request& request);
    LIVEOPS_OWN_FRAME Code start_armed(const Request& request);
    void begin_action(Device& device, uint32_t duration_ms, uint16_t seq);
    void disarm(Device& device, Ended how);
    void disarm_all(Ended how);
    void disarm_late();

    // board_config.cpp: the table of devices
    Code handle_config(const Request& request);
    LIVEOPS_OWN_FRAME Code apply_config(const ConfigFields& fields);
    Code check_bounds(const ConfigFields& fields, const DeviceType& type) const;
    Code check_pins(const ConfigFields& fields) const;
    Code check_timers(const DeviceConfig& wanted, uint8_t index) const;
    Code handle_save(const Request& request);
    void set_up(Device& device);
    void remove(Device& device);

    Device devices_[kMaxDevices];
    LineAssembler line_;
    Session session_;
    Settings settings_;
    uint32_t now_us_;
    uint32_t next_due_us_;  // when the next output is due; means something while awaiting_end_
    uint32_t rounded_us_;  // when the last whole round was
    uint32_t now_ms_;
    uint16_t now_fraction_us_;
    uint32_t board_id_;
    uint32_t refusal_value_;  // the number that LIM, DUTY and VER carry
    uint16_t config_crc_;
    uint16_t tx_dropped_;
    uint8_t capability_next_;  // the next line of a capability list under way, kNoList for none
    bool awaiting_end_;
    bool starting_armed_;  // what is armed has new pins and old books
    bool deadline_near_;
    bool in_request_;

    static constexpr uint8_t kNoList = 0xFF;
};

}  // namespace liveops
