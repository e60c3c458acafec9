/** What the API would refuse in the values of one operator, and what is allowed but hardly meant. */

import type { NameJudge } from '../../calls/judge-name';
import { OPERATORS, type OperatorFacts } from '../operator';
import { type AdvancedSelector, resourceTypeOfSelector } from '../selection';
import { doubt, refusal, type SelectionProblem } from '../selection-problem';
import { isResolved, type SelectorValue } from '../selector-value';
import type { FieldRule } from './field-rules';
import { arnShapesOf, isArnOfType, isListedResourceType, isResourceTypeName } from './resource-type';

/**
 * The services that log network activity events of VPC endpoints. The list is open: others are allowed, with a
 * warning.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html (April 2026)
 */
const SERVICES: ReadonlySet<string> = new Set(
  (
    'aco-automation appconfig application-signals appmesh athena b2bi backup-gateway bcm-data-exports ' +
    'bcm-pricing-calculator bedrock-agentcore bedrock billing cassandra ce cloudcontrolapi cloudformation ' +
    'cloudhsm cloudoptimization cloudtrail codedeploy comprehend comprehendmedical config ds dynamodb ec2 ' +
    'ecs elasticfilesystem elasticloadbalancing events firehose frauddetector freetier fsx glue ' +
    'healthlake invoicing iot iotfleetwise iotsecuredtunneling kms lakeformation lambda license-manager ' +
    'lookoutequipment lookoutvision monitoring nova-act personalize qbusiness rds rekognition ' +
    'rolesanywhere s3 sagemaker scheduler secretsmanager servicediscovery sns sqs ssm-contacts ssm ' +
    'storagegateway swf textract transcribe transcribestreaming transform-agents transform-custom ' +
    'transform translate user-subscriptions verifiedpermissions voiceid workmail workmailmessageflow'
  ).split(' '),
);

const SOURCE = /^([a-z0-9-]+)\.amazonaws\.com$/;

type Problems = readonly SelectionProblem[];

const MAX_VALUE_LENGTH = 2_048;

/** What the dot of the API's pattern for values, `.+`, does not take. */
const LINE_BREAK = /[\n\r\u0085\u2028\u2029]/;

/** An operator of a field, with all that is around it. */
export interface FieldPlace {
  readonly selector: AdvancedSelector;
  readonly category: string;
  readonly field: string;
  readonly operator: OperatorFacts;
  readonly path: string;
  /** Without it, names are not judged. */
  readonly judge: NameJudge | undefined;
}

/** The operators that the rule allows, in words. */
export function propertiesOf(rule: FieldRule): string {
  return OPERATORS.filter(({ name }) => rule.operators.includes(name))
    .map(({ property }) => property)
    .join(', ');
}

/** All problems of an operator and its values. */
export function verifyOperator(
  rule: FieldRule,
  values: readonly SelectorValue[],
  place: FieldPlace,
): Problems {
  const { field, operator, category, path } = place;
  if (!rule.operators.includes(operator.name)) {
    const message = `${field} of ${category} events does not take ${operator.property}; use ${propertiesOf(rule)}`;
    return [refusal('operator-not-allowed', path, message)];
  }
  if (values.length === 0) {
    return [
      refusal('no-values', path, `${operator.property} has no values; give at least one, or leave it out`),
    ];
  }
  const single: Problems =
    rule.single && values.length > 1
      ? [
          refusal(
            'one-value-only',
            path,
            `${field} has ${values.length} values; it takes one: make a selector for each of the others`,
          ),
        ]
      : [];
  return [
    ...single,
    ...values.flatMap((value, index) => verifyValue(rule, value, { ...place, path: `${path}[${index}]` })),
  ];
}

function verifyValue(rule: FieldRule, value: SelectorValue, place: FieldPlace): Problems {
  if (!isResolved(value)) return [];
  if (value.length === 0 || value.length > MAX_VALUE_LENGTH) {
    const message = `a value has 1 to ${MAX_VALUE_LENGTH} characters; this has ${value.length}`;
    return [refusal('value-length', place.path, message)];
  }
  if (LINE_BREAK.test(value)) {
    const message = `a value is one line; ${JSON.stringify(value)} has a line break: remove it`;
    return [refusal('value-line-break', place.path, message)];
  }
  if (rule.values !== undefined && !rule.values.includes(value)) {
    const message = `'${value}' is not a value of ${place.field} here; it may be ${rule.values.join(' or ')}`;
    return [refusal('value-not-allowed', place.path, message)];
  }
  return VALUE_CHECKS.flatMap((check) => check(value, place));
}

/** Whether a name has a value, in the letter case of both. */
const PARTS: Readonly<Record<OperatorFacts['relation'], (name: string, part: string) => boolean>> = {
  equals: (name, part) => name === part,
  startsWith: (name, part) => name.startsWith(part),
  endsWith: (name, part) => name.endsWith(part),
};

/** What else is wrong or doubtful in one value. */
const VALUE_CHECKS: readonly ((value: string, place: FieldPlace) => Problems)[] = [
  function warnOfWildcard(value, { path, operator }) {
    if (!value.includes('*')) return [];
    const message = `'${value}' has a '*', which ${operator.property} takes literally; use StartsWith or EndsWith`;
    return [doubt('literal-wildcard', path, message)];
  },
  function verifyResourceType(value, { field, path }) {
    if (field !== 'resources.type' || isListedResourceType(value)) return [];
    return isResourceTypeName(value)
      ? [doubt('unlisted-type', path, `'${value}' is not in the list of November 2026; check its spelling`)]
      : [refusal('not-a-type', path, `'${value}' is not a resource type; it looks like AWS::S3::Object`)];
  },
  function verifyArn(value, { field, operator, selector, path }) {
    const type = resourceTypeOfSelector(selector);
    if (field !== 'resources.ARN' || operator.relation !== 'equals' || type === undefined) return [];
    if (isArnOfType(value, type)) return [];
    const [shape = 'an ARN'] = arnShapesOf(type);
    const alternative = operator.selects ? 'StartsWith' : 'NotStartsWith';
    const message = `'${value}' is not the whole ARN of one ${type} (${shape}); complete it, or use ${alternative}`;
    return [refusal('not-an-arn', path, message)];
  },
  function doubtName(value, { field, category, operator: { relation }, path, judge }) {
    // Network activity has sources of its own, data events have types, and categories are in the rule of the field.
    if (field === 'eventCategory' || field === 'resources.type') return [];
    if (field === 'eventSource' && category === 'NetworkActivity') return [];
    const fits = PARTS[relation];
    const isWhole = relation === 'equals';
    // A part may be of any call: those are known in small letters.
    const isPart = (known: string) => fits(known.toLowerCase(), value.toLowerCase());
    const fault = judge?.(field, {
      text: value,
      fits: isWhole ? (known) => fits(known, value) : isPart,
      isWhole,
    });
    return fault === undefined ? [] : [doubt('unknown-name', path, fault.message)];
  },
  function verifyNetworkSource(value, { field, category, path }) {
    if (field !== 'eventSource' || category !== 'NetworkActivity' || isListedNetworkSource(value)) return [];
    return isEventSourceName(value)
      ? [
          doubt(
            'unlisted-source',
            path,
            `'${value}' is not in the list of April 2026; check that it logs them`,
          ),
        ]
      : [refusal('not-a-source', path, `'${value}' is not an event source; it looks like s3.amazonaws.com`)];
  },
];

/** Whether the text has the form of an event source. */
function isEventSourceName(source: string): boolean {
  return SOURCE.test(source);
}

/** Whether the guide lists the event source, such as `s3.amazonaws.com`, as one with network activity events. */
function isListedNetworkSource(source: string): boolean {
  return SERVICES.has(SOURCE.exec(source)?.[1] ?? '');
}
