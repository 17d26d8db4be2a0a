#include "test.h"

using namespace liveops;
using namespace liveops::test;

namespace {

Lines list(Bench& bench) {
    Lines lines = bench.send("CAP");
    const Lines more = bench.run_ms(10);
    lines.insert(lines.end(), more.begin(), more.end());
    return lines;
}

void save(Bench& bench) {
    bench.send("CFG:SAVE");
    bench.run_ms(1000);
}

}  // namespace

TEST(outputs_start_off_and_an_active_low_one_starts_high) {
    Bench bench;
    SHOULD(fake::pin_is_output(4) && !fake::pin_high(4));
    SHOULD_BE(bench.send("CFG:1:RELAY1:RELAY:12:60000:100:60:1"), "ACK:-:CFG:1");
    SHOULD(fake::pin_is_output(12) && fake::pin_high(12));
    SHOULD(!fake::pin_is_output(7));
    bench.send("CMD:RELAY1:ON:100:");
    SHOULD(!fake::pin_high(12));
    fake::realtime_byte(0x18);
    SHOULD(fake::pin_high(12));
}

TEST(impossible_configurations_are_refused_and_change_nothing) {
    Bench bench;
    const std::string before = joined(list(bench));
    for (const char* bad : {"3:X:LED:0:1:1:1:0", "3:X:LED:1:1:1:1:0", "3:X:LED:20:1:1:1:0", "3:X:LED:255:1:1:1:0", "3:X:LED:4:1:1:1:0",
                            "3:X:LED:9,9:1:1:1:0", "3:X:RELAY:9,10:1:1:1:0", "3:X:LED::1:1:1:0", "3:X:LED:9,10,11,12:1:1:1:0"}) {
        const Lines answer = bench.send(std::string("CFG:") + bad);
        if (joined(answer) != "ERR:-:PIN") fail(__FILE__, __LINE__, std::string(bad) + " gave " + joined(answer));
    }
    for (const char* bad :
         {"10:X:LED:9:1:1:1:0", "3:ALL:LED:9:1:1:1:0", "3:LED1:LED:9:1:1:1:0", "3:X:WARP:9:1:1:1:0", "3:X:LED:9:0:1:1:0",
          "3:X:LED:9:3600001:100:60:0", "3:X:SOL:9:30001:100:60:0", "3:X:SOL:9:5000:0:60:0", "3:X:SOL:9:5000:101:60:0",
          "3:X:SOL:9:5000:50:0:0", "3:X:SOL:9:5000:50:3601:0", "3:X:SOL:9:5001:50:10:0", "3:X:LED:9:1:1:1:2"}) {
        const Lines answer = bench.send(std::string("CFG:") + bad);
        if (joined(answer) != "ERR:-:CFG") fail(__FILE__, __LINE__, std::string(bad) + " gave " + joined(answer));
    }
    SHOULD_BE(list(bench), before);
    SHOULD(!fake::pin_is_output(10));
}

TEST(configuration_waits_until_nothing_is_on) {
    Bench bench;
    bench.send("CMD:LED1:ON:100:");
    SHOULD_BE(bench.send("CFG:3:X:LED:9:100:100:60:0#1"), "ERR:1:BUSY");
    SHOULD_BE(bench.send("CFG:SAVE#2"), "ERR:2:BUSY");
    bench.run_ms(101);
    SHOULD_BE(bench.send("CFG:3:X:LED:9:100:100:60:0#1"), "ACK:1:CFG:3");
    SHOULD_BE(bench.send("CFG:3:X:LED:9:100:100:60:0#1"), "ACK:1:DUP");
}

TEST(the_store_is_not_written_while_something_is_on) {
    Bench bench;
    SHOULD_BE(bench.send("CFG:SAVE#1"), "ACK:1:SAVE:5");
    SHOULD_BE(bench.send("CMD:LED1:ON:100:#2"), "ERR:2:BUSY");
    SHOULD_BE(bench.send("CFG:SAVE#3"), "ERR:3:BUSY");
    SHOULD_BE(bench.run_ms(1000), "EVT:SAVED:C4F0");
    SHOULD_BE(bench.send("CMD:LED1:ON:100:#2"), "ACK:2:LED1:ON:100");
}

TEST(a_saved_table_and_identity_survive_a_power_cycle) {
    Bench bench;
    bench.send("CFG:1:X:NONE:0:0:0:0:0");
    bench.send("CFG:3:RGB:LED:14,15,16:50000:90:120:1");
    const std::string wanted = joined(list(bench));
    save(bench);
    bench.restart('P');
    SHOULD_BE(bench.take(), "EVT:BOOT:1:LIVEOPS:1.1.0:P:2");
    SHOULD_BE(list(bench), wanted);
    SHOULD_BE(joined(bench.send("HELLO:1")).substr(25, 8), "B0A2D001");
    SHOULD(!fake::pin_is_output(7) && fake::pin_is_output(14) && fake::pin_high(14));
}

TEST(unsaved_changes_are_gone_after_a_reset) {
    Bench bench;
    const std::string before = joined(list(bench));
    bench.send("CFG:3:X:LED:9:100:100:60:0");
    bench.restart();
    bench.take();
    SHOULD_BE(list(bench), before);
}

TEST(a_power_cut_at_any_byte_of_a_save_leaves_the_old_or_the_new_table) {
    Bench bench;
    bench.send("CFG:3:OLD:LED:9:100:100:60:0");
    save(bench);
    const std::string old_table = joined(list(bench));
    bench.send("CFG:3:NEW:LED:10:200:50:60:1");
    const std::string new_table = joined(list(bench));
    uint8_t before[1024];
    for (int i = 0; i < 1024; ++i) before[i] = fake::store()[i];
    for (uint16_t cut = 0; cut < 230; ++cut) {
        for (int i = 0; i < 1024; ++i) fake::store()[i] = before[i];
        bench.restart();
        bench.send("CFG:3:NEW:LED:10:200:50:60:1");
        bench.send("CFG:SAVE");
        for (uint16_t steps = 0; steps < cut; ++steps) bench.board.poll();
        bench.restart();
        const std::string boot = joined(bench.take());
        SHOULD(boot.find("FAULT") == std::string::npos);
        const std::string table = joined(list(bench));
        SHOULD(table == old_table || (cut > 200 && table == new_table));
    }
    SHOULD_BE(list(bench), new_table);
}

TEST(a_save_changes_only_the_bytes_that_differ) {
    Bench bench;
    save(bench);
    save(bench);
    save(bench);
    const uint16_t before = fake::store_writes();
    save(bench);
    SHOULD(fake::store_writes() - before <= 3);  // generation and its check
}

TEST(a_damaged_store_is_said_and_the_defaults_hold) {
    Bench bench;
    bench.send("CFG:3:X:LED:9:100:100:60:0");
    save(bench);
    fake::store()[40] ^= 1;
    bench.restart();
    SHOULD_BE(bench.take(), "EVT:BOOT:1:LIVEOPS:1.1.0:X:2 | EVT:FAULT:ALL:CFG");
    SHOULD_BE(list(bench).size(), static_cast<size_t>(6));
}

TEST(random_bytes_in_the_store_never_make_a_table) {
    uint32_t seed = 1;
    for (int round = 0; round < 200; ++round) {
        Bench bench;
        for (int i = 0; i < 1024; ++i) {
            seed = seed * 1664525U + 1013904223U;
            fake::store()[i] = static_cast<uint8_t>(seed >> 24);
        }
        if (round % 2 == 0) {
            const uint8_t start[] = {'L', 'O', static_cast<uint8_t>(1 + round / 2 % 2), 0, 0, 0, 0, 0, kMaxDevices};
            for (unsigned i = 0; i < sizeof start; ++i) fake::store()[i] = start[i];
        }
        bench.restart();
        bench.take();
        SHOULD_BE(list(bench).back(), "CAPEND:5:C4F0");
    }
}
