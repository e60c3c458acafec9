import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MAC } from '../../../../lambda/aws/table/claim-store';
import { writeProgress } from '../../../../lambda/aws/table/progress-item';
import { writeStorm } from '../../../../lambda/aws/table/read-storm';
import { writeRepeats } from '../../../../lambda/aws/table/repeat-item';
import { writeSketch } from '../../../../lambda/aws/table/sketch-item';
import { type ClaimTable, openClaimTable } from '../../dynamodb';

/** A client that sends each write twice, as the SDK does whose first answer was lost. */
function repeating({ client }: ClaimTable): DynamoDBClient {
  const send = async (command: Parameters<DynamoDBClient['send']>[0]) => {
    await client.send(command);
    return client.send(command);
  };
  return { send } as unknown as DynamoDBClient;
}

/** A write of one of two handlers, each of which has read that there is nothing yet. */
type Write = (table: ClaimTable, handler: 1 | 2) => Promise<boolean>;

/** Every write that replaces the state that was read, and nothing else. */
const WRITES: Readonly<Record<string, Write>> = {
  progress: (table, handler) => writeProgress(table, { name: 'folder', text: `far ${handler}`, version: 0 }),
  sketch: (table, handler) =>
    writeSketch(table, { key: 'k', bytes: Buffer.from([handler]), version: 0, nowMs: 0 }),
  repeats: (table, handler) =>
    writeRepeats(table, { key: 'k', next: { sentAtMs: handler } as never, revision: undefined }),
  storm: (table, handler) =>
    writeStorm(table, {
      next: { window: 'w', reported: handler + 1, reportDueAtMs: 3, expiresAtSeconds: 4 },
      ...{ reportedBefore: 0, nowMs: 0 },
    }),
};

describe.each(Object.entries(WRITES))('a write of %s', (name, write) => {
  test('that the SDK repeats, since the answer was lost, is one that took place', async () => {
    const table = await openClaimTable();
    expect(await write({ ...table, client: repeating(table) }, 1)).toBe(true);
    expect(await table.items()).toHaveLength(1);
  });

  test('did not take place where another handler has written', async () => {
    const table = await openClaimTable();
    expect(await write(table, 2)).toBe(true);
    const written = await table.items();
    expect(await write(table, 1)).toBe(false);
    expect(await table.items()).toEqual(written);
  });

  test('is not taken for one that took place where the item has no code', async () => {
    const table = await openClaimTable();
    await write(table, 1);
    await table.rewrite(({ [MAC]: _, ...item }) => item);
    // Some replace an item that no function wrote.
    expect(await write(table, 1)).toBe(['storm', 'repeats'].includes(name));
  });
});
