import fc from 'fast-check';
import type { Container } from '../../../lambda/log-processor/invocation';
import { actorHash } from '../../../lib/core/alert/alert-actor';
import { Detections } from '../../../lib/core/correlation/detections';
import type { Correlation } from '../../../lib/core/rule/correlation';
import type { Rule, Severity } from '../../../lib/core/rule/rule';
import { type FlatRecord, oracle } from '../../core/correlation/correlation-oracle';
import {
  RULES,
  randomCorrelation,
  randomRecords,
  satisfiesRule,
} from '../../core/correlation/random-correlation';
import { silenceActor } from '../alert-invariants';
import { chanceOf, oneOf } from '../chance';
import { logFile, logKey } from './log-files';
import { satisfiedBy } from './replay';
import { SETTINGS, World } from './world';

const RECORDS = 40;
const WRITTEN_MS = Date.parse('2026-11-20T02:30:00Z');
const TRIAL = { trialUntil: '2026-12-20T00:00:00Z' };
const settings = { ...SETTINGS, stormThreshold: 2, criticalThreshold: 4, maxReceiveCount: 60 };

/** Raises alerts itself, also where the correlation counts it. */
const RULE: Rule = { ...(RULES[0] as Rule), severity: 'medium' };

const ACTORS = ['ann', 'bob', 'cy', 'dee', 'eve', 'fay', 'gil'];
/** Satisfied in so many groups that there is a storm. */
const MANY = { groupBy: ['actor'], bounds: [{ operator: 'gte', value: 1 }] } as const;

function arnOf(actor: unknown): string {
  return `arn:aws:iam::111122223333:user/${actor}`;
}

/** Files with some of the records, which others may have, too, and after how many calls the time of the function runs out. */
interface Delivery {
  readonly files: readonly (readonly number[])[];
  readonly calls: number;
}

/** Whether the correlation and {@link RULE} are on trial, and how severe they are. */
interface Deployment {
  readonly correlation: boolean;
  readonly rule: boolean;
  readonly severity: Severity;
}

/** What comes, one after the other: files, minutes that pass, a deployment, another container, of this version or the one before, or a silence that is set or ended. */
type Step = Delivery | number | Deployment | 'container' | boolean;

const FILE = fc.uniqueArray(fc.nat(RECORDS - 1), { minLength: 1, maxLength: RECORDS });

const STEPS: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        files: fc.array(FILE, { minLength: 1, maxLength: 3 }),
        calls: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(40)),
      }),
    },
    { weight: 2, arbitrary: fc.constantFrom(1, 6, 16, 31, 61) },
    {
      weight: 2,
      arbitrary: fc.record({
        ...{ correlation: fc.boolean(), rule: fc.boolean() },
        severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
      }),
    },
    { weight: 1, arbitrary: fc.constant('container' as const) },
    { weight: 1, arbitrary: fc.boolean() },
  ),
  { minLength: 2, maxLength: 12 },
);

function anyRecords(chance: () => number): readonly FlatRecord[] {
  return randomRecords(chance, RECORDS).map((one) => {
    const actor = chance() < 0.5 ? (one.actor ?? null) : oneOf(chance, ACTORS);
    const userIdentity = { type: 'IAMUser', userName: actor, arn: arnOf(actor) } as never;
    return { ...one, actor, eventSource: 'iam.amazonaws.com', userIdentity };
  });
}

/** A log processor that steps happen to. */
class Story {
  readonly world = new World([], settings);
  readonly correlation: Correlation;
  /** What satisfied the correlation at any time: a record more undoes some bounds, and what was sent cannot be withdrawn. */
  readonly everSatisfied = new Set<string>();
  readonly #records: readonly FlatRecord[];
  readonly #delivered = new Set<FlatRecord>();
  #time = new AbortController();
  #callsLeft = Number.POSITIVE_INFINITY;
  #containers: readonly [Container, Container];

  constructor(seed: number) {
    const chance = chanceOf(seed);
    this.correlation = { ...randomCorrelation(chance), ...(chance() < 0.5 ? MANY : {}) };
    this.#records = anyRecords(chance);
    for (const name of ACTORS.slice(0, Math.floor(chance() * 3)))
      this.world.table.actors.set(
        actorHash({ actor: { name, arn: arnOf(name) }, recipientAccountId: '' }),
        0,
      );
    const first = this.#deployed({ correlation: false, rule: false, severity: 'medium' });
    this.#containers = [first, first];
    this.#silence(false);
  }

  get satisfied(): readonly string[] {
    return oracle(this.correlation, [...this.#delivered], satisfiesRule);
  }

  get matched(): number {
    return [...this.#delivered].filter((one) => satisfiesRule(one, RULE.id)).length;
  }

  async take(step: Step): Promise<void> {
    const [container, other] = this.#containers;
    if (typeof step === 'number') return this.#pass(step);
    if (typeof step === 'boolean') return this.#silence(step);
    if (step === 'container') this.#containers = [other, container];
    else if ('files' in step) await this.#deliver(step);
    else this.#containers = [this.#deployed(step), container];
  }

  async end(): Promise<void> {
    await this.world.drain(this.#containers[0]);
  }

  #deployed({ correlation, rule, severity }: Deployment): Container {
    const own = { ...RULE, severity, ...(rule ? TRIAL : {}) };
    const rules = this.correlation.rules.map((one) => (one.id === own.id ? own : one));
    const counting = { ...this.correlation, rules, severity, ...(correlation ? TRIAL : {}) };
    this.world.detections = Detections.of([own], [counting]);
    return this.world.container(async (_, effect) => {
      this.#callsLeft -= 1;
      if (this.#callsLeft < 0) this.#time.abort();
      return effect();
    });
  }

  #silence(isOn: boolean): void {
    const visibleMs = isOn ? 0 : Number.POSITIVE_INFINITY;
    silenceActor(this.world, { rule: RULE, arn: arnOf('ann'), writtenMs: WRITTEN_MS, visibleMs });
    // A container knows within a minute.
    this.world.nowMs += 61_000;
  }

  async #pass(minutes: number): Promise<void> {
    const untilMs = this.world.nowMs + minutes * 60_000;
    await this.world.drain(this.#containers[0], untilMs);
    this.world.nowMs = untilMs;
  }

  async #deliver({ files, calls }: Delivery): Promise<void> {
    for (const file of files) {
      const records = file.map((at) => this.#records[at] as FlatRecord);
      for (const one of records) this.#delivered.add(one);
      for (const one of this.satisfied) this.everSatisfied.add(one);
      this.world.deliver(logKey(`file${this.world.objects.size}`), logFile(records));
    }
    this.#time = new AbortController();
    this.#callsLeft = calls;
    const batch = this.world.receive();
    this.world.answer(batch, await this.world.invoke(this.#containers[0], batch, this.#time.signal));
    this.#callsLeft = Number.POSITIVE_INFINITY;
  }
}

/** How many alerts of a rule the counts of the days have, each in one of them. */
function countedOf({ table }: World, id: string): number {
  return table.summary
    .filter(({ ruleId }) => ruleId === id)
    .reduce(
      (sum, { sent, held, belowMedium, storms, grouped, onTrial = 0, silenced = 0 }) =>
        sum + sent + held + belowMedium - storms + grouped + onTrial + silenced,
      0,
    );
}

test('each period of a group that satisfies a correlation is sent, reported or counted as on trial, and that once, whatever comes in between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), STEPS, async (seed, steps) => {
      const story = new Story(seed);
      for (const step of steps) await story.take(step);
      await story.end();
      const { world, correlation, everSatisfied } = story;
      const singles = world.published.filter(({ eventName }) => eventName !== 'AlertStorm');
      expect(new Set(singles.map(({ id }) => id)).size).toBe(singles.length);
      const sent = singles.filter(({ ruleId }) => ruleId === correlation.id);
      expect(satisfiedBy(sent, correlation).filter((one) => !everSatisfied.has(one))).toEqual([]);
      const counted = countedOf(world, correlation.id);
      expect(counted).toBeGreaterThanOrEqual(story.satisfied.length);
      expect(counted).toBeLessThanOrEqual(everSatisfied.size);
      expect(countedOf(world, RULE.id)).toBe(story.matched);
      expect(world.dead).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
