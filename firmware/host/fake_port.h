// The port to the PC: time stands still until a test moves it, pins and the store are arrays, lines out are strings.
#pragma once

#include <stdint.h>

#include <string>
#include <vector>

#include "../core/board.h"

namespace liveops {
namespace fake {

struct PinChange {
    uint8_t pin;
    bool on;
    uint64_t at_us;
};

struct Pixel {
    uint8_t pin, red, green, blue;
};

void power_on(uint64_t start_us = 0);  // everything forgotten, the store too
void forget_all_but_store();
void move_us(uint64_t us);
uint64_t now_us();

bool pin_on(uint8_t pin);         // as seen from outside: on means the load is driven
bool pin_is_output(uint8_t pin);
bool pin_high(uint8_t pin);
const std::vector<PinChange>& pin_changes();
uint8_t pin_level(uint8_t pin);   // 0 off, 255 on, between them PWM
uint16_t servo_us(uint8_t pin);   // 0: no pulses
uint16_t tone_hz(uint8_t pin);    // 0: no sound
bool has_pull_up(uint8_t pin);
void drive_input(uint8_t pin, bool high);
std::vector<Pixel> take_pixels();              // sent to WS2812 strips since the last call
std::vector<uint8_t> take_clocked_bytes();     // sent to APA102 strips
void line_waits(bool waits);                   // the receive ring holds a whole line
void servo_in_pulse(bool in_pulse);
void between_fields(void (*call)(void* context), void* context);  // what the port calls while a line is written
void writing_takes(uint32_t us_per_field);  // nothing, unless said

std::vector<std::string> take_lines();  // what the board sent, without LF
void limit_output(uint16_t room);       // how much the line out takes before it is read
void realtime_byte(uint8_t byte);       // as the receive interrupt takes it

uint8_t* store();
uint16_t store_writes();
void store_busy(bool busy);

}  // namespace fake
}  // namespace liveops
