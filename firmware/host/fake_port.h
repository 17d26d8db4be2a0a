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

void power_on(uint64_t start_us = 0);  // everything forgotten, the store too
void forget_all_but_store();
void move_us(uint64_t us);
uint64_t now_us();

bool pin_on(uint8_t pin);         // as seen from outside: on means the load is driven
bool pin_is_output(uint8_t pin);
bool pin_high(uint8_t pin);
const std::vector<PinChange>& pin_changes();

std::vector<std::string> take_lines();  // what the board sent, without LF
void limit_output(uint16_t room);       // how much the line out takes before it is read
void realtime_byte(uint8_t byte);       // as the receive interrupt takes it

uint8_t* store();
uint16_t store_writes();
void store_busy(bool busy);

}  // namespace fake
}  // namespace liveops
