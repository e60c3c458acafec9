import type { StackEvent } from '../../../lambda/aws/change/answer-stack';
import type { ProveRequest } from '../../../lambda/aws/prove-request';
import { organizationServicesOf } from '../../../lambda/aws/trail/organization-services';
import { administerOrganization } from '../../../lambda/organization-administration/administer-organization';
import { toAdministrationProperties } from '../../../lib/core/settings/organization-administration';
import {
  answerOf,
  clientsOf,
  MANAGEMENT,
  named,
  organizationWith,
  type ServedOrganization,
} from './served-organization';

const [FIRST, SECOND, THIRD, FOURTH] = ['444455556666', '555566667777', '666677778888', '777788889999'];
const ID = 'organization-administration';

interface World {
  readonly organization?: Partial<ServedOrganization>;
  /** What the calls of an operation fail with, one after the other. */
  readonly faults?: Readonly<Record<string, readonly string[]>>;
  /** Operations whose first answer is lost after they were carried out. */
  readonly lost?: readonly string[];
  readonly remainingMs?: number;
  /** Whether CloudFormation sent the request; it did unless this throws. */
  readonly prove?: ProveRequest;
}

function createWorld({
  organization,
  faults = {},
  lost = [],
  remainingMs = 300_000,
  prove = async () => {},
}: World = {}) {
  const served = organizationWith(organization);
  const calls: string[] = [];
  const waits: number[] = [];
  const clients = clientsOf((operation, input) => {
    calls.push(operation);
    const times = calls.filter((one) => one === operation).length;
    const fault = faults[operation]?.[times - 1];
    if (fault) throw named(fault);
    const answer = answerOf(served, operation, input);
    if (lost.includes(operation) && times === 1) throw named('TimeoutError');
    return answer;
  });
  let leftMs = remainingMs;
  const ports = {
    services: organizationServicesOf(clients),
    prove,
    wait: async (milliseconds: number) => {
      waits.push(milliseconds);
      leftMs -= milliseconds;
    },
    remainingMs: () => leftMs,
  };
  const ask = (event: Partial<StackEvent> = {}) =>
    administerOrganization(
      { RequestType: 'Create', ResourceProperties: properties(), StackId: 'arn:stack', ...event },
      ports,
    );
  const update = (
    before: readonly string[],
    after: readonly string[],
    deregisterRemoved = true,
    PhysicalResourceId = ID,
  ) =>
    ask({
      ...{ RequestType: 'Update', PhysicalResourceId },
      ResourceProperties: properties(after, { deregisterRemoved }),
      OldResourceProperties: properties(before),
    });
  const remove = (accounts: readonly string[], PhysicalResourceId = ID, deregisterRemoved = true) =>
    ask({
      ...{ RequestType: 'Delete', PhysicalResourceId },
      ResourceProperties: properties(accounts, { deregisterRemoved }),
    });
  return { served, calls, waits, ask, update, remove };
}

function properties(delegatedAdministrators: readonly string[] = [FIRST], changes: object = {}) {
  return toAdministrationProperties({
    ...{ account: MANAGEMENT, delegatedAdministrators, stackSets: true, eventContext: true },
    ...{ deregisterRemoved: false, ...changes },
  });
}

const CHANGING = [
  'EnableAWSServiceAccess',
  'ActivateOrganizationsAccess',
  'CreateServiceLinkedRole',
  'RegisterOrganizationDelegatedAdmin',
  'DeregisterOrganizationDelegatedAdmin',
];
const changesAmong = (calls: readonly string[]) => calls.filter((call) => CHANGING.includes(call));

test('enables access, creates the roles and registers the accounts, in this order', async () => {
  const { served, calls, ask } = createWorld();
  expect(await ask({ ResourceProperties: properties([FIRST, SECOND]) })).toEqual({
    physicalId: ID,
    changes: [
      'trusted access for cloudtrail.amazonaws.com enabled',
      'trusted access for StackSets activated',
      'role AWSServiceRoleForCloudTrail created',
      'role AWSServiceRoleForCloudTrailEventContext created',
      `account ${FIRST} registered`,
      `account ${SECOND} registered`,
    ],
  });
  expect(served).toMatchObject({
    trusted: ['sso.amazonaws.com', 'config.amazonaws.com', 'cloudtrail.amazonaws.com'],
    ...{ stackSets: 'ENABLED', administrators: [FIRST, SECOND] },
    roles: ['AWSServiceRoleForCloudTrail', 'AWSServiceRoleForCloudTrailEventContext'],
  });
  expect(changesAmong(calls).at(-1)).toBe('RegisterOrganizationDelegatedAdmin');
});

test('enables nothing that is not asked for', async () => {
  const { served, calls, ask } = createWorld();
  await ask({ ResourceProperties: properties([], { stackSets: false, eventContext: false }) });
  expect(served).toMatchObject({ stackSets: 'DISABLED', roles: ['AWSServiceRoleForCloudTrail'] });
  expect(calls).not.toContain('DescribeOrganizationsAccess');
  expect(calls).not.toContain('ListDelegatedAdministrators');
});

test('changes nothing when CloudFormation asks again', async () => {
  const { calls, ask, update } = createWorld();
  await ask();
  const before = changesAmong(calls).length;
  expect(await ask()).toEqual({ physicalId: ID, changes: [] });
  expect(await update([FIRST], [FIRST])).toEqual({ physicalId: ID, changes: [] });
  expect(changesAmong(calls)).toHaveLength(before);
});

describe('the list of delegated administrators', () => {
  test.each<[string, string[], string[], string[], string[]]>([
    ['grows', [FIRST], [FIRST], [FIRST, SECOND], [`account ${SECOND} registered`]],
    [
      'is exchanged: the new one comes first',
      [FIRST],
      [FIRST],
      [SECOND],
      [`account ${SECOND} registered`, `account ${FIRST} deregistered`],
    ],
    [
      'is exchanged at the limit: one has to make place',
      [FIRST, SECOND, THIRD],
      [FIRST, SECOND, THIRD],
      [FOURTH],
      [
        `account ${FIRST} deregistered`,
        `account ${FOURTH} registered`,
        `account ${SECOND} deregistered`,
        `account ${THIRD} deregistered`,
      ],
    ],
    ['becomes empty', [FIRST], [FIRST], [], [`account ${FIRST} deregistered`]],
    ['loses an account that somebody deregistered', [SECOND], [FIRST, SECOND], [SECOND], []],
    [
      'gets back an account that somebody deregistered',
      [],
      [FIRST],
      [FIRST],
      [`account ${FIRST} registered`],
    ],
    ['shrinks, and accounts of others stay', [FIRST, THIRD], [FIRST], [], [`account ${FIRST} deregistered`]],
  ])('%s', async (_, administrators, before, after, changes) => {
    const trusted = ['cloudtrail.amazonaws.com'];
    const roles = ['AWSServiceRoleForCloudTrail', 'AWSServiceRoleForCloudTrailEventContext'];
    const organization = { administrators, trusted, roles, stackSets: 'ENABLED' };
    const { served, update } = createWorld({ organization });
    const kept = administrators.filter((account) => !before.includes(account));
    expect(await update(before, after)).toEqual({ physicalId: ID, changes });
    expect([...served.administrators].sort()).toEqual([...kept, ...after].sort());
  });

  test('keeps accounts that leave it, unless they are to be deregistered', async () => {
    const { served, update } = createWorld({ organization: { administrators: [FIRST] } });
    await update([FIRST], [SECOND], false);
    expect(served.administrators).toEqual([FIRST, SECOND]);
  });

  test('keeps accounts that were registered before it was created', async () => {
    const { served, ask } = createWorld({ organization: { administrators: [FIRST] } });
    const ResourceProperties = properties([FIRST, SECOND], { deregisterRemoved: true });
    const { physicalId: PhysicalResourceId } = await ask({ ResourceProperties });
    expect(PhysicalResourceId).toBe(`${ID}/${FIRST}`);
    await ask({
      ...{ RequestType: 'Update', PhysicalResourceId, OldResourceProperties: ResourceProperties },
      ResourceProperties: properties([SECOND], { deregisterRemoved: true }),
    });
    expect(served.administrators).toEqual([FIRST, SECOND]);
    await ask({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties });
    expect(served.administrators).toEqual([FIRST]);
  });

  test('that is taken back leaves the accounts that were registered before it, and no others', async () => {
    const { served, update } = createWorld({ organization: { administrators: [FIRST, SECOND] } });
    await update([FIRST], [FIRST, SECOND, THIRD]);
    expect(served.administrators).toEqual([FIRST, SECOND, THIRD]);
    served.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await update([FIRST, SECOND, THIRD], [FIRST]);
    expect(served.administrators).toEqual([FIRST, SECOND]);
  });

  test('fails before any change where there is no place, and names who holds the places', async () => {
    const administrators = [FIRST, SECOND, THIRD];
    const { served, calls, update } = createWorld({ organization: { administrators } });
    expect(await update([FIRST], [FIRST, FOURTH])).toMatchObject({
      physicalId: ID,
      reason:
        `CloudTrail has at most 3 delegated administrators; there is no room for ${FOURTH}: ${administrators.join(', ')} are ` +
        'registered; deregister one of them (aws cloudtrail deregister-organization-delegated-admin --delegated-admin-account-id …), ' +
        'or set deregisterRemovedAccounts if it is no longer in the list',
    });
    expect(served.administrators).toEqual(administrators);
    expect(calls).not.toContain('DeregisterOrganizationDelegatedAdmin');
  });
});

describe('when it is removed', () => {
  test.each<[string, string, boolean, string[]]>([
    ['nothing is undone unless asked', ID, false, [FIRST, SECOND]],
    ['its accounts are deregistered where asked', ID, true, [SECOND]],
    ['accounts that were there before stay', `${ID}/${FIRST}`, true, [FIRST, SECOND]],
    ['nothing is undone of what was not created', 'not-created', true, [FIRST, SECOND]],
    [
      'accounts that were there before a creation without an answer stay',
      'Stack-Made-Up',
      true,
      [FIRST, SECOND],
    ],
  ])('%s', async (_, physicalId, deregisterRemoved, left) => {
    const organization = { administrators: [FIRST, SECOND], trusted: ['cloudtrail.amazonaws.com'] };
    const { served, remove } = createWorld({ organization });
    expect(await remove([FIRST], physicalId, deregisterRemoved)).toMatchObject({ physicalId });
    expect(served).toMatchObject({ administrators: left, trusted: ['cloudtrail.amazonaws.com'] });
  });

  test('with properties that it was refused for, it is removed all the same', async () => {
    const { calls, ask } = createWorld();
    const ResourceProperties = { delegatedAdministrators: 'all of them', deregisterRemoved: 'true' };
    const { physicalId: PhysicalResourceId, reason } = await ask({ ResourceProperties });
    expect(reason).toBe(
      'the properties are not what OrganizationAdministration writes: account, delegatedAdministrators, stackSets, eventContext missing or ' +
        'wrong; account ids have 12 digits',
    );
    const removed = await ask({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties });
    expect(removed).toEqual({ physicalId: 'not-created', changes: [] });
    expect(calls).toEqual([]);
  });
});

test.each(['AccessDeniedException', 'AWSOrganizationsNotInUseException'])(
  'a creation that fails because of %s can be taken back',
  async (name) => {
    const faults = {
      DescribeOrganization: Array(9).fill(name),
      ListDelegatedAdministrators: Array(9).fill(name),
    };
    const { served, ask, remove } = createWorld({ faults, organization: { administrators: [FIRST] } });
    const { physicalId, reason } = await ask();
    expect(reason).toContain(name);
    expect(await remove([FIRST], physicalId)).toEqual({ physicalId: 'not-created', changes: [] });
    expect(served.administrators).toEqual([FIRST]);
  },
);

test('an account that others registered before the resource stays, though a later list named it', async () => {
  const { served, ask, update } = createWorld({ organization: { administrators: [FIRST] } });
  const { physicalId } = await ask({ ResourceProperties: properties([SECOND], { deregisterRemoved: true }) });
  expect(physicalId).toBe(`${ID}/${FIRST}`);
  await update([SECOND, FIRST], [SECOND], true, physicalId);
  expect(served.administrators).toEqual([FIRST, SECOND]);
});

test('an update of what was not created creates it, so that it is undone as any other', async () => {
  const { served, ask, remove } = createWorld({ organization: { administrators: [FIRST] } });
  const ResourceProperties = properties([FIRST, SECOND]);
  const { physicalId } = await ask({
    ...{ RequestType: 'Update', PhysicalResourceId: 'not-created' },
    ...{ ResourceProperties, OldResourceProperties: ResourceProperties },
  });
  expect(physicalId).toBe(`${ID}/${FIRST}`);
  await remove([FIRST, SECOND], physicalId, true);
  expect(served.administrators).toEqual([FIRST]);
});

describe('what a creation registered is deregistered when it is rolled back, and nothing else', () => {
  const ResourceProperties = properties([FIRST, SECOND], { deregisterRemoved: true });
  const rolledBack = { RequestType: 'Delete' as const, ResourceProperties };

  test('after an answer that was not taken, when Lambda has called again', async () => {
    const { served, ask } = createWorld({ organization: { administrators: [FIRST] } });
    await ask({ ResourceProperties });
    const { physicalId } = await ask({ ResourceProperties });
    expect(physicalId).toBe(`${ID}/${FIRST}`);
    await ask({ ...rolledBack, PhysicalResourceId: physicalId });
    expect(served.administrators).toEqual([FIRST]);
  });

  test('when it failed after the first account', async () => {
    const faults = { RegisterOrganizationDelegatedAdmin: ['', 'AccountNotFoundException'] };
    const { served, ask } = createWorld({ faults });
    const { physicalId, reason } = await ask({ ResourceProperties });
    expect([physicalId, reason]).toEqual([ID, expect.stringContaining('AccountNotFoundException')]);
    expect(served.administrators).toEqual([FIRST]);
    await ask({ ...rolledBack, PhysicalResourceId: physicalId });
    expect(served.administrators).toEqual([]);
  });

  test('when CloudFormation never got an answer, and makes up an id', async () => {
    const { served, ask } = createWorld({ organization: { administrators: [FIRST] } });
    await ask({ ResourceProperties });
    await ask({ ...rolledBack, PhysicalResourceId: 'Organization-Resource-1KX8QZ0N9Y' });
    expect(served.administrators).toEqual([FIRST]);
  });
});

describe('every call', () => {
  const OPERATIONS = [
    ...['DescribeOrganization', 'ListAWSServiceAccessForOrganization', 'EnableAWSServiceAccess'],
    ...['DescribeOrganizationsAccess', 'ActivateOrganizationsAccess', 'GetRole', 'CreateServiceLinkedRole'],
    ...[
      'ListDelegatedAdministrators',
      'RegisterOrganizationDelegatedAdmin',
      'DeregisterOrganizationDelegatedAdmin',
    ],
  ];
  /** One that makes each of the calls. */
  const exchange = { administrators: [FIRST] };
  const DONE = { stackSets: 'ENABLED', administrators: [SECOND] };

  test.each(OPERATIONS)('is made again while it is throttled: %s', async (operation) => {
    const faults = { [operation]: ['TooManyRequestsException', 'ConcurrentModificationException'] };
    const { served, waits, update } = createWorld({ organization: exchange, faults });
    expect(await update([FIRST], [SECOND])).not.toHaveProperty('reason');
    expect(served).toMatchObject(DONE);
    expect(waits).toEqual([1_000, 2_000]);
  });

  test.each(OPERATIONS)(
    'is made again when its answer is lost, and changes nothing twice: %s',
    async (lost) => {
      const { served, update } = createWorld({ organization: exchange, lost: [lost] });
      expect(await update([FIRST], [SECOND])).not.toHaveProperty('reason');
      expect(served).toMatchObject(DONE);
    },
  );

  test.each(OPERATIONS)(
    'fails the request in one sentence when it goes on failing: %s',
    async (operation) => {
      const faults = { [operation]: Array(99).fill('ThrottlingException') };
      const { calls, waits, update } = createWorld({ organization: exchange, faults });
      const { physicalId, reason } = await update([FIRST], [SECOND]);
      expect(physicalId).toBe(ID);
      expect(reason).toMatch(
        /^could not [a-z].+: ThrottlingException: the message of ThrottlingException; deploy again later$/,
      );
      expect(calls.at(-1)).toBe(operation);
      expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 30_000]);
    },
  );

  test.each(OPERATIONS)('fails at once with an error that does not end by itself: %s', async (operation) => {
    const faults = { [operation]: ['ValidationException'] };
    const { waits, update } = createWorld({ organization: exchange, faults });
    expect((await update([FIRST], [SECOND])).reason).toContain(': ValidationException: ');
    expect(waits).toEqual([]);
  });

  test('is not made again when the time of the function is nearly over', async () => {
    const faults = { DescribeOrganization: Array(99).fill('TimeoutError') };
    const { waits, ask } = createWorld({ faults, remainingMs: 36_000 });
    expect(await ask()).toMatchObject({ physicalId: 'not-created', reason: expect.any(String) });
    expect(waits).toEqual([1_000, 2_000]);
  });

  test('waits for permissions, access and roles that are not known everywhere yet', async () => {
    const faults = {
      DescribeOrganization: ['AccessDeniedException'],
      RegisterOrganizationDelegatedAdmin: [
        'CloudTrailAccessNotEnabledException',
        'NoManagementAccountSLRExistsException',
        'InsufficientDependencyServiceAccessPermissionException',
      ],
    };
    const { served, ask } = createWorld({ faults });
    expect(await ask()).not.toHaveProperty('reason');
    expect(served.administrators).toEqual([FIRST]);
  });
});

describe('fails with the reason and what to do', () => {
  test.each<[string, World, string, string?]>([
    [
      'outside of the management account',
      { organization: { managementAccount: '999988887777' } },
      `the stack is in the account ${MANAGEMENT}, and the management account of its organization is 999988887777; put ` +
        'OrganizationAdministration into a stack of that account',
    ],
    [
      'without all features',
      { organization: { featureSet: 'CONSOLIDATED_BILLING' } },
      'the organization has only consolidated billing, but organization trails need all features; enable them (aws organizations ' +
        'enable-all-features), then deploy again',
    ],
    [
      'without an organization',
      { faults: { DescribeOrganization: ['AWSOrganizationsNotInUseException'] } },
      'could not describe the organization: AWSOrganizationsNotInUseException: the message of AWSOrganizationsNotInUseException; put ' +
        'OrganizationAdministration into a stack of the management account of an organization',
    ],
    [
      'with an account that is no member',
      { organization: { members: [] } },
      `could not register the account ${FIRST}: AccountNotFoundException: the message of AccountNotFoundException; remove the account from ` +
        'delegatedAdministrators, or invite it to the organization',
      ID,
    ],
    [
      'without permission',
      { faults: { EnableAWSServiceAccess: Array(99).fill('AccessDeniedException') } },
      'could not enable trusted access for cloudtrail.amazonaws.com: AccessDeniedException: the message of AccessDeniedException; check the ' +
        "permissions boundary of the function's role, and that the account is the management account",
    ],
  ])('%s', async (_, world, reason, physicalId = 'not-created') => {
    const { ask } = createWorld(world);
    expect(await ask()).toMatchObject({ physicalId, reason });
  });
});

test('fails with a request that CloudFormation did not send, and calls nothing', async () => {
  const prove = () => Promise.reject(new Error('CloudFormation is not at work'));
  const world = createWorld({ organization: { administrators: [FIRST] }, prove });
  for (const asked of [world.ask(), world.update([FIRST], []), world.remove([FIRST])]) {
    expect(await asked).toMatchObject({ reason: 'CloudFormation is not at work', changes: [] });
  }
  expect(world.calls).toEqual([]);
});
