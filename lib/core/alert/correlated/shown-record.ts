import { actorOf, identity, origin, outcomeOf } from '../../compile/predicate/record-facts';
import type { CountedRecord } from '../../correlation/contribution';
import { resourceOfText, resourceText, type Target } from '../../fact/targets/target';
import { targetsOf } from '../../fact/targets/targets-of';
import { textAt } from '../../fact/text-at';
import { remembered } from '../../keyed/remembered';
import type { CloudTrailRecord } from '../../record/record';
import { oneLine } from '../../safe-text/one-line';
import type { AlertActor } from '../alert';
import { accessKeyOf } from '../alert-actor';
import { renderActor } from '../from-record/render-actor';
import { renderDeed } from '../from-record/render-summary';
import { toDetails } from '../from-record/to-details';

/** The parts of one record that an alert on several records shows. */
export interface ShownRecord {
  readonly actor: AlertActor;
  /** The actor in words. */
  readonly who: string;
  readonly sourceIPAddress?: string | undefined;
  readonly userAgent?: string | undefined;
  /** A key of a user, of the root user, or of a session. */
  readonly accessKeyId?: string | undefined;
  /** The action and its outcome, as a part of a sentence. */
  readonly deed: string;
  /** At most five. */
  readonly resources: readonly Target[];
  /** Whether the record has more resources than these. */
  readonly lacksResources: boolean;
  /** Whether the event history has the record. */
  readonly isManagementEvent: boolean;
  /** How the call ended, if it did not succeed. */
  readonly failure?: Failure | undefined;
}

/** How a call ended that changed nothing. */
export type Failure = 'denied' | 'failed';

/** Maximum number of resources, and length of each text, kept with a counted record: about 500 bytes, and never more than 5,000. */
const MAX_RESOURCES = 5;
const ARN_LENGTH = 600;
const WORDS_LENGTH = 240;
const AGENT_LENGTH = 160;
const NAME_LENGTH = 160;

/** What records of one identity show of it. */
interface ShownActor extends Pick<ShownRecord, 'actor' | 'who' | 'accessKeyId'> {
  /** The lines of it that {@link toShown} keeps. */
  readonly lines: string;
}

/** Most records have one of a few hundred identities, each of less than this length. */
const IDENTITY_LENGTH = 2_000;
const MAX_IDENTITIES = 1_000;

/** The actor that an identity is shown as, by the JSON of a record with all that it follows from. */
const actorOfIdentity = remembered(
  (json): ShownActor => {
    const record = JSON.parse(json) as CloudTrailRecord;
    const found = actorOf(record);
    const texts = [found.type ?? '', found.arn ?? '', found.accountId ?? '', found.name];
    const [type = '', arn = '', accountId = '', name = ''] = texts.map((text) => oneLine(text, ARN_LENGTH));
    const who = oneLine(renderActor(record, found), WORDS_LENGTH);
    const mfa = found.mfa === undefined ? {} : { mfa: found.mfa };
    return {
      actor: { ...told({ type, arn }), name, ...told({ accountId }), ...mfa },
      who,
      accessKeyId: accessKeyOf(record),
      lines: [type, arn, accountId, name, who].join('\n'),
    };
  },
  MAX_IDENTITIES,
  IDENTITY_LENGTH,
);

function shownActorOf(record: CloudTrailRecord): ShownActor {
  const additionalEventData = {
    MFAUsed: textAt(record, 'additionalEventData', 'MFAUsed'),
    UserName: identity.signInName(record),
  };
  return actorOfIdentity(JSON.stringify({ userIdentity: record.userIdentity, additionalEventData }));
}

/** The shown parts of an available record, each created on demand: most records need only the actor and the address. */
class LateShown implements ShownRecord {
  readonly #record: CloudTrailRecord;
  readonly #actor: ShownActor;
  #resources: readonly Target[] | undefined;

  constructor(record: CloudTrailRecord) {
    this.#record = record;
    this.#actor = shownActorOf(record);
  }

  get actor(): AlertActor {
    return this.#actor.actor;
  }

  get who(): string {
    return this.#actor.who;
  }

  get accessKeyId(): string | undefined {
    return this.#actor.accessKeyId;
  }

  get actorLines(): string {
    return this.#actor.lines;
  }

  get sourceIPAddress(): string | undefined {
    return shortText(origin.source(this.#record), NAME_LENGTH);
  }

  get userAgent(): string | undefined {
    return shortText(origin.agent(this.#record), AGENT_LENGTH);
  }

  get deed(): string {
    const record = this.#record;
    const known = { outcome: outcomeOf(record), details: toDetails(record), resources: this.#all };
    return oneLine(renderDeed(record, known), WORDS_LENGTH);
  }

  get resources(): readonly Target[] {
    return this.lines.map(resourceOfLine);
  }

  /** The lines that {@link toShown} keeps of the resources. */
  get lines(): readonly string[] {
    return this.#all.slice(0, MAX_RESOURCES).map(lineOf);
  }

  get lacksResources(): boolean {
    return this.#all.length > MAX_RESOURCES;
  }

  get #all(): readonly Target[] {
    this.#resources ??= targetsOf(this.#record);
    return this.#resources;
  }

  get failure(): Failure | undefined {
    const { status } = outcomeOf(this.#record) ?? { status: 'succeeded' };
    return status === 'succeeded' ? undefined : status;
  }

  get isManagementEvent(): boolean {
    const { managementEvent, eventCategory } = this.#record;
    return managementEvent === true || eventCategory === 'Management';
  }
}

/**
 * The shown parts of a record as one text, kept while it is counted: a line each for marks and access key, type, ARN, account and
 * name of the actor, the actor in words, address, user agent and deed, and one for each resource.
 */
export function toShown(record: CloudTrailRecord): string {
  const shown = new LateShown(record);
  const { actor, actorLines, accessKeyId = '', sourceIPAddress = '', userAgent = '', failure } = shown;
  const factor = actor.mfa === undefined ? '' : actor.mfa ? '+' : '-';
  const ending = failure === undefined ? '' : failure === 'denied' ? 'd' : 'f';
  const marks = `${shown.isManagementEvent ? 'm' : ''}${shown.lacksResources ? 'r' : ''}${ending}${factor}`;
  const first = `${marks} ${accessKeyId}`.trimEnd();
  return [first, actorLines, sourceIPAddress, userAgent, shown.deed, ...shown.lines].join('\n');
}

/** The same, read from the text that was kept of a record, or from the record itself; undefined if nothing was kept. */
export function shownOf(kept: CountedRecord['shown']): ShownRecord | undefined {
  return typeof kept === 'function' ? new LateShown(kept()) : parseShown(kept);
}

function parseShown(text: string | undefined): ShownRecord | undefined {
  if (text === undefined) return undefined;
  const [marked = '', type = '', arn = '', accountId = '', name = '', ...more] = text.split('\n');
  const [marks = '', accessKeyId = ''] = marked.split(' ');
  const [who = '', sourceIPAddress = '', userAgent = '', deed = '', ...resources] = more;
  return {
    actor: {
      ...told({ type, arn }),
      name,
      ...told({ accountId }),
      ...(/[+-]/.test(marks) ? { mfa: marks.includes('+') } : {}),
    },
    who,
    ...told({ sourceIPAddress, userAgent, accessKeyId }),
    deed,
    resources: resources.map(resourceOfLine),
    lacksResources: marks.includes('r'),
    isManagementEvent: marks.includes('m'),
    ...(marks.includes('d') ? { failure: 'denied' } : marks.includes('f') ? { failure: 'failed' } : {}),
  };
}

/** The name replaces an ARN that is too long to keep. */
function lineOf(resource: Target): string {
  const text = resourceText(resource);
  return `${oneLine(resource.type, NAME_LENGTH)}\t${text.length > ARN_LENGTH ? resource.name : text}`;
}

function resourceOfLine(line: string): Target {
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

function shortText(whole: string | undefined, length: number): string | undefined {
  const text = oneLine(whole ?? '', length);
  return text === '' ? undefined : text;
}
