import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { AllowedMatcher } from '../../lib/core/compile/predicate/allowed-matcher';
import { IndexedRules } from '../../lib/core/compile/predicate/indexed-rules';
import { listOf } from '../../lib/core/compile/predicate/rule-list';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { OWN_KEYS_VARIABLE } from '../../lib/core/inventory/tampering/own-keys';
import { withoutOwnFields } from '../../lib/core/rule/own-field';
import { SILENCES_VARIABLE } from '../../lib/core/settings/log-processor-settings';
import { REALTIME_ALERTS_ENVIRONMENT } from '../../lib/core/settings/realtime-alerts-settings';
import { lateCalls } from '../aws/late-calls';
import { ForeignItems } from '../raise/foreign-items';
import { KnownSilences } from '../raise/known-silences';
import { LateLog } from '../raise/log';
import { openRules } from '../raise/open-rules';
import { lateRaisePorts } from '../raise/ports/raise-ports';
import { lateMetrics, queueHandler } from '../raise/raising';
import { KnownMembers } from '../raise/storm/known-members';
import { beginInvocation, type Container, type Ports } from './ports';
import { processBatch } from './realtime-alerts';

/** The time that is reserved to finish work in progress: a call with its retries, and the response to Lambda. */
const RESERVE_MS = 5_000;

const settings = REALTIME_ALERTS_ENVIRONMENT.decode(process.env);
const serviceName = settings.realtimeName;
const log = new LateLog(() => new Logger({ serviceName }));
// The log processor alone adds fields of its own: what hangs on them is left to it.
const rules = openRules(settings.rulesFile, process.env[OWN_KEYS_VARIABLE], (rule) => ({
  ...rule,
  condition: withoutOwnFields(rule.condition),
}));
const isIndexed = rules instanceof IndexedRules;
const foreignItems = new ForeignItems();
const late = lateCalls(async () => {
  const { makePorts } = await import('./make-ports');
  return makePorts(settings, log, foreignItems);
});
const ports: Ports = {
  ...lateRaisePorts(late, foreignItems),
  ...late('putHeartbeat', 'readHeartbeats', 'readMembers'),
};
const matcher = RuleMatcher.ofList(isIndexed ? rules.alerting : listOf(rules.rules));
const container: Container = {
  ...{ settings, ports, matcher },
  members: new KnownMembers({
    ...{ ports, settings },
    warn: (message, fields) => log.warn(message, fields),
    know: (accounts) => matcher.know(accounts),
  }),
  allowedMatcher: isIndexed ? rules.allowed() : AllowedMatcher.of(rules.rules),
  log,
  silences: KnownSilences.at(process.env[SILENCES_VARIABLE], {
    read: late('readSilences').readSilences,
    nowMs: () => Date.now(),
    warn: (message, fields) => log.warn(message, fields),
  }),
  storms: new Map(),
  newOwner: () => randomUUID(),
};

/** The handler, called by Lambda with every batch of messages. */
export const handler = queueHandler({
  ...{ log, metrics: lateMetrics(settings.metricsNamespace, serviceName), reserveMs: RESERVE_MS },
  begin: (outOfTime) => beginInvocation(container, outOfTime),
  process: processBatch,
});
