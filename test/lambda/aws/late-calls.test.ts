import { lateCalls } from '../../../lambda/aws/late-calls';

interface Calls {
  readonly add: (left: number, right: number) => Promise<number>;
  readonly fail: () => Promise<never>;
}

const CALLS: Calls = {
  add: async (left, right) => left + right,
  fail: async () => {
    throw new Error('refused');
  },
};

test('is loaded once, with the first call of any of the functions', async () => {
  const load = jest.fn(async () => CALLS);
  const late = lateCalls(load);
  const { add, fail } = late('add', 'fail');
  expect(load).not.toHaveBeenCalled();
  expect(await Promise.all([add(1, 2), add(3, 4)])).toEqual([3, 7]);
  await expect(fail()).rejects.toThrow('refused');
  expect(load).toHaveBeenCalledTimes(1);
});

test('fails while it cannot be loaded, and is loaded by a later call', async () => {
  const load = jest.fn(async () => CALLS).mockRejectedValueOnce(new Error('no such file'));
  const { add } = lateCalls(load)('add');
  await expect(add(1, 2)).rejects.toThrow('no such file');
  expect(await add(1, 2)).toBe(3);
});
