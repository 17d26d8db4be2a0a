// UNTESTED: written against the Arduino-ESP32 core 3.x, never compiled by this repository and never run on a chip.
// The port is port.cpp; README.md beside this folder tells how to build it.
#include "src/core/board.h"
#include "port.h"

namespace {
liveops::Board board;
}

void setup() {
    liveops::port_begin();
    board.begin(liveops::port_reset_cause(), liveops::port_boots());
    liveops::port_watch(board);
}

void loop() {
    liveops::port_feed(board);
    board.poll();
    liveops::port_alive();
    if (!board.deadline_near()) delay(1);  // lets the idle task run, which its own watchdog wants
}
