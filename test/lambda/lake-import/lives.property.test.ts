import fc from 'fast-check';
import { cases } from '../../jest/cases';
import { type DeploymentTrouble, StackLife } from '../stack-life';
import { createWorld, PROPERTIES, STORE } from './import-world';

const FAULT = fc.record({
  name: fc.constantFrom('ThrottlingException', 'AccessDeniedException', 'TimeoutError', 'InternalError'),
  when: fc.constantFrom('before' as const, 'after' as const),
});

const HANDS = ['nothing', 'complete', 'fail', 'stop'] as const;
const STATUSES = { complete: 'COMPLETED', fail: 'FAILED', stop: 'STOPPED' } as const;

const STEP = fc.record({
  properties: fc.record({
    endTime: fc.constantFrom(PROPERTIES.endTime, '2026-03-01T00:00:00.000Z'),
    eventDataStoreArn: fc.constantFrom(STORE, STORE, STORE.replace('0a1b', '9f9f')),
    stopWhenRemoved: fc.constantFrom('true', 'true', 'false'),
    // an empty one is refused
    location: fc.constantFrom(PROPERTIES.location, PROPERTIES.location, PROPERTIES.location, undefined),
  }),
  isRemoval: fc.constantFrom(false, false, false, true),
  faults: fc.array(fc.tuple(fc.nat(12), FAULT), { maxLength: 2 }),
  hand: fc.constantFrom(...HANDS),
  trouble: fc.record<DeploymentTrouble>({
    lostAnswers: fc.constantFrom(0, 0, 1, 3),
    isOtherFailing: fc.constantFrom(false, false, true),
    isFailedIdTaken: fc.boolean(),
  }),
});

type Step = typeof STEP extends fc.Arbitrary<infer Value> ? Value : never;
