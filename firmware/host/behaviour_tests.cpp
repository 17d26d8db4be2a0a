#include "test.h"

using namespace liveops;
using namespace liveops::test;

namespace {
constexpr uint8_t kSol = 4, kRelay = 7, kLed = 13;
}

TEST(the_pin_changes_before_the_answer_is_sent) {
    Bench bench;
    fake::limit_output(0);  // no answer can leave
    bench.send("CMD:SOL1:PUSH:100:#1");
    SHOULD(fake::pin_on(kSol));
}

TEST(an_on_time_never_ends_early_wherever_the_clock_stands) {
    // Also over the wrap of the 32-bit microsecond counter.
    for (const uint64_t start : {0ULL, 3ULL, 4294967295ULL - 100000ULL, 4294967295ULL - 3ULL}) {
        for (const uint32_t step : {7U, 13U, 250U, 1024U}) {
            Bench bench(start);
            bench.run_us(5000, 97);
            bench.send("CMD:LED1:ON:200:");
            bench.run_us(210000, step);
            SHOULD_BE(fake::pin_changes().size(), static_cast<size_t>(2));
            const uint64_t on_us = fake::pin_changes().back().at_us - fake::pin_changes().front().at_us;
            SHOULD(on_us >= 200000);
            SHOULD(on_us <= 200000 + step + 8);
        }
    }
}

TEST(an_hour_is_measured_in_full) {
    Bench bench;
    SHOULD_BE(bench.send("CFG:2:LED1:LED:13:3600000:100:60:0"), "ACK:-:CFG:2");
    bench.send("CMD:LED1:ON:3600000:");
    bench.run_us(3599999000U, 1000000);
    SHOULD(fake::pin_on(kLed));
    bench.run_us(1008, 4);
    SHOULD_BE(bench.take(), "DONE:-:LED1:OK:3600000");
}

TEST(a_new_command_replaces_the_running_one_without_a_gap) {
    Bench bench;
    bench.send("CMD:SOL1:PUSH:100:#1");
    bench.run_ms(60);
    SHOULD_BE(bench.send("CMD:SOL1:PUSH:100:#2"), "ACK:2:SOL1:PUSH:100 | DONE:1:SOL1:REPL:60");
    SHOULD_BE(bench.run_ms(99), "");
    SHOULD_BE(bench.run_ms(2), "DONE:2:SOL1:OK:100");
    SHOULD_BE(fake::pin_changes().size(), static_cast<size_t>(2));
}

TEST(devices_run_beside_each_other) {
    Bench bench;
    bench.send("CMD:SOL1:PUSH:100:#1");
    bench.send("CMD:RELAY1:ON:50:#2");
    bench.send("CMD:LED1:ON:150:#3");
    SHOULD_BE(bench.run_ms(51), "DONE:2:RELAY1:OK:50");
    SHOULD(fake::pin_on(kSol) && !fake::pin_on(kRelay) && fake::pin_on(kLed));
    SHOULD_BE(bench.run_ms(100), "DONE:1:SOL1:OK:100 | DONE:3:LED1:OK:150");
}

TEST(stop_and_off_end_one_device) {
    Bench bench;
    for (const char* word : {"STOP", "OFF"}) {
        bench.send("CMD:SOL1:PUSH:1000:#1");
        bench.send("CMD:LED1:ON:1000:#2");
        bench.run_ms(10);
        SHOULD_BE(bench.send(std::string("CMD:SOL1:") + word + ":0:#3"),
                  std::string("ACK:3:SOL1:") + word + ":0 | DONE:1:SOL1:STOP:10");
        SHOULD(!fake::pin_on(kSol) && fake::pin_on(kLed));
        bench.send("CMD:LED1:OFF:0:");
        bench.open_session(word[0]);
    }
    SHOULD_BE(bench.send("CMD:SOL1:OFF:0:"), "ACK:-:SOL1:OFF:0");
}

TEST(a_repeated_number_does_nothing_twice) {
    Bench bench;
    bench.open_session();
    SHOULD_BE(bench.send("CMD:LED1:ON:10:#1"), "ACK:1:LED1:ON:10");
    SHOULD_BE(bench.run_ms(20), "DONE:1:LED1:OK:10");
    SHOULD_BE(bench.send("CMD:LED1:ON:10:#1"), "ACK:1:DUP");
    SHOULD_BE(fake::pin_changes().size(), static_cast<size_t>(2));
}

TEST(eight_numbers_are_remembered_and_a_new_session_forgets_them) {
    Bench bench;
    bench.open_session(1);
    for (int seq = 1; seq <= 9; ++seq) bench.send("CMD:LED1:ON:1:#" + std::to_string(seq));
    bench.run_ms(3);
    for (int seq = 2; seq <= 9; ++seq) {
        SHOULD_BE(bench.send("CMD:LED1:ON:1:#" + std::to_string(seq)), "ACK:" + std::to_string(seq) + ":DUP");
    }
    SHOULD_BE(bench.send("CMD:LED1:ON:1:#1"), "ACK:1:LED1:ON:1");
    bench.run_ms(3);
    bench.open_session(1);
    SHOULD_BE(bench.send("CMD:LED1:ON:1:#9"), "ACK:9:DUP");
    bench.open_session(2);
    SHOULD_BE(bench.send("CMD:LED1:ON:1:#9"), "ACK:9:LED1:ON:1");
}

TEST(a_refused_number_is_not_remembered) {
    Bench bench;
    SHOULD_BE(bench.send("CMD:LED1:ON:0:#4"), "ERR:4:DUR");
    SHOULD_BE(bench.send("CMD:LED1:ON:1:#4"), "ACK:4:LED1:ON:1");
}

TEST(a_new_session_ends_what_the_last_one_left_on) {
    Bench bench;
    bench.open_session(1);
    bench.send("CMD:RELAY1:ON:5000:#1");
    bench.run_ms(5);
    SHOULD_BE(joined(bench.send("HELLO:1:2")).substr(53), " | DONE:1:RELAY1:HOST:5");
    SHOULD(!fake::pin_on(kRelay));
}

TEST(a_silent_host_turns_everything_off_at_2001_ms) {
    Bench bench;
    bench.open_session();
    bench.send("CMD:LED1:ON:60000:#1");
    SHOULD_BE(bench.run_ms(2000), "");
    SHOULD(fake::pin_on(kLed));
    SHOULD_BE(bench.run_ms(1), "EVT:HOSTLOST:2001 | DONE:1:LED1:HOST:2001");
    SHOULD(!fake::pin_on(kLed));
    SHOULD_BE(bench.board.state(), 'R');
}

TEST(any_valid_line_is_a_sign_of_life_and_noise_is_none) {
    Bench bench;
    bench.open_strict();
    bench.send_checked("CMD:LED1:ON:60000:#1");
    for (int i = 0; i < 4; ++i) {
        bench.run_ms(1500);
        bench.send_checked("PING:1");
    }
    SHOULD(fake::pin_on(kLed));
    bench.run_ms(1500);
    bench.send("PING:1");
    bench.send("PING:1*0000");
    bench.run_ms(502);
    SHOULD(!fake::pin_on(kLed));
}

TEST(host_ms_is_the_hosts_choice_and_a_person_has_none) {
    Bench bench;
    bench.send("HELLO:1:5:500");
    bench.send("CMD:LED1:ON:60000:#1");
    bench.run_ms(501);
    SHOULD(!fake::pin_on(kLed));
    bench.send("HELLO:1:5:0");
    bench.send("CMD:LED1:ON:60000:#2");
    bench.run_ms(59000);
    SHOULD(fake::pin_on(kLed));
    Bench person;
    person.send("CMD:LED1:ON:60000:");
    person.run_ms(59000);
    SHOULD(fake::pin_on(kLed));
    person.run_ms(1001);
    SHOULD(!fake::pin_on(kLed));
}

TEST(the_stop_byte_turns_off_at_once_and_latches) {
    Bench bench;
    bench.send("CMD:SOL1:PUSH:1000:#1");
    bench.send("CMD:LED1:BLINK:1000:255,0,0#2");
    bench.run_ms(10);
    bench.board.feed('C');  // a line under way is dropped with the rest
    fake::realtime_byte(0x18);
    SHOULD(!fake::pin_on(kSol) && !fake::pin_on(kLed));  // before the main loop has seen anything
    SHOULD_BE(bench.run_ms(1), "EVT:ESTOP:2 | DONE:1:SOL1:ESTOP:10 | DONE:2:LED1:ESTOP:10");
    SHOULD_BE(bench.send("PING:1").front(), "PONG:1:11:E:0");
    SHOULD_BE(bench.send("CMD:LED1:ON:5:#3"), "ERR:3:STOP");
    SHOULD_BE(bench.send("CMD:LED1:STOP:0:#4"), "ACK:4:LED1:STOP:0");
    SHOULD_BE(bench.send("CFG:SAVE#5"), "ERR:5:STOP");
    SHOULD_BE(bench.send("CMD:ALL:CLEAR:0:#6"), "ACK:6:ALL:CLEAR:0");
    SHOULD(fake::pin_changes().size() == 4);
    SHOULD_BE(bench.send("CMD:LED1:ON:5:#3"), "ACK:3:LED1:ON:5");
}

TEST(the_stop_byte_also_works_for_a_port_without_a_receive_interrupt) {
    Bench bench;
    bench.send("CMD:SOL1:PUSH:1000:#1");
    bench.board.feed(0x18);
    SHOULD(!fake::pin_on(kSol));
    SHOULD_BE(bench.take(), "EVT:ESTOP:1 | DONE:1:SOL1:ESTOP:0");
}

TEST(a_pin_cannot_rise_between_the_stop_byte_and_the_main_loop) {
    Bench bench;
    fake::realtime_byte(0x18);
    for (const char c : std::string("CMD:LED1:ON:50:\n")) bench.board.feed(static_cast<uint8_t>(c));
    SHOULD(!fake::pin_on(kLed));
    SHOULD(fake::pin_changes().empty());
}

TEST(a_clear_does_not_undo_a_stop_that_the_board_has_not_seen_yet) {
    Bench bench;
    fake::realtime_byte(0x18);
    for (const char c : std::string("CMD:ALL:CLEAR:0:\n")) bench.board.feed(static_cast<uint8_t>(c));
    SHOULD_BE(bench.take(), "ERR:-:STOP");
    SHOULD_BE(bench.board.state(), 'E');
}

TEST(the_stop_line_has_the_same_effect) {
    Bench bench;
    bench.send("CMD:RELAY1:ON:1000:#1");
    SHOULD_BE(bench.send("CMD:ALL:STOP:0:#2"), "ACK:2:ALL:STOP:0 | EVT:ESTOP:1 | DONE:1:RELAY1:ESTOP:0");
    SHOULD(!fake::pin_on(kRelay));
    SHOULD_BE(bench.send("CMD:RELAY1:ON:1000:#3"), "ERR:3:STOP");
    SHOULD_BE(bench.send("CMD:ALL:STOP:0:"), "ACK:-:ALL:STOP:0 | EVT:ESTOP:0");
    SHOULD_BE(bench.send("CMD:ALL:CLEAR:0:"), "ACK:-:ALL:CLEAR:0");
    SHOULD_BE(bench.send("CMD:ALL:CLEAR:0:"), "ACK:-:ALL:CLEAR:0");
    SHOULD(!fake::pin_on(kRelay));
}

TEST(a_fresh_solenoid_has_half_its_budget_and_says_how_long_to_wait) {
    Bench bench;  // 50 % of 60 s: 30 s, half of it at the start
    SHOULD_BE(bench.send("CMD:SOL1:PUSH:10000:"), "ACK:-:SOL1:PUSH:10000");
    SHOULD_BE(bench.run_ms(10000).size(), static_cast<size_t>(0));
    bench.run_ms(1);
    // 15 - 10 + 5 refilled meanwhile = 10 s.
    SHOULD_BE(bench.send("CMD:SOL1:PUSH:10000:"), "ACK:-:SOL1:PUSH:10000");
    bench.run_ms(10001);
    const std::string refused = joined(bench.send("CMD:SOL1:PUSH:10000:"));
    SHOULD_BE(refused.substr(0, 13), "ERR:-:DUTY:99");
    bench.run_ms(static_cast<uint32_t>(std::stoi(refused.substr(11))) - 1);
    SHOULD_BE(joined(bench.send("CMD:SOL1:PUSH:10000:")), "ERR:-:DUTY:1");
    bench.run_ms(1);
    SHOULD_BE(bench.send("CMD:SOL1:PUSH:10000:"), "ACK:-:SOL1:PUSH:10000");
}

TEST(over_any_hour_the_duty_is_kept) {
    Bench bench;
    uint64_t on_us = 0;
    for (uint32_t second = 0; second < 3600; ++second) {
        bench.send("CMD:SOL1:PUSH:3000:");
        bench.run_us(1000000, 5000);
        bench.take();
    }
    bench.send("CMD:SOL1:OFF:0:");
    const std::vector<fake::PinChange>& changes = fake::pin_changes();
    for (size_t i = 0; i + 1 < changes.size(); i += 2) on_us += changes[i + 1].at_us - changes[i].at_us;
    SHOULD(on_us <= 3600ULL * 500000 + 15000000 + 3000000);
    SHOULD(on_us >= 3600ULL * 500000 - 5000000);
}

TEST(what_was_paid_and_not_used_comes_back) {
    Bench bench;
    for (int i = 0; i < 500; ++i) {
        SHOULD_BE(bench.send("CMD:SOL1:PUSH:10000:"), "ACK:-:SOL1:PUSH:10000");
        bench.run_us(1000, 250);
        bench.send("CMD:SOL1:OFF:0:");
    }
}

TEST(a_refused_replacement_leaves_the_running_action_alone) {
    Bench bench;
    SHOULD_BE(bench.send("CFG:0:SOL1:SOL:4:10000:10:100:0"), "ACK:-:CFG:0");  // 10 s, half at the start
    bench.send("CMD:SOL1:PUSH:4000:#1");
    bench.run_ms(1000);
    SHOULD_BE(joined(bench.send("CMD:SOL1:PUSH:6000:#2")).substr(0, 10), "ERR:2:DUTY");
    SHOULD(fake::pin_on(kSol));
    SHOULD_BE(bench.run_ms(3001), "DONE:1:SOL1:OK:4000");
}

TEST(a_light_of_full_duty_takes_thousands_of_short_actions) {
    Bench bench;
    bench.open_session();
    for (int i = 0; i < 5000; ++i) {
        const std::string seq = std::to_string(i % 65535 + 1);
        SHOULD_BE(bench.send("CMD:LED1:ON:4:#" + seq), "ACK:" + seq + ":LED1:ON:4");
        bench.run_ms(5);
    }
    SHOULD_BE(fake::pin_changes().size(), static_cast<size_t>(10000));
}

TEST(a_solenoid_with_two_pins_pulls_with_the_second) {
    Bench bench;
    SHOULD_BE(bench.send("CFG:0:SOL1:SOL:4,5:5000:50:60:0"), "ACK:-:CFG:0");
    bench.send("CMD:SOL1:PUSH:100:");
    SHOULD(fake::pin_on(4) && !fake::pin_on(5));
    bench.send("CMD:SOL1:PULL:100:");
    SHOULD(!fake::pin_on(4) && fake::pin_on(5));
    bench.run_ms(101);
    SHOULD(!fake::pin_on(4) && !fake::pin_on(5));
}

TEST(a_pulsing_output_switches_and_ends_off) {
    Bench bench;
    bench.send("CMD:SOL1:PULSE:1000:50,30");
    bench.run_ms(1002);
    const std::vector<fake::PinChange>& changes = fake::pin_changes();
    SHOULD_BE(changes.size(), static_cast<size_t>(26));
    SHOULD(changes[1].at_us - changes[0].at_us <= 50500);
    SHOULD(changes[2].at_us - changes[1].at_us <= 30500);
    SHOULD(!fake::pin_on(kSol));
}

TEST(a_light_blinks_twice_a_second_and_mixes_colours_on_three_pins) {
    Bench bench;
    bench.send("CMD:LED1:BLINK:1000:255,0,0");
    bench.run_ms(1001);
    SHOULD_BE(fake::pin_changes().size(), static_cast<size_t>(4));
    bench.send("CMD:LED1:BLINK:1000:0,0,0");
    SHOULD(!fake::pin_on(kLed));
    SHOULD_BE(bench.send("CMD:LED1:OFF:0:").size(), static_cast<size_t>(2));
    SHOULD_BE(bench.send("CFG:3:RGB:LED:14,15,16:60000:100:60:0"), "ACK:-:CFG:3");
    bench.send("CMD:RGB:COLOR:100:255,127,128");
    SHOULD(fake::pin_on(14) && !fake::pin_on(15) && fake::pin_on(16));
    bench.send("CMD:RGB:COLOR:100:0,255,0");
    SHOULD(!fake::pin_on(14) && fake::pin_on(15) && !fake::pin_on(16));
    bench.run_ms(101);
    SHOULD(!fake::pin_on(15));
}

TEST(an_output_that_is_due_ends_while_a_line_is_being_written) {
    Bench bench;
    bench.send("CMD:LED1:ON:5:#1");
    bench.run_us(4500, 100);
    fake::writing_takes(200);
    // Written in more time than the output has left; what comes now cannot stop or replace it any more.
    SHOULD_BE(bench.send("HELLO:1").size(), 2U);
    const std::vector<fake::PinChange>& changes = fake::pin_changes();
    SHOULD_BE(changes.size(), 2U);
    const uint64_t on_us = changes[1].at_us - changes[0].at_us;
    SHOULD(on_us >= 5000 && on_us <= 5250);
}

TEST(an_action_whose_time_is_over_has_ended_well_whatever_comes_next) {
    for (const char* next : {"CMD:LED1:STOP:0:#2", "CMD:LED1:ON:7:#2", "CMD:ALL:STOP:0:#2"}) {
        Bench bench;
        bench.send("CMD:LED1:ON:5:#1");
        fake::move_us(5100);
        for (const char* c = next; *c != '\0'; ++c) bench.board.feed(static_cast<uint8_t>(*c));
        bench.board.feed('\n');
        bench.board.poll();
        std::string all;
        for (const std::string& line : bench.take()) all += line + " ";
        SHOULD(all.find("DONE:1:LED1:OK:5") != std::string::npos);
        SHOULD(all.find("EVT:ESTOP:1") == std::string::npos);
    }
}

TEST(an_hour_is_not_taken_for_a_moment_in_the_past) {
    Bench bench;
    bench.send("CFG:1:RELAY1:RELAY:7:3600000:100:60:0");
    bench.send("CMD:RELAY1:ON:3600000:");
    bench.run_ms(10);
    SHOULD(!bench.board.deadline_near());
    bench.send("CMD:LED1:ON:5:");
    bench.run_ms(6);
    SHOULD(!fake::pin_on(13) && fake::pin_on(7));
    bench.run_us(3599000000U, 1000000);
    SHOULD(fake::pin_on(7));
    bench.run_us(1000000, 1000);
    SHOULD(!fake::pin_on(7));
}

TEST(an_armed_command_has_paid_its_duty_and_gets_it_back_when_it_is_disarmed) {
    Bench bench;  // SOL1 has 15 s: half of 50 % of a minute
    SHOULD_BE(bench.send("ARM:SOL1:PUSH:10000:#1")[0], "ACK:1:SOL1:ARMED:10000");
    SHOULD_BE(bench.send("CMD:SOL1:PUSH:10000:#2")[0].substr(0, 11), "ERR:2:DUTY:");
    SHOULD_BE(bench.send("CMD:SOL1:STOP:0:#3")[0], "ACK:3:SOL1:STOP:0");
    SHOULD_BE(bench.send("CMD:SOL1:PUSH:10000:#4")[0], "ACK:4:SOL1:PUSH:10000");
}

TEST(what_the_stop_byte_has_cut_has_not_ended_well) {
    Bench bench;
    bench.send("CMD:LED1:ON:5:#1");
    fake::move_us(4900);
    fake::realtime_byte(0x18);
    fake::move_us(200);
    bench.board.end_due();  // as in the middle of a line
    bench.board.poll();
    const Lines lines = bench.take();
    SHOULD_BE(lines[0], "EVT:ESTOP:1");
    SHOULD_BE(lines[1], "DONE:1:LED1:ESTOP:5");
}
