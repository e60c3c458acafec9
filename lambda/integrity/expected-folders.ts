import type { IntegritySettings } from '../../lib/core/settings/integrity-settings';

/** Where a trail must deliver, as its log files' keys begin. */
export function expectedFolders({ root, expectedFolders }: IntegritySettings): readonly string[] {
  return expectedFolders
    .split(',')
    .filter((place) => place.includes('/'))
    .map((place) => `${root}${place.replace(/\/([^/]+)$/, '/CloudTrail/$1/')}`);
}
