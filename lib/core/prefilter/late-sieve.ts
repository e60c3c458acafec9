import type { Detections } from '../correlation/detections';
import type { RecordChoice, RecordSieve, SiftedRecords } from '../json/record-sieve';
import type { Condition } from '../rule/condition';
import { PrefilterModule } from './prefilter-module';
import { MAX_BLOCK_BYTES, RecordPrefilter } from './record-prefilter';

/**
 * The number of records that are parsed before a sieve is created: creation takes about as long as parsing a few thousand, and
 * many scans and most invocations of a handler have fewer.
 */
const RECORDS_BEFORE = 1000;

/** The amount of available text that makes it worthwhile immediately. */
const BYTES_AT_ONCE = 512 * 1024;

/** A sieve that is made when it is worth its time. Until then every record is parsed. */
export class LateSieve implements RecordSieve {
  private records = 0;
  private sieve: RecordSieve | undefined;
  private wasTried = false;

  /**
   * @param make gives undefined where there can be no sieve
   * @param recordsBefore how many records it is asked about before it is made, unless much text is at hand
   */
  constructor(
    readonly maxBytes: number,
    private readonly make: () => RecordSieve | undefined,
    private readonly recordsBefore = RECORDS_BEFORE,
  ) {}

  isReady(bytes: number): boolean {
    if (this.wasTried) return this.sieve !== undefined;
    if (this.records >= this.recordsBefore || bytes >= BYTES_AT_ONCE) {
      this.wasTried = true;
      this.sieve = this.make();
    }
    this.records += 1;
    return this.sieve !== undefined;
  }

  sift(bytes: Uint8Array): SiftedRecords {
    if (this.sieve === undefined) throw new Error('the sieve is not ready');
    return this.sieve.sift(bytes);
  }
}

/**
 * Finds the records that do not satisfy a condition, after the first thousand. Without WebAssembly with SIMD, it finds none.
 *
 * @param module `dist/prefilter.wasm`
 * @param choice which records are searched; without it, all of them
 */
export function sieveOfCondition(
  condition: Condition,
  module: Uint8Array,
  choice?: RecordChoice,
): RecordSieve {
  return new LateSieve(MAX_BLOCK_BYTES, () => {
    const compiled = PrefilterModule.of(module);
    return compiled && new RecordPrefilter(compiled, [condition], choice);
  });
}

/**
 * Finds the records that satisfy none of the rules, or only rules that are counted, after the first thousand. Without WebAssembly with SIMD, it finds none.
 *
 * @param module `dist/prefilter.wasm`
 * @param choice which records are searched; without it, all of them
 */
export function sieveOf(detections: Detections, module: Uint8Array, choice?: RecordChoice): RecordSieve {
  return new LateSieve(MAX_BLOCK_BYTES, () => {
    const compiled = PrefilterModule.of(module);
    return compiled === undefined
      ? undefined
      : new RecordPrefilter(compiled, detections.conditions, choice, (place) =>
          detections.countedFields(place),
        );
  });
}
