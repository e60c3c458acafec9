import fc from 'fast-check';
import type { DeployedResource } from '../../../lib/core/settings/deployed-resources';
import type { Gate } from '../memory-raise-ports';
import { Ledger, type Place } from './ledger';
import { ACCOUNT, HERE, HOUR_MS, namedError, SETTINGS, TRAIL, World } from './world';

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

function arnOf({ arn, part }: DeployedResource): string {
  return part === undefined ? arn : `${arn}${part.logicalId}-made`;
}

/** A world that changes, and says what docs/delivery.md lets one expect of it. */
export class ChangingWorld extends World {
  readonly ofTrails = new Ledger();
  readonly ofResources = new Ledger();
  readonly #found = new Map<string, Found>();
  readonly #said = new Map<string, keyof typeof STATUSES>();
  #trails: readonly string[] = TRAILS;
  /** When a check first found each trail with its validation. */
  readonly #validated = new Map<string, number>();
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

  #checked(state: string): void {
    if (state === 'trails') this.#checkedTrails();
    if (state === 'deployed') this.#checkedResources();
  }

  #checkedTrails(): void {
    if (this.#list === '') this.#listed = this.regions;
    const wrong: Place[] = [];
    const unknown: ((place: Place) => boolean)[] = [];
    for (const subject of TRAILS) if (!this.#trails.includes(subject)) this.#validated.delete(subject);
    for (const subject of this.#trails) {
      const found = this.#found.get(subject) ?? '';
      const validatedMs = this.#validated.get(subject) ?? this.nowMs;
      const isLate = this.nowMs > validatedMs + 4 * HOUR_MS;
      const add = (kind: string, region: string, part = '') => wrong.push({ kind, subject, region, part });
      if (found === 'gone') add('trail-missing', HOME);
      else if (found === 'refused' || found === 'failing')
        unknown.push((place) => place.subject === subject && (place.part === '' || this.#list !== ''));
      else {
        this.#validated.set(subject, validatedMs);
        if (this.#list === 'refused') add('status-refused', HOME, 'list');
        if (this.#list === 'failing')
          unknown.push((place) => place.subject === subject && place.part === 'list');
        for (const region of new Set([HOME, ...this.#listed])) {
          const status = this.#said.get(`${subject} ${region}`) ?? '';
          const isHere = (place: Place) =>
            place.subject === subject && place.region === region && place.part === '';
          if (status === 'failing' || status === 'refused') unknown.push(isHere);
          else if (isLate || status !== 'digest-late')
            for (const kind of status.split(' ').filter(Boolean)) add(kind, region);
          if (status === 'refused') add('status-refused', region);
        }
      }
      if (found === 'refused') add('status-refused', HOME);
    }
    this.ofTrails.checked(wrong, (place) => unknown.some((is) => is(place)), this.nowMs);
  }

  #checkedResources(): void {
    const wrong: Place[] = [];
    const unknown: ((place: Place) => boolean)[] = [];
    const add = (kind: string, subject: string, part = '') => wrong.push({ kind, subject, region: '', part });
    for (const resource of this.#resources) {
      const subject = arnOf(resource);
      const { part } = resource;
      const index = STACKS.indexOf(part?.stack ?? '');
      const isIts = (place: Place) => place.subject === subject;
      const found = this.#found.get(subject) ?? '';
      const list = this.#lists[index] ?? '';
      if (part !== undefined && list !== '') {
        unknown.push(isIts, (place) => place.subject === part.stack && place.part === part.logicalId);
        if (list === 'refused') add('settings-refused', part.stack, 'all');
        else unknown.push((place) => place.subject === part.stack && place.part === 'all');
      } else if (part !== undefined && this.#unnamed.includes(part.logicalId)) {
        unknown.push(isIts);
        const isMail = part.type === 'AWS::SNS::Subscription';
        add(isMail ? 'subscription-unconfirmed' : 'settings-refused', part.stack, part.logicalId);
      } else if (found === 'refused' || found === 'failing') {
        unknown.push(isIts);
        if (found === 'refused') add('settings-refused', subject);
      } else if (found !== '') add(`${part === undefined ? 'bucket' : 'part'}-drift`, subject, found);
    }
    this.ofResources.checked(wrong, (place) => unknown.some((is) => is(place)), this.nowMs);
  }
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
