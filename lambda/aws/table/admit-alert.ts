import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type AlertKinds, KIND_NAMES, SENT_FIRST, SENT_KNOWN } from '../../../lib/core/alert/alert-kinds';
import { idPrefix } from '../../../lib/core/alert/packed-alert-ids';
import { CLAIM_TABLE } from '../../../lib/core/settings/claim-table';
import { isAdded, unlessMissing } from '../answers';
import { toProven } from '../proven-set';
import { type ClaimStore, itemKey } from './claim-store';
import { ADMITTED_ITEM, type Admissions, KNOWN_SET, readAdmissions, thresholdCode } from './read-admitted';
import { updateItem } from './write-item';

/** An alert that requests to be sent individually. */
export interface Admission {
  readonly window: string;
  readonly alertId: string;
  /** The number of alerts of the window that are sent individually; if the window already has such a number, it is kept. */
  readonly threshold: number;
  /** Hashed. With one that the window does not have yet, the alert is sent singly past the threshold, too. */
  readonly kinds: AlertKinds;
  /** The hash of an actor that is known from before the window, whose first alert is sent singly past the threshold, too. */
  readonly knownActor?: string | undefined;
  readonly expiresAtSeconds: number;
}

/** The number of attempts if the content of the table must be corrected first. */
const ATTEMPTS = 3;

/**
 * Whether an alert is one of those of its window that are sent individually. The result for an alert never changes: a retry
 * after a lost response, or after another handler was terminated, gets the same.
 *
 * DynamoDB counts everything in the sets, regardless of its writer. A rejection is therefore accepted only if all of it is
 * proven; unproven values are removed, and the request is repeated. A faster writer cannot prevent an alert from being sent
 * individually.
 */
export async function admitAlert(store: ClaimStore, admission: Admission): Promise<boolean> {
  let { threshold } = admission;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (await tryToAdmit(store, { ...admission, threshold })) return true;
    const admitted = await readAdmissions(store, admission.window);
    const { foreign, mistyped } = admitted;
    if (Object.keys(foreign).length > 0 || mistyped.length > 0 || admitted.threshold === undefined) {
      await unlessMissing('ValidationException', () => correct(store, admission, admitted));
    } else if (admitted.ids.size >= admitted.threshold) {
      return false;
    }
    threshold = admitted.threshold ?? admission.threshold;
  }
  return true;
}

async function tryToAdmit(
  store: ClaimStore,
  { window, alertId, threshold, kinds, knownActor, expiresAtSeconds }: Admission,
): Promise<boolean> {
  const key = await store.macKey();
  const id = toProven(key, { window, name: 'ids' }, idPrefix(alertId));
  const asked = [
    ...KIND_NAMES.map((name) => ({ name, values: kinds[name], most: SENT_FIRST[name] })),
    { name: KNOWN_SET, values: knownActor === undefined ? [] : [knownActor], most: SENT_KNOWN },
  ].map(({ values, ...set }) =>
    askFor(
      set,
      values.map((value) => toProven(key, { window, name: set.name }, value)),
    ),
  );
  return isAdded(
    updateItem(store, {
      Key: itemKey(window, ADMITTED_ITEM),
      UpdateExpression:
        `ADD ${['#ids :ids', ...asked.flatMap(({ added }) => added)].join(', ')} SET #expiresAt = :expiresAt,` +
        ' #threshold = if_not_exists(#threshold, :threshold),' +
        ' #thresholdMac = if_not_exists(#thresholdMac, :thresholdMac)',
      ConditionExpression: [
        'attribute_not_exists(#item) OR contains(#ids, :id)',
        '(#thresholdMac = :thresholdMac AND (attribute_not_exists(#ids) OR size(#ids) < :threshold))',
        ...asked.flatMap(({ conditions }) => conditions),
      ].join(' OR '),
      ExpressionAttributeNames: {
        '#item': CLAIM_TABLE.sortKey,
        '#ids': 'ids',
        '#threshold': 'threshold',
        '#thresholdMac': 'thresholdMac',
        '#expiresAt': CLAIM_TABLE.timeToLiveAttribute,
        ...Object.assign({}, ...asked.map(({ names }) => names)),
      },
      ExpressionAttributeValues: {
        ':ids': { SS: [id] },
        ':id': { S: id },
        ':threshold': { N: String(threshold) },
        ':thresholdMac': { S: thresholdCode(key, window, threshold) },
        ':expiresAt': { N: String(expiresAtSeconds) },
        ...Object.assign({}, ...asked.map(({ values }) => values)),
      },
    }),
  );
}

interface AskedSet {
  readonly added: readonly string[];
  readonly conditions: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** The update that adds values to a set of the window, on the condition that one of them is new and has room. */
function askFor(
  { name, most }: { readonly name: string; readonly most: number },
  texts: readonly string[],
): AskedSet {
  if (texts.length === 0) return { added: [], conditions: [], names: {}, values: {} };
  const set = `#${name}`;
  const news = texts.map(
    (_text, at) => `(size(${set}) < :${name}Most AND NOT contains(${set}, :${name}${at}))`,
  );
  return {
    added: [`${set} :${name}`],
    conditions: [`attribute_not_exists(${set})`, ...news],
    names: { [set]: name },
    values: {
      [`:${name}`]: { SS: [...texts] },
      [`:${name}Most`]: { N: String(most) },
      ...Object.fromEntries(texts.map((text, at) => [`:${name}${at}`, { S: text }])),
    },
  };
}

/** Removes values from the sets that were not written by a function, and sets a proven threshold. */
async function correct(
  store: ClaimStore,
  { window, threshold: own }: Admission,
  { foreign, mistyped, threshold = own }: Admissions,
): Promise<void> {
  const sets = Object.entries(foreign);
  const deleted = sets.map(([name]) => `#${name} :${name}`).join(', ');
  const removed = mistyped.map((name) => `#${name}`).join(', ');
  await updateItem(store, {
    Key: itemKey(window, ADMITTED_ITEM),
    UpdateExpression: `SET #threshold = :threshold, #thresholdMac = :thresholdMac${deleted === '' ? '' : ` DELETE ${deleted}`}${removed === '' ? '' : ` REMOVE ${removed}`}`,
    ExpressionAttributeNames: {
      '#threshold': 'threshold',
      '#thresholdMac': 'thresholdMac',
      ...Object.fromEntries([...Object.keys(foreign), ...mistyped].map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':threshold': { N: String(threshold) },
      ':thresholdMac': { S: thresholdCode(await store.macKey(), window, threshold) },
      ...Object.fromEntries(sets.map(([name, values]) => [`:${name}`, { SS: [...values] }])),
    },
  });
}
