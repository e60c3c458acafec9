import type { CorrelationGroup } from '../../lib/core/correlation/contribution';
import { isJsonObject, type JsonObject } from '../../lib/core/json/json-value';
import { ownMessageCodec } from '../../lib/core/settings/message/own-message';

/** Asks this function to evaluate whether a group satisfied its correlation in a period. */
export interface EvaluationMessage {
  /** The definition of the correlation. */
  readonly fingerprint: string;
  readonly group: CorrelationGroup;
  readonly periodStartMs: number;
}

/** The messages that ask for an evaluation. */
export const EVALUATION = ownMessageCodec<EvaluationMessage>({ kind: 'correlation-verdict', read });

function read({ fingerprint, group, periodStartMs }: JsonObject): EvaluationMessage | undefined {
  if (typeof fingerprint !== 'string' || !isJsonObject(group)) return undefined;
  const { key, values } = group;
  if (typeof key !== 'string' || !Array.isArray(values)) return undefined;
  if (typeof periodStartMs !== 'number' || !Number.isSafeInteger(periodStartMs)) return undefined;
  return { fingerprint, group: { key, values: values.map(String) }, periodStartMs };
}
