import type { ContainmentStep } from './case';
import { type CaseFacts, type EndedThing, nameOfThing } from './case-facts';
import type { CaseMember } from './case-groups';
import { disableKey, quarantine } from './lasting/access-kinds';
import { PHASES } from './lasting/lasting-kind';
import { firstMember } from './sentences';
import { awsCommand } from './shell-command';

/** The policy with which AWS itself revokes sessions: those that began before a time are denied everything. */
const REVOKE = 'AWSRevokeOlderSessions';

/** The maximum number of steps. */
const MAX_STEPS = 200;

const PERMISSION_SET = /^AWSReservedSSO_/;
const OF_SERVICE = /^AWSServiceRoleFor/;

/**
 * How the attacker is stopped, in an order that does not warn it: what it would come back with before what it works with, and what shows
 * to everybody last. Nobody runs these commands but a person.
 */
export function containmentOf(facts: CaseFacts): readonly ContainmentStep[] {
  const steps = [
    ...facts.things.flatMap((one) => ofThing(one, facts)),
    ...facts.group.members.flatMap((one) => ofMember(one, facts)),
  ];
  const once = new Map(steps.map((step) => [`${step.account} ${step.command}`, step]));
  return [...once.values()]
    .sort((one, other) => PHASES.indexOf(one.phase) - PHASES.indexOf(other.phase))
    .slice(0, MAX_STEPS);
}

/** What is ended needs no step, and neither does a policy of an identity that is stopped as a whole. */
function ofThing({ thing, endedBy, used }: EndedThing, { things }: CaseFacts): readonly ContainmentStep[] {
  if (endedBy !== undefined) return [];
  const { kind, parts, account, region, eventID, time } = thing;
  const [holder] = parts;
  const isOfMade =
    / (?:attached to|of) a (?:user|role)$/.test(kind.name) &&
    things.some(
      ({
        thing: {
          kind: of,
          parts: [name],
        },
      }) => (of.name === 'user' || of.name === 'role') && name === holder,
    );
  if (isOfMade) return [];
  return [
    {
      phase: used === true ? 'in use' : kind.phase,
      account,
      ...kind.contain(thing, region),
      why: `${kind.name} ${nameOfThing(thing)}, since ${time}`,
      eventID,
    },
  ];
}

function ofMember(member: CaseMember, facts: CaseFacts): readonly ContainmentStep[] {
  const { actor } = member.history;
  const { accountId, arn = '' } = actor ?? {};
  const isOwn = facts.group.history.accounts.has(accountId ?? '');
  const [seen] = member.history.times.all;
  if (accountId === undefined || seen === undefined || !isOwn) return [];
  const phase = member === firstMember(facts) ? 'way in' : 'in use';
  const step = { phase, account: accountId, eventID: seen.first.eventID } as const;
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  if (user !== undefined) return ofUser(user, member, { step, facts });
  const role = /:assumed-role\/([^/]+)/.exec(arn)?.[1];
  const isStopped = facts.things.some(
    ({ thing: { kind, parts } }) => kind.name === 'role' && parts[0] === role,
  );
  if (isStopped) return [];
  if (role !== undefined && !OF_SERVICE.test(role))
    return [{ ...step, ...ofRole(role, facts), why: `sessions of ${arn}` }];
  if (actor?.type !== 'Root') return [];
  return [
    {
      ...step,
      command: 'reset the password of the root user, and delete its access keys, signed in as the root user',
      why: 'calls of the root user, whom no policy of the account stops',
      ...{ breaks: 'what signs in as the root user', undo: 'none is needed' },
    },
  ];
}

interface UserTools {
  readonly step: Pick<ContainmentStep, 'phase' | 'account' | 'eventID'>;
  readonly facts: CaseFacts;
}

function ofUser(
  user: string,
  { history }: CaseMember,
  { step, facts }: UserTools,
): readonly ContainmentStep[] {
  const made = new Set(facts.things.map(({ thing: { parts } }) => parts[0]));
  const keys = history.keys.all.filter(({ value }) => value.startsWith('AKIA') && !made.has(value));
  const disabled = keys.map(({ value, count }) => ({
    ...step,
    ...disableKey(value, user),
    why: `key ${value} of user ${user} signed ${count} calls`,
  }));
  const hasSessions = history.keys.all.some(({ value }) => value.startsWith('ASIA'));
  if (!hasSessions || made.has(user)) return disabled;
  const revoked = {
    ...step,
    ...quarantine('user', user),
    why: `sessions of user ${user}, which a disabled key does not end`,
  };
  return [...disabled, revoked];
}

function ofRole(
  role: string,
  { around: { now } }: CaseFacts,
): Pick<ContainmentStep, 'command' | 'breaks' | 'undo'> {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Effect: 'Deny', Action: '*', Resource: '*' },
        Condition: { DateLessThan: { 'aws:TokenIssueTime': now } },
      },
    ],
  });
  if (PERMISSION_SET.test(role)) {
    const set = [
      ['--instance-arn', undefined],
      ['--permission-set-arn', undefined],
    ] as const;
    return {
      command: awsCommand('sso-admin put-inline-policy-to-permission-set', ...set, [
        '--inline-policy',
        document,
      ]),
      breaks: `sessions of everybody with ${role} that began before ${now}; provision the permission set afterwards`,
      undo: awsCommand('sso-admin delete-inline-policy-from-permission-set', ...set),
    };
  }
  const options = [
    ['--role-name', role],
    ['--policy-name', REVOKE],
  ] as const;
  return {
    command: awsCommand('iam put-role-policy', ...options, ['--policy-document', document]),
    breaks: `all sessions of the role that began before ${now}, whoever has them`,
    undo: awsCommand('iam delete-role-policy', ...options),
  };
}
