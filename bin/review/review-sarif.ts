import { isAbsolute } from 'node:path';
import type { ReviewDocument } from '../../lib/core/review/document/review-document';
import { CHANGE_KINDS, type ChangeEffect, type ReviewChange } from '../../lib/core/review/review-change';
import { SarifDocument, toPhysicalLocation } from '../outputs/sarif-document';
import { lineInTemplate } from './line-in-template';
import { causesOf } from './review-causes';

const INFORMATION_URI = 'https://github.com/trailwatch/cdk-trailwatch/blob/main/docs/review/review.md';

/** The levels of SARIF; changes that increase protection are not findings. */
const LEVELS: Readonly<Partial<Record<ChangeEffect, string>>> = {
  refused: 'error',
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

/** SARIF for code scanning: a result for each change that does not make protection stronger. */
export function reviewSarif({ head, verdict, changes }: ReviewDocument): string {
  const document = new SarifDocument(
    { name: 'trailwatch review', informationUri: INFORMATION_URI, rules: RULES },
    { verdict },
  );
  const words = new Map(
    causesOf(changes).flatMap((cause) => cause.changes.map((change) => [change, cause.words] as const)),
  );
  const earlier = new Map<string, number>();
  const results = changes.flatMap((change) => {
    const level = LEVELS[change.effect];
    if (level === undefined) return [];
    const fingerprint = resultFingerprint(change);
    const place = (earlier.get(fingerprint) ?? 0) + 1;
    earlier.set(fingerprint, place);
    // two results with one fingerprint are one alert
    return [
      toResult(change, {
        ...{ head, level, fingerprint: place === 1 ? fingerprint : `${fingerprint}:${place}` },
        cause: words.get(change) ?? '',
      }),
    ];
  });
  return document.next(results) + document.end();
}

/** The same change of the same subject is the same alert in the next run. */
function resultFingerprint({ kind, logicalId = '', subject }: ReviewChange): string {
  return `${kind}:${logicalId}:${subject}`.slice(0, 500);
}

interface ResultPlace {
  readonly head: string;
  readonly level: string;
  readonly fingerprint: string;
  /** The line of the first screen that it is a part of. */
  readonly cause: string;
}

function toResult(change: ReviewChange, { head, level, fingerprint, cause }: ResultPlace): object {
  const { kind, subject, message, acceptance } = change;
  return {
    ...{ ruleId: kind, level, message: { text: `${subject}: ${message}` } },
    ...locationsOf(change, head),
    partialFingerprints: { 'change/v1': fingerprint },
    properties: { cause },
    ...(acceptance?.isOver === false && {
      suppressions: [
        {
          ...{ kind: 'external', status: 'accepted' },
          justification: `${acceptance.reason} (${acceptance.by}, until ${acceptance.until})`,
        },
      ],
    }),
  };
}

/**
 * Where the app creates what changed, as far as its code is below the current folder, and else where it is in the template. Code
 * scanning shows only results with a file: a change of no single template is assigned to the reviewed folder.
 */
function locationsOf({ file, logicalId, construct, source }: ReviewChange, head: string): object {
  const inTemplate = toPhysicalLocation(file ?? head, lineInTemplate(file, logicalId));
  const logicalLocations = [
    ...(construct === undefined ? [] : [{ fullyQualifiedName: construct, kind: 'module' }]),
    ...(logicalId === undefined ? [] : [{ name: logicalId, kind: 'resource' }]),
  ];
  const named = logicalLocations.length === 0 ? {} : { logicalLocations };
  if (source === undefined || isAbsolute(source.file)) return { locations: [{ ...inTemplate, ...named }] };
  return {
    locations: [{ ...toPhysicalLocation(source.file, source.line), ...named }],
    relatedLocations: [{ id: 1, ...inTemplate, message: { text: 'in the template' } }],
  };
}
