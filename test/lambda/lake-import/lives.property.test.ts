import fc from 'fast-check';
import type { ServedImport } from '../../bin/lake/served-imports';
import { cases } from '../../jest/cases';
import { StackLife, TROUBLE } from '../stack-life';
import { createWorld, type Fault, PROPERTIES, STORE } from './import-world';

const FAULT = fc.record<Fault>({
  name: fc.constantFrom('ThrottlingException', 'AccessDeniedException', 'TimeoutError', 'InternalError'),
  when: fc.constantFrom('before' as const, 'after' as const),
});

const HANDS = ['nothing', 'complete', 'fail', 'stop'] as const;
const STATUSES = { complete: 'COMPLETED', fail: 'FAILED', stop: 'STOPPED' } as const;

const STEP = fc.record({
  properties: fc.record({
    endTime: fc.constantFrom(PROPERTIES.endTime, '2026-03-01T00:00:00.000Z'),
    eventDataStoreArn: fc.constantFrom(STORE, STORE, STORE.replace('0a1b', '9f9f')),
    // an import without one is refused
    location: fc.constantFrom(PROPERTIES.location, PROPERTIES.location, PROPERTIES.location, undefined),
  }),
  isRemoval: fc.constantFrom(false, false, false, true),
  fault: fc.tuple(fc.nat(12), FAULT),
  hand: fc.constantFrom(...HANDS),
  trouble: TROUBLE,
});

type Step = typeof STEP extends fc.Arbitrary<infer Value> ? Value : never;

/** The imports of an account, and the stack with one of them. */
class Life {
  readonly #world: ReturnType<typeof createWorld>;
  readonly #stack: StackLife;
  #fault: Step['fault'] | undefined;
  #start = 0;
  /** What a person had to do again without a fault. */
  readonly #needless: string[] = [];
  /** The import of the resource, if it had ended early before a deployment that was then taken back. */
  #leftEnded: string | undefined;

  constructor(private readonly stopWhenRemoved: string) {
    this.#world = createWorld({
      status: () => this.#stack.status,
      fault: (calls) => (this.#fault?.[0] === calls - this.#start ? this.#fault[1] : undefined),
    });
    this.#stack = new StackLife(
      async (event) => {
        const { importId, ...failure } = await this.#world.follow(event);
        return { physicalId: importId, ...failure };
      },
      () => {
        // nothing but a fault fails a rollback or a removal
        if (this.#fault === undefined || this.#world.calls.length - this.#start <= this.#fault[0])
          this.#needless.push(this.#stack.status);
        this.#fault = undefined;
      },
    );
  }

  /** Whether it was deployed. */
  async step({ properties, isRemoval, fault, hand, trouble }: Step): Promise<boolean> {
    if (hand !== 'nothing') this.#end(STATUSES[hand]);
    [this.#fault, this.#start] = [fault, this.#world.calls.length];
    const { stopWhenRemoved } = this;
    if (!isRemoval) {
      const before = this.#own;
      const isDeployed = await this.#stack.deploy({ ...PROPERTIES, ...properties, stopWhenRemoved }, trouble);
      const isLeft =
        !isDeployed && stopWhenRemoved === 'false' && ENDED_EARLY.test(before?.ImportStatus ?? '');
      this.#leftEnded = isLeft ? before?.ImportId : undefined;
      return isDeployed;
    }
    await this.#stack.remove();
    return false;
  }

  /** Every invariant that does not hold. */
  problems(): string[] {
    const { resource, stuck } = this.#stack;
    const { all } = this.#world.served;
    const events = all.map(({ Destinations, EndEventTime }) => `${Destinations} ${EndEventTime}`);
    const running = all.filter(({ ImportStatus }) => RUNNING.test(ImportStatus));
    const own = this.#own;
    const left = running.filter(({ ImportId }) => ImportId !== resource?.physicalId);
    return [
      ...stuck,
      ...this.#needless,
      ...(new Set(events).size === events.length ? [] : [`events are copied twice: ${events}`]),
      ...(this.stopWhenRemoved === 'false' || left.length === 0 ? [] : ['one that nothing has goes on']),
      ...(resource === undefined ? [] : problemsOf(own, resource.properties)),
      ...(ENDED_EARLY.test(own?.ImportStatus ?? '') && own?.ImportId !== this.#leftEnded
        ? [`the import is ${own?.ImportStatus}`]
        : []),
    ];
  }

  get #own(): ServedImport | undefined {
    const id = this.#stack.resource?.physicalId;
    return this.#world.served.all.find(({ ImportId }) => ImportId === id);
  }

  /** Ends what runs. */
  #end(ImportStatus: string): void {
    const { all } = this.#world.served;
    for (const [index, one] of all.entries())
      if (RUNNING.test(one.ImportStatus)) all[index] = { ...one, ImportStatus };
  }
}

const RUNNING = /INITIALIZING|IN_PROGRESS/;
const ENDED_EARLY = /FAILED|STOPPED/;

function problemsOf(own: ServedImport | undefined, properties: Readonly<Record<string, unknown>>): string[] {
  if (own === undefined) return ['the resource has no import'];
  const isSame =
    own.Destinations?.[0] === properties.eventDataStoreArn &&
    own.EndEventTime === Date.parse(String(properties.endTime)) / 1000;
  return isSame ? [] : ['the resource has an import of other events'];
}

test.each(['true', 'false'])(
  'the import of a resource is what the last deployment says, and no events are copied twice, with stopWhenRemoved %s',
  async (stopWhenRemoved) => {
    let deployments = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 7 }), async (steps) => {
        const life = new Life(stopWhenRemoved);
        for (const step of steps) {
          if (await life.step(step)) deployments++;
          if (!step.isRemoval) expect(life.problems()).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
    expect(deployments).toBeGreaterThan(cases(50));
  },
);
