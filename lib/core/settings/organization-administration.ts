/** What a custom resource has to see to in an organization. */
export interface OrganizationAdministrationSettings {
  /** The account of the stack, which has to be the management account. */
  readonly account: string;
  /** The accounts that are to be CloudTrail's delegated administrators. */
  readonly delegatedAdministrators: readonly string[];
  /** Whether StackSets get trusted access, too. */
  readonly stackSets: boolean;
  /** Whether the role of event context is created, too. */
  readonly eventContext: boolean;
  /** Whether accounts that are taken off the list are deregistered. */
  readonly deregisterRemoved: boolean;
}

/** Maximum number of delegated administrators for CloudTrail in an organization. */
export const MAX_DELEGATED_ADMINISTRATORS = 3;

const SWITCHES = ['stackSets', 'eventContext', 'deregisterRemoved'] as const;

/** The properties of the custom resource. CloudFormation makes a text of everything but the list. */
export function toAdministrationProperties(
  settings: OrganizationAdministrationSettings,
): Readonly<Record<string, string | readonly string[]>> {
  const { account, delegatedAdministrators } = settings;
  const switches = SWITCHES.map((name) => [name, String(settings[name])]);
  return { account, delegatedAdministrators, ...Object.fromEntries(switches) };
}

/** The settings of a request of CloudFormation. Throws one error that names every property that is missing or wrong. */
export function parseAdministration(
  properties: Readonly<Record<string, unknown>>,
): OrganizationAdministrationSettings {
  const { account, delegatedAdministrators } = properties;
  const wrong = [
    ...(isAccount(account) ? [] : ['account']),
    ...(areAccounts(delegatedAdministrators) ? [] : ['delegatedAdministrators']),
    ...SWITCHES.filter((name) => !['true', 'false'].includes(String(properties[name]))),
  ];
  if (wrong.length > 0 || !isAccount(account) || !areAccounts(delegatedAdministrators)) {
    throw new Error(
      `the properties are not what OrganizationAdministration writes: ${wrong.join(', ')} missing or wrong; account ids have 12 digits`,
    );
  }
  return {
    account,
    delegatedAdministrators: [...new Set(delegatedAdministrators)],
    stackSets: properties.stackSets === 'true',
    eventContext: properties.eventContext === 'true',
    deregisterRemoved: properties.deregisterRemoved === 'true',
  };
}

/** The accounts of a list that CloudFormation had before; none where there was no list. */
export function delegatedBefore(properties: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const { delegatedAdministrators } = properties;
  return areAccounts(delegatedAdministrators) ? delegatedAdministrators : [];
}

function isAccount(value: unknown): value is string {
  return typeof value === 'string' && /^\d{12}$/.test(value);
}

function areAccounts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isAccount);
}
