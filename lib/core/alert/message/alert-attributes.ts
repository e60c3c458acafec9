import { oneLine } from '../../safe-text/one-line';
import type { Alert } from '../alert';
import { DAILY_SUMMARY_RULE_ID, SUMMARY_SEVERITY } from '../daily-summary';
import { boundedSteps } from '../rule-members';

/** A message attribute as `Publish` of SNS takes it. */
export interface AlertAttribute {
  readonly DataType: 'String' | 'String.Array';
  readonly StringValue: string;
}

/** How much of a value an attribute carries. Attributes count to the message's 256 KiB. */
const VALUE_LENGTH = 256;

const TECHNIQUE = /^attack\.(t\d{4}(?:\.\d{3})?)$/i;

/**
 * The message attributes for subscription filters: `severity`, `rule`, `ruleName`, `account`, `region`, `route`, `repeat` of an
 * alert without anything new, `techniques` as a list of ATT&CK ids such as `T1562.008`, and, for who shows alerts to people, the rule's
 * `firstSteps`. SNS takes no empty value, so what the alert does not have is left out; a filter can ask for that with
 * `{"exists": false}`. A queue with raw delivery gets at most ten attributes, and nothing at all of a message with more.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function alertAttributes(alert: Alert): Record<string, AlertAttribute> {
  const texts = {
    severity: alert.ruleId === DAILY_SUMMARY_RULE_ID ? SUMMARY_SEVERITY : alert.severity,
    rule: alert.ruleId,
    ruleName: alert.ruleName ?? '',
    account: alert.recipientAccountId,
    region: alert.awsRegion,
    route: alert.route,
    repeat: alert.repeat === true ? 'true' : '',
  };
  const attributes = Object.entries(texts)
    .map(([name, value]): [string, AlertAttribute] => [
      name,
      { DataType: 'String', StringValue: oneLine(value, VALUE_LENGTH) },
    ])
    .filter(([, attribute]) => attribute.StringValue !== '');
  return {
    ...Object.fromEntries(attributes),
    ...listAttribute('techniques', attackTechniques(alert.tags)),
    ...listAttribute('firstSteps', boundedSteps(alert.firstSteps)),
  };
}

function listAttribute(name: string, values: readonly string[]): Record<string, AlertAttribute> {
  if (values.length === 0) return {};
  return { [name]: { DataType: 'String.Array', StringValue: JSON.stringify(values) } };
}

/** The ATT&CK technique ids among Sigma tags, in upper case, each once. */
function attackTechniques(tags: readonly string[]): string[] {
  const ids = tags.flatMap((tag) => tag.match(TECHNIQUE)?.[1]?.toUpperCase() ?? []);
  return [...new Set(ids)];
}
