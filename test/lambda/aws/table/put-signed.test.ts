import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { ClaimStore } from '../../../../lambda/aws/table/claim-store';
import { writeProgress } from '../../../../lambda/aws/table/progress-item';
import { writeStorm } from '../../../../lambda/aws/table/read-storm';
import { writeRepeats } from '../../../../lambda/aws/table/repeat-item';
import { writeSketch } from '../../../../lambda/aws/table/sketch-item';
import { MacKey } from '../../../../lib/core/alert/mac/mac-key';

type Item = Record<string, AttributeValue>;

interface Put {
  readonly input: { readonly Item?: Item; readonly ReturnValuesOnConditionCheckFailure?: string };
}

const KEY = MacKey.derive(Buffer.alloc(32, 1), 'claims', 'claims');

/** A table of one item, with which every condition on its state before fails. */
function tableWith(found: (written: Item) => Item): ClaimStore & { readonly key: MacKey } {
  let written: Item = {};
  const send = async ({ input }: Put) => {
    if (input.Item === undefined) return { Item: found(written) };
    written = input.Item;
    throw new ConditionalCheckFailedException({
      ...{ message: 'the condition failed', $metadata: {} },
      ...(input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? { Item: found(written) } : {}),
    });
  };
  return {
    ...{ tableName: 'claims', key: KEY, macKey: async () => KEY, onForeignItem: () => undefined },
    client: { send } as unknown as DynamoDBClient,
  };
}

const STORM = { window: 'w', reported: 2, reportDueAtMs: 3, expiresAtSeconds: 4 };
const STATE = { sentAtMs: 1 } as never;

/** Every write that replaces the state that was read, and nothing else. */
const WRITES: Readonly<Record<string, (table: ReturnType<typeof tableWith>) => Promise<boolean>>> = {
  progress: (table) => writeProgress(table, { name: 'folder', text: 'far', version: 3 }),
  sketch: (table) => writeSketch(table, { key: 'k', bytes: Buffer.from('b'), version: 3, nowMs: 0 }),
  repeats: (table) => writeRepeats(table, { key: 'k', next: STATE, revision: 'r' }),
  storm: (table) => writeStorm(table, { next: STORM, reportedBefore: 1, nowMs: 0 }),
};

describe.each(Object.entries(WRITES))('a write of %s', (_, write) => {
  test('that the SDK repeats, since the answer was lost, is one that took place', async () => {
    expect(await write(tableWith((written) => written))).toBe(true);
  });

  test('did not take place where another handler has written', async () => {
    const other = MacKey.derive(Buffer.alloc(32, 2), 'claims', 'claims').sign(['other']);
    expect(await write(tableWith((written) => ({ ...written, mac: { S: other } })))).toBe(false);
    expect(await write(tableWith(({ mac: __, ...written }) => written))).toBe(false);
  });
});
