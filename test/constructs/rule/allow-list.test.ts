import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { narrowingsOf } from '../../../lib/core/rule/narrowed-condition';
import { AllowList, Condition, Rule, RuleSet } from '../../../lib/index';
import { documentOf, folderWith, MANY, SIGMA } from './rule-documents';

describe('an allow-list', () => {
  const session = (role: string, more: JsonObject = {}): JsonObject => ({
    eventName: 'StopLogging',
    sourceIPAddress: '10.1.2.3',
    userAgent: 'Terraform/1.9',
    recipientAccountId: '111122223333',
    ...more,
    userIdentity: {
      type: 'AssumedRole',
      accountId: '111122223333',
      arn: `arn:aws:sts::111122223333:assumed-role/${role}/s`,
      invokedBy: 'cloudformation.amazonaws.com',
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: `arn:aws:iam::111122223333:role/ops/${role}`, userName: role },
      },
    },
  });

  test.each<[string, AllowList, AllowList]>([
    ['accounts', AllowList.accounts('111122223333'), AllowList.accounts('444455556666')],
    [
      'recipient accounts',
      AllowList.recipientAccounts('111122223333'),
      AllowList.recipientAccounts('444455556666'),
    ],
    ['roles by name', AllowList.roles('x', 'deploy*'), AllowList.roles('deploy')],
    [
      'roles by ARN',
      AllowList.roles('arn:aws:iam::111122223333:role/ops/deployer'),
      AllowList.roles('arn:aws:iam::444455556666:role/ops/deployer'),
    ],
    [
      'roles by the ARN of a session, as people copy it from a record',
      AllowList.roles('arn:aws:sts::111122223333:assumed-role/deployer/another-session'),
      AllowList.roles(
        'arn:aws:sts::111122223333:assumed-role/deploy/s',
        'arn:aws:sts::444455556666:assumed-role/deployer/s',
      ),
    ],
    [
      'principals',
      AllowList.principals('arn:aws:sts::*:assumed-role/deployer/*'),
      AllowList.principals('arn:aws:sts::*:assumed-role/deploy/*'),
    ],
    ['networks', AllowList.networks('10.0.0.0/8'), AllowList.networks('11.0.0.0/8')],
    [
      'services',
      AllowList.invokedBy('cloudformation.amazonaws.com'),
      AllowList.invokedBy('config.amazonaws.com'),
    ],
    ['user agents', AllowList.userAgents('Terraform/*'), AllowList.userAgents('Terraform')],
    [
      'any',
      AllowList.anyOf(AllowList.roles('x'), AllowList.networks('10.0.0.0/8')),
      AllowList.anyOf(AllowList.roles('x'), AllowList.roles('y')),
    ],
    [
      'all',
      AllowList.allOf(AllowList.roles('deployer'), AllowList.networks('10.0.0.0/8')),
      AllowList.allOf(AllowList.roles('deployer'), AllowList.networks('11.0.0.0/8')),
    ],
    [
      'what a condition says',
      AllowList.where(Condition.exists('eventName')),
      AllowList.where(Condition.exists('x')),
    ],
  ])('of %s is left out of a rule, which keeps its id', (_, fitting, other) => {
    const set = RuleSet.fromRules(Rule.fromSigma(SIGMA.replace('level: high', 'level: medium')));
    const verdicts = [fitting, other].map((allowList) => {
      const [rule] = documentOf(set.allow(allowList)).rules;
      return [rule?.id, toPredicate(rule!.condition)(session('deployer'))];
    });
    expect(verdicts).toEqual([
      ['stop-1', false],
      ['stop-1', true],
    ]);
  });

  test.each(['high', 'critical'])('leaves rules and correlations of %s severity alone', (level) => {
    const set = RuleSet.fromDirectory(folderWith(MANY.replaceAll('level: high', `level: ${level}`)));
    expect(set.allow(AllowList.networks('10.0.0.0/8'))._encode()).toEqual(set._encode());
  });

  test('leaves a high correlation alone that counts a lower rule, and not that rule', () => {
    const set = RuleSet.fromDirectory(folderWith(MANY.replace('level: high', 'level: low')));
    const { rules, correlations } = documentOf(set.allow(AllowList.networks('10.0.0.0/8')));
    expect(correlations).toEqual(documentOf(set).correlations);
    for (const { condition } of rules) expect(toPredicate(condition)(session('deployer'))).toBe(false);
  });

  test('is left out of a high rule that is told so by name', () => {
    const set = RuleSet.fromRules(Rule.fromSigma(SIGMA));
    const [rule] = documentOf(set.tune('stopped', { allow: AllowList.networks('10.0.0.0/8') })).rules;
    expect(toPredicate(rule!.condition)(session('deployer'))).toBe(false);
  });

  test('has a name for each entry, by which what it leaves out is counted', () => {
    const ids = ['111122223333', '444455556666', '777788889999', '123456789012'];
    const deployer = AllowList.allOf(AllowList.roles('deployer'), AllowList.networks('10.0.0.0/8'));
    const allow = AllowList.anyOf(AllowList.accounts(...ids), deployer);
    const [rule] = documentOf(RuleSet.fromRules(Rule.fromSigma(SIGMA)).tune('stopped', { allow })).rules;
    expect(narrowingsOf(rule!.condition).map(({ name }) => name)).toEqual([
      'allow list accounts 111122223333, 444455556666, 777788889999 and 1 more',
      'allow list roles deployer and networks 10.0.0.0/8',
    ]);
  });

  const ARN = 'arn:aws:iam::111122223333:role/ops/deployer';
  const ANYWHERE = 'arn:aws:sts::*:assumed-role/deployer/*';

  test.each<[string, AllowList, readonly string[]]>([
    ['a name', AllowList.roles('deployer'), ['deployer']],
    ['an ARN of any account', AllowList.principals(ANYWHERE), [ANYWHERE]],
    ['a name beside an ARN', AllowList.roles(ARN, 'deployer'), ['deployer']],
    ['a name or a network', AllowList.anyOf(AllowList.roles('x'), AllowList.networks('10.0.0.0/8')), ['x']],
    ['a name with a user agent', AllowList.allOf(AllowList.roles('x'), AllowList.userAgents('y')), ['x']],
    ['an ARN', AllowList.roles(ARN), []],
    ['a name in an account', AllowList.allOf(AllowList.roles('x'), AllowList.accounts('111122223333')), []],
    ['a name in a network', AllowList.allOf(AllowList.roles('x'), AllowList.networks('10.0.0.0/8')), []],
  ])('warns of what any account can have: %s', (_, allow, wide) => {
    const set = RuleSet.fromRules(Rule.fromSigma(SIGMA));
    const named = wide.map(() =>
      expect.stringMatching(/ names no account, so a role of that name in any account/),
    );
    expect(set.allow(allow)._warnings()).toEqual(named);
    expect(set.tune('stopped', { allow })._warnings()).toEqual(named);
    for (const [at, each] of wide.entries()) expect(set.allow(allow)._warnings()[at]).toContain(`'${each}'`);
  });

  test.each<[string, () => AllowList, string]>([
    [
      'everything',
      () => AllowList.roles('*'),
      "AllowList.roles has '*', which allows everything; RuleSet.without leaves a rule out",
    ],
    ['nothing', () => AllowList.networks(), 'AllowList.networks needs at least one value'],
    ...(
      [
        ['arn:aws:iam::111122223333:user/ann', 'which is not the ARN of a role'],
        ['arn:aws:iam::111122223333:policy/p', 'which is not the ARN of a role'],
        [
          'role/deployer',
          "but the name of a role has no '/'; give the name without path and session, or the ARN",
        ],
        [
          'deployer/build-7',
          "but the name of a role has no '/'; give the name without path and session, or the ARN",
        ],
        [
          'AROAEXAMPLEEXAMPLE123',
          'which is the unique id of a principal; give the name or the ARN of the role',
        ],
        [
          'arn:aws:iam:111122223333:role/deployer',
          "which is not the ARN of a principal, such as 'arn:aws:iam::111122223333:role/deployer'",
        ],
      ] as const
    ).map(([text, fault]): [string, () => AllowList, string] => [
      `the role ${text}`,
      () => AllowList.roles(ARN, text),
      `AllowList.roles has '${text}', ${fault}`,
    ]),
    ...(
      [
        ['ann', "', which is not the ARN of a principal, such as 'arn:aws:iam::111122223333:role/deployer'"],
        [
          'arn:aws:iam::11112222333:user/ann',
          "', which is not the ARN of a principal, such as 'arn:aws:iam::111122223333:role/deployer'",
        ],
        [ARN, "', but calls of a role have the ARN of a session; give it to AllowList.roles"],
        [
          'arn:aws:sts::111122223333:assumed-role/deployer',
          "' without a session; give 'arn:aws:sts::111122223333:assumed-role/deployer/*'",
        ],
      ] as const
    ).map(([text, fault]): [string, () => AllowList, string] => [
      `the principal ${text}`,
      () => AllowList.principals(text),
      `AllowList.principals has '${text}${fault}`,
    ]),
    ['an account that is none', () => AllowList.accounts('1'), "'1' is not an account id of twelve digits"],
  ])('fails for %s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });

  test.each([
    ...['deploy*', 'arn:aws:iam::*:role/ops/*', 'arn:aws:iam::111122223333:role/*', 'arn:*'],
    ...['arn:aws-cn:sts::111122223333:assumed-role/deployer/build-7', 'arn:aws:iam::????22223333:role/x'],
  ])('takes the role %s', (text) => {
    expect(() => AllowList.roles(text)).not.toThrow();
  });

  test.each([
    'arn:aws:iam::111122223333:root',
    'arn:aws:iam::*:user/ann',
    '*:user/ann',
    'arn:aws:sts::*:federated-user/x',
  ])('takes the principal %s', (text) => {
    expect(() => AllowList.principals(text)).not.toThrow();
  });
});
