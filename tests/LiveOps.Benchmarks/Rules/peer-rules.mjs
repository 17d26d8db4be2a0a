// The peer's side of `./bench rules`: node peer-rules.mjs PACKAGE-FOLDER WORK-FILE ROUNDS; answers with one JSON line.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, file, rounds] = process.argv.slice(2);
const { Engine } = createRequire(join(folder, 'node_modules/'))('json-rules-engine');
const work = JSON.parse(readFileSync(file, 'utf8'));

const engine = new Engine();
// It knows `contains` for lists only. Texts come without regard to case here too; accents it does not fold.
engine.addOperator('has', (text, keyword) => text.includes(keyword));
for (const rule of work.rules)
  engine.addRule({
    conditions: {
      all: [
        rule.gift
          ? { fact: 'gift', operator: 'equal', value: rule.gift.toLowerCase() }
          : { fact: 'text', operator: 'has', value: rule.keyword },
      ],
    },
    event: { type: 'fired' },
  });

async function pass() {
  let matches = 0;
  const started = process.cpuUsage();
  for (const event of work.events) {
    const facts = { gift: event.gift.toLowerCase(), text: event.text.toLowerCase() };
    matches += (await engine.run(facts)).events.length;
  }
  const { user, system } = process.cpuUsage(started);
  return { ns: ((user + system) * 1000) / work.events.length, matches };
}

await pass();
const passes = [];
for (let n = 0; n < Number(rounds); n++) passes.push(await pass());
console.log(JSON.stringify({ nanosecondsAnEvent: passes.map((one) => one.ns), matches: passes[0].matches }));
