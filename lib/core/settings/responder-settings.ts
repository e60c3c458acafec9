import { FunctionEnvironment, WORKER_NAMES } from './function-environment';

/** The actions, by the names that settings and reports have. */
export const RESPONSE_ACTION_NAMES = [
  'start-logging',
  'block-public-bucket',
  'revoke-ingress',
  'disable-access-key',
  'revoke-sessions',
  'attach-guardrail',
  'isolate-instance',
  'cancel-key-deletion',
  'detach-administrator-policy',
  'enable-guardduty',
  'start-config-recorder',
  'enable-security-hub',
  'remove-public-statements',
  'start-state-machine',
  'start-automation',
] as const;

/** One of {@link RESPONSE_ACTION_NAMES}. */
export type ResponseActionName = (typeof RESPONSE_ACTION_NAMES)[number];

/** The policy that `attach-guardrail` attaches. */
export interface Guardrail {
  /** Such as `p-examplepolicyid`. */
  readonly policyId: string;
  /** The account that owns the policies of the organization. */
  readonly managementAccount: string;
}

/** What an action of the user starts, in the account and Region of the responder. */
export interface ResponseTarget {
  /** The ARN of a state machine, or the name of a document of Systems Manager. */
  readonly name: string;
  /** The ARN of the role that a document acts with. */
  readonly roleArn?: string;
}

/** One action, and the rules whose alerts it answers. */
export interface ResponseSettings {
  readonly action: ResponseActionName;
  readonly ruleIds: readonly string[];
  /** The state machine that acts; absent in a dry run. */
  readonly machineArn?: string;
  readonly guardrail?: Guardrail;
  readonly target?: ResponseTarget;
}

/** What is never acted on: whole values, or beginnings that end with `*`. */
interface Exemptions {
  /** ARNs of users and roles; a role includes all its sessions. */
  readonly principals: readonly string[];
  readonly accounts: readonly string[];
  readonly resources: readonly string[];
}

/** What `Responder` writes into its function's environment, and the handler reads there. */
export interface ResponderSettings {
  readonly responderName: string;
  readonly partition: string;
  readonly accountId: string;
  readonly topicArn: string;
  /** The HMAC key that alerts are signed and verified with. */
  readonly macKeyArn: string;
  readonly tableName: string;
  /** How many alerts an action answers in an hour. */
  readonly maxActionsPerHour: number;
  readonly maxAgeMinutes: number;
  /** How the names of the roles of trailwatch in the account begin. */
  readonly ownRoleStart: string;
  /** How the names of the roles in member accounts begin; the name of the action follows. */
  readonly memberRoleStart: string;
  /** Accounts other than the own one that have such roles. */
  readonly memberAccounts: readonly string[];
  /** Names of the roles of the stack that act in the own account. */
  readonly actingRoles: readonly string[];
  readonly responses: readonly ResponseSettings[];
  readonly exempt: Exemptions;
}

/** Settings that are not text, in one variable as JSON. */
type Lists = Pick<ResponderSettings, 'memberAccounts' | 'actingRoles' | 'responses' | 'exempt'>;

/** A state machine is written by its name, because its ARN is long. */
type Named = Omit<Lists, 'responses'> & {
  readonly responses: readonly (Omit<ResponseSettings, 'machineArn'> & { readonly machine?: string })[];
};

type Written = Omit<ResponderSettings, keyof Lists> & { readonly lists: string };

const ENVIRONMENT = new FunctionEnvironment<Written>('Responder', {
  responderName: WORKER_NAMES.responder,
  partition: { variable: 'TRAILWATCH_PARTITION', kind: 'text' },
  accountId: { variable: 'TRAILWATCH_ACCOUNT_ID', kind: 'text' },
  topicArn: { variable: 'TRAILWATCH_ALERT_TOPIC_ARN', kind: 'text' },
  macKeyArn: { variable: 'TRAILWATCH_MAC_KEY_ARN', kind: 'text' },
  tableName: { variable: 'TRAILWATCH_CLAIM_TABLE', kind: 'text' },
  maxActionsPerHour: { variable: 'TRAILWATCH_MAX_ACTIONS_PER_HOUR', kind: 'number' },
  maxAgeMinutes: { variable: 'TRAILWATCH_MAX_AGE_MINUTES', kind: 'number' },
  ownRoleStart: { variable: 'TRAILWATCH_OWN_ROLE_START', kind: 'text' },
  memberRoleStart: { variable: 'TRAILWATCH_MEMBER_ROLE_START', kind: 'text' },
  lists: { variable: 'TRAILWATCH_RESPONSES', kind: 'text' },
});

/**
 * The environment of the function.
 *
 * @param toJson writes JSON that may contain CDK tokens
 */
export function encodeResponderSettings(
  { memberAccounts, actingRoles, responses, exempt, ...texts }: ResponderSettings,
  toJson: (value: Named) => string,
): Record<string, string> {
  const named = responses.map(({ machineArn, ...response }) =>
    machineArn === undefined ? response : { ...response, machine: machineArn.split(':').at(-1) ?? '' },
  );
  return ENVIRONMENT.encode({
    ...texts,
    lists: toJson({ memberAccounts, actingRoles, responses: named, exempt }),
  });
}

/** The settings of an environment. Throws when they are not there. */
export function decodeResponderSettings(
  environment: Readonly<Record<string, string | undefined>>,
): ResponderSettings {
  const { lists, ...texts } = ENVIRONMENT.decode(environment);
  const { responses, ...others } = JSON.parse(lists) as Named;
  const { partition, accountId, topicArn } = texts;
  const [, , , region] = topicArn.split(':');
  const start = `arn:${partition}:states:${region}:${accountId}:stateMachine:`;
  return {
    ...{ ...texts, ...others },
    responses: responses.map(({ machine, ...response }) =>
      machine === undefined ? response : { ...response, machineArn: start + machine },
    ),
  };
}

/** What `Responder` writes into the environment of a function that acts in the Region of a record, and its handler reads there. */
interface RegionalResponseSettings {
  /** One of `REGIONAL_ACTIONS`: the role of the function allows this one. */
  readonly action: string;
  /** Whose Regions it calls: `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
}

/** The environment of the function. */
export const REGIONAL_RESPONSE_ENVIRONMENT = new FunctionEnvironment<RegionalResponseSettings>('Responder', {
  action: { variable: 'TRAILWATCH_RESPONSE_ACTION', kind: 'text' },
  partition: { variable: 'TRAILWATCH_PARTITION', kind: 'text' },
});
