#include "../core/crc16.h"
#include "test.h"

using namespace liveops;
using namespace liveops::test;

TEST(the_check_of_123456789_is_6F91) {
    SHOULD_BE(checked("123456789"), "123456789*6F91");
}

TEST(the_worked_example_of_the_protocol_holds) {
    Bench bench;
    bench.open_strict();
    SHOULD_BE(bench.send("CMD:SOL1:PUSH:50:#2*9168"), "ACK:2:SOL1:PUSH:50*6AA2");
    SHOULD_BE(bench.run_ms(51), "DONE:2:SOL1:OK:50*E2F1");
}

TEST(a_person_may_type_without_check_and_number) {
    Bench bench;
    SHOULD_BE(bench.send("CMD:LED1:ON:200:\r"), "ACK:-:LED1:ON:200");
    SHOULD(fake::pin_on(13));
    SHOULD_BE(bench.run_ms(201), "DONE:-:LED1:OK:200");
    SHOULD(!fake::pin_on(13));
}

TEST(a_bare_line_feed_is_nothing) {
    Bench bench;
    SHOULD_BE(bench.send(""), "");
    SHOULD_BE(bench.send("\r"), "");
}

TEST(a_line_of_96_bytes_is_read_and_one_of_97_is_not) {
    Bench bench;
    const std::string ping = "PING:7:";
    SHOULD_BE(bench.send(ping + std::string(96 - ping.size(), 'x')), "PONG:7:0:I:0");
    SHOULD_BE(bench.send(ping + std::string(97 - ping.size(), 'x')), "NAK:-:LINE");
    SHOULD_BE(bench.send(std::string(5000, 'x')), "NAK:-:LINE");
    SHOULD_BE(bench.send("PING:8"), "PONG:8:0:I:0");
}

TEST(bytes_outside_of_text_spoil_their_line_only) {
    Bench bench;
    SHOULD_BE(bench.send("CMD:LED1:ON:200:\x01"), "NAK:-:LINE");
    SHOULD_BE(bench.send("CMD:LED1:ON:200:\xC3\xA4"), "NAK:-:LINE");
    SHOULD_BE(bench.send(std::string("CMD:LED1\0:ON:200:", 17)), "NAK:-:LINE");
    SHOULD(!fake::pin_on(13));
    SHOULD_BE(bench.send("PING:1"), "PONG:1:0:I:0");
}

TEST(every_single_bit_flip_of_a_checked_command_is_refused) {
    Bench bench;
    bench.open_strict();
    const std::string good = checked("CMD:LED1:BLINK:3000:255,0,0#9");
    for (size_t at = 0; at < good.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string flipped = good;
            flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
            // A flip that makes a line end, a CR or the emergency stop cuts the line; that is no accepted command either.
            bench.send(flipped);
            const bool same_digit = at >= good.size() - 4 && bit == 5;  // a lower-case digit of the check is the same
            if (!same_digit) SHOULD(!fake::pin_on(13));
            bench.send("CMD:LED1:STOP:0:");
            bench.send_checked("CMD:ALL:CLEAR:0:#" + std::to_string(1000 + at * 8 + static_cast<size_t>(bit)));
        }
    }
    SHOULD_BE(bench.send(good), "ACK:9:LED1:BLINK:3000*" + checked("ACK:9:LED1:BLINK:3000").substr(22));
}

TEST(a_check_must_be_four_digits_at_the_end) {
    Bench bench;
    SHOULD_BE(bench.send("PING:1*"), "NAK:-:CRC");
    SHOULD_BE(bench.send("PING:1*123"), "NAK:-:CRC");
    SHOULD_BE(bench.send("PING:1*0000"), "NAK:-:CRC");
    SHOULD_BE(bench.send(checked("PING:1") + "0"), "NAK:-:CRC");
    SHOULD_BE(bench.send(checked("PING:1")), "PONG:1:0:I:0");
}

TEST(a_number_is_1_to_65535) {
    Bench bench;
    for (const char* bad : {"#", "#0", "#65536", "#100000", "#-1", "#a", "#1#2", "# 1"}) {
        SHOULD_BE(bench.send(std::string("CMD:LED1:ON:5:") + bad), "NAK:-:SEQ");
    }
    SHOULD(!fake::pin_on(13));
    SHOULD_BE(bench.send("CMD:LED1:ON:5:#65535"), "ACK:65535:LED1:ON:5");
}

TEST(in_strict_mode_a_command_needs_check_and_number_but_a_stop_does_not) {
    Bench bench;
    SHOULD_BE(bench.send_checked("HELLO:1:77:2000#1").front().substr(0, 31), "HELLO:1:LIVEOPS:1.1.0:PC:B0A2D0");
    SHOULD_BE(bench.send("CMD:LED1:ON:200:#1"), checked("NAK:-:NOCRC"));
    SHOULD_BE(bench.send_checked("CMD:LED1:ON:200:"), checked("NAK:-:SEQ"));
    SHOULD_BE(bench.send("CFG:SAVE#2"), checked("NAK:-:NOCRC"));
    SHOULD(!fake::pin_on(13));
    SHOULD_BE(bench.send_checked("CMD:LED1:ON:200:#1"), checked("ACK:1:LED1:ON:200"));
    SHOULD_BE(bench.send("CMD:LED1:OFF:0:"), checked("ACK:-:LED1:OFF:0") + " | " + checked("DONE:1:LED1:STOP:0"));
    SHOULD_BE(bench.send("CMD:ALL:STOP:0:"), checked("ACK:-:ALL:STOP:0") + " | " + checked("EVT:ESTOP:0"));
    SHOULD_BE(bench.send("CMD:ALL:CLEAR:0:"), checked("NAK:-:NOCRC"));
    SHOULD_BE(bench.send("PING:3"), checked("PONG:3:0:E:0"));
}

TEST(the_verbs_are_exact) {
    Bench bench;
    for (const char* bad : {"cmd:LED1:ON:5:", "X", "CMDX:1", ":", "ON", "HELLOO:1"}) {
        SHOULD_BE(bench.send(bad), "ERR:-:VERB");
    }
    SHOULD_BE(bench.send("NEW:1#7"), "ERR:7:VERB");
}

TEST(a_command_out_of_form_is_refused) {
    Bench bench;
    for (const char* bad :
         {"CMD", "CMD:", "CMD:LED1:ON:5", "CMD:LED1:ON::", "CMD:LED1:ON:5::", "CMD::ON:5:", "CMD:LED1::5:",
          "CMD:LED1:ON:-5:", "CMD:LED1:ON:5.0:", "CMD:LED1:ON:00000005:", "CMD:led1:ON:5:", "CMD:1LED:ON:5:",
          "CMD:LED12345:ON:5:", "CMD:LED1:on:5:", "CMD:LED1:ABCDEFGHIJKLM:5:", "CMD:LED1:ON:5:1,", "CMD:LED1:ON:5:,1",
          "CMD:LED1:ON:5:a", "CMD:LED1:ON:5:1 ", "CMD:LED1:ON:5:100000", "CMD:L-D1:ON:5:", "PING", "PING:",
          "PING:x", "PING:4294967296", "PING:9999999999", "HELLO", "HELLO:x", "HELLO:1:0", "HELLO:1:65536",
          "HELLO:1:5:499", "HELLO:1:5:60001", "CFG", "CFG:0", "CFG:0:A:LED:5:1:1:1:", "CFG:SAVE:1"}) {
        const Lines answer = bench.send(bad);
        if (joined(answer) != "ERR:-:FORM") fail(__FILE__, __LINE__, std::string(bad) + " gave " + joined(answer));
    }
    SHOULD(fake::pin_changes().empty());
    SHOULD_BE(bench.send("PING:4294967295"), "PONG:4294967295:0:I:0");
}

TEST(what_does_not_exist_is_named) {
    Bench bench;
    SHOULD_BE(bench.send("CMD:NOPE:ON:5:#1"), "ERR:1:DEV");
    SHOULD_BE(bench.send("CMD:LED1:PUSH:5:#1"), "ERR:1:ACT");
    SHOULD_BE(bench.send("CMD:ALL:ON:5:#1"), "ERR:1:ACT");
    SHOULD_BE(bench.send("CMD:LED1:ON:0:#1"), "ERR:1:DUR");
    SHOULD_BE(bench.send("CMD:LED1:ON:3600001:#1"), "ERR:1:DUR");
    SHOULD_BE(bench.send("CMD:LED1:ON:60001:#1"), "ERR:1:LIM:60000");
    SHOULD_BE(bench.send("CMD:SOL1:PUSH:10001:#1"), "ERR:1:LIM:10000");
    SHOULD_BE(bench.send("HELLO:2:9#1"), "ERR:1:VER:1");
    SHOULD_BE(bench.send("HELLO:99999#1"), "ERR:1:VER:1");
}

TEST(values_must_fit_the_action) {
    Bench bench;
    for (const char* bad : {"LED1:COLOR:5:", "LED1:COLOR:5:1,2", "LED1:COLOR:5:1,2,256", "LED1:BLINK:5:1", "LED1:ON:5:1,2,3,4",
                            "LED1:ON:5:65536,0,0", "SOL1:PUSH:5:1", "SOL1:PULSE:5:19", "SOL1:PULSE:5:20,19",
                            "SOL1:PULSE:5:20,20,20", "RELAY1:ON:5:1", "RELAY1:PULSE:5:99", "RELAY1:PULSE:5:100,99"}) {
        const Lines answer = bench.send(std::string("CMD:") + bad);
        if (joined(answer) != "ERR:-:PAR") fail(__FILE__, __LINE__, std::string(bad) + " gave " + joined(answer));
    }
    SHOULD(fake::pin_changes().empty());
}

TEST(later_fields_are_ignored_where_nothing_moves) {
    Bench bench;
    SHOULD_BE(bench.send("PING:5:later"), "PONG:5:0:I:0");
    SHOULD_BE(bench.send("STAT:later"), "STAT:0:I:0:0:0");
    SHOULD_BE(bench.send("HELLO:1:77:2000:later").front().substr(0, 8), "HELLO:1:");
}

TEST(hello_without_a_session_only_asks) {
    Bench bench;
    const std::string answer = joined(bench.send("HELLO:1"));
    SHOULD_BE(answer.substr(0, 43), "HELLO:1:LIVEOPS:1.1.0:PC:B0A2D001:0:5:C4F0:");
    SHOULD_BE(answer.substr(43), "96:64:2000");
    SHOULD_BE(bench.board.state(), 'I');
    bench.send("HELLO:1:5:0");
    SHOULD_BE(bench.board.state(), 'R');
    SHOULD_BE(joined(bench.send("HELLO:1")).substr(33), ":5:5:C4F0:96:64:0");
}

TEST(capabilities_are_listed_and_their_check_is_computable) {
    Bench bench;
    Lines list = bench.send("CAP");
    const Lines more = bench.run_ms(5);
    list.insert(list.end(), more.begin(), more.end());
    SHOULD_BE(list, "CAP:0:SOL1:SOL:4:10000:50:60:0 | CAP:1:RELAY1:RELAY:7:60000:100:60:0 | "
                    "CAP:2:LED1:LED:13:60000:100:60:0 | CAP:3:MOT1:SERVO:9:60000:100:60:0 | "
                    "CAP:4:BUZ1:BUZ:8:60000:100:60:0 | CAPEND:5:C4F0");
    std::string table;
    for (size_t i = 0; i + 1 < list.size(); ++i) table += list[i] + "\n";
    SHOULD_BE(checked(table).substr(table.size()), "*C4F0");
}

TEST(status_comes_by_line_and_by_byte) {
    Bench bench;
    bench.send("CMD:LED1:ON:500:");
    SHOULD_BE(bench.send("STAT"), "STAT:0:I:1:0:0");
    fake::realtime_byte(0x05);
    SHOULD_BE(bench.run_ms(1), "STAT:0:I:1:0:0");
}

TEST(what_finds_no_room_is_dropped_whole_and_counted) {
    Bench bench;
    fake::limit_output(20);
    bench.send("PING:1");
    bench.send("HELLO:1");
    SHOULD_BE(bench.take(), "");
    fake::limit_output(4096);
    SHOULD_BE(bench.send("STAT"), "STAT:0:I:0:0:1");
}

TEST(the_end_of_an_action_waits_for_room) {
    Bench bench;
    bench.send("CMD:LED1:ON:5:#1");
    fake::limit_output(0);
    SHOULD_BE(bench.run_ms(20), "");
    SHOULD(!fake::pin_on(13));
    fake::limit_output(4096);
    SHOULD_BE(bench.run_ms(1), "DONE:1:LED1:OK:5");
}

TEST(a_line_that_a_restart_makes_a_stranger_is_not_done_again) {
    Bench bench;
    SHOULD_BE(joined(bench.send(checked("CMD:LED1:ON:5:#7"))), "ERR:7:SESS");
    SHOULD(!fake::pin_on(13));
    SHOULD_BE(joined(bench.send(checked("CFG:SAVE#8"))), "ERR:8:SESS");
    // What stops is accepted always, and what carries no number or no check is a person's.
    SHOULD_BE(joined(bench.send(checked("CMD:ALL:STOP:0:#9"))).substr(0, 14), "ACK:9:ALL:STOP");
    SHOULD_BE(joined(bench.send(checked("CMD:ALL:CLEAR:0:"))), "ACK:-:ALL:CLEAR:0");
    SHOULD_BE(joined(bench.send("CMD:LED1:ON:5:#7")), "ACK:7:LED1:ON:5");
}
