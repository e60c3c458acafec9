import type { CloudTrailRecord } from '../../record/record';
import { oneLine } from '../../safe-text/one-line';
import type { AlertActor, AlertResource } from '../alert';
import { renderActor } from '../from-record/render-actor';
import { renderDeed } from '../from-record/render-summary';
import { textAt } from '../from-record/text-at';
import { toActor } from '../from-record/to-actor';
import { toDetails } from '../from-record/to-details';
import { toOutcome } from '../from-record/to-outcome';
import { resourceOfText, resourceText, toResources } from '../from-record/to-resources';

/** What an alert about several records shows of one of them. */
export interface ShownRecord {
  readonly actor: AlertActor;
  /** The actor in words. */
  readonly who: string;
  readonly sourceIPAddress?: string;
  readonly userAgent?: string;
  /** What was done and how it ended, as a part of a sentence. */
  readonly deed: string;
  /** At most five. */
  readonly resources: readonly AlertResource[];
  /** Whether the event history has the record. */
  readonly isManagementEvent: boolean;
}

/** How many resources, and how much of each text, is kept with a counted record: some 500 bytes, and never more than 5,000. */
const MAX_RESOURCES = 5;
const ARN_LENGTH = 600;
const WORDS_LENGTH = 240;
const AGENT_LENGTH = 160;
const NAME_LENGTH = 160;

/**
 * What is shown of a record as one text, to be kept while it is counted: a line each for marks, type, ARN, account and name of
 * the actor, the actor in words, address, user agent and deed, and one for each resource.
 */
export function toShown(record: CloudTrailRecord): string {
  const actor = toActor(record);
  const resources = toResources(record);
  const known = { outcome: toOutcome(record), details: toDetails(record), resources };
  const { type = '', arn = '', accountId = '', name } = actor;
  return [
    marksOf(record, actor),
    ...[type, arn, accountId, name].map((text) => oneLine(text, ARN_LENGTH)),
    oneLine(renderActor(record, actor), WORDS_LENGTH),
    oneLine(textAt(record, 'sourceIPAddress') ?? '', NAME_LENGTH),
    oneLine(textAt(record, 'userAgent') ?? '', AGENT_LENGTH),
    oneLine(renderDeed(record, known), WORDS_LENGTH),
    ...resources.slice(0, MAX_RESOURCES).map(lineOf),
  ].join('\n');
}

/** The same, read; undefined if nothing was kept. */
export function parseShown(text: string | undefined): ShownRecord | undefined {
  if (text === undefined) return undefined;
  const [marks = '', type = '', arn = '', accountId = '', name = '', ...more] = text.split('\n');
  const [who = '', sourceIPAddress = '', userAgent = '', deed = '', ...resources] = more;
  return {
    actor: {
      ...told({ type, arn }),
      name,
      ...told({ accountId }),
      ...(/[+-]/.test(marks) ? { mfa: marks.includes('+') } : {}),
    },
    who,
    ...told({ sourceIPAddress, userAgent }),
    deed,
    resources: resources.map(resourceOfLine),
    isManagementEvent: marks.includes('m'),
  };
}

/** `m` for a management event; `+` and `-` for a second factor that was used or missing. */
function marksOf({ managementEvent, eventCategory }: CloudTrailRecord, { mfa }: AlertActor): string {
  const isManagement = managementEvent === true || eventCategory === 'Management';
  const factor = mfa === undefined ? '' : mfa ? '+' : '-';
  return `${isManagement ? 'm' : ''}${factor}`;
}

/** A name stands for an ARN that is too long to be kept. */
function lineOf(resource: AlertResource): string {
  const text = resourceText(resource);
  return `${oneLine(resource.type, NAME_LENGTH)}\t${text.length > ARN_LENGTH ? resource.name : text}`;
}

function resourceOfLine(line: string): AlertResource {
  const [type = '', text = ''] = line.split('\t');
  return resourceOfText(type, text);
}

function told<Name extends string>(
  texts: Readonly<Record<Name, string>>,
): { readonly [Key in Name]?: string } {
  const known: { [Key in Name]?: string } = {};
  for (const name in texts) if (texts[name] !== '') known[name] = texts[name];
  return known;
}
