import { renderReasons } from '../../../lib/core/compile/compile-result';

const obstacle = (reason: string, field?: string) => ({ code: 'code', path: 'of[2].of[0]', reason, field });

test('a reason is given once, with the fields that it does not name, and without the place in the tree', () => {
  expect(
    renderReasons([
      obstacle('it has no JSON', 'requestParameters.policy'),
      obstacle("'userAgent' is compared without case", 'userAgent'),
      obstacle('it has no JSON', 'requestParameters.document'),
      obstacle('it has no JSON', 'requestParameters.policy'),
      obstacle('it has no keywords'),
    ]),
  ).toEqual([
    'it has no JSON (requestParameters.policy, requestParameters.document)',
    "'userAgent' is compared without case",
    'it has no keywords',
  ]);
});
