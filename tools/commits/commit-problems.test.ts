import { commitProblems } from './commit-problems';

const BODY = '\n\nA deleted digest file was reported as a late one. Measured on 400 archives.\n';

test.each([
  'digest: refuse a chain that skips a day',
  'lib/core/scan: parse each rule file once for a run',
  'access, review: pass the account of a role',
  'tools: bring the figures up to date',
  'Revert "digest: refuse a chain that skips a day"',
])('%s is accepted', (subject) => {
  expect(commitProblems(subject + BODY)).toEqual([]);
});

test.each([
  ['digest: a chain that skips a day is refused', "'a' is no imperative"],
  ['digest: refuses a chain', "'refuses' is no imperative"],
  ['digest: refused a chain', "'refused' is no imperative"],
  ['digest: refusing a chain', "'refusing' is no imperative"],
  ['digest: rules are read once', "'rules' is no imperative"],
  ['digest: `trails --check` knows it', "'`trails' is no imperative"],
  ['digest: Refuse a chain', "'Refuse' is no imperative"],
  ['Digest: refuse a chain', "not 'room: imperative'"],
  ['refuse a chain that skips a day', "not 'room: imperative'"],
  ['digest: refuse a chain.', 'ends with a full stop'],
  [`digest: refuse ${'x'.repeat(60)}`, '75 characters, of at most 72'],
])('fails: %s', (subject, problem) => {
  expect(commitProblems(subject + BODY).join()).toContain(problem);
});

test.each([
  ['no body', '\n'],
  ['a body of trailers', '\n\nSigned-off-by: A Name <a@example.com>\nReviewed-by: B\n'],
])('fails: %s has no reasons', (_, body) => {
  expect(commitProblems(`digest: refuse a chain${body}`)).toEqual([expect.stringContaining('body is empty')]);
});

test('fails: a body that is not set apart from the subject', () => {
  expect(commitProblems('digest: refuse a chain\nBecause it skips a day.')).toEqual([
    'the second line is not empty',
  ]);
});
