import { pagesOf } from '../../../lambda/aws/answers';

/** The pages of a list whose tokens are given, and the tokens that were asked for. */
async function read(tokens: readonly (string | undefined)[]): Promise<readonly (string | undefined)[]> {
  const asked: (string | undefined)[] = [];
  const pages = pagesOf(async (token) => ({ NextToken: tokens[asked.push(token) - 1] }));
  for await (const page of pages) expect(page.NextToken).toBe(tokens[asked.length - 1]);
  return asked;
}

test('every page is asked for with the token of the one before it', async () => {
  expect(await read(['a', 'b', undefined])).toEqual([undefined, 'a', 'b']);
});

test.each([
  ['the last one', ['a', 'a', 'a'], [undefined, 'a']],
  ['an earlier one', ['a', 'b', 'a', 'b'], [undefined, 'a', 'b']],
])('the list ends at a token that is %s again', async (_, tokens, asked) => {
  expect(await read(tokens)).toEqual(asked);
});
