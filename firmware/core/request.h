// A request line split and checked for form. Meaning (does the device exist, is it allowed now) is the board's part.
#pragma once

#include <stdint.h>

#include "flash_text.h"
#include "line_assembler.h"
#include "protocol.h"

namespace liveops {

enum class Code : uint8_t {
    None,
    // NAK: nothing was understood, the host may send the line again
    Line, Crc, Seq, NoCrc,
    // ERR: understood and refused, sending again does not help
    Verb, Form, Dev, Act, Dur, Par, Lim, Duty, Stop, Busy, Cfg, Pin, Ver, Sess,
};

bool is_nak(Code code);
const FlashText* code_text(Code code);

enum class Verb : uint8_t { Cmd, Arm, Go, Ping, Hello, Cap, Stat, Cfg, CfgSave };

struct CommandFields {
    const char* device;  // "ALL" or a valid device name
    const char* action;
    uint32_t duration_ms;
    uint8_t param_count;
    uint16_t params[kMaxParams];
};

struct HelloFields {
    uint32_t proto;
    uint16_t session;  // 0: only asks, opens no session
    uint16_t host_ms;
};

struct ConfigFields {
    uint8_t index;
    const char* device;
    const char* type;
    uint8_t pin_count;
    uint8_t pins[kMaxPins];
    uint32_t max_ms;
    uint8_t duty_pct;
    uint16_t window_s;
    uint8_t flags;
    uint8_t size;
};

struct Request {
    Verb verb;
    bool checked;  // the line carried a matching check
    uint16_t seq;  // 0: none
    union {
        CommandFields command;
        HelloFields hello;
        ConfigFields config;
        uint32_t ping;
    };
};

// The request points into the line. On any code but None, request.seq is still right for codes after Seq.
LIVEOPS_OWN_FRAME Code parse_request(LineAssembler& line, Request& request);

bool is_all(const char* device);
bool is_device_stop(const char* action);  // STOP or OFF

}  // namespace liveops
