import { ClaimWatch } from '../../../lambda/aws/table/claim-watch';
import type { Container } from '../../../lambda/log-processor/invocation';
import { cases } from '../../jest/cases';
import { faultsOf, stopLoggingId } from '../alert-invariants';
import { chanceOf, oneOf } from '../chance';
import type { Gate } from '../memory-raise-ports';
import { type Mix, SeveralHandlers } from '../several-handlers';
import { logKey, record, ruleOn } from './log-files';
import { noticeOf, SETTINGS, World } from './world';

const MINUTE_MS = 60_000;
const FILES = 16;
const ALERTS_A_FILE = 4;
const NAMES = Array.from({ length: FILES * ALERTS_A_FILE }, (_, at) => `e${at}`);

/** A function of five seconds, as of the tightest processor. */
const TIGHT = { ...SETTINGS, leaseSeconds: 10, maxReceiveCount: 5, stormThreshold: NAMES.length };

/** How far the clocks of the containers are ahead, in minutes: 11 between two of them. */
const SKEWS = [0, 5.5, -5.5, 0];

/** A processor in a few containers that Lambda uses again and again, the clock of each of which is wrong by its own. */
class SkewedWorld extends World {
  readonly chance: () => number;
  readonly #watches = SKEWS.map(() => new ClaimWatch(() => this.nowMs));

  constructor(seed: number) {
    super([ruleOn('StopLogging')], TIGHT);
    this.chance = chanceOf(seed);
    for (let file = 0; file < FILES; file += 1) {
      const names = NAMES.slice(file * ALERTS_A_FILE, (file + 1) * ALERTS_A_FILE);
      this.deliver(
        logKey(`f${file}`),
        Buffer.from(JSON.stringify({ Records: names.map((name) => record(name)) })),
      );
    }
    // S3 tells of some files twice.
    for (let file = 0; file < FILES; file += 3) this.send(noticeOf(logKey(`f${file}`)), 7);
  }

  override container(gate?: Gate): Container {
    const at = oneOf(this.chance, [...SKEWS.keys()]);
    this.newWatch = () => this.#watches[at] ?? new ClaimWatch();
    const made = super.container(gate);
    const skewMs = (SKEWS[at] ?? 0) * MINUTE_MS;
    return { ...made, ports: { ...made.ports, nowMs: () => this.nowMs + skewMs } };
  }
}

/** Works the queue empty; returns how many alerts came more than once, and what is wrong. */
async function run(seed: number, mix: Omit<Mix, 'chance'>) {
  const world = new SkewedWorld(seed);
  const handlers = new SeveralHandlers(world, { chance: world.chance, maxStepMs: 40, maxAtOnce: 2, ...mix });
  await handlers.drain();
  // A message of handlers that died at each of its receives waits for a person, who sends it again.
  for (const { body } of world.dead.splice(0)) world.send(body);
  await handlers.drain();
  const { repeats, trace } = handlers.faults;
  const ids = NAMES.map(stopLoggingId);
  const wrong = faultsOf(world, { ids, stormThreshold: ids.length }, repeats);
  const late = trace.filter((line) => line.includes('out of time')).length;
  return { twice: world.published.length - new Set(world.published.map(({ id }) => id)).size, wrong, late };
}

const SEEDS = Array.from({ length: cases(10) }, (_, index) => index + 1);

test.each([
  ['nothing else is wrong', { faultPercent: 0, freezePercent: 0 }],
  ['calls fail, answers are lost and handlers die', { faultPercent: 0.3, freezePercent: 0 }],
  ['handlers freeze and wake up', { faultPercent: 0, freezePercent: 100 }],
])(
  'with clocks 11 minutes apart and a lease of 10 seconds, no alert is lost, and none comes twice without its reason, while %s',
  async (_, mix) => {
    const wrong: Record<number, readonly string[]> = {};
    let [twice, late] = [0, 0];
    for (const seed of SEEDS) {
      const found = await run(seed, mix);
      twice += found.twice;
      late += found.late;
      if (found.wrong.length > 0) wrong[seed] = found.wrong;
    }
    if (process.env.TRAILWATCH_FIGURES !== undefined) console.log({ twice, late, of: SEEDS.length * 64 });
    expect(wrong).toEqual({});
    // The worlds are tight: handlers meet claims of others that died.
    expect(late).toBeGreaterThan(SEEDS.length / 3);
  },
);
