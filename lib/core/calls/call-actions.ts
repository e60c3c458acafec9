import { actionsAuthorizing } from './authorized-calls';
import { type CallCatalogue, SOURCE_END } from './call-catalogue';

/** IAM's prefixes of event sources that no model has. */
const PREFIXES: Readonly<Record<string, string>> = {
  rdsdata: 'rds-data',
  'api.ecr': 'ecr',
  'api.ecr-public': 'ecr-public',
  'elasticmapreduce-serverless': 'emr-serverless',
  opensearch: 'es',
  'sso-oidc': 'sso-oauth',
};

/** Whether records have an event source that no model has. */
export function isFurtherSource(source: string): boolean {
  return Object.hasOwn(PREFIXES, source);
}

/** Services whose calls everyone may make, or that are not APIs. */
export const UNGRANTED: ReadonlySet<string> = new Set([
  'sts:GetCallerIdentity',
  'sts:GetSessionToken',
  'sts:GetAccessKeyInfo',
]);
const NO_API = new Set(['signin', 'console', 'health.console']);

/**
 * How AWS Budgets authorizes calls on budgets; those on budget actions have their own names.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_budgets.html
 */
const OF_BUDGETS: readonly (readonly [RegExp, string])[] = [
  [/^(?!.*BudgetAction)(?:Create|Update|Delete)(?:Budget|Notification|Subscriber)/, 'budgets:ModifyBudget'],
  [/^(?!.*BudgetAction)Describe(?:Budget|Notification|Subscriber)/, 'budgets:ViewBudget'],
];

/** How API Gateway authorizes calls: by the method of HTTP. */
const METHODS: readonly (readonly [RegExp, string])[] = [
  [/^Get/, 'apigateway:GET'],
  [/^(?:Create|Import|Flush|Test|Generate)/, 'apigateway:POST'],
  [/^Update/, 'apigateway:PATCH'],
  [/^Put/, 'apigateway:PUT'],
  [/^Delete/, 'apigateway:DELETE'],
];

/**
 * The IAM actions that authorize a call, as policies name them. None where no policy applies: sign-ins, events of AWS services,
 * calls that everyone may make.
 */
export function iamActions(eventSource: string, eventName: string, calls: CallCatalogue): readonly string[] {
  const source = eventSource.replace(SOURCE_END, '');
  if (NO_API.has(source)) return [];
  const prefix = prefixOf(source, calls);
  if (prefix === 'apigateway')
    return METHODS.flatMap(([call, action]) => (call.test(eventName) ? [action] : []));
  const ofBudgets = prefix === 'budgets' ? OF_BUDGETS.find(([call]) => call.test(eventName)) : undefined;
  if (ofBudgets !== undefined) return [ofBudgets[1]];
  const name = withoutVersion(prefix, eventName);
  return actionsAuthorizing(prefix, name)
    .map((each) => `${prefix}:${each}`)
    .filter((action) => !UNGRANTED.has(action));
}

/** Some services share an event source: IAM's service of its name goes first. */
function prefixOf(source: string, calls: CallCatalogue): string {
  if (Object.hasOwn(PREFIXES, source)) return PREFIXES[source] as string;
  return calls.hasPrefix(source) ? source : (calls.prefixOf(source) ?? source);
}

/** Lambda and CloudFront write the version of their API behind the call: `ListFunctions20150331`, `CreateDistribution2020_05_31`. */
function withoutVersion(prefix: string, eventName: string): string {
  if (prefix === 'lambda') return eventName.replace(/\d{8}(?:v\d+)?$/, '');
  return prefix === 'cloudfront' ? eventName.replace(/\d{4}_\d\d_\d\d$/, '') : eventName;
}
