import type { Json } from '../json/json-value';
import type { RecordChoice } from '../json/record-sieve';
import type { ModuleMemory, PrefilterExports } from './prefilter-module';
import { ABSENT } from './residual-verdict';

/** Of `assembly/layout.ts`. */
const PLACE_WORDS = 3;
const TIME_BYTES = 20;

/** The field with the Region. */
export const REGION_FIELD = 'awsRegion';

/** Finds the records of a block that a choice leaves out. */
export class PlacedRecords {
  private readonly from: number;

  /** @param regionField the number of the field with the Region */
  constructor(
    exports: PrefilterExports,
    private readonly memory: ModuleMemory,
    private readonly choice: RecordChoice,
    regionField: number,
  ) {
    exports.notePlaces(regionField);
    this.from = exports.places.value >>> 2;
  }

  /**
   * Whether a record that is not odd is chosen; undefined if it must be parsed to be known.
   *
   * @param record its place in the block
   * @param values by number
   */
  isChosen(record: number, values: readonly Json[]): boolean | undefined {
    const { from, memory, choice } = this;
    const at = from + PLACE_WORDS * record;
    const byAccount = verdictOn(choice.account, memory.words[at] as number, values);
    const byRegion = verdictOn(choice.region, memory.words[at + 1] as number, values);
    if (byAccount === false || byRegion === false) return false;
    if (choice.time !== undefined && !choice.time(this.timeAt(memory.words[at + 2] as number))) return false;
    return byAccount === undefined || byRegion === undefined ? undefined : true;
  }

  private timeAt(address: number): string {
    return this.memory.bytes.toString('latin1', address, address + TIME_BYTES);
  }
}

function verdictOn(
  test: ((text: string) => boolean) | undefined,
  number: number,
  values: readonly Json[],
): boolean | undefined {
  if (test === undefined) return true;
  const value = number === ABSENT ? '' : values[number];
  return typeof value === 'string' ? test(value) : undefined;
}
