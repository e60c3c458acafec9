import { oneLine } from '../../safe-text/one-line';
import type { Alert, AlertAccount } from '../alert';
import { DAILY_SUMMARY_RULE_ID, SUMMARY_SEVERITY } from '../daily-summary';
import { boundedSteps } from '../rule-members';

/** A message attribute as `Publish` of SNS takes it. */
export interface AlertAttribute {
  readonly DataType: 'String' | 'String.Array';
  readonly StringValue: string;
}

/** How much of a value an attribute carries. Attributes count to the message's 256 KiB. */
const VALUE_LENGTH = 256;

/** The attribute with the organizational units and tags of an account. */
export const ACCOUNT_GROUPS = 'accountGroups';

/** In place of the tags of an account while they are not known. */
export const UNKNOWN_TAGS = 'tags:unknown';

const TECHNIQUE = /^attack\.(t\d{4}(?:\.\d{3})?)$/i;

/**
 * The message attributes for subscription filters: `severity`, `rule`, `ruleName`, `account`, `region`, `route`, `repeat` of an
 * alert without anything new, `accountGroups` as a list of the organizational units and tags of the account, `techniques` as a
 * list of ATT&CK ids such as `T1562.008`, and, for receivers that show alerts to people, the rule's `firstSteps`, unless it is a
 * repeat. SNS takes no empty value, so what the alert does not have is left out; a filter can match that with `{"exists":
 * false}`. A queue with raw delivery gets at most ten attributes, and nothing at all of a message with more.
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
    ...listAttribute(ACCOUNT_GROUPS, accountGroups(alert.recipientAccount)),
    ...listAttribute('techniques', attackTechniques(alert.tags)),
    // the eleventh would be too many
    ...listAttribute('firstSteps', alert.repeat === true ? [] : boundedSteps(alert.firstSteps)),
  };
}

/** Units by id and tags as `key=value`; nothing where nothing but the name is known. */
function accountGroups(account: AlertAccount | undefined): readonly string[] {
  if (account?.organizationalUnits === undefined && account?.tags === undefined) return [];
  const { organizationalUnits = [], tags } = account;
  const tagged =
    tags === undefined ? [UNKNOWN_TAGS] : Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return [...organizationalUnits.map(({ id }) => id), ...tagged].map((text) =>
    oneLine(text, 2 * VALUE_LENGTH),
  );
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
