import { toJsonText } from '../../lib/core/safe-text/printable';
import { packageVersion } from '../cli/package-root';

/** What found the results. */
export interface SarifDriver {
  readonly name: string;
  readonly informationUri: string;
  /** What the results may be of. */
  readonly rules?: readonly object[];
}

/**
 * A SARIF 2.1.0 document with one run, whose results are written as they come.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export class SarifDocument {
  private before = '';
  private isBegun = false;

  constructor(
    private readonly driver: SarifDriver,
    private readonly properties: object = {},
  ) {}

  /** The text of the next results; what is before the first one comes with it. */
  next(results: readonly object[]): string {
    let text = this.begin();
    for (const result of results) {
      text += `${this.before}${toJsonText(result)}`;
      this.before = ',\n';
    }
    return text;
  }

  end(): string {
    return `${this.begin()}\n]}]}\n`;
  }

  private begin(): string {
    if (this.isBegun) return '';
    this.isBegun = true;
    const driver = { ...this.driver, version: packageVersion() };
    const run = toJsonText({ tool: { driver }, properties: this.properties, results: [] });
    const document = `{"version":"2.1.0","$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[${run}`;
    return `${document.slice(0, -']}'.length)}\n`;
  }
}

/**
 * A file as the location of a result: code scanning refuses a result without a location, and requires a line. It also refuses every
 * result of a document in which a URI has another scheme than `file`, so an object of S3 is a relative one, `bucket/key`, which
 * `s3://bucket/key` describes.
 *
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function toPhysicalLocation(path: string, startLine = 1): { readonly physicalLocation: object } {
  const [, object] = /^s3:\/\/(.+)$/s.exec(path) ?? [];
  const artifactLocation =
    object === undefined ? { uri: toUri(path) } : { uri: toUri(object), description: { text: path } };
  return { physicalLocation: { artifactLocation, region: { startLine } } };
}

/** A path as a URI. Half a surrogate pair, which no URI can have, becomes U+FFFD. */
function toUri(path: string): string {
  return Buffer.from(path).toString().split('/').map(encodeURIComponent).join('/');
}
