// golden/frames.txt: "> line" is what the host sends ("*????" stands for its check when the file is written anew),
// "! 18" a realtime byte in hexadecimal, "~ 12 0" that pin 12 is driven low from outside, "+ 200" that so many ms pass,
// "< line" what the board sends, "# ..." a remark that starts a fresh board when it begins with "# Board".
#include <stdlib.h>

#include <fstream>
#include <memory>

#include "test.h"

namespace liveops {
namespace test {

namespace {

Lines read_lines(const char* path) {
    std::ifstream file(path);
    Lines lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

bool starts_with(const std::string& text, const char* start) {
    return text.rfind(start, 0) == 0;
}

}  // namespace

bool check_golden(const char* path, bool write) {
    const Lines wanted = read_lines(path);
    if (wanted.empty()) {
        fail(path, 0, "no golden frames");
        return false;
    }
    Lines actual;
    std::unique_ptr<Bench> bench;
    for (std::string line : wanted) {
        if (starts_with(line, "< ")) continue;
        Lines answers;
        if (starts_with(line, "# Board")) {
            bench.reset(new Bench());
        } else if (starts_with(line, "> ")) {
            const size_t star = line.find("*????");
            if (star != std::string::npos) line = "> " + checked(line.substr(2, star - 2));
            answers = bench->send(line.substr(2));
        } else if (starts_with(line, "! ")) {
            fake::realtime_byte(static_cast<uint8_t>(strtoul(line.c_str() + 2, nullptr, 16)));
            bench->board.poll();
            answers = bench->take();
        } else if (starts_with(line, "~ ")) {
            char* end = nullptr;
            const unsigned long pin = strtoul(line.c_str() + 2, &end, 10);
            fake::drive_input(static_cast<uint8_t>(pin), strtoul(end, nullptr, 10) != 0);
        } else if (starts_with(line, "+ ")) {
            answers = bench->run_ms(static_cast<uint32_t>(strtoul(line.c_str() + 2, nullptr, 10)));
        }
        actual.push_back(line);
        for (const std::string& answer : answers) actual.push_back("< " + answer);
    }
    if (write) {
        std::ofstream file(path);
        for (const std::string& line : actual) file << line << '\n';
        return true;
    }
    for (size_t i = 0; i < actual.size() || i < wanted.size(); ++i) {
        const std::string is = i < actual.size() ? actual[i] : "(nothing)";
        const std::string should = i < wanted.size() ? wanted[i] : "(nothing)";
        if (is == should) continue;
        fail(path, static_cast<int>(i + 1), "is [" + is + "], not [" + should + "]");
        return false;
    }
    return true;
}

}  // namespace test
}  // namespace liveops
