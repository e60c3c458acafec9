import { isAbsolute, relative, sep } from 'node:path';
import type { ReviewChange } from '../../lib/core/review/review-change';

/** The changes with the files of the app that are below a folder by their paths in it; others keep theirs. */
export function withSources(changes: readonly ReviewChange[], folder: string): readonly ReviewChange[] {
  return changes.map((change) => {
    const { source } = change;
    if (source === undefined) return change;
    const path = relative(folder, source.file);
    const isBelow = path !== '' && !path.startsWith('..') && !isAbsolute(path);
    return isBelow ? { ...change, source: { ...source, file: path.split(sep).join('/') } } : change;
  });
}

/** Such as `lib/audit.ts:16`. */
export function sourceWords({ source }: ReviewChange): string | undefined {
  return source && `${source.file}:${source.line}`;
}
