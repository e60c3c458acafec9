import fc from 'fast-check';
import type { DeployedResource } from '../../../lib/core/settings/deployed-resources';
import type { Gate } from '../memory-raise-ports';
import { ACCOUNT, HERE, namedError, SETTINGS, TRAIL, World } from './world';

const HOME = 'eu-west-1';
const REGIONS = [HOME, 'sa-east-1', 'us-east-1'] as const;
const TRAILS = [TRAIL, TRAIL.replace('audit', 'other')] as const;
const STACKS = [0, 1].map((index) => `arn:aws:cloudformation:${HOME}:${ACCOUNT}:stack/stack${index}/id`);

const MISSING = namedError('TrailNotFoundException');
const REFUSED = namedError('AccessDeniedException');
const FAILING = namedError('TimeoutError');

/** What a Region says of a trail, by the conditions that are wrong then. */
const STATUSES = {
  '': {},
  'not-logging': { isLogging: false },
  'log-file-error': { logFileError: 'AccessDenied' },
  'log-group-error notification-error': { logGroupError: 'AccessDenied', notificationError: 'NotFound' },
  'digest-error log-file-error': { digestError: 'AccessDenied', logFileError: 'AccessDenied' },
  // Beside a digest error, and four hours after a start or the first look, the digest file is not late: lib/core/delivery/trail-status.ts.
  'digest-late': { lastDigestMs: 0 },
  'region-unlogged': MISSING,
  refused: REFUSED,
  failing: FAILING,
} as const;

/** How it is with a resource, such as a trail, or with the list of a stack: `second` is another change of the same setting. */
const FOUND = ['', 'first', 'second', 'gone', 'refused', 'failing'] as const;
type Found = (typeof FOUND)[number];
const LISTED = ['', 'refused', 'failing'] as const;
type Listed = (typeof LISTED)[number];

const BUCKET = 'arn:aws:s3:::archive';
const PARTS = ['Worker', 'Mail', 'Chat', 'Sink'].map((logicalId, index): DeployedResource & Stacked => {
  const isFunction = index % 3 === 0;
  const [type, start] = isFunction ? ['Lambda::Function', 'lambda'] : ['SNS::Subscription', 'sns'];
  const stack = STACKS[index === 3 ? 1 : 0] ?? '';
  return {
    ...{ kind: 'part', accountId: ACCOUNT, properties: {}, unknown: [], mfaDelete: false },
    arn: `arn:aws:${start}:${HOME}:${ACCOUNT}:${isFunction ? 'function:' : ''}`,
    part: { type: `AWS::${type}`, stack, logicalId, counts: {} },
  };
});
type Stacked = Required<Pick<DeployedResource, 'part'>>;
const RESOURCES: readonly DeployedResource[] = [
  {
    ...{ kind: 'bucket', arn: BUCKET, accountId: ACCOUNT, properties: {}, unknown: [], mfaDelete: false },
    policy: { Statement: [] },
  },
  ...PARTS,
];

/** One change of what the monitor watches, or of what it can read. */
export type Change =
  | { readonly trail: string; readonly found: Found }
  | { readonly place: string; readonly status: keyof typeof STATUSES }
  | { readonly regions: number; readonly list: Listed }
  | { readonly resource: number; readonly found: Found }
  | { readonly stack: number; readonly list: Listed }
  | { readonly unnamed: readonly string[] }
  | { readonly deployed: readonly [trails: number, resources: number] };

const FOUND_ONE = fc.constantFrom(...FOUND);
const LISTED_ONE = fc.constantFrom(...LISTED);
const STATUS = fc.constantFrom(...(Object.keys(STATUSES) as (keyof typeof STATUSES)[]));
const PLACE = fc.constantFrom(...TRAILS.flatMap((trail) => REGIONS.map((region) => `${trail} ${region}`)));

export const CHANGE: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ trail: fc.constantFrom(...TRAILS), found: FOUND_ONE }),
  { weight: 3, arbitrary: fc.record({ place: PLACE, status: STATUS }) },
  fc.record({ regions: fc.integer({ min: 1, max: 3 }), list: LISTED_ONE }),
  { weight: 2, arbitrary: fc.record({ resource: fc.nat(RESOURCES.length - 1), found: FOUND_ONE }) },
  fc.record({ stack: fc.nat(1), list: LISTED_ONE }),
  fc.record({ unnamed: fc.subarray(PARTS.map(({ part }) => part.logicalId)) }),
  fc.record({ deployed: fc.tuple(fc.nat(2), fc.integer({ min: 1, max: RESOURCES.length })) }),
);

/** Changes of one place, of which each is followed by others of the same. */
export const CHANGES_OF_ONE: readonly fc.Arbitrary<Change>[] = [
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ place: fc.constant(`${TRAIL} ${HOME}`), status: STATUS }) },
    fc.record({ trail: fc.constant(TRAIL), found: FOUND_ONE }),
  ),
  fc.record({ resource: fc.constant(0), found: FOUND_ONE }),
  fc.record({ resource: fc.constant(1), found: FOUND_ONE }),
];

function arnOf({ arn, part }: DeployedResource): string {
  return part === undefined ? arn : `${arn}${part.logicalId}-made`;
}

/** A world that changes, and knows how it is. */
export class ChangingWorld extends World {
  /** How the world was at each check of trails or resources. */
  readonly truths: (Truth & { readonly state: string })[] = [];
  readonly #found = new Map<string, Found>();
  readonly #said = new Map<string, keyof typeof STATUSES>();
  #trails: readonly string[] = TRAILS;
  #resources: readonly DeployedResource[] = RESOURCES;
  #list: Listed = '';
  #listed: readonly string[] = [];
  readonly #lists: Listed[] = ['', ''];
  #unnamed: readonly string[] = [];

  constructor() {
    super({ ...SETTINGS, maxReceiveCount: 4, trailArns: TRAILS });
    this.#deploy();
    this.#answer();
  }

  change(change: Change): void {
    if ('trail' in change) this.#found.set(change.trail, change.found);
    if ('place' in change) this.#said.set(change.place, change.status);
    if ('regions' in change) {
      this.regions = REGIONS.slice(0, change.regions);
      this.#list = change.list;
    }
    if ('resource' in change) this.#found.set(arnOf(RESOURCES[change.resource]!), change.found);
    if ('stack' in change) this.#lists[change.stack] = change.list;
    if ('unnamed' in change) this.#unnamed = change.unnamed;
    if ('deployed' in change) {
      const [trails, resources] = change.deployed;
      this.#trails = TRAILS.slice(0, trails);
      this.#resources = RESOURCES.slice(0, resources);
      this.#deploy();
    }
    this.#answer();
  }

  /** From now on, everything that failed to answer says that it is well. */
  recover(): void {
    for (const said of [this.#found, this.#said])
      for (const [name, status] of said) if (status === 'failing') said.set(name, '');
    if (this.#list === 'failing') this.#list = '';
    for (const [index, list] of this.#lists.entries()) if (list === 'failing') this.#lists[index] = '';
    this.#answer();
  }

  override container(gate?: Gate): ReturnType<World['container']> {
    return super.container((call, effect) => {
      if (/^(get|read|list)/.test(call.name)) return Promise.resolve().then(effect);
      const watched = () => {
        const result = effect();
        if (call.name === 'writeProgress' && (result as boolean)) this.#checked(call.subject);
        return result;
      };
      return gate === undefined ? Promise.resolve().then(watched) : gate(call, watched);
    });
  }

  #deploy(): void {
    Object.assign(this.settings, { trailArns: this.#trails });
    this.deploy(this.#resources);
  }

  #answer(): void {
    const errors = { gone: MISSING, refused: REFUSED, failing: FAILING };
    const errorOf = (name: string | undefined) => errors[name as keyof typeof errors];
    for (const trail of TRAILS) {
      const reach = { ...HERE, isMultiRegion: true, hasValidation: true };
      this.trails.set(trail, errorOf(this.#found.get(trail)) ?? reach);
    }
    for (const [place, status] of this.#said) this.statuses.set(place, STATUSES[status]);
    this.listError = errorOf(this.#list);
    for (const resource of RESOURCES)
      this.#answerResource(resource, errorOf(this.#found.get(arnOf(resource))));
    for (const [index, stack] of STACKS.entries()) {
      const names = new Map(
        PARTS.filter(({ part }) => part.stack === stack).flatMap((one) => {
          const name = this.#unnamed.includes(one.part.logicalId) ? namelessOf(one) : nameOf(one);
          return name === undefined ? [] : [[one.part.logicalId, name] as const];
        }),
      );
      this.stacks.set(stack, errorOf(this.#lists[index]) ?? names);
    }
  }

  #answerResource(resource: DeployedResource, error: Error | undefined): void {
    const arn = arnOf(resource);
    const found = this.#found.get(arn) ?? '';
    this.changed.delete(arn);
    if (error !== undefined) {
      this.changed.set(arn, found === 'gone' ? namedError('NotFound') : error);
    } else if (found !== '') {
      const policy = { Statement: [{ Effect: 'Allow', Principal: '*', Action: found, Resource: '*' }] };
      const properties = {
        ReservedConcurrentExecutions: found === 'first' ? 0 : 1,
        FilterPolicy: { severity: [found] },
      };
      this.changed.set(arn, resource.part === undefined ? { policy } : { properties });
    }
  }

  /** Everything is well, is deployed, and can be read. */
  heal(): void {
    this.#found.clear();
    this.#said.clear();
    this.statuses.clear();
    this.regions = REGIONS;
    this.#list = '';
    this.#lists.fill('');
    this.#unnamed = [];
    this.#trails = TRAILS;
    this.#resources = RESOURCES;
    this.#deploy();
    this.#answer();
  }

  /** How the world is: whoever walks through it finds this, whatever a check makes of it. */
  truth(): Truth {
    return {
      atMs: this.nowMs,
      ...{
        found: new Map(this.#found),
        said: new Map(this.#said),
        list: this.#list,
        lists: [...this.#lists],
      },
      ...{ unnamed: this.#unnamed, trails: this.#trails, resources: this.#resources },
      regions: [...new Set([HOME, ...this.#listed])],
    };
  }

  #checked(state: string): void {
    if (state === 'trails' && this.#list === '') this.#listed = this.regions;
    if (state === 'trails' || state === 'deployed') this.truths.push({ ...this.truth(), state });
  }
}

/** A state of the world. */
export interface Truth {
  readonly atMs: number;
  readonly found: ReadonlyMap<string, Found>;
  readonly said: ReadonlyMap<string, keyof typeof STATUSES>;
  readonly list: Listed;
  readonly lists: readonly Listed[];
  readonly unnamed: readonly string[];
  readonly trails: readonly string[];
  readonly resources: readonly DeployedResource[];
  /** The Regions in which trails can be looked at. */
  readonly regions: readonly string[];
}

/** What an alert says is wrong, at one place. */
export interface Claimed {
  readonly kind: string;
  readonly subject: string;
  readonly region: string;
  readonly text: string;
}

/** Whether what an alert said is seen to be over by whoever looks at the world: nothing of the same is wrong, gone or out of sight. */
export function isOver(truth: Truth, claimed: Claimed): boolean {
  const { subject } = claimed;
  if (subject.includes(':trail/')) return isTrailOver(truth, claimed);
  const stack = STACKS.indexOf(subject);
  if (stack < 0) return isResourceOver(truth, claimed);
  const named = PARTS.find(({ part }) => claimed.text.includes(part.logicalId))?.part.logicalId;
  const isThere = truth.resources.some(
    ({ part }) => part?.stack === subject && (named === undefined || part.logicalId === named),
  );
  return isThere && truth.lists[stack] === '' && !truth.unnamed.includes(named ?? '');
}

function isOutOfSight(found: Found = ''): boolean {
  return found === 'gone' || found === 'refused' || found === 'failing';
}

function isTrailOver(truth: Truth, { kind, subject, region, text }: Claimed): boolean {
  const isThere = truth.trails.includes(subject) && !isOutOfSight(truth.found.get(subject));
  if (!isThere || kind === 'trail-missing') return isThere;
  if (text.includes('cannot be listed')) return truth.list === '';
  const status = truth.said.get(`${subject} ${region}`) ?? '';
  if (!truth.regions.includes(region)) return false;
  if (['failing', 'refused', 'region-unlogged'].includes(status)) return false;
  if (kind === 'status-refused') return true;
  if (status === 'not-logging') return false;
  return kind.startsWith('digest') ? !status.includes('digest') : !status.includes(kind);
}

function isResourceOver(truth: Truth, { kind, subject, text }: Claimed): boolean {
  const resource = truth.resources.find((one) => arnOf(one) === subject);
  const found = truth.found.get(subject) ?? '';
  if (resource === undefined || isOutOfSight(found)) return false;
  const { part } = resource;
  if (
    part !== undefined &&
    (truth.lists[STACKS.indexOf(part.stack)] !== '' || truth.unnamed.includes(part.logicalId))
  )
    return false;
  return found === '' || kind === 'settings-refused' || text.includes('does not exist');
}

/** What whoever looks at the world sees to be wrong. */
export function wrongIn(truth: Truth): readonly string[] {
  const ofTrails = truth.trails.flatMap((trail) => {
    const found = truth.found.get(trail) ?? '';
    if (found === 'gone') return [`trail-missing ${trail} ${HOME}`];
    if (found === 'refused') return [`status-refused ${trail} ${HOME}`];
    return truth.regions.flatMap((region) => {
      const status = truth.said.get(`${trail} ${region}`) ?? '';
      const kinds = status === 'refused' ? ['status-refused'] : status.split(' ').filter(Boolean);
      return kinds.map((kind) => `${kind} ${trail} ${region}`);
    });
  });
  const ofResources = truth.resources.flatMap((resource) => {
    const { part } = resource;
    const arn = arnOf(resource);
    const found = truth.found.get(arn) ?? '';
    if (part !== undefined && truth.lists[STACKS.indexOf(part.stack)] !== '')
      return [`settings-refused ${part.stack}`];
    if (part !== undefined && truth.unnamed.includes(part.logicalId))
      return [`${isSubscription({ part }) ? 'subscription-unconfirmed' : 'settings-refused'} ${part.stack}`];
    if (found === '') return [];
    return [
      `${found === 'refused' ? 'settings-refused' : part === undefined ? 'bucket-drift' : 'part-drift'} ${arn}`,
    ];
  });
  return [...new Set([...ofTrails, ...ofResources])].sort();
}

function isSubscription({ part }: Stacked): boolean {
  return part.type === 'AWS::SNS::Subscription';
}

function nameOf(resource: DeployedResource & Stacked): string {
  return isSubscription(resource) ? arnOf(resource) : `${resource.part.logicalId}-made`;
}

/** What its stack has for it while nothing is known of it: of a subscription that was not confirmed, a word. */
function namelessOf(resource: Stacked): string | undefined {
  return isSubscription(resource) ? 'PendingConfirmation' : undefined;
}
