import { memberKind } from '../../calls/member-kinds';
import { targetsOf } from '../../fact/targets/targets-of';
import { requestOf, textAt } from '../../fact/text-at';
import type { Json } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';

/** Calls that can pass a role. */
const PASSING = new RegExp(
  '^(?:Activate|Add|Associate|BatchPut|ContinueUpdate|Create|DeleteStack|Discover|Distribute|Enable|Export|Generate|Import|Modify|Put|' +
    'Register|Render|Request|Restore|Rollback|Rotate|Run|Send|Set|Start|Submit|Sync|Test|Update)',
);
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/;
/** Parameters that also take the name of a role, by service. */
const TAKES_NAME =
  /^(?:batch\.serviceRole|ecs\.(?:taskRoleArn|role)|elasticmapreduce\.(?:autoScaling|service)Role|glue\.role|imagebuilder\.executionRole|rds\.domainIAMRoleName|ssm\.iamRole)$/i;
/** The name of a role, behind its path if it has one. */
const ROLE_NAME = /^\/?(?:[\w+=,.@-]+\/)*[\w+=,.@-]+$/;
const MAX_DEPTH = 4;

/** The roles that a call hands to a service, by ARN or by name, which may have a path. IAM and STS name roles to change and to take them. */
export function passedRoles(record: CloudTrailRecord): readonly string[] {
  const call = textAt(record, 'eventName') ?? '';
  if (call === 'AddRoleToInstanceProfile')
    return targetsOf(record).flatMap(({ type, name }) => (type === 'AWS::IAM::Role' ? [name] : []));
  const [service = ''] = (textAt(record, 'eventSource') ?? '').split('.');
  if (service === 'iam' || service === 'sts' || !PASSING.test(call)) return [];
  const roles: string[] = [];
  collectRoles(requestOf(record), { into: roles, service, depth: 0 });
  return [...new Set(roles)];
}

function collectRoles(
  value: Json | undefined,
  { into, service, depth, name = '' }: { into: string[]; service: string; depth: number; name?: string },
): void {
  const isRole = typeof value === 'string' && memberKind(name, service) === 'role';
  const isNamed = isRole && TAKES_NAME.test(`${service}.${name}`) && ROLE_NAME.test(value);
  if (isNamed || (isRole && ROLE_ARN.test(value))) into.push(value);
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    // What is in a list of roles, or by what they are for, is named by the list.
    const isOfRoles = /roles$/i.test(name) || Array.isArray(value);
    collectRoles(member, { into, service, depth: depth + 1, name: isOfRoles ? name : key });
  }
}
