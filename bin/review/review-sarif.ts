import type { ReviewDocument } from '../../lib/core/review/document/review-document';
import { CHANGE_KINDS, type ChangeEffect, type ReviewChange } from '../../lib/core/review/review-change';
import { SarifDocument, toUri } from '../outputs/sarif-document';

const INFORMATION_URI = 'https://github.com/trailwatch/cdk-trailwatch/blob/main/docs/review.md';

/** SARIF has these levels; what protects more is none of its findings. */
const LEVELS: Readonly<Partial<Record<ChangeEffect, string>>> = {
  weaker: 'error',
  unknown: 'warning',
  changed: 'note',
};

/** A rule for each kind of change that is a result. */
const RULES: readonly object[] = Object.entries(CHANGE_KINDS).flatMap(([id, [effect, meaning]]) => {
  const level = LEVELS[effect];
  if (level === undefined) return [];
  const helpUri = `${INFORMATION_URI}#kinds-of-changes`;
  return [{ id, shortDescription: { text: meaning }, helpUri, defaultConfiguration: { level } }];
});

/** SARIF, which code scanning shows: a result for each change that does not make protection stronger. */
export function reviewSarif({ head, verdict, changes }: ReviewDocument): string {
  const document = new SarifDocument(
    { name: 'trailwatch review', informationUri: INFORMATION_URI, rules: RULES },
    { verdict },
  );
  return document.next(changes.flatMap((change) => toResult(change, head))) + document.end();
}

/** Code scanning shows results that have a file: what is of no single template is of all that was reviewed. */
function toResult(
  { kind, effect, subject, message, file, logicalId }: ReviewChange,
  head: string,
): readonly object[] {
  const level = LEVELS[effect];
  if (level === undefined) return [];
  const location = {
    physicalLocation: { artifactLocation: { uri: toUri(file ?? head) } },
    ...(logicalId === undefined ? {} : { logicalLocations: [{ name: logicalId, kind: 'resource' }] }),
  };
  return [
    {
      ...{ ruleId: kind, level, message: { text: `${subject}: ${message}` } },
      locations: [location],
      // The same change of the same subject is the same alert in the next run.
      partialFingerprints: { 'change/v1': `${kind}:${logicalId ?? ''}:${subject}`.slice(0, 500) },
    },
  ];
}
