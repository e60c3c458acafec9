import { pagesOf } from '../../../lambda/aws/answers';

/** The pages of a list whose tokens are given, and the tokens that were asked for. */
async function read(tokens: readonly unknown[]): Promise<readonly unknown[]> {
  const asked: unknown[] = [];
  const pages = pagesOf('Numbers', async (token: unknown) => ({ NextToken: tokens[asked.push(token) - 1] }));
  for await (const page of pages) expect(page.NextToken).toBe(tokens[asked.length - 1]);
  return asked;
}

test('every page is asked for with the token of the one before it', async () => {
  expect(await read(['a', 'b', undefined])).toEqual([undefined, 'a', 'b']);
});

test('the list ends at an empty token', async () => {
  expect(await read(['a', ''])).toEqual([undefined, 'a']);
});

test.each([
  ['the last one', ['a', 'a']],
  ['an earlier one', ['a', 'b', 'a']],
  ['a key with the same content', [{ key: { S: 'a' } }, { key: { S: 'a' } }]],
])('fails at a token that is %s again', async (_, tokens) => {
  await expect(read(tokens)).rejects.toThrow(
    new Error('Numbers returned a token that it had returned before; the rest of the list is unknown'),
  );
});

test('no page is asked for before it is taken, and none of a list that is left', async () => {
  const ask = jest.fn(async () => ({ NextToken: 'a' }));
  const pages = pagesOf('Numbers', ask);
  expect(ask).not.toHaveBeenCalled();
  for await (const _ of pages) break;
  expect(ask).toHaveBeenCalledTimes(1);
});
