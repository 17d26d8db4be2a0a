#include "request.h"

namespace liveops {

namespace {

// Reads 1 to max_digits digits up to the terminator; false for anything else, also for what 32 bits cannot hold.
bool parse_number(const char* text, uint8_t max_digits, uint32_t& value) {
    // The first four digits, mostly all there are, need 16 bits, which is several times cheaper on the AVR.
    uint16_t small = 0;
    uint8_t digits = 0;
    for (; digits < 4 && text[digits] != '\0'; ++digits) {
        const char c = text[digits];
        if (c < '0' || c > '9' || digits == max_digits) return false;
        small = static_cast<uint16_t>(small * 10 + static_cast<uint8_t>(c - '0'));
    }
    value = small;
    if (digits < 4) return digits != 0;
    for (; text[digits] != '\0'; ++digits) {
        const char c = text[digits];
        if (c < '0' || c > '9' || digits == max_digits) return false;
        const uint32_t next = value * 10 + static_cast<uint32_t>(c - '0');
        if (digits == 9 && (value > 429496729UL || next < value)) return false;
        value = next;
    }
    return true;
}

bool in_range(const char* text, uint8_t max_digits, uint32_t low, uint32_t high, uint32_t& value) {
    return parse_number(text, max_digits, value) && value >= low && value <= high;
}

bool upper(char c) {
    return c >= 'A' && c <= 'Z';
}

bool valid_name(const char* name) {
    if (!upper(name[0])) return false;
    for (uint8_t i = 1; name[i] != '\0'; ++i) {
        if (i == kNameLength) return false;
        if (!upper(name[i]) && !(name[i] >= '0' && name[i] <= '9') && name[i] != '_') return false;
    }
    return true;
}

bool valid_action(const char* action) {
    uint8_t length = 0;
    for (; action[length] != '\0'; ++length) {
        if (length == kActionLength || !upper(action[length])) return false;
    }
    return length != 0;
}

// Comma-separated numbers. FORM for anything but digits and commas, too_big for more or larger values than fit.
Code parse_list(const char* text, uint8_t max_count, uint16_t max_value, Code too_big, uint16_t* values, uint8_t& count) {
    count = 0;
    if (*text == '\0') return Code::None;
    Code code = Code::None;
    while (true) {
        uint16_t value = 0;
        uint8_t digits = 0;
        bool fits = count != max_count;
        for (; *text >= '0' && *text <= '9'; ++text, ++digits) {
            const uint8_t digit = static_cast<uint8_t>(*text - '0');
            if (digits == 5) return Code::Form;
            if (value > 6553 || (value == 6553 && digit > 5)) fits = false;
            value = static_cast<uint16_t>(value * 10 + digit);
        }
        if (digits == 0) return Code::Form;
        if (fits && value <= max_value) {
            values[count++] = value;
        } else {
            code = too_big;
        }
        if (*text == '\0') return code;
        if (*text++ != ',') return Code::Form;
    }
}

Code parse_command(LineAssembler& line, CommandFields& out) {
    if (line.too_many_fields() || line.field_count() != 5) return Code::Form;
    out.device = line.field(1);
    out.action = line.field(2);
    if (!valid_name(out.device) || !valid_action(out.action)) return Code::Form;
    if (!parse_number(line.field(3), 7, out.duration_ms)) return Code::Form;
    return parse_list(line.field(4), kMaxParams, 0xFFFF, Code::Par, out.params, out.param_count);
}

Code parse_hello(LineAssembler& line, HelloFields& out) {
    uint32_t value = 0;
    if (line.field_count() < 2 || !parse_number(line.field(1), 5, value)) return Code::Form;
    out.proto = value;
    out.session = 0;
    out.host_ms = kDefaultHostMs;
    if (out.proto != kProtocolVersion) return Code::Ver;
    if (line.field_count() > 2) {
        if (!in_range(line.field(2), 5, 1, 0xFFFF, value)) return Code::Form;
        out.session = static_cast<uint16_t>(value);
    }
    if (line.field_count() > 3) {
        if (!in_range(line.field(3), 5, 0, kMaxHostMs, value) || (value != 0 && value < kMinHostMs)) return Code::Form;
        out.host_ms = static_cast<uint16_t>(value);
    }
    return Code::None;
}

Code parse_config(LineAssembler& line, ConfigFields& out) {
    if (line.too_many_fields() || (line.field_count() != 9 && line.field_count() != 10)) return Code::Form;
    uint32_t index = 0, max_ms = 0, duty = 0, window = 0, flags = 0, size = 0;
    out.device = line.field(2);
    out.type = line.field(3);
    if (!valid_name(out.device) || !valid_action(out.type)) return Code::Form;
    if (!parse_number(line.field(1), 3, index) || !parse_number(line.field(5), 7, max_ms) ||
        !parse_number(line.field(6), 3, duty) || !parse_number(line.field(7), 5, window) ||
        !parse_number(line.field(8), 3, flags)) {
        return Code::Form;
    }
    if (line.field_count() == 10 && !parse_number(line.field(9), 3, size)) return Code::Form;
    uint16_t pins[kMaxPins];
    const Code code = parse_list(line.field(4), kMaxPins, 254, Code::Pin, pins, out.pin_count);
    if (code != Code::None) return code;
    for (uint8_t i = 0; i < out.pin_count; ++i) out.pins[i] = static_cast<uint8_t>(pins[i]);
    if (index >= kMaxDevices || max_ms > kMaxDurationMs || duty > 100 || window > 3600 || flags > 0xFF ||
        size > 0xFF) {
        return Code::Cfg;
    }
    out.index = static_cast<uint8_t>(index);
    out.max_ms = max_ms;
    out.duty_pct = static_cast<uint8_t>(duty);
    out.window_s = static_cast<uint16_t>(window);
    out.flags = static_cast<uint8_t>(flags);
    out.size = static_cast<uint8_t>(size);
    return Code::None;
}

Code parse_sequence(const char* text, uint16_t& seq) {
    seq = 0;
    if (text == nullptr) return Code::None;
    uint32_t value = 0;
    if (!in_range(text, 5, 1, 0xFFFF, value)) return Code::Seq;
    seq = static_cast<uint16_t>(value);
    return Code::None;
}

}  // namespace

Code parse_request(LineAssembler& line, Request& request) {
    request.checked = line.checked();
    const Code code = parse_sequence(line.number(), request.seq);
    if (code != Code::None) return code;
    const char* verb = line.field(0);
    if (same_text(verb, LIVEOPS_TEXT("CMD"))) {
        request.verb = Verb::Cmd;
        return parse_command(line, request.command);
    }
    if (same_text(verb, LIVEOPS_TEXT("ARM"))) {
        request.verb = Verb::Arm;
        return parse_command(line, request.command);
    }
    if (same_text(verb, LIVEOPS_TEXT("GO"))) {
        request.verb = Verb::Go;
        return line.field_count() == 1 ? Code::None : Code::Form;
    }
    if (same_text(verb, LIVEOPS_TEXT("PING"))) {
        request.verb = Verb::Ping;
        return line.field_count() >= 2 && parse_number(line.field(1), 10, request.ping) ? Code::None : Code::Form;
    }
    if (same_text(verb, LIVEOPS_TEXT("HELLO"))) {
        request.verb = Verb::Hello;
        return parse_hello(line, request.hello);
    }
    if (same_text(verb, LIVEOPS_TEXT("CAP"))) {
        request.verb = Verb::Cap;
        return Code::None;
    }
    if (same_text(verb, LIVEOPS_TEXT("STAT"))) {
        request.verb = Verb::Stat;
        return Code::None;
    }
    if (same_text(verb, LIVEOPS_TEXT("CFG"))) {
        request.verb = line.field_count() == 2 && same_text(line.field(1), LIVEOPS_TEXT("SAVE")) ? Verb::CfgSave : Verb::Cfg;
        return request.verb == Verb::CfgSave ? Code::None : parse_config(line, request.config);
    }
    return Code::Verb;
}

bool is_nak(Code code) {
    return code >= Code::Line && code <= Code::NoCrc;
}

const FlashText* code_text(Code code) {
    switch (code) {
        case Code::Line: return LIVEOPS_TEXT("LINE");
        case Code::Crc: return LIVEOPS_TEXT("CRC");
        case Code::Seq: return LIVEOPS_TEXT("SEQ");
        case Code::NoCrc: return LIVEOPS_TEXT("NOCRC");
        case Code::Verb: return LIVEOPS_TEXT("VERB");
        case Code::Form: return LIVEOPS_TEXT("FORM");
        case Code::Dev: return LIVEOPS_TEXT("DEV");
        case Code::Act: return LIVEOPS_TEXT("ACT");
        case Code::Dur: return LIVEOPS_TEXT("DUR");
        case Code::Par: return LIVEOPS_TEXT("PAR");
        case Code::Lim: return LIVEOPS_TEXT("LIM");
        case Code::Duty: return LIVEOPS_TEXT("DUTY");
        case Code::Stop: return LIVEOPS_TEXT("STOP");
        case Code::Busy: return LIVEOPS_TEXT("BUSY");
        case Code::Cfg: return LIVEOPS_TEXT("CFG");
        case Code::Pin: return LIVEOPS_TEXT("PIN");
        case Code::Ver: return LIVEOPS_TEXT("VER");
        case Code::Sess: return LIVEOPS_TEXT("SESS");
        case Code::None: break;
    }
    return LIVEOPS_TEXT("NONE");
}

bool is_all(const char* device) {
    return same_text(device, LIVEOPS_TEXT("ALL"));
}

bool is_device_stop(const char* action) {
    return same_text(action, LIVEOPS_TEXT("STOP")) || same_text(action, LIVEOPS_TEXT("OFF"));
}

}  // namespace liveops
