// Whatever arrives, the board keeps its promises: no crash (the sanitizers watch), no output on beyond its maximum,
// none on while latched, and it still answers afterwards.
#include "test.h"

using namespace liveops;
using namespace liveops::test;

namespace {

struct Random {
    uint64_t state;
    uint32_t next() {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<uint32_t>(state >> 33);
    }
    uint32_t below(uint32_t limit) { return next() % limit; }
};

const char* const kPieces[] = {
    "CMD:", "CMD", "ARM:", "GO", "LED1", "SOL1", "RELAY1", "MOT1", "BUZ1", "X", "ALL", ":ON:", ":PUSH:", ":PULL:",
    ":PULSE:", ":BLINK:", ":COLOR:", ":SPEED:", ":ROTATE:", ":SWEEP:", ":TONE:", ":MELODY:", ":CHASE:", ":STOP:", ":OFF:",
    ":CLEAR:", "5", "200", "3000", "60000", "3600000", "0", ":", ",", "#", "#7", "#65535", "*", "*0000", "\n", "\r",
    "HELLO:1:", "HELLO:1:9:500", "PING:1", "CAP", "STAT", "CFG:SAVE", "CFG:", "255,0,0", "65536", "99999999999", "\x18",
    "\x05",
};
const char* const kLines[] = {
    "CMD:ALL:CLEAR:0:", "CMD:LED1:BLINK:700:255,0,0", "CMD:SOL1:PUSH:900:", "CMD:RELAY1:PULSE:800:100",
    "CMD:MOT1:ROTATE:900:90", "CMD:MOT1:SWEEP:900:10,170", "CMD:BUZ1:BEEP:900:", "CMD:BUZ1:TONE:500:440",
    "CMD:BUZ1:MELODY:900:2", "CMD:X:ON:700:", "CMD:X:SPEED:700:99,1", "CMD:X:CHASE:700:1,2,3", "CMD:X:RAINBOW:700:",
    "ARM:SOL1:PUSH:500:", "ARM:MOT1:ROTATE:500:20", "ARM:X:ON:500:", "ARM:BUZ1:BEEP:500:", "GO", "HELLO:1:9:500",
    "HELLO:1:10", "CFG:5:X:LED:5:5000:100:60:0", "CFG:5:X:FAN:6:5000:90:60:1", "CFG:5:X:MOT:5,12,2:5000:100:60:0",
    "CFG:5:X:MOT:5,6:5000:100:60:0", "CFG:5:X:STRIP:12:5000:100:60:0:200", "CFG:5:X:STRIP:12,14:5000:100:60:0:9",
    "CFG:5:X:IN:12:0:0:0:3", "CFG:5:X:SERVO:10:5000:100:60:0", "CFG:5:X:NONE:0:0:0:0:0", "CFG:SAVE", "STAT",
};
template <size_t N>
const char* one_of(Random& random, const char* const (&from)[N]) {
    return from[random.below(N)];
}

// A sound line with a few bytes changed, lost or doubled, or as it is.
std::string mutated(Random& random) {
    std::string line = one_of(random, kLines);
    if (random.below(2) == 0) line += "#" + std::to_string(random.below(70000));
    if (random.below(2) == 0) line = checked(line);
    for (uint32_t changes = random.below(4) == 0 ? random.below(4) : 0; changes != 0 && !line.empty(); --changes) {
        const size_t at = random.below(static_cast<uint32_t>(line.size()));
        switch (random.below(3)) {
            case 0: line[at] = static_cast<char>(line[at] ^ (1 << random.below(8))); break;
            case 1: line.erase(at, 1); break;
            default: line.insert(at, 1, line[at]); break;
        }
    }
    return line + "\n";
}

std::string noise(Random& random) {
    std::string text;
    const uint32_t kind = random.below(12);
    if (kind >= 3) {
        text = "\n";  // whatever came before
        for (uint32_t lines = 1 + random.below(6); lines != 0; --lines) text += mutated(random);
        return text;
    }
    const uint32_t length = random.below(kind == 0 ? 400 : 30);
    for (uint32_t i = 0; i < length; ++i) {
        if (kind == 0) {
            text += static_cast<char>(random.below(256));
        } else {
            text += one_of(random, kPieces);
        }
    }
    if (kind == 2) text = checked(text) + "\n";
    return text;
}

bool owned(const Board& board, uint8_t pin) {
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        const Device& device = board.device(i);
        if (!device.active && device.settling == 0) continue;
        for (const uint8_t used : device.config.pins) {
            if (used == pin) return true;
        }
    }
    return false;
}

// Nothing is on that no command turned on, nothing longer than its device allows, nothing at all while latched.
void check_promises(const Board& board, uint32_t step_us) {
    const bool latched = board.state() == 'E';
    for (uint8_t pin = 0; pin < 20; ++pin) {
        const bool driven = fake::pin_on(pin) || fake::servo_us(pin) != 0 || fake::tone_hz(pin) != 0;
        if (driven) SHOULD(owned(board, pin) && !latched);
    }
    for (uint8_t i = 0; i < kMaxDevices; ++i) {
        const Device& device = board.device(i);
        if (!device.active) continue;
        SHOULD(!latched);
        if (device.switched_off) continue;  // a time measured, not allowed
        SHOULD(device.duration_us <= device.config.max_ms * 1000);
        SHOULD(static_cast<uint32_t>(fake::now_us()) - device.started_us <= device.duration_us + step_us + 8);
    }
    // The inputs of a bridge: D5 is the enable of one and an input of the other.
    const DeviceConfig& bridge = board.device(5).config;
    if (bridge.used() && bridge.pin_count() == 3) SHOULD(!fake::pin_on(bridge.pins[1]) || !fake::pin_on(bridge.pins[2]));
    if (bridge.used() && bridge.pin_count() == 2 && bridge.pins[1] == 6) SHOULD(!fake::pin_on(5) || !fake::pin_on(6));
}

}  // namespace

namespace liveops {
namespace test {

// So many bytes to one board after the other; returns how many commands were accepted.
uint32_t fuzz(uint64_t bytes, uint64_t seed) {
    uint32_t accepted = 0;
    for (uint64_t sent = 0; sent < bytes; ++seed) {
        Random random{seed};
        Bench bench(seed * 14316557ULL);
        for (int round = 0; round < 200; ++round) {
            if (random.below(10) == 0) fake::drive_input(12, random.below(3) != 0);
            if (bench.board.state() == 'E' && random.below(3) == 0) {
                bench.send("");
                bench.send_checked("CMD:ALL:CLEAR:0:#" + std::to_string(1 + random.below(65535)));
            }
            for (const char c : noise(random)) {
                ++sent;
                const uint8_t byte = static_cast<uint8_t>(c);
                if ((byte == 0x18 || byte == 0x05) && random.below(2) == 0) {
                    fake::realtime_byte(byte);
                } else {
                    bench.board.feed(byte);
                }
                if (random.below(40) == 0) bench.board.poll();
            }
            bench.board.poll();
            check_promises(bench.board, 0);
            fake::limit_output(static_cast<uint16_t>(random.below(3) == 0 ? random.below(300) : 4096));
            const uint32_t step_us = 200 + random.below(9000);
            bench.run_us(random.below(60000), step_us);
            check_promises(bench.board, step_us);
            fake::take_pixels();
            fake::take_clocked_bytes();
            for (const std::string& line : bench.take()) {
                SHOULD(line.size() <= kMaxLine + 5);
                accepted += line.rfind("ACK:", 0) == 0 ? 1 : 0;
            }
        }
        fake::limit_output(65535);
        bench.send("");
        bench.take();
        const Lines answer = bench.send(checked("PING:4711"));
        bool answered = false;
        for (const std::string& line : answer) answered = answered || line.rfind("PONG:4711:", 0) == 0;
        SHOULD(answered);
        bench.run_us(61000000, 100000);  // longer than any device's maximum: a quiet line leaves nothing on
        for (uint8_t pin = 0; pin < 20; ++pin) SHOULD(!fake::pin_on(pin) && fake::servo_us(pin) == 0);
    }
    return accepted;
}

}  // namespace test
}  // namespace liveops

TEST(a_million_random_bytes_never_break_a_promise) {
    SHOULD(fuzz(1000000, 1) > 1000);  // else the noise tests nothing but refusals
}
