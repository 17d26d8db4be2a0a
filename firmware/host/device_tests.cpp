#include "../core/crc16.h"
#include "test.h"

using namespace liveops;
using namespace liveops::test;

namespace {

void configure(Bench& bench, const char* row) {
    bench.send("CFG:4:X:NONE:0:0:0:0:0");  // the buzzer has timer 2
    SHOULD_BE(bench.send(std::string("CFG:5:") + row), "ACK:-:CFG:5");
    bench.run_ms(20);
    fake::take_pixels();
    fake::take_clocked_bytes();
}

std::string picture() {
    std::string text;
    for (const fake::Pixel& pixel : fake::take_pixels()) {
        text += (pixel.red | pixel.green | pixel.blue) == 0 ? '.' : '#';
    }
    return text;
}

}  // namespace

TEST(a_light_on_a_pwm_pin_is_as_bright_as_the_strongest_part) {
    Bench bench;
    configure(bench, "X:LED:5:60000:100:60:0");
    bench.send("CMD:X:COLOR:100:10,77,3");
    SHOULD_BE(fake::pin_level(5), 77);
    bench.run_ms(101);
    SHOULD_BE(fake::pin_level(5), 0);
    bench.send("CMD:LED1:COLOR:100:127,1,1");
    SHOULD(!fake::pin_on(13));
    bench.send("CMD:LED1:COLOR:100:1,1,128");
    SHOULD(fake::pin_on(13));
}

TEST(the_inputs_of_a_bridge_are_never_on_together) {
    for (const char* row : {"X:MOT:5,6:60000:100:60:0", "X:MOT:3,12,2:60000:100:60:0"}) {
        Bench bench;
        configure(bench, row);
        const uint8_t first = row[6] == '5' ? 5 : 12, second = row[6] == '5' ? 6 : 2;
        for (const char* action : {"ON:100:", "ROTATE:100:90,1", "SPEED:100:200", "SPEED:100:255,1", "SPEED:100:0,1"}) {
            bench.send(std::string("CMD:X:") + action);
        }
        bool one = false, two = false;
        for (const fake::PinChange& change : fake::pin_changes()) {
            if (change.pin == first) one = change.on;
            if (change.pin == second) two = change.on;
            SHOULD(!(one && two));
        }
        bench.run_ms(101);
        SHOULD(!fake::pin_on(first) && !fake::pin_on(second));
    }
}

TEST(motors_and_fans_need_pwm_and_a_timer_does_one_thing) {
    Bench bench;
    for (const char* bad : {"X:FAN:12:1:100:60:0", "X:MOT:12:1:100:60:0", "X:MOT:12,2:1:100:60:0", "X:MOT:12,5,6:1:100:60:0",
                            "X:SERVO:5:1:100:60:0", "X:FAN:10:1:100:60:0", "X:FAN:3:1:100:60:0", "X:LED:5,6:1:100:60:0"}) {
        SHOULD_BE(bench.send(std::string("CFG:5:") + bad), "ERR:-:PIN");
    }
    SHOULD_BE(bench.send("CFG:5:X:SERVO:10:1:100:60:0"), "ACK:-:CFG:5");
    SHOULD_BE(bench.send("CFG:5:X:RELAY:10:1:100:60:0"), "ACK:-:CFG:5");
    SHOULD_BE(bench.send("CFG:5:X:MOT:6,12:9:100:60:0"), "ACK:-:CFG:5");
    SHOULD_BE(bench.send("CMD:X:SPEED:9:100,1"), "ERR:-:PAR");
    SHOULD_BE(bench.send("CMD:X:SPEED:9:255,1"), "ACK:-:X:SPEED:9");
}

TEST(a_servo_is_pulsed_while_it_runs_and_its_last_pulse_is_whole) {
    Bench bench;
    bench.send("CMD:MOT1:ROTATE:100:45");
    SHOULD_BE(fake::servo_us(9), 1008);
    fake::servo_in_pulse(true);
    SHOULD_BE(bench.run_ms(101), "DONE:-:MOT1:OK:100");
    SHOULD_BE(fake::servo_us(9), 1008);
    fake::servo_in_pulse(false);
    bench.run_ms(1);
    SHOULD_BE(fake::servo_us(9), 0);
    bench.send("CMD:MOT1:SWEEP:5000:0,180");
    bench.run_ms(1210);
    SHOULD_BE(fake::servo_us(9), 2400);
    bench.run_ms(1200);
    SHOULD_BE(fake::servo_us(9), 544);
}

TEST(a_buzzer_beeps_sounds_and_plays) {
    Bench bench;
    bench.send("CMD:BUZ1:BEEP:1000:");
    SHOULD_BE(fake::tone_hz(8), 2000);
    bench.run_ms(201);
    SHOULD_BE(fake::tone_hz(8), 0);
    bench.run_ms(200);
    SHOULD_BE(fake::tone_hz(8), 2000);
    bench.send("CMD:BUZ1:MELODY:60000:1");
    SHOULD_BE(fake::tone_hz(8), 784);
    bench.run_ms(125);
    SHOULD_BE(fake::tone_hz(8), 988);
    bench.run_ms(940);
    SHOULD_BE(fake::tone_hz(8), 784);  // from the beginning
    fake::realtime_byte(0x18);
    SHOULD_BE(fake::tone_hz(8), 0);
    bench.run_ms(1);
    for (const char* bad : {"TONE:5:30", "TONE:5:10001", "TONE:5:", "MELODY:5:0", "MELODY:5:6"}) {
        SHOULD_BE(bench.send(std::string("CMD:BUZ1:") + bad), "ERR:-:PAR");
    }
}

TEST(a_strip_moves_and_goes_dark_whatever_ends_it) {
    for (const char* end : {"CMD:X:OFF:0:", "CMD:ALL:STOP:0:", "HELLO:1:99"}) {
        Bench bench;
        configure(bench, "X:STRIP:12:60000:100:60:0:16");
        bench.send("CMD:X:CHASE:5000:0,0,9");
        SHOULD_BE(picture(), "###.............");
        bench.run_ms(41);
        SHOULD_BE(picture(), ".###............");
        bench.send(end);
        bench.run_ms(2);
        SHOULD_BE(picture(), "................");
    }
}

TEST(a_frame_gives_way_to_a_line_but_darkness_comes_all_the_same) {
    Bench bench;
    configure(bench, "X:STRIP:12:60000:100:60:0:4");
    bench.send("CMD:X:ON:50:");
    SHOULD_BE(picture(), "####");
    fake::line_waits(true);
    bench.run_us(51000, 3000);
    SHOULD_BE(picture(), "");
    bench.run_us(60000, 3000);
    SHOULD_BE(picture(), "....");
}

TEST(a_clocked_strip_gets_start_pixels_and_end) {
    Bench bench;
    configure(bench, "X:STRIP:12,14:60000:100:60:0:2");
    bench.send("CMD:X:COLOR:5000:1,2,3");
    const std::vector<uint8_t> wanted = {0, 0, 0, 0, 255, 3, 2, 1, 255, 3, 2, 1, 0, 0, 0, 0, 0};
    SHOULD(fake::take_clocked_bytes() == wanted);
}

TEST(an_input_is_believed_after_20_ms) {
    Bench bench;
    configure(bench, "X:IN:12:0:0:0:1");
    fake::drive_input(12, false);
    SHOULD_BE(bench.run_ms(15), "");
    fake::drive_input(12, true);
    bench.run_ms(1);
    fake::drive_input(12, false);
    SHOULD_BE(bench.run_ms(19), "");
    SHOULD_BE(bench.run_ms(3), "EVT:INPUT:X:1");
}

TEST(settings_of_the_first_layout_leave_only_the_identity) {
    Bench bench;
    uint8_t* store = fake::store();
    const uint8_t header[] = {'L', 'O', 1, 7, 0x44, 0x33, 0x22, 0x11, 8};
    for (unsigned i = 0; i < 9 + 8 * 20; ++i) store[i] = i < sizeof header ? header[i] : uint8_t{0};
    uint16_t crc = kCrcStart;
    for (unsigned i = 0; i < 9 + 8 * 20; ++i) crc = crc16_update(crc, store[i]);
    store[9 + 8 * 20] = static_cast<uint8_t>(crc);
    store[10 + 8 * 20] = static_cast<uint8_t>(crc >> 8);
    bench.restart();
    const std::string boot = joined(bench.take());
    SHOULD(boot.find("FAULT") == std::string::npos);
    SHOULD_BE(joined(bench.send("HELLO:1")).substr(25, 13), "11223344:0:5:");
}
