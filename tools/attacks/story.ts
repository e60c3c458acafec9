import type { JsonObject } from '../../lib/core/json/json-value';
import {
  cloudFormation,
  keyUser,
  type Principal,
  person,
  service,
  session,
  TERRAFORM,
} from '../noise/principals';

/** The account of the stories, one that is not its own, and addresses of nobody. */
export const OWN = '111122223333';
export const STRANGER = '444455556666';
const THIEF = '192.0.2.66';
const GATEWAY = '198.51.100.9';

const CLI = 'aws-cli/2.31.18 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0-1041-aws lang/python#3.13.7';
const SDK = 'Boto3/1.40.60 md/Botocore#1.40.60 ua/2.1 os/linux md/arch#x86_64 lang/python#3.13.7';

function within(principal: Principal, more: JsonObject, ofContext: JsonObject = {}): Principal {
  const { sessionContext } = principal.userIdentity;
  return {
    ...principal,
    userIdentity: {
      ...principal.userIdentity,
      sessionContext: { ...(sessionContext as JsonObject), ...ofContext },
      ...more,
    },
  };
}

function inFunction(ip: string, agent: string): Principal {
  const issuer = `arn:aws:lambda:eu-west-1:${OWN}:function:reports`;
  return within(session(OWN, 'reports', 'reports', { ip, agent }), {
    inScopeOf: {
      ...{ sourceArn: issuer, sourceAccount: OWN },
      ...{ issuerType: 'AWS::Lambda::Function', credentialsIssuedTo: issuer },
    },
  });
}

/** An instance, whose credentials name how they were delivered. */
export function instance(ip: string, agent: string, id = 'i-0123456789abcdef0'): Principal {
  return within(session(OWN, 'web', id, { ip, agent }), {}, { ec2RoleDelivery: '2.0' });
}

/** Who makes the calls of a story: the kinds of principals that CloudTrail tells apart, and the tools that deploy. */
export const WHO = {
  user: keyUser(OWN, 'reports', THIEF),
  root: {
    userIdentity: { type: 'Root', principalId: OWN, arn: `arn:aws:iam::${OWN}:root`, accountId: OWN },
    ...{ sourceIPAddress: THIEF, userAgent: CLI },
  },
  person: person(OWN, 'ann', 'AdministratorAccess'),
  role: session(OWN, 'operations', 'botocore-session-1763607600', { ip: THIEF, agent: CLI }),
  federated: session(OWN, 'partner-login', 'eve@partner.example', { ip: THIEF, agent: SDK }),
  instance: instance(GATEWAY, SDK),
  thiefOfInstance: instance(THIEF, CLI),
  function: inFunction(GATEWAY, `${SDK} exec-env/AWS_Lambda_python3.13`),
  thiefOfFunction: inFunction(THIEF, CLI),
  container: session(OWN, 'shop-task', '0123456789abcdef0123456789abcdef', { ip: GATEWAY, agent: SDK }),
  thiefOfContainer: session(OWN, 'shop-task', '0123456789abcdef0123456789abcdef', { ip: THIEF, agent: CLI }),
  pipeline: session(OWN, 'terraform', 'terraform-cloud', { ip: '198.51.100.20', agent: TERRAFORM }),
  stack: cloudFormation(OWN),
  aws: service('backup.amazonaws.com'),
} satisfies Record<string, Principal>;

export type Who = keyof typeof WHO;

/** A call of a story: `service Name`, what was asked, and the other members of its record. */
export type Step = readonly [call: string, request?: JsonObject, others?: JsonObject];

/** The calls of one session, in order. */
export interface Session {
  readonly who: Who | Principal;
  readonly steps: readonly Step[];
}

/** What an attacker does, and what looks alike and is none. */
export interface Story {
  readonly title: string;
  readonly attack: readonly Session[];
  readonly benign: readonly Session[];
}

/** A story of one session; its twin is of another principal, or asks for something else. */
export function story(
  title: string,
  [who, ...steps]: readonly [Who | Principal, ...Step[]],
  [twin, ...others]: readonly [Who | Principal, ...Step[]],
): Story {
  return { title, attack: [{ who, steps }], benign: [{ who: twin, steps: others }] };
}

const START_MS = Date.UTC(2026, 10, 20, 3);
const PAUSE_MS = 20_000;

/** What most sessions begin with. */
const FIRST: readonly Step[] = [['sts GetCallerIdentity', undefined, { readOnly: true }]];

/** The records of the sessions of a story, as CloudTrail writes them. */
export function recordsOf(sessions: readonly Session[]): readonly JsonObject[] {
  const calls = sessions.flatMap(({ who, steps }) =>
    [...FIRST, ...steps].map((step) => ({ who: typeof who === 'string' ? WHO[who] : who, step })),
  );
  return calls.map(({ who, step: [call, requestParameters = null, others] }, at): JsonObject => {
    const [source = '', eventName = ''] = call.split(' ');
    return {
      eventVersion: '1.11',
      ...(who as unknown as JsonObject),
      eventTime: new Date(START_MS + at * PAUSE_MS).toISOString().replace(/\.\d+Z$/, 'Z'),
      ...{ eventSource: `${source}.amazonaws.com`, eventName, awsRegion: 'eu-west-1' },
      ...{ requestParameters, responseElements: null, readOnly: false },
      eventID: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      ...{ eventType: 'AwsApiCall', managementEvent: true, eventCategory: 'Management' },
      recipientAccountId: OWN,
      ...others,
    };
  });
}
