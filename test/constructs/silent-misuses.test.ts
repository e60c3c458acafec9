import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import {
  AlertTopic,
  AllowList,
  AuditAccess,
  AuditGuardrails,
  type AuditGuardrailsProps,
  AuditTrail,
  ChatTopic,
  Condition,
  LogArchive,
  LogReader,
  LogReaderRole,
  OrganizationAdministration,
  Rule,
  RuleSet,
  RuleSeverity,
  TamperDetection,
  Trailwatch,
} from '../../lib/index';
import {
  LOG_ARCHIVE,
  MANAGEMENT,
  newStack,
  notesOf,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  TRAIL,
  warningsOf,
} from './synthesize';

const definedRule = (name: string, field: string, ruleId?: string) =>
  Rule.define({
    ...{ name, title: `About ${name}`, severity: RuleSeverity.LOW, ruleId },
    condition: Condition.equalTo(field, 'x'),
  });

function guardrails(props: Partial<AuditGuardrailsProps>): AuditGuardrails {
  const stack = newStack();
  const exemptRoleArns = ['arn:aws:iam::*:role/cdk-hnb659fds-*'];
  return new AuditGuardrails(stack, 'G', { stacks: [stack], trails: [TRAIL], exemptRoleArns, ...props });
}

describe('what was meant otherwise is one sentence', () => {
  test.each<[string, () => unknown, string]>([
    [
      'a bucket name beside an archive',
      () => {
        const stack = newStack();
        const archive = new LogArchive(stack, 'Own', { trails: [TRAIL] });
        return new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, archive, bucketName: 'other' });
      },
      "bucketName and archive are both given; bucketName is for the part that Trailwatch creates, so set it where 'archive' is created",
    ],
    [
      'an address twice',
      () => new AlertTopic(newStack(), 'Alerts', { emails: ['ann@example.com', 'ann@example.com'] }),
      "emails 'ann@example.com' is given twice, but SNS subscribes an address only once; remove one",
    ],
    [
      'a filter of addresses without one',
      () => new AlertTopic(newStack(), 'Alerts', { emailFilter: { includeRepeats: true } }),
      'emailFilter has no effect without emails; give emails, or the filter to addEmail',
    ],
    ...(['deploymentRoleArns', 'operatorRoleArns', 'resourceNames'] as const).map(
      (name): [string, () => unknown, string] => [
        `${name} of a detection that is off`,
        () => new Trailwatch(newStack(), 'Trailwatch', { tamperDetection: false, [name]: ['case-*'] }),
        `${name} is given, but tamperDetection is false, so it has no effect; remove one of them`,
      ],
    ),
    ...['', '*', 'a*'].map((name): [string, () => unknown, string] => [
      `names like '${name}'`,
      () => new TamperDetection(newStack(), 'Tampering', { resourceNames: [name] }),
      `resourceNames '${name}' would match unrelated resources, or none; give a name of which at least three characters are known`,
    ]),
    [
      'the hour of a summary that is off',
      () => new Trailwatch(newStack(), 'Trailwatch', { dailySummary: false, dailySummaryHour: 7 }),
      'dailySummaryHour is given, but dailySummary is false, so it has no effect; remove one of them',
    ],
    [
      'a trail in a stack whose account is not known',
      () => new Trailwatch(newStack(), 'Trailwatch', { trailScope: new Stack(new App(), 'Trails') }),
      "trailScope: the account of the stack 'Stack' is '111122223333', but that of 'Trails' is known only at deployment, so neither can " +
        "refer to the other; give 'Trails' an env",
    ],
    [
      'guardrails for no target',
      () => guardrails({ targetIds: [] }),
      'targetIds is empty, so the policies would apply to no account; name roots, units or accounts, or leave it out',
    ],
    [
      'guardrails for a target twice',
      () => guardrails({ targetIds: ['r-ab12', 'r-ab12'] }),
      "targetIds has 'r-ab12' twice; name it only once",
    ],
    [
      'guardrails that are attached and keep nothing',
      () => guardrails({ targetIds: ['r-ab12'], stacks: [], trails: [] }),
      'stacks and trails are empty, so the policies would protect nothing; name stacks or trails',
    ],
    [
      'detection of changes in no stack',
      () => new TamperDetection(newStack(), 'Tampering', { stacks: [] }),
      'stacks is empty, so no change would be detected; name one, or leave it out',
    ],
    ...(['accounts', 'ruleNames', 'ruleIds'] as const).map((list): [string, () => unknown, string] => [
      `a filter with no ${list}`,
      () => new AlertTopic(newStack(), 'Alerts').addEmail('ann@example.com', { [list]: [] }),
      `${list} is empty and lets no alert through; name one, or leave it out`,
    ]),
  ])('%s', (_, make, sentence) => {
    expect(make).toThrow(sentence);
  });
});

describe('a rule set warns', () => {
  const builtIn = RuleSet.builtIn();
  const [known] = builtIn.rules;

  test('of fields that no record has, in rules and in allow lists', () => {
    expect(RuleSet.fromRules(definedRule('mine', 'userIdentty.arn'))._warnings()).toEqual([
      "rule 'mine': no CloudTrail record has the field 'userIdentty'; did you mean 'userIdentity'?",
    ]);
    const list = AllowList.where(Condition.noneOf(Condition.equalTo('eventNam', 'x')));
    expect(oneRule().allow(list)._warnings()).toEqual([
      "AllowList.where: no CloudTrail record has the field 'eventNam'; did you mean 'eventName'?",
    ]);
    expect(
      RuleSet.fromRules(definedRule('mine', 'eventContext.tagContext.principalTags.env'))._warnings(),
    ).toEqual([]);
  });

  test('of a rule that takes the place or the name of another', () => {
    expect(builtIn.add(definedRule(known!.ruleName, 'userAgent'))._warnings()).toEqual([
      `rule '${known!.ruleName}' has the name of another rule, '${known!.title}', and both raise alerts; give it another name`,
    ]);
    expect(builtIn.add(definedRule('mine', 'userAgent', known!.ruleId))._warnings()).toEqual([
      `rule 'mine' would replace '${known!.ruleName}', which has the same id; remove that rule first with without()`,
    ]);
  });

  test('not of a rule that is there twice, tuned or not, or was left out before', () => {
    const tuned = builtIn.tune(known!.ruleName, { severity: RuleSeverity.HIGH });
    expect(builtIn.merge(tuned)._warnings()).toEqual([]);
    expect(
      builtIn.without(known!.ruleName).add(definedRule(known!.ruleName, 'userAgent'))._warnings(),
    ).toEqual([]);
  });
});

test('a reader whose time is over is warned of', () => {
  const sharing = (validUntil: Date) => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new LogReaderRole(stack, 'Vendor', {
      archive,
      reader: LogReader.ownAccount({ account: '999988887777' }),
      validUntil,
    });
    return warningsOf(stack);
  };
  expect(sharing(new Date('2020-01-31T00:00:00Z'))).toEqual([
    '/Stack/Vendor: validUntil is 2020-01-31T00:00:00.000Z, which is in the past: no one can assume the role any more; set a later ' +
      'validUntil, or remove the reader [ack: cdk-trailwatch:readerExpired]',
  ]);
  expect(sharing(new Date('2999-01-31T00:00:00Z'))).toEqual([]);
});

test.each([
  [true, 0],
  [false, 1],
])(
  'an organization trail asks for an OrganizationAdministration only where there is none: %s',
  (isThere, count) => {
    const app = new App();
    const logs = new Stack(app, 'Logs', { env: { account: LOG_ARCHIVE, region: REGION } });
    const stack = new Stack(app, 'Stack', { env: { account: MANAGEMENT, region: REGION } });
    const archive = new LogArchive(logs, 'Archive', {
      trails: [ORGANIZATION_TRAIL],
      bucketName: 'company-logs',
    });
    new AuditTrail(stack, 'Trail', { identity: ORGANIZATION_TRAIL, archive });
    if (isThere) new OrganizationAdministration(stack, 'Organization');
    expect(notesOf(stack).filter((note) => note.includes('cloudTrailAccess'))).toHaveLength(count);
  },
);

test.each<[string, (stack: Stack, list: string[]) => unknown]>([
  [
    'logsRoleArns',
    (stack, logsRoleArns) => new AuditAccess(stack, 'Access', { trails: [TRAIL], logsRoleArns }),
  ],
  [
    'originKeyArns',
    (stack, originKeyArns) =>
      new ChatTopic(stack, 'Chat', { alertTopic: new AlertTopic(stack, 'Alerts'), originKeyArns }),
  ],
  ['bucketArns', (stack, bucketArns) => keepBuckets(stack, bucketArns)],
  [
    'accountTags',
    (stack, accountTags) =>
      new Trailwatch(stack, 'Trailwatch', { identity: ORGANIZATION_TRAIL, rules: oneRule(), accountTags }),
  ],
])('a list that is known only once deployed is told by the name of its property: %s', (property, make) => {
  const stack = newStack({ env: { account: MANAGEMENT, region: REGION } });
  const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
  expect(() => make(stack, list)).toThrow(
    `${property} is a list that is known only at deployment, but its values are needed at synthesis; give them as text`,
  );
});

function keepBuckets(stack: Stack, bucketArns: string[]): AuditGuardrails {
  const exemptRoleArns = ['arn:aws:iam::*:role/cdk-hnb659fds-*'];
  return new AuditGuardrails(stack, 'G', { stacks: [stack], trails: [TRAIL], exemptRoleArns, bucketArns });
}
