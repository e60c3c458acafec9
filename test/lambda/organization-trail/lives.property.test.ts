import fc from 'fast-check';
import { cases } from '../../jest/cases';
import { StackLife, TROUBLE } from '../stack-life';
import { DEFAULT_SELECTORS, type ServedTrail } from './served-trails';
import { createWorld, type Fault, named, OWNER, PROPERTIES } from './trail-world';

const TOPIC = 'arn:aws:sns:eu-central-1:044455556666:deliveries';
const TAG = 'cdk-trailwatch:stack';
const OTHER_ARN = String(named('all').TrailArn);
const NAMES = ['everyone', 'all'] as const;
/** A trail of others that the stack takes. */
const TAKEN: Partial<ServedTrail> = {
  settings: {
    ...{ Name: 'all', S3BucketName: 'older-logs', IsOrganizationTrail: true, IsMultiRegionTrail: true },
    ...{ IncludeGlobalServiceEvents: true, EnableLogFileValidation: true },
  },
  tags: { made: 'by hand' },
  ...{ isLogging: true, selectors: DEFAULT_SELECTORS },
};
/** A trail of another stack. */
const OTHERS: Partial<ServedTrail> = {
  ...TAKEN,
  tags: { [TAG]: 'arn:aws:cloudformation:eu-central-1:044455556666:stack/Other/Trail' },
};

const PROPERTY = fc.record(
  {
    name: fc.constantFrom(...NAMES),
    S3KeyPrefix: fc.constant('audit'),
    SnsTopicName: fc.constant(TOPIC),
    IsLogging: fc.constantFrom('true', 'false'),
    // an update without a bucket is refused
    S3BucketName: fc.constantFrom('company-logs', 'company-logs', 'newer-logs', ''),
    InsightSelectors: fc.constant([{ InsightType: 'ApiCallRateInsight' }]),
    AdvancedEventSelectors: fc.constant([
      { Name: 'S3', FieldSelectors: [{ Field: 'resources.type', Equals: ['AWS::S3::Object'] }] },
    ]),
    Tags: fc.constantFrom([{ Key: 'team', Value: 'security' }], [{ Key: 'cost', Value: 'audit' }]),
  },
  { requiredKeys: ['name', 'S3BucketName', 'IsLogging'] },
);

const FAULT = fc.record<Fault>({
  name: fc.constantFrom('ThrottlingException', 'InvalidHomeRegionException', 'TimeoutError'),
  when: fc.constantFrom('before' as const, 'after' as const),
});

const HANDS = ['nothing', 'delete', 'stop logging', 'remove tags', 'other prefix'] as const;

const STEP = fc.record({
  properties: PROPERTY,
  isRemoval: fc.constantFrom(false, false, false, true),
  faults: fc.array(fc.tuple(fc.nat(20), FAULT), { maxLength: 2 }),
  hand: fc.constantFrom(...HANDS),
  trouble: TROUBLE,
});

type Step = typeof STEP extends fc.Arbitrary<infer Value> ? Value : never;
type Properties = Readonly<Record<string, unknown>>;

function toProperties({ name, ...properties }: Step['properties']): Properties {
  return { ...PROPERTIES, ...named(name), ...properties };
}

/** What people do to the trail of the resource. */
function byHand(all: Map<string, ServedTrail>, arn: string, hand: Step['hand']): void {
  const trail = all.get(arn);
  if (trail === undefined) return;
  if (hand === 'delete') all.delete(arn);
  else if (hand === 'stop logging') all.set(arn, { ...trail, isLogging: false });
  else if (hand === 'remove tags') all.set(arn, { ...trail, tags: {} });
  else if (hand === 'other prefix')
    all.set(arn, { ...trail, settings: { ...trail.settings, S3KeyPrefix: 'x' } });
}

const SETTINGS = ['S3BucketName', 'S3KeyPrefix', 'SnsTopicName'] as const;

/** What a trail is, and what its properties say. */
function asFound({ settings, isLogging, insights, selectors }: ServedTrail): object {
  return {
    settings: SETTINGS.map((name) => settings[name]),
    ...{ isLogging: String(isLogging), insights: insights.length },
    hasSelectors: JSON.stringify(selectors ?? '').includes('"S3"'),
  };
}

function asDeployed(properties: Properties): object {
  const { IsLogging, InsightSelectors = [], AdvancedEventSelectors } = properties;
  return {
    settings: SETTINGS.map((name) => properties[name]),
    ...{ isLogging: IsLogging, insights: (InsightSelectors as unknown[]).length },
    hasSelectors: AdvancedEventSelectors !== undefined,
  };
}

/** The stack, and a trail of the other name that may have been there before. */
class Life {
  readonly #world: ReturnType<typeof createWorld>;
  readonly #stack: StackLife;
  #faults = new Map<number, Fault>();
  #start = 0;
  /** The other trail as it was, unless people changed it while the stack had it. */
  #before: ServedTrail | undefined;

  constructor(other: Partial<ServedTrail> | undefined) {
    this.#world = createWorld({
      ...(other === undefined ? {} : { trails: { [OTHER_ARN]: other } }),
      fault: (_, __, calls) => this.#faults.get(calls - this.#start),
    });
    this.#before = this.#world.all.get(OTHER_ARN);
    this.#stack = new StackLife(
      async (event) => {
        const { trailArn, reason } = await this.#world.follow(event);
        return { physicalId: trailArn, ...(reason === undefined ? {} : { reason }) };
      },
      () => this.#faults.clear(),
    );
  }

  /** Whether it was deployed. */
  async step({ properties, isRemoval, faults, hand, trouble }: Step): Promise<boolean> {
    const { physicalId } = this.#stack.resource ?? {};
    if (physicalId !== undefined && hand !== 'nothing') {
      if (physicalId === OTHER_ARN) this.#before = undefined;
      byHand(this.#world.all, physicalId, hand);
    }
    [this.#faults, this.#start] = [new Map(faults), this.#world.calls.length];
    if (!isRemoval) return this.#stack.deploy(toProperties(properties), trouble);
    await this.#stack.remove();
    return false;
  }

  /** What is so of the trails, and what is to be so. */
  get trails() {
    const { resource, stuck } = this.#stack;
    const { all } = this.#world;
    const own = [...all].flatMap(([arn, { tags }]) => (tags[TAG] === OWNER[TAG] ? [arn] : []));
    const trail = all.get(resource?.physicalId ?? '');
    const before = resource?.physicalId === OTHER_ARN ? undefined : this.#before;
    return {
      found: {
        ...{ stuck, id: resource?.physicalId, left: own.filter((arn) => arn !== resource?.physicalId) },
        ...{ trail: trail && asFound(trail), other: before && all.get(OTHER_ARN) },
      },
      expected: {
        ...{ stuck: [], id: resource?.properties.TrailArn, left: [] },
        ...{ trail: resource && asDeployed(resource.properties), other: before },
      },
    };
  }
}

test.each([
  ['none', undefined],
  ['one of others', TAKEN],
  ['one of another stack', OTHERS],
])(
  'a trail is what the last deployment says, and none of others is changed, where %s has the other name',
  async (_, other) => {
    let deployments = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 7 }), async (steps) => {
        const life = new Life(other);
        for (const step of steps) {
          if (await life.step(step)) deployments++;
          const { found, expected } = life.trails;
          expect(found).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
    expect(deployments).toBeGreaterThan(cases(20));
  },
);
