import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReviewDocument } from '../../lib/core/review/document/review-document';
import { packageRoot } from '../cli/package-root';
import { entriesBetween } from '../release/changelog';

/** What the changelog of this package says of what an upgrade changed: the entries that name it. */
export function upgradeNotes({
  upgrade,
  changes,
}: Pick<ReviewDocument, 'upgrade' | 'changes'>): readonly string[] {
  const file = join(packageRoot(), 'CHANGELOG.md');
  if (upgrade === null || !existsSync(file)) return [];
  const subjects = changes.flatMap(({ byUpgrade, subject }) => (byUpgrade ? [`\`${subject}\``] : []));
  const entries = entriesBetween(readFileSync(file, 'utf8'), upgrade.from, upgrade.to);
  return entries.filter((entry) => subjects.some((subject) => entry.includes(subject)));
}
