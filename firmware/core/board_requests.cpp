#include <string.h>

#include "board.h"
#include "hal.h"

namespace liveops {

void Board::handle_line() {
    advance_clock();
    Request request;
    const Code formed = parse_request(line_, request);
    end_due();
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
        case Verb::Arm:
        case Verb::Go:
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
    if (request.verb == Verb::Go) return start_armed(request);
    return handle_command(request);
}

// In strict mode a line that turns something on must carry its check and a number; one that stops may always pass.
Code Board::refuse_unprotected(const Request& request) const {
    if (request.verb == Verb::Cmd && is_device_stop(request.command.action)) return Code::None;
    // A numbered and checked line belongs to a session. Without one the board has restarted, and what it did before under
    // this number it does not know any more: a line that is only repeated would be done twice.
    if (!session_.open() && request.checked && request.seq != 0) return Code::Sess;
    if (!session_.strict()) return Code::None;
    if (!request.checked) return Code::NoCrc;
    return request.seq == 0 ? Code::Seq : Code::None;
}

Code Board::handle_command(const Request& request) {
    const CommandFields& command = request.command;
    const bool arms = request.verb == Verb::Arm;
    if (!arms && is_all(command.device)) return handle_all(request);
    Device* device = find_device(command.device);
    if (device == nullptr) return Code::Dev;
    if (arms) return arm(*device, request);
    if (!is_device_stop(command.action)) return actuate(*device, request);
    if (device->active) end(*device, Ended::Stop);
    disarm(*device, Ended::Stop);
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
    } else if (stop_button_held() || !hal::emergency_release()) {
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

void Board::handle_hello(const Request& request) {
    const HelloFields& hello = request.hello;
    if (hello.session != 0 && session_.begin(hello.session, request.checked, hello.host_ms)) {
        // What an earlier host left on has nobody who answers for it any more.
        end_all(Ended::Host);
        disarm_all(Ended::Host);
    }
    Reply reply;
    reply.text(LIVEOPS_TEXT("HELLO")).field(kProtocolVersion).field(LIVEOPS_TEXT(LIVEOPS_FIRMWARE_NAME));
    reply.field(LIVEOPS_TEXT(LIVEOPS_FIRMWARE_VERSION)).field(hal::board_name()).character(':').hex(board_id_, 8);
    reply.field(session_.id()).field(used_slots()).character(':').hex(config_crc_, 4);
    reply.field(kMaxLine).field(kRxWindow).field(session_.host_ms());
    send(reply);
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

}  // namespace liveops
