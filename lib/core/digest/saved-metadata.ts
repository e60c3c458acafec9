import type { Json } from '../json/json-value';
import { isJsonObject } from '../json/json-value';
import { parseJson } from '../json/parse-json';

/** The signature of each digest file by its key, or the problem: one sentence, lower case, no full stop. */
export type SavedMetadata =
  | { readonly kind: 'signatures'; readonly signatures: ReadonlyMap<string, string> }
  | { readonly kind: 'problem'; readonly problem: string };

const URL = /^s3:\/\/[^/]+\//;

/**
 * Reads metadata that was saved along with a copy of the archive: a JSON object that has, for the key of each digest
 * file (or its `s3://` address), either the object's user metadata or all that `aws s3api head-object` prints:
 *
 *     {"AWSLogs/…_20261120T150131Z.json.gz": {"signature": "3a1c…", "signature-algorithm": "SHA256withRSA"}, …}
 *     {"AWSLogs/…_20261120T150131Z.json.gz": {"Metadata": {"signature": "3a1c…", …}, …}, …}
 *
 * An object without a signature is left aside: then it is as if nothing was saved of it.
 */
export function parseSavedMetadata(text: string): SavedMetadata {
  const json = parseJson(text);
  if (!isJsonObject(json)) return { kind: 'problem', problem: 'the saved metadata is not a JSON object' };
  const signatures = new Map<string, string>();
  for (const [place, saved] of Object.entries(json)) {
    const signature = signatureOf(saved);
    if (signature === undefined) {
      return {
        kind: 'problem',
        problem: `the saved metadata of ${JSON.stringify(place.slice(0, 300))} is not an object`,
      };
    }
    if (typeof signature === 'string') signatures.set(place.replace(URL, ''), signature);
  }
  return { kind: 'signatures', signatures };
}

/** Null if the metadata has none; undefined if it is no metadata. */
function signatureOf(saved: Json | undefined): string | null | undefined {
  if (!isJsonObject(saved)) return undefined;
  const metadata = saved.Metadata ?? saved;
  if (!isJsonObject(metadata)) return undefined;
  return typeof metadata.signature === 'string' ? metadata.signature : null;
}
