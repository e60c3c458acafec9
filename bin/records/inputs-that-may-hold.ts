import type { Input } from '../inputs/input-file';
import type { RecordFilter } from './record-filter';

/** The inputs that may hold chosen records, by their keys. What cannot be read is among them, to be reported. */
export async function* inputsThatMayHold(
  filter: RecordFilter,
  inputs: AsyncIterable<Input>,
  onPruned: () => void,
): AsyncGenerator<Input, void> {
  for await (const input of inputs) {
    if ('open' in input && !filter.mayHold(input.name)) onPruned();
    else yield input;
  }
}
