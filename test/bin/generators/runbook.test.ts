import { RUNBOOKS_RELEASE_FILE, toRelease } from '../../../bin/generators/runbook';

const WRITTEN = RUNBOOKS_RELEASE_FILE.render();
const HASH = /[0-9a-f]{64}/.exec(WRITTEN)?.[0] ?? '';
const RELEASE = /RUNBOOKS_RELEASE = '(.+)'/.exec(WRITTEN)?.[1];

test('links keep their release while no runbook changes', () => {
  expect(HASH).not.toBe('');
  expect(toRelease(HASH, WRITTEN, '9.9.9')).toBe(RELEASE);
});

test('links name the next release once a runbook changed', () => {
  expect(toRelease(HASH.replace(/^./, 'x'), WRITTEN, '9.9.9')).toBe('9.9.9');
  expect(toRelease(HASH, '', '9.9.9')).toBe('9.9.9');
});
