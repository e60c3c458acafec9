import { HASTY_TRIES, PATIENT_OBJECTS, Patience } from '../../../bin/aws/patience';
import { MAX_TRIES } from '../../../lambda/aws/s3/plain/backoff';

const ERROR = { status: 503, code: 'SlowDown', message: '' };

/** How often an object is asked for whose tries fail after so long each. */
function triesWith(patience: Patience, secondsATry = 0): number {
  let tries = 1;
  while (!patience.isOver(ERROR, { tries, sinceMs: 1000 * secondsATry * tries })) tries += 1;
  return tries;
}

describe('Patience', () => {
  it('has ten tries for an object, and four after three objects were lost', () => {
    const patience = new Patience();
    const tries = Array.from({ length: PATIENT_OBJECTS + 2 }, () => triesWith(patience));
    expect(tries).toEqual([MAX_TRIES, MAX_TRIES, MAX_TRIES, HASTY_TRIES, HASTY_TRIES]);
  });

  it('asks no more after two minutes, and then after ten seconds', () => {
    const patience = new Patience();
    const tries = Array.from({ length: PATIENT_OBJECTS + 1 }, () => triesWith(patience, 30));
    expect(tries).toEqual([4, 4, 4, 1]);
  });

  it('comes back after a thousand objects in a row', () => {
    const patience = new Patience();
    for (let lost = 0; lost < PATIENT_OBJECTS; lost++) triesWith(patience);
    for (let got = 0; got < 1_000; got++) patience.got();
    expect(triesWith(patience)).toBe(MAX_TRIES);
  });
});
