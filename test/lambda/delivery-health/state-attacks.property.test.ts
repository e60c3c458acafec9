import fc from 'fast-check';
import type { Progress } from '../../../lambda/aws/table/progress-item';
import { ACCOUNT, DAY_MS, HOUR_MS, MINUTE_MS, namedError, SETTINGS, START_MS, TRAIL, World } from './world';

const MEMBER = '444455556666';
const BUCKET = 'arn:aws:s3:::archive';
const FOLDER = `AWSLogs/${MEMBER}/`;
const HOME = 'eu-west-1';

/** An attack on one state of the table, which comes again after as many checks as there are steps. */
interface Attack {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** What the attacker does before and after a check: nothing, delete the state, or put back the one of so many checks before. */
interface Step {
  readonly before: number | 'delete' | 'nothing';
  readonly after: number | 'delete' | 'nothing';
}

/** Everything is followed for hours, and then everything breaks that is reported only when it lasts. */
class AttackedWorld extends World {
  readonly #written = new Map<string, Progress[]>();

  constructor() {
    super(SETTINGS);
    const bucket = { kind: 'bucket', arn: BUCKET, accountId: ACCOUNT, properties: {} } as const;
    this.deploy([{ ...bucket, unknown: [], mfaDelete: false, policy: { Statement: [] } }], {
      home: `${ACCOUNT}/${HOME}`,
      covered: [{ regions: [HOME], accounts: 'all', excluded: [] }],
    });
    for (const account of [ACCOUNT, MEMBER])
      this.deliverEvery(HOUR_MS, [START_MS - DAY_MS, START_MS + 4 * DAY_MS], { account });
    this.heartbeats = () => [HOME];
  }

  break(): void {
    this.changed.set(BUCKET, { policy: { Statement: [{ Effect: 'Allow', Principal: '*' }] } });
    this.statuses.set(`${TRAIL} us-east-1`, namedError('TrailNotFoundException'));
    this.heartbeats = (account) => (account === ACCOUNT ? [HOME] : []);
  }

  /** Lets half hours pass, with a check in each, and a look at the accounts in every sixth. */
  async pass(halfHours: number, attack?: Attack): Promise<void> {
    for (let step = 0; step < halfHours; step += 1) {
      const { before = 'nothing', after = 'nothing' } = attack?.steps[step % attack.steps.length] ?? {};
      this.#change(attack?.name, before);
      if (step % 6 === 0) this.trigger('accounts');
      this.trigger('check');
      await this.drain();
      for (const state of this.progress.values())
        this.#written.set(state.name, [...(this.#written.get(state.name) ?? []), state]);
      this.#change(attack?.name, after);
      this.nowMs += 30 * MINUTE_MS;
    }
  }

  #change(name: string | undefined, change: Step['before']): void {
    if (name === undefined || change === 'nothing') return;
    if (change === 'delete') this.progress.delete(name);
    const old = typeof change === 'number' ? this.#written.get(name)?.at(-1 - change) : undefined;
    if (old !== undefined) this.progress.set(name, old);
  }
}

const CHANGE = fc.oneof(
  fc.constantFrom('nothing' as const, 'delete' as const),
  fc.nat({ max: 3 }),
  fc.nat({ max: 100 }),
);

const ATTACK: fc.Arbitrary<Attack> = fc.record({
  name: fc.constantFrom('deployed', 'trails', FOLDER, `heartbeats ${MEMBER}`),
  steps: fc.array(fc.record({ before: CHANGE, after: CHANGE }), { minLength: 1, maxLength: 12 }),
});

test('whoever deletes states, or puts back old ones, keeps no alert back for a day without an alarm', async () => {
  const runs = fc.asyncProperty(ATTACK, async (attack) => {
    const world = new AttackedWorld();
    await world.pass(12);
    expect(world.sum('StatesRejected')).toBe(0);
    world.break();
    await world.pass(96, attack);
    if (world.sum('StatesRejected') > 0 || world.dead.length > 0) return;
    const told = new Set(world.published.map(({ ruleId, record }) => `${ruleId} ${record.subject}`));
    expect([...told].sort()).toEqual([
      `trailwatch-bucket-drift ${BUCKET}`,
      `trailwatch-realtime-missing ${MEMBER}`,
      `trailwatch-region-unlogged ${TRAIL}`,
    ]);
  });
  await fc.assert(runs, { numRuns: 40 });
});
