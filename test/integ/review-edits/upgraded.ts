import { createHash } from 'node:crypto';
import type { Edit } from './edited-estate';

/** A release of the library with other code, and with links to its own runbooks. Nothing else is different. */
export const UPGRADE: Edit = {
  name: 'an upgrade of the library',
  expects: 'quiet',
  apply: (template, files) => {
    const code = codeAssets(files);
    const upgraded = (text: string): string =>
      text
        .replace(/\b[0-9a-f]{64}\b/g, (hash) => (code.has(hash) ? nextOf(hash) : hash))
        .replaceAll(/\/blob\/v[\d.]+\/docs\//g, '/blob/v99.0.0/docs/');
    for (const [path, text] of files) files.set(path, upgraded(text));
    Object.assign(template, JSON.parse(upgraded(JSON.stringify(template))));
  },
};

/** Assets that are no templates. */
function codeAssets(files: ReadonlyMap<string, string>): ReadonlySet<string> {
  const manifests = [...files].filter(([path]) => path.endsWith('.assets.json'));
  return new Set(
    manifests.flatMap(([, text]) =>
      Object.entries<{ source: { path: string } }>(JSON.parse(text).files)
        .filter(([, { source }]) => !source.path.endsWith('.template.json'))
        .map(([hash]) => hash),
    ),
  );
}

function nextOf(hash: string): string {
  return createHash('sha256').update(hash).digest('hex');
}
