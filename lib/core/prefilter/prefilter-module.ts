/** The parts of WebAssembly that are used; the types of Node.js leave them out. */
interface WebAssemblyNamespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly host: PrefilterHost },
  ) => { readonly exports: unknown };
}

declare const WebAssembly: WebAssemblyNamespace | undefined;

/** What the host reads and writes, by its name in `assembly/layout.ts`, and `newestTime` of `assembly/identity.ts`. */
const AREAS = [
  'absentMasks',
  'alikes',
  'countedAlikes',
  'countedRecords',
  'countedTexts',
  'countedTimes',
  'early',
  'edgeSlots',
  'edges',
  'ends',
  'fieldLists',
  'input',
  'keyTexts',
  'keys',
  'maskingFields',
  'newestTime',
  'onlyCounted',
  'places',
  'readerMasks',
  'survivors',
  'valueFlags',
  'valueMasks',
  'verdicts',
] as const;

type PrefilterArea = (typeof AREAS)[number];

/** The exports of `assembly/index.ts`: the function `sift`, and the address of each area, a global that `prepare` sets. */
export interface PrefilterExports extends Readonly<Record<PrefilterArea, { readonly value: number }>> {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** How many records of the last call of `sift` are counted. */
  readonly countedCount: { readonly value: number };
  prepare(
    ...counts: [
      fields: number,
      edges: number,
      slots: number,
      keyBytes: number,
      maskBytes: number,
      listWords: number,
    ]
  ): void;
  notePlaces(regionField: number): void;
  noteRequests(requestField: number): void;
  lookUpMasks(count: number): void;
  sift(length: number): number;
  whyEnded(): number;
  areValuesFull(): number;
  areAlikesFull(): number;
  forget(): void;
  forgetAlikes(): void;
}

/** The memory of the module, all of it: it never grows after the start. */
export interface ModuleMemory {
  readonly bytes: Buffer;
  readonly halfWords: Uint16Array;
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
}

/** What the module calls in the middle of `sift`. */
export interface PrefilterHost {
  /**
   * Takes a value that was met for the first time: its field, where its JSON text is, and its number. Returns the number of the
   * first value that means the same to all rules.
   */
  describe(field: number, address: number, length: number, value: number): number;
  /**
   * Whether a rule holds, by the numbers of the values of its fields, at an address, 16 bits each: 0 if not, 1 if it does, 2 if
   * that depends on what is not known.
   */
  answer(rule: number, address: number, count: number): number;
  /** Writes the hash of a record's content into its key: where the content's text is, how long it is, and the address of the key. */
  hash(address: number, length: number, key: number): void;
}

/** The prefilter's compiled code. Instances of it share nothing. */
export class PrefilterModule {
  /**
   * Compiles `dist/prefilter.wasm`; undefined where WebAssembly or its SIMD instructions are missing, so that every
   * record is read in full.
   */
  static of(bytes: Uint8Array): PrefilterModule | undefined {
    if (typeof WebAssembly === 'undefined') return undefined;
    try {
      return new PrefilterModule(new WebAssembly.Module(bytes), WebAssembly);
    } catch {
      return undefined;
    }
  }

  private constructor(
    private readonly module: object,
    private readonly wasm: WebAssemblyNamespace,
  ) {}

  /** Throws if the module was built from another `assembly/layout.ts`. */
  instantiate(host: PrefilterHost): PrefilterExports {
    const exports = new this.wasm.Instance(this.module, { host }).exports as PrefilterExports;
    const missing = AREAS.filter((area) => exports[area] === undefined);
    if (missing.length > 0) throw new Error(`the prefilter does not export ${missing.join(', ')}`);
    return exports;
  }
}
