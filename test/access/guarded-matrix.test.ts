import type { Decision } from '../../lib/core/policy/evaluation/decide';
import { type Account, roleSession } from '../../lib/core/policy/evaluation/request';
import { ACCOUNT, LOG_ARCHIVE, MANAGEMENT, ORGANIZATION } from '../constructs/synthesize';
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
const TABLES_AND_EVENTS: Kept = { by: 'KeepAlertPath', resource: 'KeepTablesAndEvents' };
const REPLICATION: Kept = {
  by: 'KeepFromReplication',
  resource: 'KeepFromReplication',
  fromEverybody: true,
};
const ALARMS_ON: Kept = { by: 'KeepAlarmsOn' };
const MEMBERS: Kept = { by: 'KeepMembers' };
const ACCOUNT_SETTINGS: Kept = { by: 'KeepAccountSettings' };
/** Of principals of the account only: CloudFormation takes no others. */
const STACK_ROLES: Kept = { by: 'KeepStackRoles' };
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
  'take a subscriber off': ACCOUNT_SETTINGS,
  'purge the notices': { by: 'KeepAlertPath', resource: 'KeepArchiveAndQueues' },
  'take a notice away': { by: 'KeepNotices' },
  'move the dead letters away': { by: 'KeepNotices' },
  'claim an alert beforehand': { by: 'KeepClaims', resource: 'KeepClaims' },
  'write a claim that passes for one of the functions': { by: 'KeepMacKeys', resource: 'KeepMacKeys' },
  'change who may write such claims': KEYS,
  'delete a log file by replication': LOG_FILES,
  'replicate a false version over a log file': REPLICATION,
  'encrypt a log file again with another key': LOG_FILES,
  'open the archive through an access point': TRAILS_AND_ARCHIVE,
  'archive log files out of reach': ARCHIVE,
  'disable the rule of the home bus': TABLES_AND_EVENTS,
  'delete the home bus': TABLES_AND_EVENTS,
  'change the home bus': TABLES_AND_EVENTS,
  'take a permission from the home bus': ACCOUNT_SETTINGS,
  'disable the forwarding of a member': MEMBERS,
  'take the permissions of the forwarding role of a member': MEMBERS,
  'delete the stack of a member': MEMBERS,
  'take the stacks from the members': ROLES_AND_STACKS,
  'mute an alarm': ALARMS_ON,
  'replace an alarm by a composite one': ALERT_PATH,
  'let one invocation of the processor fail for good': ALERT_PATH,
  'open the processor to another account': ALERT_PATH,
  'move the processor to an old runtime': ALERT_PATH,
  'scale the processor down': ALERT_PATH,
  'delete the layer of rules': ALERT_PATH,
  'transform what the log keeps': TABLES_AND_EVENTS,
  'mask what the log keeps': TABLES_AND_EVENTS,
  'take the key from the log': TABLES_AND_EVENTS,
  'change the policy of the readers': ROLES_AND_STACKS,
  'replace the identity provider of the pipeline': ROLES_AND_STACKS,
  'move a resource out of the stack': ROLES_AND_STACKS,
  'deploy with the role of another stack': STACK_ROLES,
  'change the code of the processor': ALERT_PATH,
  'take the queue from the processor': { by: 'KeepEventSources' },
  'disable the rule of notices': TABLES_AND_EVENTS,
  'silence an alarm': ALARMS_ON,
  'delete the log of the processor': TABLES_AND_EVENTS,
  'open the role of a reader': ROLES_AND_STACKS,
  'hand the role of the processor to a function': ROLES_AND_STACKS,
  'delete the stack': ROLES_AND_STACKS,
  'leave the organization': { by: 'KeepMembership', fromEverybody: true },
};

type Cell = readonly [verdict: Decision['verdict'], because: RegExp];

const NO_POLICY: Cell = [
  'not allowed',
  /has no policy of its own|no statement of the [\w ]+ policy \w+ allows it/,
];
const denied = (sid: string, kind: string): Cell => [
  'denied explicitly',
  new RegExp(`'${sid}' of the ${kind} policy`),
];
const byService = ({ by }: Kept): Cell => denied(by, 'service control');

const NO_STATEMENT: Cell = ['not allowed', /no statement of the key policy \w+ allows it/];

const BY_ADMINISTRATOR: Cell = ['allowed', /statement 1 of AdministratorAccess/];

const USUALLY: Readonly<Record<GuardedWho, (kept: Kept) => Cell>> = {
  'a compromised administrator': byService,
  'the root user of the account': byService,
  'the deploying administrator': (kept) => (kept.fromEverybody ? byService(kept) : BY_ADMINISTRATOR),
  // of another account than what is asked for, and bound by resource control policies only
  'an administrator of the management account': ({ resource }) =>
    resource === undefined ? NO_POLICY : denied(resource, 'resource control'),
  // the same, and bound by service control policies as well
  'an administrator of another member account': (kept) =>
    kept === ACCOUNT_SETTINGS || kept === STACK_ROLES ? NO_POLICY : byService(kept),
  'an operator': byService,
  'a reader that got more permissions': byService,
  'the log processor': byService,
  'CloudTrail for the trail': () => NO_POLICY,
};

const BY_PROCESSOR: Cell = ['allowed', /the policy TrailwatchProcessorRoleDefaultPolicy/];

const EXCEPTIONS: Readonly<Partial<Record<GuardedWhat, Partial<Record<GuardedWho, Cell>>>>> = {
  'put a log file': {
    'CloudTrail for the trail': ['allowed', /'AWSCloudTrailOrganizationWrite20150319' of the bucket policy/],
  },
  'take a notice away': { 'the log processor': BY_PROCESSOR, 'an operator': BY_ADMINISTRATOR },
  'move the dead letters away': { 'the log processor': NO_POLICY, 'an operator': BY_ADMINISTRATOR },
  'mute an alarm': { 'an operator': BY_ADMINISTRATOR },
  'silence an alarm': { 'an operator': BY_ADMINISTRATOR },
  'claim an alert beforehand': { 'the log processor': BY_PROCESSOR },
  'write a claim that passes for one of the functions': {
    'the log processor': BY_PROCESSOR,
    // exempt, and yet the policy of the key does not let it
    'the deploying administrator': NO_STATEMENT,
  },
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
  const organization = { id: ORGANIZATION, managementAccount: MANAGEMENT, rootId: ORGANIZATION_ROOT };
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
