import { decide } from './decide';
import { STRANGER } from './matrix-callers';
import type { Policy, Statement } from './policy-document';
import { accountScenario, organizationScenario, type Scenario } from './reference-stacks';
import type { Account, Organization, Request, ServicePrincipal } from './request';

const ORGANIZATION: Organization = { id: 'o-exampleorgid', managementAccountId: '999999999999' };
const OWNER: Account = { id: '111122223333', organization: ORGANIZATION };

const SOURCE_ARN = 'aws:SourceArn';
const SOURCE_ACCOUNT = 'aws:SourceAccount';

/** A statement that lets a service in, and the resource that it lets it into. */
interface Door {
  readonly title: string;
  readonly service: string;
  readonly arn: string;
  readonly statement: Statement;
  readonly policy: Policy;
}

function doorsOf({ policies }: Scenario): readonly Door[] {
  return [...policies.resource].flatMap(([arn, policy]) =>
    policy.statements.flatMap((statement) => doorsIn(statement, arn, policy)),
  );
}

function doorsIn(statement: Statement, arn: string, policy: Policy): readonly Door[] {
  // IAM itself hands a role to services of its own account only: iam:PassRole does not reach over accounts
  if (statement.effect === 'Deny' || policy.kind === 'trust') return [];
  return (statement.principals ?? []).flatMap((principal) => {
    if (principal.kind !== 'service') return [];
    return [
      { title: `${statement.title} for ${principal.name}`, service: principal.name, arn, statement, policy },
    ];
  });
}

/** What the statement itself allows, as far as it says so; only the source is left open. */
function requestAt({ arn, statement }: Door, principal: ServicePrincipal): Request {
  const [action = ''] = statement.actions.patterns;
  const [resource = '*'] = statement.resources?.patterns ?? [];
  const context = statement.conditions
    .filter(({ key }) => ![SOURCE_ARN, SOURCE_ACCOUNT].includes(key))
    .map(({ key, values }) => [key, filled(values[0] ?? '')]);
  return {
    principal,
    action: action.replace('*', ''),
    resource: { arn: resource === '*' ? arn : filled(resource), owner: OWNER },
    context: Object.fromEntries(context),
  };
}

function filled(pattern: string): string {
  return pattern.replaceAll('*', 'x').replaceAll('?', 'x');
}

/** The service on behalf of the resource that the statement trusts. */
function trusted({ statement, service }: Door): ServicePrincipal {
  const trustedValue = (name: string) => statement.conditions.find(({ key }) => key === name)?.values[0];
  const accountId = trustedValue(SOURCE_ACCOUNT) ?? trustedValue(SOURCE_ARN)?.split(':')[4] ?? '';
  const arn = trustedValue(SOURCE_ARN) ?? `arn:aws:any:eu-central-1:${accountId}:thing`;
  return { kind: 'service', name: service, source: { arn, account: { id: accountId } } };
}

/** The same service on behalf of a resource of that name in another account; bucket ARNs carry no account. */
function foreign(door: Door): ServicePrincipal {
  const { name, source } = trusted(door);
  const arn = source?.arn.replace(/:\d{12}:/, `:${STRANGER.id}:`) ?? '';
  return { kind: 'service', name, source: { arn, account: STRANGER } };
}

describe.each([
  ['an account', accountScenario(OWNER)],
  ['an organization over two accounts', organizationScenario(OWNER, ORGANIZATION)],
] as const)('a service, in the stacks of %s,', (_name, scenario) => {
  const doors = doorsOf(scenario);
  const verdict = (door: Door, principal: ServicePrincipal) =>
    decide(requestAt(door, principal), { resource: door.policy }).verdict;

  test('is let in somewhere, or nothing would be compared', () => {
    const services = [...new Set(doors.map(({ service }) => service))].sort();
    expect(services).toEqual([
      'cloudtrail.amazonaws.com',
      'cloudwatch.amazonaws.com',
      'events.amazonaws.com',
      'logging.s3.amazonaws.com',
    ]);
  });

  test.each(doors.map((door) => [door.title, door] as const))(
    'is no confused deputy at %s',
    (_title, door) => {
      expect(verdict(door, trusted(door))).toBe('allowed');
      expect(verdict(door, foreign(door))).toBe('not allowed');
      expect(verdict(door, { kind: 'service', name: door.service })).toBe('not allowed');
    },
  );
});
