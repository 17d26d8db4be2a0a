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
    "CMD:", "CMD", "LED1", "SOL1", "RELAY1", "ALL", ":ON:", ":PUSH:", ":PULL:", ":PULSE:", ":BLINK:", ":COLOR:",
    ":STOP:", ":OFF:", ":CLEAR:", "5", "200", "3000", "60000", "3600000", "0", ":", ",", "#", "#7", "#65535", "*",
    "*0000", "\n", "\r", "HELLO:1:", "HELLO:1:9:500", "PING:1", "CAP", "STAT", "CFG:SAVE", "CFG:3:X:LED:9:100:100:60:0",
    "CFG:3:X:NONE:0:0:0:0:0", "CFG:", "255,0,0", "65536", "99999999999", "\x18", "\x05", "CMD:ALL:CLEAR:0:\n",
    "CMD:LED1:BLINK:700:255,0,0\n", "CMD:SOL1:PUSH:900:\n", "CMD:RELAY1:PULSE:800:100\n",
};

std::string noise(Random& random) {
    std::string text;
    const uint32_t kind = random.below(4);
    const uint32_t length = random.below(kind == 0 ? 400 : 30);
    for (uint32_t i = 0; i < length; ++i) {
        if (kind == 0) {
            text += static_cast<char>(random.below(256));
        } else {
            text += kPieces[random.below(sizeof kPieces / sizeof kPieces[0])];
        }
    }
    if (kind == 3) text = checked(text) + "\n";
    return text;
}

// The longest any pin was on, from the changes.
void check_on_times(const Bench& bench) {
    uint64_t since[32] = {};
    bool on[32] = {};
    for (const fake::PinChange& change : fake::pin_changes()) {
        if (change.on) since[change.pin] = change.at_us;
        on[change.pin] = change.on;
        if (!change.on && change.pin == 4) SHOULD(change.at_us - since[4] <= 10000000 + 12000);
    }
    for (uint8_t pin = 0; pin < 20; ++pin) {
        SHOULD_BE(on[pin], fake::pin_on(pin));
        if (!on[pin]) continue;
        bool owned = false;
        for (uint8_t i = 0; i < kMaxDevices; ++i) {
            const Device& device = bench.board.device(i);
            for (const uint8_t used : device.config.pins) owned = owned || (device.active && used == pin);
        }
        SHOULD(owned);
    }
}

}  // namespace

TEST(random_bytes_of_any_length_never_break_a_promise) {
    for (uint64_t seed = 1; seed <= 300; ++seed) {
        Random random{seed};
        Bench bench(seed * 14316557ULL);
        for (int round = 0; round < 60; ++round) {
            for (const char c : noise(random)) {
                const uint8_t byte = static_cast<uint8_t>(c);
                if ((byte == 0x18 || byte == 0x05) && random.below(2) == 0) {
                    fake::realtime_byte(byte);
                } else {
                    bench.board.feed(byte);
                }
                if (random.below(40) == 0) bench.board.poll();
            }
            fake::limit_output(static_cast<uint16_t>(random.below(3) == 0 ? random.below(300) : 4096));
            bench.run_us(random.below(400000), 4 + random.below(9000));
            check_on_times(bench);
            if (bench.board.state() == 'E') SHOULD(!bench.board.any_active());
            for (const std::string& line : bench.take()) SHOULD(line.size() <= kMaxLine + 5);
        }
        fake::limit_output(65535);
        bench.send("");
        bench.take();
        const Lines answer = bench.send("PING:4711");
        bool answered = false;
        for (const std::string& line : answer) answered = answered || line.rfind("PONG:4711:", 0) == 0;
        SHOULD(answered);
        bench.run_us(61000000, 10000);  // longer than any device's maximum: a quiet line leaves nothing on
        for (uint8_t pin = 0; pin < 20; ++pin) SHOULD(!fake::pin_on(pin));
    }
}
