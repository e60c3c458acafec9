import { parseSigma, parseSigmaFiles, ruleDocumentOf } from '../../lib/core/sigma/sigma-file';
import { describeCorpus, ruleFiles } from './corpus';

describeCorpus('the shared rules', () => {
  test('of CloudTrail load, their two correlations with the rules that they count', () => {
    const files = [...ruleFiles('sigma/rules'), ...ruleFiles('sigma-suzaku')].map((file) =>
      parseSigma(file.text, file.name),
    );
    expect(files.flatMap((file) => file.refused)).toEqual([]);
    expect(files.flatMap((file) => file.rules)).toHaveLength(390);
    expect(ruleDocumentOf(files).rules).toHaveLength(387);
    const correlations = files.flatMap((file) => file.correlations.map(({ correlation }) => correlation));
    const counted = correlations.map(({ kind, rules }) => [kind, rules.map(({ title }) => title)]);
    expect(counted).toEqual([
      ['event_count', ['Failed Console Login']],
      ['temporal_ordered', ['GetCallerIdentity Call', 'S3 ListBuckets Call']],
    ]);
  });

  test('fails every unsupported file with one problem that names the reason', () => {
    const codes = ruleFiles('sigma/unsupported').map((file) => {
      const { rules, problems } = parseSigma(file.text, file.name);
      expect(rules).toEqual([]);
      return problems.map(({ code }) => code);
    });
    expect(codes).toHaveLength(6);
    for (const code of codes)
      expect([['deprecated-aggregation'], ['deprecated-timeframe']]).toContainEqual(code);
  });

  test('load with the values of their placeholders, and fail without', () => {
    const [file] = ruleFiles('sigma/rules-placeholder');
    const without = parseSigma(file!.text, file!.name);
    expect(without.rules).toEqual([]);
    expect(without.refused[0]?.problems.map(({ code }) => code)).toEqual([
      'unresolved-placeholder',
      'unresolved-placeholder',
    ]);
    const placeholders = { Legitimate_Countries: ['NL', 'D*'], Legitimate_IP_Ranges: ['10.*'] };
    expect(parseSigma(file!.text, file!.name, { placeholders }).rules).toHaveLength(1);
  });

  test('of other log sources load, or are refused with one reason', () => {
    const files = ruleFiles('sigma-other').map((file) => parseSigma(file.text, file.name));
    const refused = files.flatMap((file) => file.refused);
    expect(files.flatMap((file) => file.rules)).toHaveLength(250);
    expect(refused.map(({ problems }) => problems.map(({ code }) => code)).sort()).toEqual([
      ['deprecated-aggregation'],
      ['undefined-selection'],
    ]);
  });

  test('of the specification load, but for what names rules that are not there, and three kinds of counts', () => {
    const files = ruleFiles('sigma-spec').map((file) => parseSigma(file.text, file.name));
    expect(files.flatMap((file) => file.rules)).toHaveLength(2);
    const codes = files.flatMap((file) =>
      file.refused.map(({ problems }) => [...new Set(problems.map(({ code }) => code))].join()),
    );
    expect(codes.filter((code) => code === 'unsupported-correlation')).toHaveLength(3);
    expect(codes.filter((code) => code === 'unknown-rule')).toHaveLength(7);
    expect(codes).toHaveLength(10);
  });

  test('of the specification load beside the rules that they name, but for two whose ids stand twice', () => {
    const files = ruleFiles('sigma-spec').map((file) => ({ text: file.text, file: file.name }));
    const named = new Set(
      files.flatMap(({ text }) => [...text.matchAll(/^ +- ([\w-]+)( #.*)?$/gm)].map(([, id]) => id)),
    );
    const rules = [...named].map(
      (id) => `title: ${id}\nid: ${id}\ndetection: {s: {User: '*'}, condition: s}\n`,
    );
    const read = parseSigmaFiles([...files, { text: rules.join('---\n'), file: 'named.yml' }]);
    expect(read.flatMap((file) => file.correlations)).toHaveLength(4);
    expect(read.flatMap((file) => file.filters.map(({ ruleIds }) => ruleIds.length))).toEqual([2, 2]);
    expect(read.flatMap((file) => file.refused)).toHaveLength(5);
  });
});
