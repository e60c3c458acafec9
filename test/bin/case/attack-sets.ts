import type { JsonObject } from '../../../lib/core/json/json-value';

/** The account of all sets. */
export const ACCOUNT = '111122223333';

/** What an attacker, or anybody else, calls with. */
export interface Caller {
  readonly userIdentity: JsonObject;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
}

/** A call as `service Name`, its parameters, and other members of its record. */
type Call = readonly [call: string, parameters?: JsonObject, members?: JsonObject];

/** An attack, by the way in which one identity becomes another; `salt` tells two of them apart. */
export type AttackSet = (salt: string) => readonly JsonObject[];

const addressOf = (salt: string) => `198.51.100.${10 + (salt.charCodeAt(0) % 200)}`;
const agentOf = (salt: string) => `aws-cli/2.31.${salt.charCodeAt(0)} md/arch#x86_64`;
const keyOf = (kind: 'AKIA' | 'ASIA', text: string) =>
  `${kind}${text.toUpperCase().replace(/[^A-Z0-9]/g, '')}EXAMPLEEXAMPLE`.slice(0, 20);

/** A user with a key. */
export function user(name: string, salt = name, key = keyOf('AKIA', `${name}${salt}`)): Caller {
  return {
    userIdentity: {
      ...{ type: 'IAMUser', principalId: `AIDA${name.toUpperCase()}`, accountId: ACCOUNT, userName: name },
      ...{ arn: `arn:aws:iam::${ACCOUNT}:user/${name}`, accessKeyId: key },
    },
    ...{ sourceIPAddress: addressOf(salt), userAgent: agentOf(salt) },
  };
}

/** A session of a role. */
export function session(role: string, name: string, salt: string, account = ACCOUNT): Caller {
  const principal = `AROA${role.toUpperCase()}`;
  return {
    userIdentity: {
      ...{ type: 'AssumedRole', principalId: `${principal}:${name}`, accountId: account },
      ...{
        arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
        accessKeyId: keyOf('ASIA', `${role}${name}${salt}`),
      },
      sessionContext: {
        sessionIssuer: {
          ...{ type: 'Role', principalId: principal, accountId: account, userName: role },
          arn: `arn:aws:iam::${account}:role/${role}`,
        },
      },
    },
    ...{ sourceIPAddress: addressOf(salt), userAgent: agentOf(salt) },
  };
}

/** The answer of a call that gives the credentials of a session. */
function gives(to: Caller): JsonObject {
  const { accessKeyId, arn, principalId } = to.userIdentity as Record<string, string>;
  return {
    credentials: { accessKeyId: accessKeyId ?? '', expiration: 'later' },
    assumedRoleUser: { arn: arn ?? '', assumedRoleId: principalId ?? '' },
  };
}

const STOPPED: Call = ['cloudtrail StopLogging', { name: 'audit' }];
/** A call that changes nothing. */
export const LOOKED: Call = ['sts GetCallerIdentity', {}, { readOnly: true }];

/** Records of callers, in order, from an hour on; ids are those of the salt. */
export function recordsOf(
  salt: string,
  parts: readonly (readonly [Caller, ...Call[]])[],
  startMs = Date.UTC(2026, 10, 20, 3),
): readonly JsonObject[] {
  const calls = parts.flatMap(([caller, ...all]) => all.map((call) => [caller, call] as const));
  return calls.map(([caller, [call, requestParameters = {}, members = {}]], at) => {
    const [source = '', eventName = ''] = call.split(' ');
    return {
      ...{ eventVersion: '1.11', ...caller, eventSource: `${source}.amazonaws.com`, eventName },
      eventTime: `${new Date(startMs + at * 20_000).toISOString().slice(0, 19)}Z`,
      ...{
        awsRegion: source === 'iam' ? 'us-east-1' : 'eu-west-1',
        requestParameters,
        responseElements: null,
      },
      ...{ readOnly: false, eventID: `${salt}-${at}`, eventType: 'AwsApiCall', managementEvent: true },
      ...{ eventCategory: 'Management', recipientAccountId: ACCOUNT },
      ...members,
    };
  });
}

function assume(role: string, to: Caller, account = ACCOUNT): Call {
  return [
    'sts AssumeRole',
    { roleArn: `arn:aws:iam::${account}:role/${role}`, roleSessionName: 'any' },
    { responseElements: gives(to) },
  ];
}

function madeUser(name: string): Call {
  const made = {
    userName: name,
    userId: `AIDA${name.toUpperCase()}`,
    arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
  };
  return ['iam CreateUser', { userName: name }, { responseElements: { user: made } }];
}

function madeKey(name: string, accessKeyId: string): Call {
  const accessKey = { userName: name, accessKeyId, status: 'Active' };
  return ['iam CreateAccessKey', { userName: name }, { responseElements: { accessKey } }];
}

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** All attacks that are generated, by what links their parts. */
export const ATTACK_SETS: Readonly<Record<string, AttackSet>> = {
  'a leaked key alone': (salt) => recordsOf(salt, [[user(`deploy${salt}`, salt), LOOKED, STOPPED]]),
  'a made user with a key': (salt) => {
    const key = keyOf('AKIA', `made${salt}`);
    const [name, made] = [`deploy${salt}`, `support${salt}`];
    const attach: Call = ['iam AttachUserPolicy', { userName: made, policyArn: ADMIN }];
    // From elsewhere: what links them is the key.
    const other = { ...user(made, salt, key), sourceIPAddress: '203.0.113.200', userAgent: `curl/${salt}` };
    return recordsOf(salt, [
      [user(name, salt), madeUser(made), attach, madeKey(made, key)],
      [other, LOOKED, STOPPED],
    ]);
  },
  'a role that was taken': (salt) => {
    const taken = session(`Ops${salt}`, 'one', salt);
    return recordsOf(salt, [
      [user(`ann${salt}`, salt), LOOKED, assume(`Ops${salt}`, taken)],
      [taken, STOPPED],
    ]);
  },
  'a chain of roles into another account': (salt) => {
    const first = session(`Hop${salt}`, 'one', salt);
    const second = session(`Audit${salt}`, 'two', salt, '444455556666');
    const elsewhere = { ...second, sourceIPAddress: '203.0.113.201', userAgent: `python/${salt}` };
    return recordsOf(salt, [
      [user(`bob${salt}`, salt), assume(`Hop${salt}`, first)],
      [first, assume(`Audit${salt}`, second, '444455556666')],
      [elsewhere, ['cloudtrail DeleteTrail', { name: 'audit' }, { recipientAccountId: '444455556666' }]],
    ]);
  },
  'stolen credentials of an instance': (salt) =>
    recordsOf(salt, [
      [
        session(`web${salt}`, 'i-0123456789abcdef0', salt),
        LOOKED,
        [
          'ec2 DeleteFlowLogs',
          { DeleteFlowLogsRequest: { FlowLogId: { content: 'fl-0123456789abcdef0', tag: 1 } } },
        ],
      ],
    ]),
  'a function that was made': (salt) => {
    const name = `job${salt}`;
    const role = `arn:aws:iam::${ACCOUNT}:role/jobs${salt}`;
    const made = {
      functionName: name,
      role,
      functionArn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name}`,
    };
    const runs = {
      ...session(`jobs${salt}`, name, salt),
      sourceIPAddress: '203.0.113.202',
      userAgent: `Boto3/${salt}`,
    };
    return recordsOf(salt, [
      [
        user(`eve${salt}`, salt),
        ['lambda CreateFunction20150331', { functionName: name, role }, { responseElements: made }],
        STOPPED,
      ],
      [runs, ['cloudtrail DeleteTrail', { name: 'audit' }]],
    ]);
  },
  'an instance that was run': (salt) => {
    const id = `i-0aaaaaaaaaaaaaaa${salt.charCodeAt(0) % 10}`;
    const runs = {
      ...session(`node${salt}`, id, salt),
      sourceIPAddress: '203.0.113.203',
      userAgent: `Boto3/${salt}`,
    };
    const items = [{ instanceId: id }];
    return recordsOf(salt, [
      [
        user(`carl${salt}`, salt),
        ['ec2 RunInstances', {}, { responseElements: { instancesSet: { items } } }],
        STOPPED,
      ],
      [runs, ['ec2 DeleteFlowLogs', { DeleteFlowLogsRequest: { FlowLogId: { content: 'fl-0', tag: 1 } } }]],
    ]);
  },
  'a password for another user': (salt) => {
    const name = `dora${salt}`;
    const signedIn = {
      ...user(name, salt, keyOf('ASIA', name)),
      sourceIPAddress: '203.0.113.204',
      userAgent: `Mozilla/${salt}`,
    };
    const { accessKeyId: _, ...identity } = signedIn.userIdentity as Record<string, string>;
    const login: Call = [
      'signin ConsoleLogin',
      {},
      {
        eventType: 'AwsConsoleSignIn',
        responseElements: { ConsoleLogin: 'Success' },
        userIdentity: identity,
      },
    ];
    return recordsOf(salt, [
      [
        user(`erik${salt}`, salt),
        [
          'iam CreateLoginProfile',
          { userName: name },
          { responseElements: { loginProfile: { userName: name } } },
        ],
        STOPPED,
      ],
      [signedIn, login, ['cloudtrail DeleteTrail', { name: 'audit' }]],
    ]);
  },
  'the root user': (salt) =>
    recordsOf(salt, [
      [
        {
          userIdentity: {
            type: 'Root',
            principalId: ACCOUNT,
            arn: `arn:aws:iam::${ACCOUNT}:root`,
            accountId: ACCOUNT,
          },
          ...{ sourceIPAddress: addressOf(salt), userAgent: agentOf(salt) },
        },
        STOPPED,
      ],
    ]),
  'temporary credentials of a key': (salt) => {
    const temporary = user(`finn${salt}`, salt, keyOf('ASIA', `finn${salt}`));
    const answer = { credentials: { accessKeyId: keyOf('ASIA', `finn${salt}`) } };
    return recordsOf(salt, [
      [user(`finn${salt}`, salt), ['sts GetSessionToken', {}, { responseElements: answer }]],
      [temporary, STOPPED],
    ]);
  },
  'a federated user': (salt) => {
    const arn = `arn:aws:sts::${ACCOUNT}:federated-user/guest${salt}`;
    const key = keyOf('ASIA', `guest${salt}`);
    const guest = {
      ...user(`gina${salt}`, salt),
      userIdentity: {
        type: 'FederatedUser',
        principalId: `${ACCOUNT}:guest${salt}`,
        arn,
        accountId: ACCOUNT,
        accessKeyId: key,
      },
    };
    const answer = {
      credentials: { accessKeyId: key },
      federatedUser: { arn, federatedUserId: `${ACCOUNT}:guest${salt}` },
    };
    return recordsOf(salt, [
      [
        user(`gina${salt}`, salt),
        ['sts GetFederationToken', { name: 'guest' }, { responseElements: answer }],
      ],
      [guest, STOPPED],
    ]);
  },
  'a role switch in the console': (salt) => {
    const taken = session(`Switch${salt}`, `hugo${salt}`, salt);
    const from = `arn:aws:iam::${ACCOUNT}:user/hugo${salt}`;
    return recordsOf(salt, [
      [user(`hugo${salt}`, salt), LOOKED],
      [
        taken,
        [
          'signin SwitchRole',
          {},
          {
            additionalEventData: { SwitchFrom: from },
            eventType: 'AwsConsoleSignIn',
            responseElements: { SwitchRole: 'Success' },
          },
        ],
        STOPPED,
      ],
    ]);
  },
  'two users from one rare place': (salt) =>
    recordsOf(salt, [
      [user(`iris${salt}`, salt), STOPPED],
      [
        user(`jack${salt}`, salt),
        ['ec2 DeleteFlowLogs', { DeleteFlowLogsRequest: { FlowLogId: { content: 'fl-1', tag: 1 } } }],
      ],
    ]),
  'a function that everybody may call': (salt) =>
    recordsOf(salt, [
      [
        user(`kate${salt}`, salt),
        [
          'lambda AddPermission20150331v2',
          { functionName: 'tools', statementId: 'all', principal: '*', action: 'lambda:InvokeFunction' },
        ],
      ],
    ]),
  'a shared snapshot, and the trail stopped': (salt) => {
    const add = { items: [{ userId: '999988887777' }] };
    const share = {
      snapshotId: 'snap-0123456789abcdef0',
      createVolumePermission: { add },
      attributeType: 'CREATE_VOLUME_PERMISSION',
    };
    return recordsOf(salt, [[user(`lena${salt}`, salt), ['ec2 ModifySnapshotAttribute', share], STOPPED]]);
  },
  'a role that was made and trusted to a stranger': (salt) => {
    const role = {
      roleName: `back${salt}`,
      roleId: `AROABACK${salt.toUpperCase()}`,
      arn: `arn:aws:iam::${ACCOUNT}:role/back${salt}`,
    };
    const back = session(`back${salt}`, 'stranger', salt);
    const stranger = {
      ...back,
      userIdentity: { ...back.userIdentity, principalId: `AROABACK${salt.toUpperCase()}:stranger` },
      ...{ sourceIPAddress: '203.0.113.205', userAgent: `Go/${salt}` },
    };
    return recordsOf(salt, [
      [
        user(`mark${salt}`, salt),
        [
          'iam CreateRole',
          { roleName: role.roleName, assumeRolePolicyDocument: '{}' },
          { responseElements: { role } },
        ],
        STOPPED,
      ],
      [stranger, ['cloudtrail DeleteTrail', { name: 'audit' }]],
    ]);
  },
};

/** What people do every day in one office, some of it worth an alert of medium severity. */
export function ordinaryWork(): readonly JsonObject[] {
  const people = ['nina', 'otto', 'paul'].map((name) => ({
    ...user(name),
    sourceIPAddress: '192.0.2.10',
    userAgent: 'aws-cli/2.30.1',
  }));
  const [nina, otto, paul] = people as [Caller, Caller, Caller];
  return recordsOf('work', [
    [
      nina,
      LOOKED,
      madeUser('quentin'),
      madeKey('quentin', keyOf('AKIA', 'quentin')),
      ['ec2 DescribeInstances', {}, { readOnly: true }],
    ],
    [
      otto,
      ['s3 ListBuckets', {}, { readOnly: true }],
      ['cloudformation DescribeStacks', {}, { readOnly: true }],
    ],
    [
      paul,
      ['lambda UpdateFunctionCode20150331v2', { functionName: 'shop' }],
      ['logs CreateLogGroup', { logGroupName: 'shop' }],
    ],
  ]);
}
