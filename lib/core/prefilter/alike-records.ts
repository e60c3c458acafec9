import type { Json } from '../json/json-value';
import type { CountedAlike } from '../json/record-sieve';
import type { ModuleMemory, PrefilterExports } from './prefilter-module';
import { type PrefilterPlan, recordWith } from './prefilter-plan';
import { ABSENT } from './residual-verdict';

/** Of `assembly/layout.ts` and `assembly/alikes.ts`. */
const ALIKE_BYTES = 192;
const NO_ALIKE = 0xffffffff;

/** What records share by which the module numbers them, each read once. */
export class AlikeRecords {
  private known: (CountedAlike | undefined)[] = [];

  constructor(
    private readonly exports: PrefilterExports,
    private readonly memory: ModuleMemory,
    private readonly plan: PrefilterPlan,
  ) {}

  /**
   * What the records of a number share; undefined if it is not known what counts read of them.
   *
   * @param values by number
   */
  at(number: number, values: readonly Json[]): CountedAlike | undefined {
    if (number === NO_ALIKE) return undefined;
    this.known[number] ??= this.read(number, values);
    return this.known[number];
  }

  /** Forgets all of them, as they get other numbers now. */
  forget(): void {
    this.known = [];
  }

  private read(number: number, values: readonly Json[]): CountedAlike {
    const { halfWords } = this.memory;
    const { conditions, tree } = this.plan;
    let next = (this.exports.alikes.value + ALIKE_BYTES * number) >>> 1;
    const count = halfWords[next++] as number;
    const satisfied = [...halfWords.subarray(next, next + count)];
    next += count;
    const found: (readonly [readonly string[], Json])[] = [];
    for (const condition of satisfied) {
      for (const field of conditions[condition]?.counted ?? []) {
        const value = halfWords[next++] as number;
        if (value !== ABSENT) found.push([tree.keys[field] as readonly string[], values[value] as Json]);
      }
    }
    return { satisfied, fields: recordWith(found) };
  }
}
