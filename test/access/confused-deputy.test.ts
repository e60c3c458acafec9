import { decide } from '../../lib/core/policy/evaluation/decide';
import type { Policy, Statement } from '../../lib/core/policy/evaluation/policy-document';
import type { Request, ServicePrincipal } from '../../lib/core/policy/evaluation/request';
import type { Scenario } from '../scenarios/scenario';
import { SCENARIOS } from '../scenarios/scenarios';
import { STRANGER } from './matrix-callers';
import { deploymentsOfScenario, OWNER } from './reference-stacks';
import { collectPolicies, type TemplatePolicies } from './template/template-policies';

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

function doorsOf({ resource }: TemplatePolicies): readonly Door[] {
  return [...resource].flatMap(([arn, policy]) =>
    policy.statements.flatMap((statement) => doorsIn(statement, arn, policy)),
  );
}

function doorsIn(statement: Statement, arn: string, policy: Policy): readonly Door[] {
  if (statement.effect === 'Deny') return [];
  return (statement.principals ?? []).flatMap((principal) => {
    if (principal.kind !== 'service') return [];
    return [
      { title: `${statement.title} for ${principal.name}`, service: principal.name, arn, statement, policy },
    ];
  });
}

/**
 * Services that name no source when they take a role, so that a trust policy can ask for none. Nobody else's function
 * or bucket gets the role all the same: its name is given to the service by whoever may pass it, and iam:PassRole does
 * not reach over accounts.
 */
const TAKES_ROLES_WITHOUT_SOURCE = ['lambda.amazonaws.com', 's3.amazonaws.com'];

function isPassed({ policy, service }: Door): boolean {
  return policy.kind === 'trust' && TAKES_ROLES_WITHOUT_SOURCE.includes(service);
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

/**
 * The service for somebody else, and for nobody. CloudWatch Logs and the delivery of logs name no source to KMS, but the log group in
 * the encryption context, always: there somebody else is another account's log group.
 */
function foreignRequests(door: Door): readonly Request[] {
  if (!/^(?:delivery\.)?logs\./.test(door.service)) {
    const nobody: ServicePrincipal = { kind: 'service', name: door.service };
    return [requestAt(door, foreign(door)), requestAt(door, nobody)];
  }
  const request = requestAt(door, trusted(door));
  const key = `kms:EncryptionContext:${door.service.startsWith('delivery.') ? 'SourceArn' : 'aws:logs:arn'}`;
  const logGroup = String(request.context?.[key]).replace(/:\d{12}:/, `:${STRANGER.id}:`);
  return [logGroup, undefined].map((value) => ({
    ...request,
    context: { ...request.context, [key]: value },
  }));
}

/** Scenarios whose policies are all kept elsewhere: no door of theirs is in a template. */
const WITHOUT_DOORS = ['imported-bucket-and-key'];

function doorsOfScenario(scenario: Scenario): readonly Door[] {
  return doorsOf(collectPolicies(deploymentsOfScenario(scenario)));
}

const scenarios = SCENARIOS.map((scenario) => {
  const doors = doorsOfScenario(scenario);
  return { ...scenario, doors: doors.filter((door) => !isPassed(door)), passed: doors.filter(isPassed) };
});
const verdict = (request: Request, door: Door) => decide(request, { resource: door.policy }).verdict;

test('services are let in by every scenario that has policies, or nothing would be compared', () => {
  const without = scenarios.filter(({ doors }) => doors.length === 0).map(({ name }) => name);
  expect(without).toEqual(WITHOUT_DOORS);
  const services = scenarios.flatMap(({ doors }) => doors.map(({ service }) => service));
  expect([...new Set(services)].sort()).toEqual([
    'budgets.amazonaws.com',
    'cloudtrail.amazonaws.com',
    'cloudwatch.amazonaws.com',
    'delivery.logs.amazonaws.com',
    'events.amazonaws.com',
    'firehose.amazonaws.com',
    'logging.s3.amazonaws.com',
    'logs.eu-central-1.amazonaws.com',
    's3.amazonaws.com',
    'sns.amazonaws.com',
    'states.amazonaws.com',
  ]);
});

test('roles are passed, without a source, to functions and to replication only', () => {
  const passed = scenarios.flatMap((scenario) =>
    scenario.passed.map(({ arn, service }) => `${scenario.name}: ${service} takes ${nameOf(arn)}`),
  );
  expect(passed).toEqual([
    'account: lambda.amazonaws.com takes Account-TrailwatchProcessorRole',
    'account: lambda.amazonaws.com takes Account-TrailwatchIntegrityRole',
    'organization-in-one-stack: lambda.amazonaws.com takes Organization-TrailwatchProcessorRole',
    'organization-in-one-stack: lambda.amazonaws.com takes Organization-TrailwatchIntegrityRole',
    'organization-over-two-accounts: lambda.amazonaws.com takes LogArchive-TrailwatchProcessorRole',
    'organization-over-two-accounts: lambda.amazonaws.com takes LogArchive-TrailwatchIntegrityRole',
    'organization-with-every-route: lambda.amazonaws.com takes LogArchive-TrailwatchProcessorRole',
    'organization-with-every-route: lambda.amazonaws.com takes LogArchive-TrailwatchIntegrityRole',
    'organization-with-every-route: lambda.amazonaws.com takes LogArchive-TrailwatchRealtimeRole',
    'organization-with-every-route: lambda.amazonaws.com takes Management-OrganizationAdministrationRole',
    'organization-with-every-route: lambda.amazonaws.com takes ManagementAlarmContext',
    'object-lock-and-replication: s3.amazonaws.com takes Replica',
    'sharing-with-three-readers: lambda.amazonaws.com takes LogArchive-TrailwatchProcessorRole',
    'sharing-with-three-readers: lambda.amazonaws.com takes LogArchive-TrailwatchIntegrityRole',
    'control-tower: lambda.amazonaws.com takes ControlTower-ProcessorRole',
    'guardrails: lambda.amazonaws.com takes LogArchive-TrailwatchProcessorRole',
    'guardrails: lambda.amazonaws.com takes LogArchive-TrailwatchIntegrityRole',
    'guardrails: lambda.amazonaws.com takes LogArchive-RealtimeRole',
    'delegated-administrator: lambda.amazonaws.com takes Delegated-TrailCreator',
    'alarms: lambda.amazonaws.com takes Alarms-ProcessorRole',
    'alarms: lambda.amazonaws.com takes Alarms-AlarmContextRole',
    'alerts: lambda.amazonaws.com takes Alerts-AlertsTestAlertRole',
    'alerts: lambda.amazonaws.com takes Alerts-UrgentRole',
    'alerts: lambda.amazonaws.com takes Alerts-PaymentsRole',
    'sinks: lambda.amazonaws.com takes Sinks-EventsRole',
    'sinks: lambda.amazonaws.com takes Sinks-SecurityHubRole',
    'sinks: lambda.amazonaws.com takes Sinks-FindingsRole',
    'sinks: lambda.amazonaws.com takes Sinks-TableRole',
    'sinks: lambda.amazonaws.com takes Sinks-SplunkRole',
    'sinks: lambda.amazonaws.com takes Sinks-PagerRole',
    'sinks: lambda.amazonaws.com takes Sinks-TicketsRole',
    'three-routes: lambda.amazonaws.com takes Home-ProcessorRole',
    'three-routes: lambda.amazonaws.com takes Home-RealtimeRole',
    'three-routes: lambda.amazonaws.com takes Home-AlarmContextRole',
    'three-routes: lambda.amazonaws.com takes Home-DeliveryRole',
    'realtime-organization: lambda.amazonaws.com takes LogArchive-ProcessorRole',
    'realtime-organization: lambda.amazonaws.com takes LogArchive-RealtimeRole',
    'archive-search: lambda.amazonaws.com takes ArchiveSearch-ProcessorRole',
    'archive-search: lambda.amazonaws.com takes ArchiveSearch-SearchPlanRole',
    'archive-search: lambda.amazonaws.com takes ArchiveSearch-SearchRole',
    'archive-search: lambda.amazonaws.com takes ArchiveSearch-SearchSummaryRole',
    'archive-search: lambda.amazonaws.com takes ArchiveSearch-SearchSendRole',
  ]);
});

/** Of a role, without the hash. */
function nameOf(roleArn: string): string {
  return (
    roleArn
      .split('/')
      .at(-1)
      ?.replace(/-?[0-9A-F]{8}$/, '') ?? ''
  );
}

describe.each(scenarios.filter(({ doors }) => doors.length > 0))(
  'a service, in the scenario $name,',
  ({ doors }) => {
    test.each(doors.map((door) => [door.title, door] as const))(
      'is no confused deputy at %s',
      (_title, door) => {
        expect(verdict(requestAt(door, trusted(door)), door)).toBe('allowed');
        for (const request of foreignRequests(door)) expect(verdict(request, door)).toBe('not allowed');
      },
    );
  },
);
