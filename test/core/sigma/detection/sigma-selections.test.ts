import { parseSigma } from '../../../../lib/core/sigma/sigma-file';
import { problemsOf, ruleWith, selectionProblems, selectionTree } from '../sigma-text-fixture';

function treeOf(detection: string) {
  const file = parseSigma(ruleWith(detection), 'rule.yml');
  return { tree: file.rules[0]?.rule.condition, problems: file.problems.map(({ code }) => code) };
}

const isX = { kind: 'equals', field: 'X', values: ['1'], cased: false };
const isY = { kind: 'equals', field: 'Y', values: ['2'], cased: false };

describe('a condition on elements and documents', () => {
  it('is a condition over selections, whose fields are those of the element', () => {
    const { tree, problems } = treeOf(`s: {resources|element: _x and not _y}
_x: {X: 1}
_y: {Y: 2}
condition: s`);
    const of = { kind: 'and', of: [isX, { kind: 'not', of: isY }] };
    expect(tree).toEqual({ kind: 'element', field: 'resources', of });
    expect(problems).toEqual([]);
  });

  it('may stand before and behind the selections that it names, and in one another', () => {
    const { tree, problems } = treeOf(`_policy: {Statement|element: _x}
_x: {X: 1}
s: {requestParameters.policyDocument|document: _policy}
condition: s`);
    const of = { kind: 'element', field: 'Statement', of: isX };
    expect(tree).toEqual({ kind: 'document', field: 'requestParameters.policyDocument', of });
    expect(problems).toEqual([]);
  });

  it('takes all of a list, or any of it, and can be negated', () => {
    const detection = (modifiers: string) => `s: {resources|element${modifiers}: [_x, _y]}
_x: {X: 1}
_y: {Y: 2}
condition: s`;
    const of = [isX, isY].map((condition) => ({ kind: 'element', field: 'resources', of: condition }));
    expect(treeOf(detection('')).tree).toEqual({ kind: 'or', of });
    expect(treeOf(detection('|all')).tree).toEqual({ kind: 'and', of });
    expect(treeOf(detection('|neq')).tree).toEqual({ kind: 'not', of: { kind: 'or', of } });
  });

  it('takes the field of a selection for that of a record where the condition uses it too', () => {
    expect(treeOf('s: {resources|element: x}\nx: {X: 1}\ncondition: s or x').problems).toEqual([
      'unknown-field',
    ]);
    expect(treeOf('s: {resources|element: x}\nx: {X: 1}\ncondition: s').problems).toEqual([]);
  });

  it('counts a selection that it names as used, and no other', () => {
    expect(treeOf('s: {resources|element: x}\nx: {X: 1}\ny: {eventName: a}\ncondition: s').problems).toEqual([
      'unused-selection',
    ]);
  });

  it.each([
    [
      'a name that there is not',
      's: {resources|element: nothing}\ncondition: s',
      "there is no selection 'nothing'",
    ],
    [
      'itself',
      's: {resources|element: s}\ncondition: s',
      "the selection 's' is a condition on parts of itself",
    ],
    [
      'itself by way of another',
      's: {resources|element: _x}\n_x: {X|document: s}\ncondition: s',
      "the selection 's' is a condition on parts of itself",
    ],
    ['nothing', "s: {resources|element: ''}\ncondition: s", 'the condition is empty'],
  ])('fails on %s', (_what, detection, message) => {
    expect(problemsOf(ruleWith(detection)).join('\n')).toContain(message);
    expect(treeOf(detection).tree).toBeUndefined();
  });

  it('fails beside a modifier of text', () => {
    expect(selectionProblems('{resources|element|contains: x}').join()).toContain(
      "cannot be combined with 'element'",
    );
    expect(selectionProblems('{resources|document|cased: x}').join()).toContain(
      "cannot be combined with 'document'",
    );
  });

  it('fails where conditions stand more than ten deep in one another', () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, at) => `_${at}: {resources|element: _${at + 1}}`).join('\n');
    const detection = (length: number) => `${chain(length)}\n_${length}: {X: 1}\ncondition: _0`;
    expect(treeOf(detection(10)).problems).toEqual([]);
    expect(treeOf(detection(11)).problems).toContain('too-deep');
  });

  it('fails where they multiply one another', () => {
    const twice = Array.from({ length: 8 }, (_, at) => {
      const next = Array.from({ length: 20 }, () => `_${at + 1}`).join(' and ');
      return `_${at}: {resources|element: ${next}}`;
    });
    expect(treeOf([...twice, '_8: {X: 1}', 'condition: _0'].join('\n')).problems).toContain('too-large');
  });
});

describe('an account outside', () => {
  const field = 'requestParameters.userId|outside';

  it('takes the accounts that belong to the reader', () => {
    expect(selectionTree(`{${field}: ['111122223333', '444455556666']}`)).toEqual({
      kind: 'outsideAccount',
      field: 'requestParameters.userId',
      own: ['111122223333', '444455556666'],
    });
  });

  it('takes them from the placeholder own_accounts, which may have no value', () => {
    const selection = `{${field}|expand: '%own_accounts%'}`;
    const placeholders = { own_accounts: ['111122223333'] };
    expect(selectionTree(selection)).toMatchObject({ own: [] });
    expect(selectionTree(selection, { placeholders })).toMatchObject({ own: ['111122223333'] });
  });

  it('fails on a placeholder of another name without a value', () => {
    expect(selectionProblems(`{${field}|expand: '%friends%'}`).join()).toContain("'%friends%' has no value");
  });

  it('fails on what is no account', () => {
    expect(selectionProblems(`{${field}: '*'}`).join()).toContain(
      "'outside' takes account ids of twelve digits, not '*'",
    );
  });
});
