/** The log processor on batches of objects, which it reads over HTTP; everything else of AWS is in memory. */
import { readFileSync } from 'node:fs';
import { openObjectReader } from '../../../lambda/aws/open-object-reader';
import { decodeRules } from '../../../lib/core/rule/rule-document';
import { noticeOf, SETTINGS, World } from '../../lambda/log-processor/world';
import { keyOf, measureBatches, readOrder } from './measured-batches';

const MAX_LOG_FILE_BYTES = 256 * 1024 * 1024;

const order = readOrder();
const { rules, correlations } = decodeRules(readFileSync(order.rulesFile, 'utf8'));
const readObject = openObjectReader(process.env);

void measureBatches(order, (batch) => {
  const world = new World(rules, { ...SETTINGS, maxLogFileBytes: MAX_LOG_FILE_BYTES }, correlations);
  for (let file = 0; file < order.files; file += 1) world.send(noticeOf(keyOf(batch, file)));
  const container = world.container();
  const ports = {
    ...container.ports,
    readObject,
    // The memory would look at all claims of a window, and at what an alert looks like: neither is the handler's work.
    countGrouped: async () => 0,
    publishAlert: async () => undefined,
  };
  return async () => {
    const { batchItemFailures } = await world.invoke({ ...container, ports }, world.receive());
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages failed`);
    if (world.queue.length < order.files) throw new Error('not all messages were received');
  };
});
