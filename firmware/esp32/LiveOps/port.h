// UNTESTED: see LiveOps.ino.
#pragma once

#include <stdint.h>

#include "src/core/board.h"

namespace liveops {
void port_begin();                // serial line, store, watchdog of the loop; before Board::begin()
void port_watch(Board& board);    // whose ends are due while lines are written; takes bytes from then on
void port_feed(Board& board);     // one line at most
void port_alive();                // the loop is not stuck
char port_reset_cause();          // P power, X external, W watchdog, B brown-out
uint16_t port_boots();            // since power-on
}  // namespace liveops
