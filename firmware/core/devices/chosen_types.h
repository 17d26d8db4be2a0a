// Which types a build has: all, unless "make TYPES=..." says otherwise with a 0.
#pragma once

#ifndef LIVEOPS_WITH_SOL
#define LIVEOPS_WITH_SOL 1
#endif
#ifndef LIVEOPS_WITH_RELAY
#define LIVEOPS_WITH_RELAY 1
#endif
#ifndef LIVEOPS_WITH_LED
#define LIVEOPS_WITH_LED 1
#endif
#ifndef LIVEOPS_WITH_FAN
#define LIVEOPS_WITH_FAN 1
#endif
#ifndef LIVEOPS_WITH_MOT
#define LIVEOPS_WITH_MOT 1
#endif
#ifndef LIVEOPS_WITH_SERVO
#define LIVEOPS_WITH_SERVO 1
#endif
#ifndef LIVEOPS_WITH_STRIP
#define LIVEOPS_WITH_STRIP 1
#endif
#ifndef LIVEOPS_WITH_BUZ
#define LIVEOPS_WITH_BUZ 1
#endif
#ifndef LIVEOPS_WITH_IN
#define LIVEOPS_WITH_IN 1
#endif
