import { ACCOUNT, LOG_ARCHIVE, MANAGEMENT, ORGANIZATION } from '../constructs/synthesize';
import type { Decision } from '../iam-simulator/decide';
import { type Account, roleSession } from '../iam-simulator/request';
import { ORGANIZATION_ROOT } from '../scenarios/guardrails';
import {
  decideGuarded,
  GUARDED_CALLERS,
  GUARDED_WISHES,
  type GuardedWhat,
  type GuardedWho,
  takeExemptRole,
} from './guarded-matrix';

/** What keeps a row: a service control policy, perhaps a resource control policy, perhaps from deployments too. */
interface Kept {
  readonly by: string;
  readonly resource?: string;
  readonly fromEverybody?: true;
}

const TRAILS_AND_ARCHIVE: Kept = { by: 'KeepTrailsAndArchive' };
const ARCHIVE: Kept = { by: 'KeepTrailsAndArchive', resource: 'KeepArchiveAndQueues' };
const LOG_FILES: Kept = { by: 'KeepLogFiles', resource: 'KeepLogFiles', fromEverybody: true };
const KEYS: Kept = { by: 'KeepKeys', resource: 'KeepKeys' };
const ALERT_PATH: Kept = { by: 'KeepAlertPath' };
const NOTICES: Kept = { by: 'KeepNoticesAndClaims' };
const ROLES_AND_STACKS: Kept = { by: 'KeepRolesAndStacks' };

const KEPT: Readonly<Record<GuardedWhat, Kept>> = {
  'stop a trail': TRAILS_AND_ARCHIVE,
  'delete a trail': TRAILS_AND_ARCHIVE,
  'change the selectors of a trail': TRAILS_AND_ARCHIVE,
  'put a log file': LOG_FILES,
  'delete a log file': LOG_FILES,
  'delete a version of a log file': LOG_FILES,
  'bypass a lock': LOG_FILES,
  'tag a log file for an earlier end': LOG_FILES,
  'change the policy of the archive': ARCHIVE,
  'change the lifecycle of the archive': ARCHIVE,
  'suspend the versions of the archive': ARCHIVE,
  'redirect the notices of the archive': ARCHIVE,
  'delete the archive': ARCHIVE,
  'disable the key of the archive': KEYS,
  'schedule the deletion of the key of the archive': KEYS,
  'change the policy of the key of the archive': KEYS,
  'schedule the deletion of the key of the topic': KEYS,
  'take the alias from the key of the archive': TRAILS_AND_ARCHIVE,
  'delete the topic': ALERT_PATH,
  'take a subscriber off': { by: 'KeepSubscriptions' },
  'purge the notices': { by: 'KeepAlertPath', resource: 'KeepArchiveAndQueues' },
  'take a notice away': NOTICES,
  'claim an alert beforehand': NOTICES,
  'change the code of the processor': ALERT_PATH,
  'take the queue from the processor': { by: 'KeepEventSources' },
  'disable the rule of notices': ALERT_PATH,
  'silence an alarm': ALERT_PATH,
  'delete the log of the processor': ALERT_PATH,
  'open the role of a reader': ROLES_AND_STACKS,
  'hand the role of the processor to a function': ROLES_AND_STACKS,
  'delete the stack': ROLES_AND_STACKS,
  'leave the organization': { by: 'KeepMembership', fromEverybody: true },
};

type Cell = readonly [verdict: Decision['verdict'], because: RegExp];

const NO_POLICY: Cell = [
  'not allowed',
  /has no policy of its own|no statement of the \w+ policy \w+ allows it/,
];
const denied = (sid: string, kind: string): Cell => [
  'denied explicitly',
  new RegExp(`'${sid}' of the ${kind} policy`),
];
const byService = ({ by }: Kept): Cell => denied(by, 'service control');

const USUALLY: Readonly<Record<GuardedWho, (kept: Kept) => Cell>> = {
  'a compromised administrator': byService,
  'the root user of the account': byService,
  'the deploying administrator': (kept) =>
    kept.fromEverybody ? byService(kept) : ['allowed', /statement 1 of AdministratorAccess/],
  // of another account than what is asked for, and bound by resource control policies only
  'an administrator of the management account': ({ resource }) =>
    resource === undefined ? NO_POLICY : denied(resource, 'resource control'),
  'the log processor': byService,
  'CloudTrail for the trail': () => NO_POLICY,
};

const BY_PROCESSOR: Cell = ['allowed', /the policy TrailwatchProcessorRoleDefaultPolicy/];

const EXCEPTIONS: Readonly<Partial<Record<GuardedWhat, Partial<Record<GuardedWho, Cell>>>>> = {
  'put a log file': {
    'CloudTrail for the trail': ['allowed', /'AWSCloudTrailOrganizationWrite20150319' of the bucket policy/],
  },
  'take a notice away': { 'the log processor': BY_PROCESSOR },
  'claim an alert beforehand': { 'the log processor': BY_PROCESSOR },
};

describe.each(Object.keys(GUARDED_WISHES) as GuardedWhat[])('under the guardrails, %s', (what) => {
  test.each(Object.keys(GUARDED_CALLERS) as GuardedWho[])('%s', (who) => {
    const [verdict, because] = EXCEPTIONS[what]?.[who] ?? USUALLY[who](KEPT[what]);
    expect({ who, what, ...decideGuarded(what, who) }).toEqual({
      who,
      what,
      verdict,
      reason: expect.stringMatching(because),
    });
  });
});

describe('an exempt role', () => {
  const organization = { id: ORGANIZATION, managementAccountId: MANAGEMENT, rootId: ORGANIZATION_ROOT };
  const archive: Account = { id: LOG_ARCHIVE, organization };

  test.each([
    ['an administrator of its account', roleSession(archive, 'Administrator')],
    ['an administrator of another account', roleSession({ id: ACCOUNT, organization }, 'Administrator')],
    ['a role that calls itself like one elsewhere', roleSession(archive, 'Pipeline')],
  ])('is not taken by %s', (_who, principal) => {
    expect(takeExemptRole(principal)).toEqual({
      verdict: 'denied explicitly',
      reason: expect.stringContaining("'KeepDeployment' of the service control policy"),
    });
  });

  test('may be taken by another, as far as its trust policy goes', () => {
    const pipeline = roleSession(archive, 'deployment/Pipeline');
    expect(takeExemptRole(pipeline).verdict).toBe('not allowed');
  });
});
