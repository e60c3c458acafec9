import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import {
  answerStack,
  type StackAnswer,
  type StackEvent,
  type StackRequest,
} from '../../lambda/aws/change/answer-stack';
import { lakeImportsOf } from '../../lambda/aws/trail/lake-imports';
import { organizationServicesOf } from '../../lambda/aws/trail/organization-services';
import { takeDeployed } from '../../lambda/delivery-health/check-drift';
import { beginInvocation } from '../../lambda/delivery-health/ports';
import { followStack } from '../../lambda/lake-import/follow-stack';
import { administerOrganization } from '../../lambda/organization-administration/administer-organization';
import { toAdministrationProperties } from '../../lib/core/settings/organization-administration';
import { ImportFault, ServedImports } from '../bin/lake/served-imports';
import { World } from './delivery-health/world';
import {
  answerOf,
  clientsOf,
  MANAGEMENT,
  organizationWith,
} from './organization-administration/served-organization';
import { createWorld, named, PROPERTIES as TRAIL } from './organization-trail/trail-world';
import { StackLife } from './stack-life';

/** How a call of a handler goes wrong: before it is carried out, or after, so that its answer is lost. */
interface CallFault {
  readonly at: number;
  readonly name: string;
  readonly when: 'before' | 'after';
}

/** A custom resource with the service behind it, in memory. */
interface Served {
  readonly properties: Readonly<Record<string, unknown>>;
  /** The properties after a change: another name, another source, other accounts, other resources. */
  readonly changed: Readonly<Record<string, unknown>>;
  readonly follow: (event: StackEvent & StackRequest) => Promise<StackAnswer>;
  /** What the service keeps. */
  readonly state: () => unknown;
  /** What the resource is for: what there is while it exists. */
  readonly holds: () => unknown;
  /** How many calls were made. */
  readonly calls: () => number;
}

/** @param status what CloudFormation does with the stack */
type Serve = (fault?: CallFault, status?: () => string) => Served;

const CREATING = () => 'CREATE_IN_PROGRESS';

const prove = async () => {};
const wait = async () => {};

function errorOf({ name }: CallFault): Error {
  const httpStatusCode = name === 'InternalError' ? 500 : 400;
  return Object.assign(new Error(`the message of ${name}`), { name, $metadata: { httpStatusCode } });
}

/** Counts calls, and lets one of them fail. */
function faulty(fault: CallFault | undefined) {
  let count = 0;
  const call = <T>(carryOut: () => T): T => {
    const found = fault?.at === count ? fault : undefined;
    count++;
    if (found?.when === 'before') throw errorOf(found);
    const answer = carryOut();
    if (found !== undefined) throw errorOf(found);
    return answer;
  };
  return { call, calls: () => count };
}

const serveTrail: Serve = (fault) => {
  const world = createWorld({ fault: (_, __, calls) => (fault?.at === calls ? fault : undefined) });
  return {
    properties: TRAIL,
    changed: named('all'),
    follow: async (event) => {
      const { trailArn, snsTopicArn = '', ...failure } = await world.follow(event);
      return { physicalId: trailArn, data: { Arn: trailArn, SnsTopicArn: snsTopicArn }, ...failure };
    },
    state: () => [...world.all],
    holds: () => [...world.all.keys()],
    calls: () => world.calls.length,
  };
};

const IMPORT = {
  eventDataStoreArn:
    'arn:aws:cloudtrail:eu-central-1:111122223333:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000',
  location: 's3://logs/AWSLogs/',
  bucketRegion: 'eu-west-1',
  roleArn: 'arn:aws:iam::111122223333:role/import',
  stopWhenRemoved: 'true',
};

/** The SDK names errors by their codes. */
function importAnswer(served: ServedImports, operation: string, body: Record<string, unknown>): object {
  try {
    return served.answer(operation, body) ?? {};
  } catch (error) {
    throw error instanceof ImportFault ? Object.assign(new Error(error.code), { name: error.code }) : error;
  }
}

const serveImport: Serve = (fault, status = CREATING) => {
  const served = new ServedImports([]);
  const { call, calls } = faulty(fault);
  const send = (async (command: { readonly input: object }) =>
    call(() =>
      importAnswer(
        served,
        command.constructor.name.replace(/Command$/, ''),
        JSON.parse(JSON.stringify(command.input)),
      ),
    )) as unknown as CloudTrailClient['send'];
  return {
    properties: IMPORT,
    changed: { ...IMPORT, location: 's3://logs/more/AWSLogs/' },
    follow: async (event) => {
      const { importId, ...failure } = await followStack(event, {
        ...{ prove, wait, statusOf: async () => status() },
        imports: lakeImportsOf({ send }),
      });
      return { physicalId: importId, data: { importId }, ...failure };
    },
    state: () => served.all.map(({ ImportId, ImportStatus }) => [ImportId, ImportStatus]),
    holds: () =>
      served.all
        .filter(({ ImportStatus }) => /^(INITIALIZING|IN_PROGRESS)$/.test(ImportStatus))
        .map(({ ImportSource }) => ImportSource),
    calls,
  };
};

const serveOrganization: Serve = (fault, status = () => 'UPDATE_IN_PROGRESS') => {
  const served = organizationWith();
  const { call, calls } = faulty(fault);
  const clients = clientsOf((operation, input) => call(() => answerOf(served, operation, input)));
  const services = organizationServicesOf(clients);
  const properties = (...delegatedAdministrators: string[]) =>
    toAdministrationProperties({
      ...{ account: MANAGEMENT, delegatedAdministrators },
      ...{ stackSets: true, eventContext: true, deregisterRemoved: true },
    });
  return {
    properties: properties('444455556666'),
    changed: properties('555566667777'),
    follow: (event) => {
      served.stackStatus = status();
      return administerOrganization(event, { services, prove, wait, remainingMs: () => 300_000 });
    },
    state: () => ({ ...structuredClone(served), stackStatus: undefined }),
    // trusted access and roles stay: other trails of the organization need them
    holds: () => [...served.administrators],
    calls,
  };
};

const serveDeployed: Serve = (fault) => {
  const world = new World();
  const { call, calls } = faulty(fault);
  const container = world.container(async (_, carryOut) => call(carryOut));
  return {
    properties: { Resources: '[]' },
    changed: { Resources: '[]', Realtime: '{"accounts":[],"regions":["eu-central-1"]}' },
    follow: (event) => takeDeployed(event, beginInvocation(container, new AbortController().signal)),
    state: () => [...world.progress].map(([name, { text }]) => [name, text]),
    // the table goes with the stack
    holds: () => JSON.parse(world.progress.get('deployed')?.text ?? '{}'),
    calls,
  };
};

const HANDLERS: Readonly<Record<string, Serve>> = {
  'organization-trail': serveTrail,
  'lake-import': serveImport,
  'organization-administration': serveOrganization,
  'delivery-health': serveDeployed,
};

/** Lambda calls a function at most twice again whose asynchronous invocation failed. */
const INVOCATIONS = 3;

/** The bucket to which handlers send their answers: it answers with the statuses, one after the other, and then with 200. */
function takeAnswers(statuses: readonly (number | 'lost')[]): Record<string, unknown>[] {
  const left = [...statuses];
  const taken: Record<string, unknown>[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (_url, request) => {
    const status = left.shift() ?? 200;
    if (status === 'lost') throw new DOMException('the operation timed out', 'TimeoutError');
    if (status === 200) taken.push(JSON.parse(String(request?.body)));
    return new Response(null, { status });
  });
  return taken;
}

afterEach(() => jest.restoreAllMocks());

/** CloudFormation's request, and Lambda's invocations until an answer was taken; gives the first answer. */
async function ask(served: Served, request: Partial<StackEvent>, statuses: readonly (number | 'lost')[]) {
  const taken = takeAnswers(statuses);
  const event: StackEvent & StackRequest = {
    ...{ RequestType: 'Create', ResourceProperties: served.properties, ...request },
    ...{
      ResponseURL: 'https://answers.example/put',
      RequestId: 'request',
      LogicalResourceId: 'Trail022F0CF2',
    },
    StackId:
      'arn:aws:cloudformation:eu-central-1:044455556666:stack/Delegated/0a1b2c3d-0000-4000-8000-000000000000',
  };
  for (let times = 0; times < INVOCATIONS && taken.length === 0; times++) {
    const answer = await served.follow(event);
    await answerStack(event, answer).catch(() => undefined);
  }
  const [answer] = taken;
  return { answer, again: () => served.follow(event) };
}

describe.each(Object.entries(HANDLERS))('the custom resource of %s', (_name, serve) => {
  const whole = async () => {
    const served = serve();
    const { answer } = await ask(served, {}, []);
    return { served, answer, state: JSON.stringify(served.state()), calls: served.calls() };
  };

  test.each<[string, (number | 'lost')[]]>([
    ['at once', []],
    ['after one 503', [503]],
    ['after two', [503, 503]],
    ['after one that is lost, and a 500', ['lost', 500]],
  ])('is the same when its answer is taken %s', async (_when, statuses) => {
    const { answer, state } = await whole();
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    const served = serve();
    const asked = await ask(served, {}, statuses);
    expect(asked.answer).toEqual(answer);
    expect(JSON.stringify(served.state())).toBe(state);
  });

  test('is the same when Lambda calls twice for one request, after an answer or at the same time', async () => {
    const { answer, state } = await whole();
    const served = serve();
    const { again } = await ask(served, {}, []);
    const both = await Promise.all([again(), again()]);
    expect(both.map(({ physicalId, reason }) => [physicalId, reason])).toEqual(
      both.map(() => [answer?.PhysicalResourceId, undefined]),
    );
    expect(JSON.stringify(served.state())).toBe(state);
  });

  test.each([
    ['before', [503]],
    ['after', [503]],
    ['before', []],
    ['after', []],
  ] as const)(
    'is whole, or says why and is whole with the next deployment, when any one call fails %s it was carried out, with answers %j',
    async (when, statuses) => {
      const { state, calls, answer: expected } = await whole();
      expect(calls).toBeGreaterThan(0);
      for (const name of ['AccessDeniedException', 'InternalError', 'TimeoutError'])
        for (let at = 0; at < calls; at++) {
          const served = serve({ at, name, when });
          const { answer } = await ask(served, {}, statuses);
          const isFailed = answer?.Status === 'FAILED';
          if (isFailed) expect(String(answer?.Reason)).toContain(name);
          // an answer that is not taken makes Lambda call again, and the fault is over by then
          if (isFailed) expect([name, at, statuses]).toEqual([name, at, []]);
          const last = isFailed ? (await ask(served, {}, [])).answer : answer;
          expect([name, at, last]).toEqual([name, at, expected]);
          expect([name, at, JSON.stringify(served.state())]).toEqual([name, at, state]);
        }
    },
  );

  test('is deleted as any other when CloudFormation got no answer to its creation, and makes up an id', async () => {
    const { served: usual, answer } = await whole();
    const PhysicalResourceId = String(answer?.PhysicalResourceId);
    await ask(usual, { RequestType: 'Delete', PhysicalResourceId }, []);
    const served = serve();
    expect((await ask(served, {}, [503, 503, 503])).answer).toBeUndefined();
    const madeUp = { RequestType: 'Delete' as const, PhysicalResourceId: 'Stack-Resource-1KX8QZ0N9Y' };
    const { answer: deleted } = await ask(served, madeUp, []);
    expect(deleted).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: madeUp.PhysicalResourceId });
    expect(JSON.stringify(served.state())).toBe(JSON.stringify(usual.state()));
  });

  test('is deleted once, whatever Lambda repeats', async () => {
    const { served, answer } = await whole();
    const request = {
      RequestType: 'Delete' as const,
      PhysicalResourceId: String(answer?.PhysicalResourceId),
    };
    const { answer: deleted, again } = await ask(served, request, [503, 503]);
    expect(deleted).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: answer?.PhysicalResourceId });
    const left = JSON.stringify(served.state());
    expect((await again()).reason).toBeUndefined();
    expect(JSON.stringify(served.state())).toBe(left);
  });
});

/** What happens to a resource, from its creation on; `holds` is compared with that of a resource that had only the last of it. */
interface Life {
  readonly stack: StackLife;
  readonly served: Served;
}

const FINE = { lostAnswers: 0, isOtherFailing: false, isFailedIdTaken: false };
const OTHER_FAILS = { ...FINE, isOtherFailing: true };
const LOST = { ...FINE, lostAnswers: 3 };

type Outcome = 'created' | 'changed' | 'gone';

const LIVES: readonly (readonly [string, (life: Life) => Promise<unknown>, Outcome])[] = [
  ['created', async () => {}, 'created'],
  ['renamed', ({ stack, served }) => stack.deploy(served.changed, FINE), 'changed'],
  [
    'renamed, with two lost answers',
    ({ stack, served }) => stack.deploy(served.changed, { ...FINE, lostAnswers: 2 }),
    'changed',
  ],
  ['renamed, and rolled back', ({ stack, served }) => stack.deploy(served.changed, OTHER_FAILS), 'created'],
  [
    'renamed with every answer lost, and rolled back',
    ({ stack, served }) => stack.deploy(served.changed, LOST),
    'created',
  ],
  [
    'renamed with every answer lost, rolled back, and renamed again',
    async ({ stack, served }) => {
      await stack.deploy(served.changed, LOST);
      await stack.deploy(served.changed, FINE);
    },
    'changed',
  ],
  [
    'renamed and renamed back',
    async ({ stack, served }) => {
      await stack.deploy(served.changed, FINE);
      await stack.deploy(served.properties, FINE);
    },
    'created',
  ],
  ['deleted', ({ stack }) => stack.remove(), 'gone'],
  [
    'deleted after a change that was rolled back',
    async ({ stack, served }) => {
      await stack.deploy(served.changed, LOST);
      await stack.remove();
    },
    'gone',
  ],
];

describe.each(Object.entries(HANDLERS))('the life of the custom resource of %s', (name, serve) => {
  const begin = async (fault?: CallFault, trouble = FINE): Promise<Life> => {
    let stack: StackLife | undefined;
    const served = serve(fault, () => stack?.status ?? 'CREATE_IN_PROGRESS');
    const request = { ResponseURL: '', RequestId: 'request', LogicalResourceId: 'Trail022F0CF2' };
    const StackId =
      'arn:aws:cloudformation:eu-central-1:044455556666:stack/Delegated/0a1b2c3d-0000-4000-8000-000000000000';
    stack = new StackLife(
      (event) => served.follow({ ...event, ...request, StackId }),
      () => {},
    );
    await stack.deploy(served.properties, trouble);
    return { stack, served };
  };
  const only = async (outcome: Outcome) => {
    const { stack, served } = await begin();
    if (outcome === 'changed') await stack.deploy(served.changed, FINE);
    // the table of what is deployed is deleted, or retained, with its stack
    if (outcome === 'gone') return name === 'delivery-health' ? served.holds() : serve().holds();
    return served.holds();
  };

  test.each(LIVES)('leaves what it is for, and nothing else, when it is %s', async (_life, live, outcome) => {
    const { stack, served } = await begin();
    await live({ stack, served });
    expect(stack.stuck).toEqual([]);
    expect(served.holds()).toEqual(await only(outcome));
  });

  test('leaves nothing when its creation is rolled back, with or without an answer', async () => {
    for (const trouble of [OTHER_FAILS, LOST]) {
      const { stack, served } = await begin(undefined, trouble);
      expect(stack.stuck).toEqual([]);
      expect(stack.resource).toBeUndefined();
      expect(served.holds()).toEqual(await only('gone'));
    }
  });

  test('is what it was before when a change of it fails half way, at whatever call', async () => {
    const { stack, served: whole } = await begin();
    const first = whole.calls();
    await stack.deploy(whole.changed, FINE);
    expect(whole.calls()).toBeGreaterThan(first);
    for (const when of ['before', 'after'] as const)
      for (let at = first; at < whole.calls(); at++) {
        const life = await begin({ at, name: 'AccessDeniedException', when });
        const isDone = await life.stack.deploy(life.served.changed, FINE);
        expect([at, when, life.stack.stuck]).toEqual([at, when, []]);
        expect([at, when, life.served.holds()]).toEqual([
          at,
          when,
          await only(isDone ? 'changed' : 'created'),
        ]);
      }
  });
});
