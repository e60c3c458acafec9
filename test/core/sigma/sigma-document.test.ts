import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import { renderProblem } from '../../../lib/core/problem/problem';
import { parseSigma, parseSigmaFiles } from '../../../lib/core/sigma/sigma-file';

const LOGSOURCE = 'logsource: {product: aws, service: cloudtrail}\n';

function ruleNamed(name: string): string {
  return `title: The ${name}\nid: id-${name}\nname: ${name}\n${LOGSOURCE}detection: {s: {eventName: ${name}}, condition: s}\n`;
}

/** A file with a filter, of which `body` begins at line 3, column 10, and two rules. */
function fileWith(body: string): string {
  return `title: Known\n${LOGSOURCE}filter: {${body}}\n---\n${ruleNamed('login')}---\n${ruleNamed('denied')}`;
}

const NOT_ADMIN = 'selection: {userIdentity.type: Root}, condition: not selection';

describe('a filter', () => {
  test('leaves out what it says, of the rules that it names and of no other', () => {
    const { rules, filters, refused, problems } = parseSigma(
      fileWith(`rules: [login], ${NOT_ADMIN}`),
      'f.yml',
    );
    expect({ refused, problems }).toEqual({ refused: [], problems: [] });
    expect(filters).toMatchObject([{ id: 'f', line: 1, ruleIds: ['id-login'], others: { ruleIds: [] } }]);
    const verdicts = rules.map(({ rule }) => {
      const holds = toPredicate(rule.condition);
      const eventName = rule.name;
      return [rule.id, holds({ eventName }), holds({ eventName, userIdentity: { type: 'Root' } })];
    });
    expect(verdicts).toEqual([
      ['id-login', true, false],
      ['id-denied', true, true],
    ]);
  });

  test('keeps all else of the rule', () => {
    const plain = parseSigma(ruleNamed('login'), 'r.yml').rules[0]?.rule;
    const [filtered] = parseSigma(fileWith(`rules: [id-login], ${NOT_ADMIN}`), 'f.yml').rules;
    expect(filtered?.rule).toEqual({ ...plain, condition: filtered?.rule.condition });
  });

  test('reaches rules of other files, and what correlations count', () => {
    const files = parseSigmaFiles([
      { file: 'f.yml', text: `title: F\n${LOGSOURCE}filter: {rules: [login], ${NOT_ADMIN}}\n` },
      {
        file: 'c.yml',
        text: 'title: C\ncorrelation: {type: event_count, rules: [login], timespan: 1h, condition: {gte: 2}}\n',
      },
      { file: 'r.yml', text: ruleNamed('login') },
    ]);
    expect(files.flatMap(({ problems }) => problems)).toEqual([]);
    const [counted] = files[1]?.correlations[0]?.correlation.rules ?? [];
    const holds = toPredicate(counted!.condition);
    expect([
      holds({ eventName: 'login' }),
      holds({ eventName: 'login', userIdentity: { type: 'Root' } }),
    ]).toEqual([true, false]);
  });

  test("applies to every rule with 'any', and to a rule as often as it is named", () => {
    const other = `title: O\n${LOGSOURCE}filter: {rules: any, s: {awsRegion: x}, condition: not s}\n---\n`;
    const { rules, filters } = parseSigma(other + fileWith(`rules: [login], ${NOT_ADMIN}`), 'f.yml');
    expect(filters.map(({ ruleIds }) => ruleIds)).toEqual([['id-login', 'id-denied'], ['id-login']]);
    const [login] = rules.map(({ rule }) => toPredicate(rule.condition));
    const records = [{}, { awsRegion: 'x' }, { userIdentity: { type: 'Root' } }];
    expect(records.map((record) => login?.({ eventName: 'login', ...record }))).toEqual([true, false, false]);
  });

  test.each([
    ['{product: aws}', ['id-login'], 0],
    ['{product: aws, service: cloudtrail}', ['id-login'], 0],
    ['{product: aws, service: vpcflow}', [], 1],
    ['{category: process_creation, product: windows}', [], 1],
  ])(
    "with 'any' and the log source %s applies to the rules of that source only",
    (source, ruleIds, warnings) => {
      const filter = `title: F\nlogsource: ${source}\nfilter: {rules: any, s: {User: adm}, condition: not s}\n---\n`;
      const { filters, problems } = parseSigma(filter + ruleNamed('login'), 'f.yml');
      expect(filters.map((each) => each.ruleIds)).toEqual([ruleIds]);
      expect(problems.filter(({ code }) => code === 'other-logsource')).toHaveLength(warnings);
    },
  );

  test("without a 'not' keeps what it finds, as in pySigma, and is warned of", () => {
    const { rules, problems } = parseSigma(
      fileWith('rules: [login], selection: {awsRegion: x}, condition: selection'),
      'f.yml',
    );
    const holds = toPredicate(rules[0]!.rule.condition);
    expect([holds({ eventName: 'login' }), holds({ eventName: 'login', awsRegion: 'x' })]).toEqual([
      false,
      true,
    ]);
    expect(problems.map(renderProblem)).toEqual([
      "f.yml:3:64: the filter's condition has no 'not', so the rules match nothing but what it finds; to leave that out, write 'not selection'",
    ]);
  });
});

describe('a filter fails', () => {
  test.each([
    [
      'for a rule that is not there',
      `rules: [login, logn], ${NOT_ADMIN}`,
      "3:25: no rule has the id or name 'logn'; did you mean 'login'?",
    ],
    ['for no rules', NOT_ADMIN, "3:9: 'filter' has no 'rules'; list the ids or names of rules"],
    [
      'for rules that are no texts',
      `rules: [{a: b}], ${NOT_ADMIN}`,
      "3:18: 'filter.rules': expected the ids or names of rules, found a map",
    ],
    [
      'for no condition',
      'rules: [login], selection: {awsRegion: x}',
      "3:9: the detection has no 'condition'; write one, such as 'condition: selection'",
    ],
    [
      'for a selection that is not there',
      'rules: [login], selection: {awsRegion: x}, condition: not selektion',
      "3:68: there is no selection 'selektion'; did you mean 'selection'?",
    ],
    [
      'for an unknown modifier',
      'rules: [login], s: {awsRegion|startwith: x}, condition: not s',
      "3:40: the modifier 'startwith' is not known; did you mean 'startswith'?",
    ],
  ])('%s, and leaves the rules as they are', (_, body, problem) => {
    const { rules, filters, problems } = parseSigma(fileWith(body), 'f.yml');
    expect(filters).toEqual([]);
    expect(problems.filter(({ severity }) => severity === 'error').map(renderProblem)).toEqual([
      `f.yml:${problem}`,
    ]);
    expect(rules.map(({ rule }) => rule.condition.kind)).toEqual(['equals', 'equals']);
  });

  test('for a correlation, which has no condition of its own', () => {
    const text = `title: C\nid: many\ncorrelation: {type: event_count, rules: [login], timespan: 1h, condition: {gte: 2}}\n---\n${fileWith(`rules: [many], ${NOT_ADMIN}`)}`;
    expect(parseSigma(text, 'f.yml').problems.map(renderProblem)).toEqual([
      "f.yml:7:18: 'many' is a correlation, expected a rule; name the rules that it counts",
    ]);
  });

  test('for a filter that is no map', () => {
    expect(parseSigma(`title: F\n${LOGSOURCE}filter: x\n`, 'f.yml').problems.map(renderProblem)).toEqual([
      "f.yml:3:9: 'filter': expected a map with rules, selections and a condition, found a single value",
    ]);
  });
});
