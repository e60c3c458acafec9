/** What of WebAssembly is used; the types of Node.js leave it out. */
interface WebAssemblyNamespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, (...values: number[]) => void>>>>,
  ) => { readonly exports: unknown };
}

declare const WebAssembly: WebAssemblyNamespace | undefined;

/** What `assembly/index.ts` exports: a call of `sift`, and the addresses that the host reads and writes. */
export interface PrefilterExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  prepare(
    ...counts: [fields: number, nodes: number, keyBytes: number, maskBytes: number, listWords: number]
  ): void;
  notePlaces(regionField: number): void;
  lookUpMasks(count: number): void;
  sift(length: number): number;
  writeContent(from: number, to: number): number;
  whyEnded(): number;
  areValuesFull(): number;
  forget(): void;
  addressOfInput(): number;
  addressOfKeys(): number;
  addressOfEnds(): number;
  addressOfVerdicts(): number;
  addressOfPlaces(): number;
  addressOfSurvivors(): number;
  addressOfContent(): number;
  addressOfEdges(): number;
  addressOfNodes(): number;
  addressOfKeyTexts(): number;
  addressOfReaderMasks(): number;
  addressOfMaskingFields(): number;
  addressOfFieldLists(): number;
  addressOfValueFlags(): number;
  addressOfValueMasks(): number;
  addressOfAbsentMasks(): number;
  addressOfNewestTime(): number;
}

/** Takes a value that was met for the first time: its field, where its JSON text is, and its number. */
export type Describe = (field: number, address: number, length: number, value: number) => void;

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

  instantiate(describe: Describe): PrefilterExports {
    const { exports } = new this.wasm.Instance(this.module, { host: { describe } });
    return exports as PrefilterExports;
  }
}
