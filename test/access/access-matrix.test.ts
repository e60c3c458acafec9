import type { Decision } from '../../lib/core/policy/evaluation/decide';
import { roleSession } from '../../lib/core/policy/evaluation/request';
import { askFor } from './ask';
import { type Caller, callersOf, type Who } from './matrix-callers';
import { type What, type Wish, wishesOf } from './matrix-requests';
import { accountScenario, ORGANIZATION, OWNER, organizationScenario } from './reference-stacks';

/** The answer in one cell, and words of its reason. */
type Cell = readonly [verdict: Decision['verdict'], because: string | RegExp];

const yes = (because: string | RegExp): Cell => ['allowed', because];
const no = (because: string | RegExp): Cell => ['not allowed', because];

const NOT_NAMED = no(/no statement of the (bucket|key|topic|queue|trust) policy \w+ allows it/);
const OTHER_TRAIL = no(
  /'\w+' of the \w+ policy \w+ wants StringEquals aws:SourceArn \S+, and the request has/,
);
const NO_TRAIL = no(/wants StringEquals aws:SourceArn \S+, and the request has none/);
const OTHER_FOLDER = no(/'AWSCloudTrail\w*Write20150319' of the bucket policy \w+ is about \S+AWSLogs/);
const PLAIN = ['denied explicitly', /^denied by .* of the (bucket|topic|queue) policy/] as const;
const BY_ADMINISTRATOR = yes('statement 1 of AdministratorAccess');
const BY_PROCESSOR = yes(/^allowed by .*statement \d+ of the policy ProcessorRoleDefaultPolicy/);
const BY_MONITOR = yes(/^allowed by .*statement \d+ of the policy IntegrityRoleDefaultPolicy/);
const OTHER_BUCKET = no(/wants StringLike kms:EncryptionContext:aws:s3:arn .*, and the request has/);
const TRUSTS_LAMBDA = no(/the trust policy \w+ is for lambda\.amazonaws\.com/);

// what each caller gets wherever the exceptions below say nothing else
const USUALLY: Readonly<Record<Who, (wish: Wish) => Cell>> = {
  'CloudTrail for the trail': notNamed,
  'CloudTrail for another trail of the same owner': notNamed,
  'CloudTrail for a trail of that name in a member account': notNamed,
  'CloudTrail for a trail of that name in another organization': notNamed,
  'CloudTrail without a source': notNamed,
  'CloudTrail for the trail, without TLS': (wish) => (isRefusedPlain(wish) ? PLAIN : notNamed(wish)),
  'an administrator of a member account': notNamed,
  'an administrator of the management account': notNamed,
  'an administrator of another organization': notNamed,
  'anonymous (unsigned)': (wish) =>
    /^(kms|dynamodb|sts):/.test(wish.action) ? no('answers no unsigned request') : notNamed(wish),
  'the log processor': () => no(/no statement of the identity policies of \S+ProcessorRole\w+ allows it/),
  'the integrity monitor': () => no(/no statement of the identity policies of \S+IntegrityRole\w+ allows it/),
  // the policies of the stacks bind no administrator of the archive's own account: that is what guardrails are for
  "an administrator of the archive's account": () => BY_ADMINISTRATOR,
  "an administrator of the archive's account, without TLS": (wish) =>
    isRefusedPlain(wish) ? PLAIN : BY_ADMINISTRATOR,
  "an administrator of the archive's account, over TLS 1.1": ({ action }) =>
    action.startsWith('s3:') ? PLAIN : BY_ADMINISTRATOR,
};

type Cells = Readonly<Partial<Record<Who, Cell>>>;

/** CloudTrail for the trail may; it asks for other trails and for nobody in vain, and without TLS too where that counts. */
function trailOnly(sid: string): Cells {
  return {
    'CloudTrail for the trail': yes(`'${sid}'`),
    'CloudTrail for another trail of the same owner': OTHER_TRAIL,
    'CloudTrail for a trail of that name in a member account': OTHER_TRAIL,
    'CloudTrail for a trail of that name in another organization': OTHER_TRAIL,
    'CloudTrail without a source': NO_TRAIL,
  };
}

// keys are used over TLS only, whatever the policy says; so the row without TLS is like the row with it
function trailOnlyOnKey(sid: string): Cells {
  return { ...trailOnly(sid), 'CloudTrail for the trail, without TLS': yes(`'${sid}'`) };
}

// whatever adds to, takes from or hides the evidence, or locks people out of it
const SPOILS =
  /^s3:(Put|Delete|Bypass)|^kms:(Disable|Schedule|PutKeyPolicy|CreateGrant)|^sns:Subscribe|^sqs:Purge|^dynamodb:Delete/;
const WRITE = /'AWSCloudTrail(Organization)?Write20150319' of the bucket policy/;
const trailWrites: Cells = {
  ...trailOnly('AWSCloudTrailWrite20150319'),
  'CloudTrail for the trail': yes(WRITE),
};
const otherFolder: Cells = {
  'CloudTrail for the trail': OTHER_FOLDER,
  'CloudTrail for another trail of the same owner': OTHER_FOLDER,
  'CloudTrail for a trail of that name in a member account': OTHER_FOLDER,
  'CloudTrail for a trail of that name in another organization': OTHER_FOLDER,
  'CloudTrail without a source': OTHER_FOLDER,
};
const processorToo: Cells = { 'the log processor': BY_PROCESSOR };
const monitorToo: Cells = { 'the integrity monitor': BY_MONITOR };
const bothToo: Cells = { ...processorToo, ...monitorToo };
// the key policy, not IAM, decides who computes codes
const NO_FUNCTION = no('wants ArnLike aws:PrincipalArn');
const noAdministrator: Cells = {
  "an administrator of the archive's account": NO_FUNCTION,
  "an administrator of the archive's account, without TLS": NO_FUNCTION,
  "an administrator of the archive's account, over TLS 1.1": NO_FUNCTION,
};
const nobodyAtAll: Cells = {
  'the integrity monitor': TRUSTS_LAMBDA,
  'the log processor': TRUSTS_LAMBDA,
  "an administrator of the archive's account": TRUSTS_LAMBDA,
  "an administrator of the archive's account, without TLS": TRUSTS_LAMBDA,
  "an administrator of the archive's account, over TLS 1.1": TRUSTS_LAMBDA,
};

const EXCEPTIONS: Readonly<Partial<Record<What, Cells>>> = {
  'read the ACL of the archive': trailOnly('AWSCloudTrailAclCheck20150319'),
  'put a log file into the folder of the trail': trailWrites,
  'put a digest into the folder of the trail': trailWrites,
  'put a log file without giving the owner full control': {
    ...trailWrites,
    'CloudTrail for the trail': no(
      'wants StringEquals s3:x-amz-acl bucket-owner-full-control, and the request has none',
    ),
    'CloudTrail for another trail of the same owner': no('wants StringEquals s3:x-amz-acl'),
    'CloudTrail for a trail of that name in a member account': no('wants StringEquals s3:x-amz-acl'),
    'CloudTrail for a trail of that name in another organization': no('wants StringEquals s3:x-amz-acl'),
    'CloudTrail without a source': no('wants StringEquals s3:x-amz-acl'),
  },
  'put a log file into the folder of a stranger': otherFolder,
  'put a log file into the folder of another organization': otherFolder,
  'put a log file under a prefix': otherFolder,
  'get a log file': bothToo,
  'list the archive': monitorToo,
  'get an older version of a log file': processorToo,
  'make a data key for files of the trail': trailOnlyOnKey('AllowCloudTrailEncryptLogs'),
  'make a data key for files of a stranger': {
    ...trailOnly('AllowCloudTrailEncryptLogs'),
    'CloudTrail for the trail': no(
      /wants StringLike kms:EncryptionContext:aws:cloudtrail:arn \S+, and the request has/,
    ),
    'CloudTrail for the trail, without TLS': no('wants StringLike kms:EncryptionContext:aws:cloudtrail:arn'),
  },
  'decrypt a file of the archive': { ...trailOnlyOnKey('AllowCloudTrailDecryptTrail'), ...bothToo },
  'decrypt a file of another bucket': {
    ...trailOnlyOnKey('AllowCloudTrailDecryptTrail'),
    'the log processor': OTHER_BUCKET,
    'the integrity monitor': OTHER_BUCKET,
  },
  'describe the key': trailOnlyOnKey('AllowCloudTrailAccess'),
  'publish an alert': bothToo,
  'encrypt an alert': bothToo,
  'send a notice': processorToo,
  'receive a notice': processorToo,
  'claim an alert': processorToo,
  'compute a code that proves a claim': { ...bothToo, ...noAdministrator },
  'verify a code': processorToo,
  'assume the role of the log processor': nobodyAtAll,
};

function notNamed({ action }: Wish): Cell {
  return action.startsWith('dynamodb:') ? no('has no policy of its own') : NOT_NAMED;
}

/** Buckets and queues refuse everything without TLS; a topic refuses messages. */
function isRefusedPlain({ action }: Wish): boolean {
  return /^(s3|sqs):|^sns:Publish$/.test(action);
}

describe.each([
  ['an account', () => accountScenario(OWNER)],
  ['an organization over two accounts', () => organizationScenario(OWNER, ORGANIZATION)],
] as const)('the archive of %s', (_name, build) => {
  const scenario = build();
  const callers = callersOf(scenario);
  const wishes = wishesOf(scenario);
  // the processor reads the digest files of the owner in the home Region, and those of no member
  const ofMember = scenario.folder.startsWith('o-');
  const exceptions = { ...EXCEPTIONS, 'get a digest': ofMember ? monitorToo : bothToo };

  describe.each(Object.entries(wishes) as [What, Wish][])('%s', (what, wish) => {
    test.each(Object.entries(callers) as [Who, Caller][])('%s', (who, caller) => {
      const [verdict, because] = exceptions[what]?.[who] ?? USUALLY[who](wish);
      const decision = askFor(scenario, caller, wish);
      expect({ who, what, ...decision }).toEqual({
        who,
        what,
        verdict,
        reason: expect.stringMatching(because),
      });
    });
  });

  test.each([...scenario.policies.identity.keys()])('keeps its evidence from the role %s', (roleArn) => {
    const role = roleSession(scenario.owner, roleArn.split(':role/')[1]!);
    const spoiling = Object.values(wishes).filter(({ action }) => SPOILS.test(action));
    expect(spoiling.length).toBeGreaterThan(10);
    const allowed = spoiling.filter(
      (wish) => askFor(scenario, { principal: role, identity: [] }, wish).verdict === 'allowed',
    );
    expect(allowed).toEqual([]);
  });
});
