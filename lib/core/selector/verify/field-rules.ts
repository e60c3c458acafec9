/**
 * Which fields and operators the API takes in an advanced selector, by what takes the events and by category.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
import { OPERATORS, type Operator } from '../operator';
import type { Destination } from '../selection';

/** What the API takes for one field. */
export interface FieldRule {
  readonly operators: readonly Operator[];
  /** The only values; any when absent. */
  readonly values?: readonly string[];
  /** A selector without the field is refused. */
  readonly required?: true;
  /** The field takes exactly one value. */
  readonly single?: true;
}

/** Field name to rule. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

const ANY: FieldRule = { operators: OPERATORS.map(({ name }) => name) };
const READ_ONLY: FieldRule = { operators: ['equals'], values: ['true', 'false'] };
const FROM_CONSOLE: FieldRule = { operators: ['equals', 'notEquals'], values: ['true'] };

function categoryRule(category: string): FieldRule {
  return { operators: ['equals'], values: [category], required: true, single: true };
}

const DATA_FIELDS: FieldRules = {
  eventCategory: categoryRule('Data'),
  'resources.type': { operators: ['equals'], required: true, single: true },
  'resources.ARN': ANY,
  readOnly: READ_ONLY,
  eventName: ANY,
  eventSource: ANY,
  eventType: ANY,
  sessionCredentialFromConsole: FROM_CONSOLE,
  'userIdentity.arn': ANY,
};

const NETWORK_FIELDS: FieldRules = {
  eventCategory: categoryRule('NetworkActivity'),
  eventSource: { operators: ['equals'], required: true, single: true },
  eventName: ANY,
  errorCode: { operators: ['equals'], values: ['VpceAccessDenied'] },
  vpcEndpointId: ANY,
};

/** Categories that an event data store keeps alone, in one selector with no other field. */
export const LONE_CATEGORIES: readonly string[] = [
  'Insight',
  'ConfigurationItem',
  'Evidence',
  'ActivityAuditLog',
];

const RULES: Readonly<Record<Destination, Readonly<Record<string, FieldRules>>>> = {
  trail: {
    Management: {
      eventCategory: categoryRule('Management'),
      readOnly: READ_ONLY,
      eventSource: { operators: ['notEquals'], values: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] },
    },
    Data: DATA_FIELDS,
    NetworkActivity: { ...NETWORK_FIELDS, 'userIdentity.arn': ANY },
  },
  eventDataStore: {
    Management: {
      eventCategory: categoryRule('Management'),
      readOnly: READ_ONLY,
      eventSource: ANY,
      eventName: ANY,
      eventType: ANY,
      sessionCredentialFromConsole: FROM_CONSOLE,
      'userIdentity.arn': ANY,
    },
    Data: DATA_FIELDS,
    NetworkActivity: NETWORK_FIELDS,
    ...Object.fromEntries(
      LONE_CATEGORIES.map((category) => [category, { eventCategory: categoryRule(category) }]),
    ),
  },
};

/** The categories of events that the destination takes. */
export function categoriesOf(destination: Destination): readonly string[] {
  return Object.keys(RULES[destination]);
}

/** The rules of the category's fields; `undefined` for a category that the destination does not take. */
export function fieldRules(destination: Destination, category: string): FieldRules | undefined {
  const byCategory = RULES[destination];
  return Object.hasOwn(byCategory, category) ? byCategory[category] : undefined;
}
