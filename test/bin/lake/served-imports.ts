/** An import as GetImport gives it. */
export interface ServedImport {
  readonly ImportId: string;
  readonly ImportStatus: string;
  readonly Destinations?: readonly string[];
  readonly ImportSource?: { readonly S3: Readonly<Record<string, string>> };
  /** Seconds. */
  readonly StartEventTime?: number;
  readonly EndEventTime?: number;
  readonly ImportStatistics?: Readonly<Record<string, number>>;
}

/** What ListImportFailures gives. */
export interface ServedFailure {
  readonly Location: string;
  readonly Status: string;
  readonly ErrorType: string;
  readonly ErrorMessage: string;
}

type Body = Readonly<Record<string, unknown>>;

/** An error of CloudTrail, by its name. */
export class ImportFault extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** The imports of an account: one runs at a time. */
export class ServedImports {
  readonly all: ServedImport[];

  constructor(
    imports: readonly ServedImport[] = [],
    private readonly failures: readonly ServedFailure[] = [],
  ) {
    this.all = [...imports];
  }

  /** What CloudTrail answers to an operation; undefined to one that is not about imports. */
  answer(operation: string, body: Body): object | undefined {
    switch (operation) {
      case 'ListImports':
        return this.list(body);
      case 'GetImport':
        return this.find(body);
      case 'StartImport':
        return this.start(body);
      case 'StopImport':
        return this.set(this.find(body), 'STOPPED');
      case 'ListImportFailures':
        return { Failures: this.failures };
      default:
        return undefined;
    }
  }

  /** One import a page. */
  private list({ Destination, NextToken }: Body): object {
    const found = this.all.filter(({ Destinations }) => Destinations?.some((one) => one === Destination));
    const at = Number(NextToken ?? 0);
    const Imports = found
      .slice(at, at + 1)
      .map((one) => ({ ...one, CreatedTimestamp: 1_795_000_000, UpdatedTimestamp: 1_795_000_060 }));
    return { Imports, ...(at + 1 < found.length ? { NextToken: String(at + 1) } : {}) };
  }

  private start(body: Body): ServedImport {
    if (this.all.some(({ ImportStatus }) => /INITIALIZING|IN_PROGRESS/.test(ImportStatus))) {
      throw new ImportFault('AccountHasOngoingImportException');
    }
    if (body.ImportId !== undefined) return this.set(this.find(body), 'IN_PROGRESS');
    const id = `00000000-0000-4000-8000-${String(this.all.length + 1).padStart(12, '0')}`;
    const started = { ...body, ImportId: id, ImportStatus: 'INITIALIZING' };
    this.all.push(started);
    return started;
  }

  private find({ ImportId }: Body): ServedImport {
    const found = this.all.find((one) => one.ImportId === ImportId);
    if (found === undefined) throw new ImportFault('ImportNotFoundException');
    return found;
  }

  private set(found: ServedImport, ImportStatus: string): ServedImport {
    const changed = { ...found, ImportStatus };
    this.all[this.all.indexOf(found)] = changed;
    return changed;
  }
}
